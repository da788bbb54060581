"""Passwords as Argon2id hashes (RFC 9106), made and compared in a thread, one at a time.

One comparison takes 64 MB and a core for a tenth of a second. Visitors' pages come first: a flood of attempts waits in
a short queue, and what finds no room in it is turned away.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

LONGEST: Final = 1000
_WAITING: Final = 20


class BusyError(RuntimeError):
    """Too many passwords wait to be compared."""


def new_hasher() -> PasswordHasher:
    """Return the hasher for new passwords: RFC 9106's second choice, on one core."""
    low = RFC_9106_LOW_MEMORY
    return PasswordHasher(time_cost=low.time_cost, memory_cost=low.memory_cost, parallelism=1)


class Passwords:
    """Makes hashes and compares with them."""

    def __init__(self, hasher: PasswordHasher) -> None:
        """Use these parameters; hashes made with others still count, and are made anew when they are used."""
        self._hasher = hasher
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._nobody = hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        """Return the hash to keep; raises `BusyError`."""
        async with self._turns():
            return await asyncio.to_thread(self._hasher.hash, _normal(password))

    async def matches(self, kept: str, password: str) -> bool:
        """Tell whether this is the password; "" is nobody's, and takes as long to find out. Raises `BusyError`."""
        async with self._turns():
            equal = await asyncio.to_thread(self._verify, kept or self._nobody, _normal(password))
        return equal and bool(kept)

    def is_outdated(self, kept: str) -> bool:
        """Tell whether a hash was made with other parameters."""
        return self._hasher.check_needs_rehash(kept)

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    @asynccontextmanager
    async def _turns(self) -> AsyncIterator[None]:
        if self._waiting >= _WAITING:
            raise BusyError
        self._waiting += 1
        try:
            async with self._turn:
                yield
        finally:
            self._waiting -= 1


def _normal(password: str) -> str:
    """The same characters however a keyboard puts them together (NIST SP 800-63B-4 3.1.1.2); bounded."""
    return unicodedata.normalize("NFKC", password[:LONGEST])
