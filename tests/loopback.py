"""Real servers on the loopback interface for tests: origins that do as told, the proxy before them, raw sockets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from aiohttp import web
from yarl import URL

from proxy.app import create_app, runner
from proxy.links import SiteLinks
from proxy.opened_translation import Translation
from proxy.page_translator import GermanPage, OriginPage, TranslatedPage, View
from proxy.settings import Settings

PAGE = "<!doctype html><title>Amt</title><p>Guten Tag</p><a href='/amt'>Ämter</a>"

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Clock:
    """A clock that stands still until it is moved; it starts now, because origins date their answers."""

    def __init__(self) -> None:
        self.seconds = time.time()

    def __call__(self) -> float:
        return self.seconds


@dataclass
class MarkerTranslator:
    """A real, tiny translator: shouts one greeting and says in which language."""

    complete: bool = True
    fails: bool = False
    delay: float = 0.0
    seen: list[tuple[OriginPage, View]] = field(default_factory=list)
    decided: Callable[[], object] = lambda: "nothing"

    async def translate(self, page: OriginPage, view: View) -> TranslatedPage:
        self.seen.append((page, view))
        await asyncio.sleep(self.delay)
        if self.fails:
            message = "no engine"
            raise RuntimeError(message)
        body = page.body.replace(b"Guten Tag", f"GUTEN TAG [{view.language}]".encode())
        return TranslatedPage(body, "text/html; charset=utf-8", self.complete, 1, 0, "marker.1")

    async def german(self, page: OriginPage, _links: SiteLinks, _accept_language: str) -> GermanPage | None:
        return GermanPage(page.body.replace(b"<p>", b"<nav>en tr</nav><p>", 1))


@dataclass(frozen=True)
class Answer:
    """A whole response as it came over the wire."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return ", ".join(self.all(name))

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]


@dataclass(frozen=True)
class Proxy:
    """A running proxy and a client that shows its answers as they are."""

    port: int
    client: aiohttp.ClientSession
    translator: MarkerTranslator
    clock: Clock
    folder: Path = Path()
    """Where its caches lie."""
    app: web.Application = field(default_factory=web.Application)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def ask(self, target: str, method: str = "GET", **options: Any) -> Answer:
        """One request; nothing is decoded, followed or remembered."""
        url = URL(self.url + target, encoded=True)
        async with self.client.request(method, url, allow_redirects=False, **options) as response:
            headers = tuple((name.decode(), value.decode()) for name, value in response.raw_headers)
            return Answer(response.status, headers, await response.read())


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """An application on a free port; yields its address."""
    running = web.AppRunner(app, auto_decompress=False, access_log=None, shutdown_timeout=0.2)
    await running.setup()
    await web.TCPSite(running, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{running.addresses[0][1]}"
    finally:
        await running.cleanup()


@asynccontextmanager
async def talking(talk: Talk) -> AsyncIterator[str]:
    """A server that speaks bytes, for answers that no proper server gives."""

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await talk(reader, writer)
        writer.close()

    server = await asyncio.start_server(guarded, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


def saying(answer: bytes) -> Talk:
    """Reads a request's head, says `answer` and closes."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()

    return talk


def handling(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.Application:
    """An application with one handler for everything."""
    app = web.Application(client_max_size=1 << 30)
    app.router.add_route("*", "/{anything:.*}", handler)
    return app


@asynccontextmanager
async def proxy(
    address: str,
    translator: MarkerTranslator | None = None,
    /,
    *,
    keep_folder: bool = False,
    **sections: dict[str, Any],
) -> AsyncIterator[Proxy]:
    """The proxy before an origin, with settings by section; `keep_folder` leaves the cache folder to the settings."""
    marker, clock = translator or MarkerTranslator(), Clock()
    with TemporaryDirectory() as folder:
        values = {name: dict(section) for name, section in sections.items()}
        values.setdefault("origin", {})["url"] = address
        if not keep_folder:
            values.setdefault("cache", {})["folder"] = str(Path(folder))
        values.setdefault("server", {}).setdefault("drain_seconds", 0.2)
        settings = Settings.model_validate(values)

        @asynccontextmanager
        async def translation() -> AsyncIterator[Translation]:
            yield Translation(marker, lambda: "test", decided=marker.decided)

        app = create_app(settings, translation, clock)
        running = runner(app, settings)
        await running.setup()
        await web.TCPSite(running, "127.0.0.1", 0).start()
        client = aiohttp.ClientSession(
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("Accept-Encoding", "Accept", "Content-Type"),
            timeout=aiohttp.ClientTimeout(total=10),
        )
        try:
            yield Proxy(running.addresses[0][1], client, marker, clock, settings.cache.folder, app)
        finally:
            await client.close()
            await running.cleanup()


async def spoken(port: int, request: bytes, seconds: float = 3.0) -> bytes:
    """What a server answers to these bytes until it closes, or until it has been silent for long."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    answer = b""
    with suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(seconds):
            while part := await reader.read(65536):
                answer += part
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return answer
