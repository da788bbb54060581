"""A worker's way to the engine's process: the same methods as `Batcher`, answered over a Unix socket.

While the engine's process is away, what is asked fails at once, so that pages are sent in German and no visitor waits;
the connection is tried again for as long as the worker lives. Must not know HTTP, pages or who starts processes.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from itertools import count
from pathlib import Path

from models.engine import Candidate, Search
from models.errors import EngineError
from translation import engine_wire
from translation.engine_wire import Wanted
from translation.urgency import Urgency

log = logging.getLogger(__name__)

_AWAY = "the engine's process is not there; it is being started again"
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 2.0  # seconds between two tries to connect

_Key = tuple[str, str, Search]
Candidates = tuple[Candidate, ...]


class RemoteBatcher:
    """Asks the engine's process; use it from one event loop."""

    def __init__(self, path: Path, *, queue: int = 50_000) -> None:
        """Take the socket's place; at most `queue` sentences wait at one time."""
        self._path = path
        self._queue = queue
        self._numbers = count()
        self._asked: dict[int, tuple[_Key, asyncio.Future[Candidates]]] = {}
        self._waiting: dict[_Key, int] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._connected = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many sentences this worker waits for."""
        return len(self._asked)

    async def open(self, seconds: float) -> bool:
        """Begin to connect, and wait so long for it; tell whether it came about."""
        self._task = asyncio.create_task(self._stay_connected(), name="engine connection")
        with suppress(TimeoutError):
            await asyncio.wait_for(self._connected.wait(), seconds)
        return self._connected.is_set()

    def submit(self, text: str, language: str, search: Search, urgency: Urgency) -> asyncio.Future[Candidates]:
        """Ask for a translation; the future fails with `EngineError`. Raises `EngineError` where nobody can answer."""
        key = (text, language, search)
        number = self._waiting.get(key)
        if number is not None:
            self.urge(text, language, search, urgency)
            return self._asked[number][1]
        if self._writer is None:
            raise EngineError(_AWAY)
        if len(self._asked) >= self._queue:
            message = f"{len(self._asked)} sentences wait already"
            raise EngineError(message)
        number = next(self._numbers)
        future: asyncio.Future[Candidates] = asyncio.get_running_loop().create_future()
        self._asked[number] = key, future
        self._waiting[key] = number
        self._writer.write(engine_wire.asking(number, Wanted(text, language, search, urgency)))
        return future

    def urge(self, text: str, language: str, search: Search, urgency: Urgency) -> None:
        """Let a sentence that waits be as urgent as that, if it is not."""
        if self._writer is not None and (text, language, search) in self._waiting:
            self._writer.write(engine_wire.urging(Wanted(text, language, search, urgency)))

    def relax(self, text: str, language: str, search: Search) -> None:
        """Let a sentence wait for others: its visitor has gone on with the German text."""
        if self._writer is not None and (text, language, search) in self._waiting:
            self._writer.write(engine_wire.relaxing(Wanted(text, language, search, Urgency.BACKGROUND)))

    async def close(self) -> None:
        """End; what still waits fails with `EngineError`, and so does what comes later."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._lose()

    async def _stay_connected(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                reader, self._writer = await asyncio.open_unix_connection(self._path, limit=engine_wire.LONGEST_LINE)
            except OSError:
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
                continue
            pause = _FIRST_PAUSE
            self._connected.set()
            try:
                while line := await reader.readline():
                    self._hear(engine_wire.read(line))
            except (ConnectionError, ValueError) as error:
                log.warning("the connection to the engine's process broke: %s", error)
            finally:
                self._connected.clear()
                self._lose()

    def _hear(self, message: dict[str, object]) -> None:
        number = message.get("answer")
        key, future = self._asked.pop(number, (None, None)) if isinstance(number, int) else (None, None)
        if key is None or future is None:
            return
        self._waiting.pop(key, None)
        if future.done():
            return
        if "error" in message:
            _fail(future, str(message["error"]))
        else:
            future.set_result(engine_wire.candidates_of(message))

    def _lose(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
        asked, self._asked = self._asked, {}
        self._waiting.clear()
        for _, future in asked.values():
            if not future.done():
                _fail(future, _AWAY)


def _fail(future: asyncio.Future[Candidates], reason: str) -> None:
    future.set_exception(EngineError(reason))
    future.exception()  # whoever waited may be gone: not an error of its own
