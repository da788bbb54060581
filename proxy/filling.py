"""A body on its way from the website into a file, read by visitors while it comes.

The website is read as fast as it gives, so that a slow visitor holds nobody up. In memory there is never more than
one block. What turns out to be too large, or cannot be written, is handed over: the visitor for whose sake it was
asked reads what is there and then the rest from the website itself. Only for one event loop.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from enum import Enum

import structlog

from cache.answers import StoredAnswer
from cache.bodies import BLOCK_BYTES, Body, Writing
from proxy.cache_status import CacheStatus
from proxy.errors import OriginBrokenError, OriginError

log = structlog.stdlib.get_logger(__name__)


class Progress(Enum):
    """How far it is."""

    COMING = "more may come"
    WHOLE = "all of it is here"
    HANDED_OVER = "the rest is read from the website"
    BROKEN = "the rest never came"


class Fill:
    """One body that is being stored; `head` says of what."""

    def __init__(self, head: StoredAnswer, status: CacheStatus, writing: Writing, length: int | None) -> None:
        self.head = head
        self.status = status
        self.length = length
        self.progress = Progress.COMING
        self.task: asyncio.Task[None] | None = None
        self._writing = writing
        self._pending = bytearray()
        self._on_disk = 0
        self._rest: AsyncIterator[bytes] | None = None
        self._error: OriginError | None = None
        self._news = asyncio.Event()
        self._over = asyncio.Event()
        self._readers = 0

    async def take(self, chunks: AsyncIterator[bytes], limit: int) -> Body | None:
        """Write what comes; answers the body if it is whole and no larger than `limit`."""
        try:
            async for chunk in chunks:
                self._pending += chunk
                if self._on_disk + len(self._pending) > limit or not await self._write(BLOCK_BYTES):
                    self._rest = chunks
                    self._end(Progress.HANDED_OVER)
                    return None
                self._tell()
        except OriginError as error:
            self._error = error
            self._end(Progress.BROKEN)
            return None
        written = await self._write(1)
        return await self._commit() if written else None

    async def finish(self) -> None:
        """What came is all there is: tell the readers, and wait until the last one has gone."""
        if self.progress is Progress.COMING:
            self._end(Progress.WHOLE)
        while self._readers:
            self._over.clear()
            await self._over.wait()

    def close(self) -> None:
        """Nothing more is written; what was not put in its place is taken away."""
        if self.progress is Progress.COMING:
            self._end(Progress.BROKEN)
        self._writing.abandon()
        self._writing.close()

    async def read(self, *, leads: bool) -> AsyncIterator[bytes]:
        """The body from its beginning; raises `OriginError` if it does not come to its end."""
        position = 0
        while True:
            data = await self._from(position)
            if data:
                position += len(data)
                yield data
            elif self.progress is Progress.COMING:
                await self._news.wait()
            else:
                break
        if self.progress is Progress.HANDED_OVER and leads and self._rest is not None:
            async for chunk in self._rest:
                yield chunk
        elif self.progress is not Progress.WHOLE:
            raise self._error or OriginBrokenError(self.head.reason, "the answer did not come to its end")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Somebody reads; with the last one goes what cannot be stored, or would perhaps never end."""
        self._readers += 1
        try:
            yield
        finally:
            self._readers -= 1
            if not self._readers:
                self._over.set()
                endless = self.progress is Progress.COMING and self.length is None
                if self.task is not None and (endless or self.progress is Progress.HANDED_OVER):
                    self.task.cancel()

    async def whole(self, seconds: float) -> bool:
        """Wait until it is all here; answers if it is."""
        try:
            async with asyncio.timeout(seconds):
                while self.progress is Progress.COMING:
                    await self._news.wait()
        except TimeoutError:
            return False
        return self.progress is Progress.WHOLE

    async def _write(self, least: int) -> bool:
        """Write full blocks, or with `least` 1 all that is left; the data stays readable meanwhile."""
        while len(self._pending) >= least:
            block = bytes(self._pending[:BLOCK_BYTES])
            try:
                await asyncio.to_thread(self._writing.append, block)
            except OSError as error:
                log.warning("an answer cannot be stored", reason=str(error))
                return False
            del self._pending[: len(block)]
            self._on_disk += len(block)
        return True

    async def _commit(self) -> Body | None:
        try:
            return await asyncio.to_thread(self._writing.commit)
        except OSError as error:
            log.warning("an answer cannot be stored", reason=str(error))
            return None

    async def _from(self, position: int) -> bytes:
        if position < self._on_disk:
            most = min(BLOCK_BYTES, self._on_disk - position)
            return await asyncio.to_thread(self._writing.read, position, most)
        return bytes(self._pending[position - self._on_disk :])

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def _end(self, progress: Progress) -> None:
        self.progress = progress
        self._tell()
