"""Errors of the caches, cut by what the caller does next.

A store that was opened once never raises into a request: what fails then is a miss, counted and logged.
"""

from pathlib import Path


class CacheError(Exception):
    """Base of all errors of this package."""


class StoreUnusableError(CacheError):
    """The folder can neither be used nor made anew; the caller goes on with a store in memory."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"cache folder {folder} cannot be used ({reason}); check owner, rights and free space")
        self.folder = folder


class DamagedValueError(CacheError):
    """Stored bytes are not what was written; the caller treats them as absent."""
