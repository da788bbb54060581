"""Offers one engine to the workers of a machine over a Unix socket, so that the model is in memory once.

Sentences of all workers meet in one `Batcher`: what two of them want is translated once, and visitors of one go before
the bots of another. A call that takes longer than the watchdog allows ends the process; whoever started it starts
it again. Must not know HTTP, pages or processes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from models.errors import ModelError
from translation import engine_wire
from translation.batcher import Batcher, Candidates

log = logging.getLogger(__name__)


class EngineServer:
    """Answers the workers that connect to a socket; use it from one event loop."""

    def __init__(self, batcher: Batcher, path: Path) -> None:
        """Take the batcher and the place of the socket: a folder that only its owner may enter."""
        self._batcher = batcher
        self._path = path
        self._server: asyncio.Server | None = None
        self._workers: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        """Listen; raises `OSError`."""
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._worker, self._path, limit=engine_wire.LONGEST_LINE)

    async def close(self) -> None:
        """Listen no more and let the workers go."""
        if self._server is not None:
            self._server.close()
            for writer in self._workers:
                writer.close()
            await self._server.wait_closed()
        self._path.unlink(missing_ok=True)

    async def _worker(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._workers.add(writer)
        try:
            while line := await reader.readline():
                self._hear(engine_wire.read(line), writer)
        except (ConnectionError, ValueError) as error:
            log.warning("a worker is let go: %s", error)
        finally:
            self._workers.discard(writer)
            writer.close()

    def _hear(self, message: dict[str, object], writer: asyncio.StreamWriter) -> None:
        wanted = engine_wire.wanted_of(message)
        if "urge" in message:
            self._batcher.urge(wanted.text, wanted.language, wanted.search, wanted.urgency)
            return
        if "relax" in message:
            self._batcher.relax(wanted.text, wanted.language, wanted.search)
            return
        number = message.get("ask")
        if not isinstance(number, int):
            reason = f"neither asks, urges nor relaxes: {message}"
            raise engine_wire.WireError(reason)
        try:
            future = self._batcher.submit(wanted.text, wanted.language, wanted.search, wanted.urgency)
        except ModelError as error:
            writer.write(engine_wire.failing(number, str(error)))
            return
        future.add_done_callback(lambda done: _answer(writer, number, done))


def _answer(writer: asyncio.StreamWriter, number: int, done: asyncio.Future[Candidates]) -> None:
    if writer.is_closing():
        return
    if done.cancelled():
        writer.write(engine_wire.failing(number, "the engine was shut down"))
        return
    error = done.exception()
    line = engine_wire.failing(number, str(error)) if error else engine_wire.answering(number, done.result())
    writer.write(line)


async def watch(batcher: Batcher, longest_seconds: float, give_up: Callable[[float], None]) -> None:
    """Call `give_up` with the seconds that the engine has been busy with one call, once that is too long."""
    while True:
        await asyncio.sleep(min(1.0, longest_seconds / 4))
        busy = batcher.busy_seconds
        if busy > longest_seconds:
            give_up(busy)
            return
