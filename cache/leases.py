"""Leases between the processes of one machine: who fetches or translates a page, while the others wait for it.

A lease is a lock on one byte of one file, at a place that the key decides: nothing is written, no file is made for it,
and the kernel takes it back when its holder ends, however that happens. Such locks (POSIX, fcntl) part processes, not
threads: within a process the caller coalesces by itself. Must not know what is fetched.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

log = logging.getLogger(__name__)

_PLACES = 1 << 62  # POSIX offsets are signed: two keys share a place by chance once in 2**31 held leases


class Leases:
    """The leases of one file; one object for a process, since closing the file anywhere in it gives all back."""

    def __init__(self, path: Path) -> None:
        """Open or create the file at `path`; where that fails, every lease is granted (and work may be done twice)."""
        self._file: int | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            log.warning("%s cannot be opened (%s): processes will not wait for each other's pages", path, error)

    @contextmanager
    def lease(self, key: bytes) -> Iterator[bool]:
        """Tell whether this process now holds the lease of `key`; it is given back at the end. Never waits."""
        place = int.from_bytes(blake2b(key, digest_size=8).digest()) % _PLACES
        held = self._take(place)
        try:
            yield held
        finally:
            if held:
                self._give_back(place)

    def close(self) -> None:
        """Give everything back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _take(self, place: int) -> bool:
        if self._file is None:
            return True
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except (BlockingIOError, PermissionError):
            return False
        except OSError as error:
            log.warning("no lease could be taken (%s): going on without", error)
        return True

    def _give_back(self, place: int) -> None:
        if self._file is not None:
            try:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, place)
            except OSError as error:
                log.warning("a lease could not be given back (%s)", error)
