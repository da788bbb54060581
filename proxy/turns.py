"""One process after the other makes a page; the others wait for their turn, no longer than a limit.

Within a process requests are joined by `coalescing`; this parts the processes of `serve --workers N`, by the leases of
one file. Must not know what is made.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from cache.leases import Leases

_PAUSE_SECONDS: Final = 0.02


class Turns:
    """Turns at keys; `seconds` is the longest wait for one."""

    def __init__(self, leases: Leases, seconds: float) -> None:
        self._leases = leases
        self._seconds = seconds

    @asynccontextmanager
    async def turn(self, key: bytes) -> AsyncIterator[bool]:
        """Wait for the turn; yields whether another process had it before, who may have done the work."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._seconds
        waited = False
        while True:
            with self._leases.lease(key) as held:
                if held or loop.time() >= until:
                    yield waited
                    return
            waited = True
            await asyncio.sleep(_PAUSE_SECONDS)
