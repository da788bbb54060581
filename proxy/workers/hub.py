"""Gathers in the supervisor what every process counts, and tells the sum to whoever asks.

A process connects, says its name, and answers each time it is asked with all it has counted; before it ends it says so
once more. What a process had counted stays in the sum after its end, however it ended, so that no count ever goes back;
of one that is killed the last few seconds are lost. One line a message: see `reporting`, the other end.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import astuple
from pathlib import Path
from typing import Final

import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.process_collector import ProcessCollector

from cache.clock import Clock
from proxy.collecting import History, looking
from proxy.families import Families, counts_of, decode, encode, families_of, named, summed

log = structlog.stdlib.get_logger(__name__)

LONGEST_LINE: Final = 64 << 20
TELL: Final = b"tell\n"
ASK: Final = b"ask\n"
SUPERVISOR: Final = "supervisor"
_PATIENCE_SECONDS: Final = 1.0  # with a process that does not answer: its last word counts then


class _Source:
    """A connected process, and its last word."""

    def __init__(self, name: str, writer: asyncio.StreamWriter) -> None:
        self.name = name
        self.families: Families = ()
        self._writer = writer
        self._word: asyncio.Future[None] | None = None

    def hear(self, families: Families) -> None:
        """Take its word."""
        self.families = families
        if self._word is not None and not self._word.done():
            self._word.set_result(None)
        self._word = None

    async def asked(self) -> None:
        """Ask, and wait for the word a moment."""
        if self._word is None:
            self._word = asyncio.get_running_loop().create_future()
            self._writer.write(TELL)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._word), _PATIENCE_SECONDS)


class Hub:
    """The figures of all processes; use it from one event loop."""

    def __init__(self, clock: Clock) -> None:
        """Begin with nobody."""
        self._clock = clock
        self._sources: set[_Source] = set()
        self._ended: dict[str, Families] = {}
        self._own = CollectorRegistry()
        self.history = History()
        ProcessCollector(registry=self._own)

    async def families(self) -> Families:
        """Ask all processes and return the sum."""
        await asyncio.gather(*(source.asked() for source in self._sources))
        said: dict[str, list[Families]] = {SUPERVISOR: [families_of(self._own)]}
        for name, families in self._ended.items():
            said.setdefault(name, []).append(families)
        for source in self._sources:
            said.setdefault(source.name, []).append(source.families)
        return summed(named(summed(each), name) for name, each in said.items())

    async def client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection: of a process that reports, or of one that asks."""
        try:
            word = await reader.readline()
            if word == ASK:
                writer.write(await self._answer())
                await writer.drain()
            elif word:
                await self._listen(word.decode().strip(), reader, writer)
        except (ConnectionError, ValueError) as error:
            log.warning("a process says what cannot be counted", reason=str(error))
        finally:
            writer.close()

    async def _answer(self) -> bytes:
        families = await self.families()
        before = self.history.oldest
        first = json.dumps({"at": self._clock(), "before": before and astuple(before)})
        return f"{first}\n{encode(families)}\n".encode()

    async def _listen(self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        source = _Source(name, writer)
        self._sources.add(source)
        try:
            while line := await reader.readline():
                source.hear(decode(line))
        finally:
            self._sources.discard(source)
            self._ended[name] = summed((self._ended.get(name, ()), counts_of(source.families)))
            source.hear(())  # whoever waits for it waits no more


@asynccontextmanager
async def open_hub(path: Path, clock: Clock) -> AsyncIterator[Hub]:
    """Gather at a socket in a folder that only its owner may enter; raises `OSError`."""
    hub = Hub(clock)
    server = await asyncio.start_unix_server(hub.client, path, limit=LONGEST_LINE)
    try:
        async with looking(hub.families, hub.history, clock):
            yield hub
    finally:
        server.close()
