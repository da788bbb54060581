"""Interim answers of the website, above all 103 Early Hints (RFC 8297): handed on while the answer is being made.

RFC 9110 15.2 wants a proxy to forward them. The HTTP client reads and drops them, so its answers are made by a class of
ours that hears of them first. A visitor gets them only as long as nothing of the answer itself has been sent.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

import aiohttp
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from proxy.headers import Pairs, pairs_of

if TYPE_CHECKING:
    from aiohttp.connector import Connection

Hear = Callable[[int, Pairs], Awaitable[None]]
"""Hears the status and the headers of an interim answer."""

_CONTINUE, _SWITCHING = 100, 101
_HEARING: Final[ContextVar[Hear | None]] = ContextVar("interim", default=None)


@contextmanager
def hearing(hear: Hear) -> Iterator[None]:
    """Let `hear` hear of interim answers to what is asked inside."""
    token = _HEARING.set(hear)
    try:
        yield
    finally:
        _HEARING.reset(token)


class HearingResponse(aiohttp.ClientResponse):
    """An answer of the website, with whoever wants to hear what comes before it."""

    async def start(self, connection: "Connection") -> aiohttp.ClientResponse:
        """Read the head of the answer, as ever."""
        hear, protocol = _HEARING.get(), connection.protocol
        if hear is None or protocol is None:
            return await super().start(connection)
        try:
            message, payload = await protocol.read()
            while _CONTINUE < message.code < 200 and message.code != _SWITCHING:
                await hear(message.code, pairs_of(message.raw_headers))
                message, payload = await protocol.read()
        except HttpProcessingError as error:
            reason = f"{error.code}, {error.message}"
            raise aiohttp.ClientResponseError(self.request_info, self.history, message=reason) from error
        protocol.feed_data((message, payload))  # for the class above to read
        return await super().start(connection)


class Hints:
    """Sends interim answers to one visitor, until the answer begins."""

    def __init__(self, request: web.BaseRequest, visible: Callable[[Pairs], Pairs]) -> None:
        """`visible` says which headers the visitor gets, and how."""
        self._request = request
        self._visible = visible
        self._open = request.version >= (1, 1)  # RFC 9110 15.2: HTTP/1.0 knows none

    async def send(self, status: int, headers: Pairs) -> None:
        """Send one, if it is not too late."""
        if not self._open:
            return
        rows = "".join(f"{name}: {value}\r\n" for name, value in self._visible(headers))
        head = f"HTTP/1.1 {status} {'Early Hints' if status == 103 else 'Interim'}\r\n{rows}\r\n"
        await self._request.writer.write(head.encode("utf-8", "surrogateescape"))
        self._request.writer.output_size = 0  # an interim answer is not the answer

    def end(self) -> None:
        """The answer begins."""
        self._open = False


HINTS: Final = web.RequestKey("hints", Hints)


async def end_hints(request: web.BaseRequest, _response: web.StreamResponse) -> None:
    """On every answer, before its first byte: nothing may come between."""
    hints = request.get(HINTS)
    if hints is not None:
        hints.end()
