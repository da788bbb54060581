"""The visitors' connections: how many there may be, and how slow they may be.

Stands between the event loop and the HTTP server, which it counts and times, and which it spares the requests that
can be answered with bytes that are ready. A client that sends the head of a request byte by byte, or takes an answer
byte by byte, holds a connection for as long as it likes otherwise.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

from aiohttp import web

from proxy.cache_status import OWN
from proxy.headers import VIA
from proxy.plain_head import INCOMPLETE, PlainHead, PlainHeads

log = logging.getLogger(__name__)

_FULL: Final = (
    "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n"
    f"Via: 1.1 {VIA}\r\nCache-Status: {OWN}\r\n\r\n"
).encode()
_MOST_CHECKS_A_SECOND: Final = 1.0


CONNECTIONS: Final[web.AppKey[Callable[[], "Connections | None"]]] = web.AppKey("connections")


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What is allowed; seconds and counts."""

    head_seconds: float
    stall_seconds: float
    idle_seconds: float
    total: int
    per_address: int
    is_one: Callable[[str], bool]
    """Whether an address is one client: proxies, which speak for many, are limited by `total` only."""


class Ready(Protocol):
    """Whoever has answers whose bytes are ready."""

    @property
    def heads(self) -> PlainHeads:
        """What reads heads."""
        ...

    def answer(self, head: PlainHead, peer: str, transport: asyncio.Transport) -> bool:
        """Answer if that is possible at once, else do nothing; tell which."""
        ...

    def keep(self, request: web.BaseRequest, response: web.StreamResponse) -> None:
        """Keep what an answer of the HTTP server is made of, if it can be sent again."""
        ...


READY: Final[web.AppKey[Ready]] = web.AppKey("ready")


class Connections:
    """Every open connection of one listener; use it from one event loop."""

    def __init__(
        self, server: Callable[[], "_QuietHandler"], limits: ConnectionLimits, ready: Ready | None = None
    ) -> None:
        """`server` makes the protocol that speaks HTTP on a new connection; `ready` is asked before it."""
        self.ready = ready
        """None as soon as each answer shall go through the server."""
        self._server = server
        self._limits = limits
        self._open: dict[asyncio.BaseTransport, _Connection] = {}
        self._by_address: Counter[str] = Counter()
        self._sweeper: asyncio.Task[None] | None = None

    def __call__(self) -> "_Connection":
        """The protocol of a new connection."""
        return _Connection(self, self._server())

    def __len__(self) -> int:
        return len(self._open)

    @property
    def connections(self) -> list[asyncio.BaseTransport]:
        """The open connections, as the HTTP server would tell them."""
        return list(self._open)

    def watch(self) -> None:
        """Begin to look for slow connections."""
        self._sweeper = asyncio.create_task(self._sweep(), name="connections")

    async def close(self) -> None:
        """Look no more."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.gather(self._sweeper, return_exceptions=True)

    def begin(self, transport: asyncio.BaseTransport | None) -> None:
        """A request's head has come whole."""
        connection = self._open.get(transport) if transport else None
        if connection is not None:
            connection.head_since = None
            connection.busy = True

    def end(self, transport: asyncio.BaseTransport | None) -> None:
        """A request has been answered."""
        connection = self._open.get(transport) if transport else None
        if connection is not None:
            connection.busy = False
            connection.idle_since = asyncio.get_running_loop().time()

    def opened(self, connection: "_Connection", transport: asyncio.Transport) -> bool:
        """Count a connection; answers if there is room for it."""
        limits, address = self._limits, connection.address
        full = self._by_address[address] >= limits.per_address and limits.is_one(address)
        if full or len(self._open) >= limits.total:
            return False
        self._open[transport] = connection
        self._by_address[address] += 1
        return True

    def closed(self, connection: "_Connection", transport: asyncio.BaseTransport) -> None:
        """Count a connection no more."""
        if self._open.pop(transport, None) is not None:
            self._by_address[connection.address] -= 1
            if not self._by_address[connection.address]:
                del self._by_address[connection.address]

    async def _sweep(self) -> None:
        limits = self._limits
        shortest = min(limits.head_seconds, limits.stall_seconds, limits.idle_seconds)
        pause = min(_MOST_CHECKS_A_SECOND, shortest / 4)
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(pause)
            for connection in tuple(self._open.values()):
                connection.judge(clock(), limits)


class _QuietHandler(web.RequestHandler):
    """Speaks HTTP; what it says of a request that cannot be read repeats nothing of it. Counts its answers."""

    __slots__ = ("answered", "goes_on")

    def __init__(self, manager: web.Server, **options: Any) -> None:
        super().__init__(manager, **options)
        self.answered = 0
        self.goes_on = True
        """Whether the connection stays open after the last answer."""

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Send the answer to its end, as ever."""
        sent = await super().finish_response(request, resp, start_time)
        self.answered += 1
        self.goes_on = bool(sent[0].keep_alive)
        return sent

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Log the error as ever, and answer it in our own words."""
        super().handle_error(request, status, exc, message)
        text = "the request cannot be read" if status < 500 else "something went wrong here; the log says what"
        headers = {"Server": VIA, "Via": f"1.1 {VIA}", "Cache-Status": str(OWN)}
        answer = web.Response(status=status, text=f"{status} {text}\n", headers=headers)
        answer.force_close()
        return answer


class GuardedRunner(web.AppRunner):
    """Runs an application whose connections are counted and timed."""

    def __init__(
        self,
        app: web.Application,
        limits: ConnectionLimits,
        *,
        shutdown_timeout: float = 60.0,
        handler_cancellation: bool = False,
        **options: Any,
    ) -> None:
        """`options` are those of each connection, as aiohttp names them."""
        super().__init__(app, shutdown_timeout=shutdown_timeout, handler_cancellation=handler_cancellation, **options)
        self._limits = limits
        self._options = options
        self.connections: Connections | None = None

    @property
    def server(self) -> web.Server | None:
        """What makes the protocol of each new connection."""
        return super().server if self.connections is None else cast(web.Server, self.connections)

    async def setup(self) -> None:
        """Start the application and look for slow connections from now on."""
        await super().setup()
        server, loop = super().server, asyncio.get_running_loop()
        if server is not None:
            options = self._options
            self.connections = Connections(
                lambda: _QuietHandler(server, loop=loop, **options), self._limits, self.app.get(READY)
            )
            self.connections.watch()

    def answer_slowly(self) -> None:
        """Let each answer go through the HTTP server from now on, which says that connections end."""
        if self.connections is not None:
            self.connections.ready = None

    async def cleanup(self) -> None:
        """Let running requests end."""
        await super().cleanup()
        if self.connections is not None:
            await self.connections.close()


class _Place:
    """Where in the stream of requests a connection is: at the end of one, within one, or nobody knows.

    Only where everything so far has been read in one way, and answered, may a request be kept from the HTTP server: it
    must never get the middle of one, nor answers come in another order than requests.
    """

    __slots__ = ("_begun", "_body", "_known", "given")

    def __init__(self) -> None:
        self._begun = b""
        self._body = 0
        self._known = True
        self.given = 0
        """Requests that the HTTP server has been given."""

    def read(self, data: bytes, heads: PlainHeads) -> PlainHead | None:
        """A request that is whole and alone in `data`, if it is a plain one; else `data` goes to the HTTP server."""
        if not self._known:
            return None
        if self._body:
            self._body -= len(data)
            self._known = self._body >= 0
            return None
        whole = self._begun + data if self._begun else data
        read = heads.read(whole)
        if isinstance(read, PlainHead):
            if not self._begun:
                return read
            read = 0
        if read >= 0:
            self.given += 1
            self._begun, self._body = b"", read
        else:
            self._known = read == INCOMPLETE
            self._begun = whole if self._known else b""
        return None


class _Connection(asyncio.Protocol):
    """One connection: hands on to the HTTP server what is not answered at once, and notes since when nothing moves."""

    __slots__ = (
        "_connections",
        "_inner",
        "_paused",
        "_place",
        "_transport",
        "_unsent",
        "address",
        "busy",
        "head_since",
        "idle_since",
        "stalled_since",
    )

    def __init__(self, connections: Connections, inner: _QuietHandler) -> None:
        self._connections = connections
        self._inner = inner
        self._transport: asyncio.Transport | None = None
        self._place = _Place()
        self._paused = False
        self._unsent = 0
        self.address = ""
        self.busy = False
        self.head_since: float | None = None
        self.idle_since = 0.0
        self.stalled_since: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        stream = cast(asyncio.Transport, transport)  # uvloop's transports are not its children
        peer = transport.get_extra_info("peername")
        self.address = peer[0] if isinstance(peer, tuple) else ""
        if not self._connections.opened(self, stream):
            stream.write(_FULL)
            stream.close()
            return
        self._transport = stream
        self.head_since = asyncio.get_running_loop().time()
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._transport is None:
            return
        ready = self._connections.ready
        if ready is not None:
            head = self._place.read(data, ready.heads)
            if head is not None:
                if self._is_free() and ready.answer(head, self.address, self._transport):
                    self.head_since = None
                    self.idle_since = asyncio.get_running_loop().time()
                    return
                self._place.given += 1
        if not self.busy and self.head_since is None:
            self.head_since = asyncio.get_running_loop().time()
        self._inner.data_received(data)

    def _is_free(self) -> bool:
        """Whether all requests so far have been answered, and the visitor takes what is sent."""
        inner, transport = self._inner, self._transport
        answered = inner.answered == self._place.given and inner.goes_on and not self._paused
        return answered and transport is not None and not transport.is_closing()

    def eof_received(self) -> None:
        self._inner.eof_received()

    def pause_writing(self) -> None:
        self._paused = True
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._paused = False
        self._inner.resume_writing()

    def connection_lost(self, error: Exception | None) -> None:
        if self._transport is not None:
            self._connections.closed(self, self._transport)
            self._inner.connection_lost(error)
            self._transport = None

    def judge(self, now: float, limits: ConnectionLimits) -> None:
        """Cut the connection if it has been too slow."""
        transport = self._transport
        if transport is None:
            return
        unsent = transport.get_write_buffer_size()
        if not unsent or unsent != self._unsent:
            self.stalled_since = now if unsent else None
        self._unsent = unsent
        if self.head_since is not None and now - self.head_since > limits.head_seconds:
            log.info("connection cut: the head of a request took longer than %g s", limits.head_seconds)
            transport.abort()
        elif self.stalled_since is not None and now - self.stalled_since > limits.stall_seconds:
            log.info("connection cut: nothing of an answer was taken for %g s", limits.stall_seconds)
            transport.abort()
        elif self.head_since is None and not self.busy and not unsent and now - self.idle_since > limits.idle_seconds:
            transport.close()
