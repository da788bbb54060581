"""Where the desk is: on the website's port, on its own, shared by several processes, or nowhere."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web
from loopback import serving
from pseudo import PseudoEngine

from proxy.app import DESK, create_app, runner
from proxy.desk.desk import desk_of
from proxy.desk.own_port import STAFF, divided, own_port
from proxy.parts import open_translation
from proxy.settings import DeskSettings, Settings

HOME = "/.stadtlotse/desk/"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


async def german(_request: web.Request) -> web.Response:
    """A website of one page."""
    return web.Response(text="<!doctype html><title>Amt</title><p>Guten Tag", content_type="text/html")


@asynccontextmanager
async def running(folder: Path, place: str, port: int, *, shared: bool = False) -> AsyncIterator[str]:
    """The proxy with its desk at that place, as `serve` joins them; yields the website's address."""
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", german)
    async with serving(app) as origin:
        values = {
            "origin": {"url": origin},
            "cache": {"folder": folder / "cache"},
            "glossary": {"database": folder / "glossary.sqlite"},
            "desk": {"place": place, "port": port},
            "server": {"drain_seconds": 0.2},
        }
        settings = Settings.model_validate(values)
        proxy = create_app(settings, lambda: open_translation(settings, PseudoEngine()), open_desk=desk_of(settings))
        main = runner(proxy, settings)
        await main.setup()
        try:
            await web.TCPSite(main, "127.0.0.1", 0).start()
            async with own_port(settings.desk, lambda: runner(proxy[DESK], settings), shared=shared):
                yield f"http://127.0.0.1:{main.addresses[0][1]}"
        finally:
            await main.cleanup()


async def statuses(address: str, *paths: str) -> list[int]:
    """Statuses of some paths, redirects not followed."""
    async with aiohttp.ClientSession() as client:
        found = []
        for path in paths:
            async with client.get(address + path, allow_redirects=False) as got:
                found.append(got.status)
        return found


async def test_on_the_websites_port(tmp_path: Path) -> None:
    port = free_port()
    async with running(tmp_path, "main", port) as website:
        assert await statuses(website, HOME, "/", "/tr/") == [303, 200, 200]
        with_desk = socket.socket()
        assert with_desk.connect_ex(("127.0.0.1", port)) != 0
        with_desk.close()


async def test_on_a_port_of_its_own_and_nowhere_else(tmp_path: Path) -> None:
    """Pages and API are there; the website is not, and visitors can report on the website's port only."""
    port = free_port()
    async with running(tmp_path, "separate", port) as website:
        own = f"http://127.0.0.1:{port}"
        assert await statuses(website, HOME, "/.stadtlotse/api/openapi.json", "/") == [404, 404, 200]
        assert await statuses(own, HOME, "/.stadtlotse/api/openapi.json") == [303, 200]
        assert await statuses(own, "/tr/", "/amt/", "/.stadtlotse/health", "/.stadtlotse/report/tr/") == [404] * 4
        async with aiohttp.ClientSession() as client, client.get(own) as got:
            assert got.url.path == "/.stadtlotse/desk/sign-in"
            assert got.status == 200
            assert "frame-ancestors 'none'" in got.headers["Content-Security-Policy"]
        (reported,) = await statuses(website, "/.stadtlotse/report/tr/")
        assert reported == 200


async def test_nowhere(tmp_path: Path) -> None:
    port = free_port()
    async with running(tmp_path, "off", port) as website:
        assert await statuses(website, HOME, "/.stadtlotse/api/openapi.json", "/") == [404, 404, 200]


async def test_several_processes_share_the_port(tmp_path: Path) -> None:
    """While one is replaced by another, both listen; who comes is answered."""
    port = free_port()
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(AsyncExitStack())
        await first.enter_async_context(running(tmp_path, "separate", port, shared=True))
        await stack.enter_async_context(running(tmp_path, "separate", port, shared=True))
        own = f"http://127.0.0.1:{port}"
        for _ in range(4):
            assert await statuses(own, HOME) == [303]
        await first.aclose()
        for _ in range(4):
            assert await statuses(own, HOME) == [303]


async def test_a_port_that_is_taken_costs_the_desk_and_not_the_website(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with running(tmp_path, "separate", port) as website:
            assert await statuses(website, "/", HOME) == [200, 404]


async def test_yields_its_port_or_none() -> None:
    made: list[web.AppRunner] = []

    def make() -> web.AppRunner:
        made.append(web.AppRunner(web.Application()))
        return made[-1]

    async with own_port(DeskSettings(place="main"), make, shared=False) as port:
        assert port is None
    assert not made
    async with own_port(DeskSettings(place="separate", port=0), make, shared=False) as port:
        assert port
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = DeskSettings(place="separate", port=taken.getsockname()[1])
        async with own_port(settings, make, shared=False) as port:
            assert port is None
    await asyncio.sleep(0)


def test_what_is_for_visitors_stays_with_them() -> None:
    async def place(_request: web.Request, _path: str) -> web.StreamResponse:
        return web.Response()

    places = dict.fromkeys((*STAFF, "report", "health"), place)
    for where in ("main", "separate"):
        found = divided(places, DeskSettings.model_validate({"place": where}))
        assert {*found.website, *found.own} == set(places)
        assert set(found.own) == (set(STAFF) if where == "separate" else set())
