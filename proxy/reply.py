"""What the flow gets for a request to the website: an answer on its way, whether it comes from there or from memory."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from cache.invalidation import invalidated
from proxy.cache_status import CacheStatus
from proxy.headers import Pairs, lowered
from proxy.origin import Origin, OriginAnswer, OriginRequest


async def nothing() -> AsyncIterator[bytes]:
    """A body without a byte."""
    if False:  # an empty generator needs a yield
        yield b""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer whose headers are here and whose body can be read once."""

    status: int
    reason: str
    headers: Pairs
    cache: CacheStatus
    body: AsyncIterator[bytes] = field(default_factory=nothing)

    def chunks(self) -> AsyncIterator[bytes]:
        """What has not been read yet of the body, as it comes; raises `OriginError` if it does not come to its end."""
        return self.body


def reply_of(answer: OriginAnswer, cache: CacheStatus) -> Reply:
    """The website's own answer."""
    return Reply(answer.status, answer.reason, answer.headers, cache, answer.chunks())


class Website(Protocol):
    """Whoever answers for the website."""

    def answer(self, url: str, request: OriginRequest) -> AbstractAsyncContextManager[Reply]:
        """Ask for `url`, the public German address of what the request is for; raises `OriginError`."""
        ...


class Uncached:
    """The website itself."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin

    @asynccontextmanager
    async def answer(self, url: str, request: OriginRequest) -> AsyncIterator[Reply]:
        """Ask; nothing is kept under the URL."""
        del url
        async with self._origin.answer(request) as answer:
            yield reply_of(answer, CacheStatus(forward="bypass", forward_status=answer.status))


class Invalidating:
    """A website of which what was changed by a request is forgotten: RFC 9111 section 4.4."""

    def __init__(self, website: Website, forget: Callable[[str], Awaitable[None]]) -> None:
        self._website = website
        self._forget = forget

    @asynccontextmanager
    async def answer(self, url: str, request: OriginRequest) -> AsyncIterator[Reply]:
        """Ask, and forget before anybody hears of the change."""
        async with self._website.answer(url, request) as reply:
            for each in invalidated(request.method, url, reply.status, lowered(reply.headers)):
                await self._forget(each)
            yield reply
