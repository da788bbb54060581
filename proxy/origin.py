"""Fetches from the city's website; the only owner of an HTTP client.

The target's percent-encoding, the headers' order, case and duplicates, and the body's coding stay as they
are; redirects are not followed and cookies not kept. Requests go to the configured origin and nowhere else.
Foreign exceptions end here: what comes out is an `OriginError`, or the `VisitorError` of the body it sends.
"""

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDict
from yarl import URL

from cache.clock import Clock
from proxy.address_guard import AddressGuard, LearningResolver
from proxy.errors import (
    OriginBrokenError,
    OriginDownError,
    OriginError,
    OriginSlowError,
    SettingsError,
    VisitorError,
)
from proxy.headers import Pairs, first, pairs_of
from proxy.interim import HearingResponse
from proxy.record import stage
from proxy.settings import OriginSettings

# RFC 9110 9.2.2. Only these may be sent again, which the client does once, if a kept connection was closed
# before a byte of the answer came (RFC 9112 9.3.1).
_IDEMPOTENT: Final = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_OWN_HEADERS: Final = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")
_CLOSE_SECONDS: Final = 2.0  # for the origin to agree that a WebSocket is closed
_MAX_HEADER_BYTES: Final = 65_536  # of the origin, which is trusted with more than visitors are


@dataclass(frozen=True, slots=True)
class OriginRequest:
    """One request to the origin."""

    method: str
    target: str
    headers: Pairs
    body: AsyncIterator[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Last:
    """What the last request came to, and when."""

    answered: bool
    at: float


class OriginAnswer:
    """An answer whose headers are here and whose body is still on its way."""

    def __init__(self, response: aiohttp.ClientResponse, target: str) -> None:
        self._response = response
        self._target = target
        self.status = response.status
        self.reason = response.reason or ""
        self.headers: Pairs = pairs_of(response.raw_headers)
        if first(self.headers, "content-type").lower().startswith("text/event-stream"):
            self._never_time_out()

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes; raises `OriginError` if it does not come to its end."""
        try:
            while chunk := await self._response.content.readany():
                yield chunk
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _translated(error, self._target) from error

    def _never_time_out(self) -> None:
        """An event stream may be silent for as long as there is no news."""
        connection = self._response.connection
        if connection is not None and connection.protocol is not None:
            connection.protocol.read_timeout = None
            connection.protocol.start_timeout()


class Origin:
    """The city's website."""

    def __init__(
        self,
        settings: OriginSettings,
        clock: Clock,
        observe: Callable[[str], None] = lambda _result: None,
        resolver: Callable[[], AbstractResolver] = aiohttp.ThreadedResolver,
    ) -> None:
        self.last: Last | None = None
        self._observe = observe
        self._resolver = resolver
        self._guard = AddressGuard(ipaddress.ip_network(each, strict=False) for each in settings.networks)
        self._clock = clock
        self._settings = settings
        self._kept: aiohttp.ClientSession | None = None
        self._fresh: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Make ready to ask; belongs into the running loop."""
        context = _tls(self._settings)
        host = urlsplit(self._settings.url).hostname or ""
        if _is_address(host):
            self._guard.learn((host,))
        self._kept = self._session(context, fresh=False)
        # A connection that the origin is about to close must not swallow what cannot be sent again.
        self._fresh = self._session(context, fresh=True)

    async def close(self) -> None:
        """Close all connections."""
        for session in (self._kept, self._fresh):
            if session is not None:
                await session.close()

    @asynccontextmanager
    async def answer(self, request: OriginRequest) -> AsyncIterator[OriginAnswer]:
        """Ask; on leaving, the connection is kept only if the body was read to its end."""
        try:
            with stage("origin"):
                response = await self._for(request).request(
                    request.method,
                    self._address(request.target),
                    headers=CIMultiDict(request.headers),
                    data=request.body,
                    allow_redirects=False,
                )
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            translated = _translated(error, request.target)
            if isinstance(translated, OriginError):
                self._observe(type(translated).__name__)
                self.last = Last(answered=False, at=self._clock())
            raise translated from error
        self._observe(f"{response.status // 100}xx")
        self.last = Last(answered=True, at=self._clock())
        async with response:
            yield OriginAnswer(response, request.target)

    @asynccontextmanager
    async def web_socket(
        self, target: str, headers: Pairs, protocols: tuple[str, ...], max_bytes: int
    ) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """A WebSocket to the origin; raises `aiohttp.WSServerHandshakeError` if it does not want one."""
        session = self._opened(self._fresh)
        try:
            socket = await session.ws_connect(
                self._address(target),
                headers=CIMultiDict(headers),
                protocols=protocols,
                autoping=False,
                autoclose=False,
                max_msg_size=max_bytes,
                timeout=aiohttp.ClientWSTimeout(ws_close=_CLOSE_SECONDS),
            )
        except aiohttp.WSServerHandshakeError:
            raise
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise _translated(error, target) from error
        async with socket:
            yield socket

    def _for(self, request: OriginRequest) -> aiohttp.ClientSession:
        return self._opened(self._kept if request.method in _IDEMPOTENT else self._fresh)

    def _opened(self, session: aiohttp.ClientSession | None) -> aiohttp.ClientSession:
        if session is None:
            message = "the origin's client is not open yet"
            raise RuntimeError(message)
        return session

    def _address(self, target: str) -> URL:
        if not target.startswith("/"):
            raise OriginBrokenError(target, "is not a path of the website")
        return URL(self._settings.url + target, encoded=True)

    def _session(self, context: ssl.SSLContext | bool, *, fresh: bool) -> aiohttp.ClientSession:
        settings = self._settings
        connector = aiohttp.TCPConnector(
            limit=settings.max_connections,
            ssl=context,
            force_close=fresh,
            ttl_dns_cache=30,
            resolver=LearningResolver(self._resolver(), self._guard),
            socket_factory=self._guard.socket,
        )
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=settings.connect_seconds + settings.read_seconds,  # with the wait for a free connection
            sock_connect=settings.connect_seconds,
            sock_read=settings.read_seconds,
        )
        return aiohttp.ClientSession(
            connector=connector,
            timeout=timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            response_class=HearingResponse,
            auto_decompress=False,
            skip_auto_headers=_OWN_HEADERS,
            max_line_size=_MAX_HEADER_BYTES,
            max_field_size=_MAX_HEADER_BYTES,
        )


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _tls(settings: OriginSettings) -> ssl.SSLContext | bool:
    if not settings.url.startswith("https:"):
        return True
    context = ssl.create_default_context()
    if settings.ca_file is not None:
        try:
            context.load_verify_locations(settings.ca_file)
        except (OSError, ssl.SSLError) as error:
            message = f"origin.ca_file {settings.ca_file} holds no certificates that can be read ({error})"
            raise SettingsError(message) from error
    if settings.client_certificate is not None:
        try:
            # A password is never asked for: nobody sits before the terminal of a server.
            context.load_cert_chain(settings.client_certificate, settings.client_key, password="")
        except (OSError, ssl.SSLError) as error:
            message = (
                f"origin.client_certificate {settings.client_certificate} with its key "
                f"{settings.client_key or '(in the same file)'} cannot be used ({error})"
            )
            raise SettingsError(message) from error
    return context


def _translated(error: Exception, target: str) -> OriginError | VisitorError:
    """The error of this package for one of the client's."""
    if isinstance(error.__cause__, VisitorError):
        return error.__cause__  # the client wraps what the body's sender raised
    if isinstance(error, aiohttp.ConnectionTimeoutError | aiohttp.ClientConnectorError):
        return OriginDownError(target, f"the website cannot be reached ({error})")
    if isinstance(error, asyncio.TimeoutError):
        return OriginSlowError(target, "the website did not answer in time")
    return OriginBrokenError(target, f"the website's answer is broken ({type(error).__name__}: {error})")
