"""A process's end of the hub: tells what it counts when it is asked, and asks what all of them count.

a process that reports:  NAME        hub: tell   process: [[name, kind, help, samples], ...]   hub: tell ...
a process that asks:     ask         hub: {"at": ..., "before": [...]} and one line with the metrics of all
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from prometheus_client import CollectorRegistry

from cache.clock import Clock
from proxy.families import Families, decode, encode, families_of, named
from proxy.live_figures import LiveFigures, Totals, figures_of
from proxy.workers.hub import ASK, LONGEST_LINE, TELL

log = structlog.stdlib.get_logger(__name__)


class SharedFigures:
    """What all processes count, asked of the hub; where it does not answer, what this one counts."""

    def __init__(self, path: Path, name: str, registry: CollectorRegistry, clock: Clock) -> None:
        """Take the socket of the hub, and the name and the counts of this process."""
        self._path = path
        self._name = name
        self._registry = registry
        self._clock = clock

    async def families(self) -> Families:
        """All metrics of the machine."""
        return (await self._asked())[2]

    async def figures(self) -> LiveFigures:
        """The same for people."""
        at, before, families = await self._asked()
        return figures_of(families, at, before)

    async def report(self) -> None:
        """Tell the hub what is counted whenever it asks, and once more when cancelled."""
        reader, writer = await asyncio.open_unix_connection(self._path, limit=LONGEST_LINE)
        try:
            writer.write(self._name.encode() + b"\n")
            while await reader.readline() == TELL:
                writer.write(await self._own())
        except asyncio.CancelledError:
            writer.write(await self._own())
            raise
        finally:
            writer.close()
            await writer.wait_closed()

    async def _own(self) -> bytes:
        return encode(await asyncio.to_thread(families_of, self._registry)).encode() + b"\n"

    async def _asked(self) -> tuple[float, Totals | None, Families]:
        try:
            reader, writer = await asyncio.open_unix_connection(self._path, limit=LONGEST_LINE)
            try:
                writer.write(ASK)
                said = json.loads(await reader.readline())
                before = Totals(*said["before"]) if said["before"] else None
                return said["at"], before, decode(await reader.readline())
            finally:
                writer.close()
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("the figures of the other processes cannot be had", reason=str(error))
            own = named(await asyncio.to_thread(families_of, self._registry), self._name)
            return self._clock(), None, own


@asynccontextmanager
async def reporting(path: Path, name: str, registry: CollectorRegistry, clock: Clock) -> AsyncIterator[SharedFigures]:
    """Report while inside, the last time on leaving."""
    shared = SharedFigures(path, name, registry, clock)
    telling = asyncio.create_task(shared.report(), name="reporting")
    try:
        yield shared
    finally:
        telling.cancel()
        for failure in await asyncio.gather(telling, return_exceptions=True):
            if isinstance(failure, Exception):
                log.warning("what this process counted was not told to the end", reason=str(failure))
