"""What holds for every answer: it says which way it took, whoever made it and whatever was wrong with the request."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web
from loopback import PAGE, handling, proxy, serving, spoken

from proxy.connections import READY
from proxy.purging import Layer, Wanted, purge
from proxy.settings import CacheSettings


async def website(request: web.Request) -> web.StreamResponse:
    """Pages and files; what is under /langsam never comes."""
    if request.path.startswith("/langsam"):
        await asyncio.sleep(5)
    headers = {"Cache-Control": "max-age=600", "ETag": '"1"', "Cache-Tag": f"alles {request.path[1:]}"}
    if request.path.endswith(".pdf"):
        return web.Response(body=b"%PDF" * 999, content_type="application/pdf", headers=headers)
    return web.Response(text=PAGE, content_type="text/html", headers=headers)


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        ("GET /amt", "", 200),
        ("GET /datei.pdf", "", 200),
        ("GET /datei.pdf", "Range: bytes=0-9\r\n", 206),
        ("GET /tr/amt", "", 200),
        ("HEAD /tr/amt", "", 200),
        ("GET /tr/amt", "If-None-Match: *\r\n", 304),
        ("GET /tr/amt", 'If-Match: "x"\r\n', 412),
        ("GET /tr/neu", "Cache-Control: only-if-cached\r\n", 504),
        ("GET /tr/langsam", "", 504),
        ("GET /langsam", "", 504),
        ("POST /tr/amt", "Content-Length: 2\r\n", 200),
        ("GET /tr", "", 308),
        ("GET //x", "", 308),
        ("GET /tr/en/x", "", 404),
        ("GET /.stadtlotse/health", "", 200),
        ("GET /.stadtlotse/nichts", "", 404),
        ("OPTIONS *", "", 204),
        ("TRACE /", "", 405),
        ("GET http://other.example/", "", 421),
        ("GET /", "Via: 1.1 stadtlotse\r\n", 508),
        ("GET /\x01", "", 400),
        ("GET /", "A B: c\r\n", 400),
        ("GET /", "Content-Length: x\r\n", 400),
    ],
)
async def test_via_and_cache_status(request_line: str, headers: str, status: int) -> None:
    """RFC 9110 7.6.3 and RFC 9211 2: once each, the first time, from memory, and at once."""
    sent = f"{request_line} HTTP/1.1\r\nHost: stadt.example\r\nUser-Agent: Firefox\r\n{headers}\r\nok".encode()
    sent = sent if "POST" in request_line else sent[:-2]
    async with serving(handling(website)) as origin, proxy(origin, origin={"read_seconds": 0.3}) as city:
        for _ in range(3):
            raw = await spoken(city.port, sent.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            head = raw.split(b"\r\n\r\n")[0].decode().lower()
            assert head.count("\r\nvia: 1.1 stadtlotse") == 1
            assert head.count("\r\ncache-status:") == 1
        assert head.split(" ")[1] == str(status)


async def test_via_and_cache_status_of_answers_that_are_ready() -> None:
    async with serving(handling(website)) as origin, proxy(origin) as city:
        answers = [await city.ask("/tr/amt", headers={"User-Agent": "Firefox"}) for _ in range(3)]
        ready = city.app[READY]
        assert getattr(ready, "answered", 0) == 1
        assert [each["Via"] for each in answers] == ["1.1 stadtlotse"] * 3
        assert answers[2]["Cache-Status"].startswith("stadtlotse; hit; ttl=")


@pytest.mark.parametrize("seconds", [10**8, -(10**8), 5, -5])
async def test_clock_jumps(seconds: float) -> None:
    """Nothing is fresh for ever because the clock was set, and pages are there all the same."""
    async with serving(handling(website)) as origin, proxy(origin) as city:
        await city.ask("/tr/amt")
        assert "; hit" in (await city.ask("/tr/amt"))["Cache-Status"]
        city.clock.seconds += seconds
        after = await city.ask("/tr/amt")
        assert after.status == 200
        assert ("; hit" in after["Cache-Status"]) is (abs(seconds) < 600)
        city.clock.seconds -= seconds
        assert (await city.ask("/tr/amt")).status == 200


async def test_what_the_website_gave_a_name_is_forgotten_by_it() -> None:
    """Cache-Tag and its likes, on pages and on the website's own answers; the rest stays."""
    async with serving(handling(website)) as origin, proxy(origin) as city:
        for path in ("/tr/presse", "/uk/presse", "/tr/amt"):
            await city.ask(path)
        settings = CacheSettings(folder=Path(city.folder))
        counts = await asyncio.to_thread(purge, settings, (Layer.pages, Layer.answers), Wanted(tag="presse"))
        assert (counts[Layer.pages], counts[Layer.answers]) == (2, 1)
        assert "; hit" not in (await city.ask("/tr/presse"))["Cache-Status"]
        assert "; hit" in (await city.ask("/tr/amt"))["Cache-Status"]


async def test_a_website_that_flaps() -> None:
    """Up, down, up, down: who has asked before sees the page each time, and no failure is kept."""
    asked = 0

    async def flapping(request: web.Request) -> web.StreamResponse:
        nonlocal asked
        asked += 1
        if asked % 3 == 0:
            return web.Response(status=503, text="Wartung")
        if asked % 3 == 2:
            assert request.transport is not None
            request.transport.abort()
            raise ConnectionResetError
        headers = {"Cache-Control": "max-age=0, stale-if-error=600", "ETag": '"1"'}
        return web.Response(text=PAGE, content_type="text/html", headers=headers)

    async with serving(handling(flapping)) as origin, proxy(origin) as city:
        first = await city.ask("/tr/amt")
        for _ in range(12):
            again = await city.ask("/tr/amt")
            assert (again.status, again.body) == (200, first.body)
        statuses = [(await city.ask("/tr/neu")).status for _ in range(6)]
        assert statuses.index(200) < 4
        assert set(statuses[statuses.index(200) :]) == {200}
        assert asked > 12
