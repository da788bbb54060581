"""Interim answers of the website on their way to visitors (RFC 9110 15.2, RFC 8297)."""

import asyncio

import pytest
from aiohttp import web
from loopback import PAGE, handling, proxy, serving, spoken, talking

HINTS = (
    b"HTTP/1.1 102 Processing\r\n\r\n"
    b"HTTP/1.1 103 Early Hints\r\nLink: </stil.css>; rel=preload\r\nConnection: X-Own\r\nX-Own: 1\r\n\r\n"
)


def final(body: str) -> bytes:
    """The answer itself."""
    sent = body.encode()
    rows = ("Content-Type: text/html", "Cache-Control: max-age=60", f"Content-Length: {len(sent)}")
    return "\r\n".join(["HTTP/1.1 200 OK", *rows, "", ""]).encode() + sent


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A website that thinks for a while, and says so."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(HINTS)
    await asyncio.sleep(0.1)
    writer.write(final(PAGE))
    await writer.drain()


def asking(target: str, version: str = "1.1") -> bytes:
    return f"GET {target} HTTP/{version}\r\nHost: x\r\nConnection: close\r\n\r\n".encode()


@pytest.mark.parametrize("target", ["/amt", "/tr/amt"])
async def test_hints_come_before_the_answer(target: str) -> None:
    """Each once, in order, without what was for the proxy only; then the answer as ever."""
    async with talking(talk) as origin, proxy(origin, server={"early_hints": True}) as city:
        raw = await spoken(city.port, asking(target))
        first, second, rest = raw.split(b"\r\n\r\n", 2)
        assert first == b"HTTP/1.1 102 Interim"
        assert second == b"HTTP/1.1 103 Early Hints\r\nLink: </stil.css>; rel=preload"
        assert rest.startswith(b"HTTP/1.1 200 OK\r\n")
        assert rest.count(b"HTTP/1.1") == 1
        again = await spoken(city.port, asking(target))  # remembered: the website is not asked
        assert again.startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(("version", "wanted"), [("1.0", True), ("1.1", False)])
async def test_who_does_not_know_or_want_them_gets_none(version: str, wanted: bool) -> None:
    async with talking(talk) as origin, proxy(origin, server={"early_hints": wanted}) as city:
        raw = await spoken(city.port, asking("/amt", version))
        assert b"103" not in raw.split(b"\r\n\r\n")[0]
        assert raw.split(b" ")[1] == b"200"


async def test_hints_to_what_is_asked_behind_a_visitors_back_are_nobodys() -> None:
    """A stale page is sent and renewed behind: what the website says then must not stand in the visitor's answer."""
    asked = 0

    async def stale(request: web.Request) -> web.StreamResponse:
        nonlocal asked
        asked += 1
        assert request.transport is not None
        if asked > 1:
            request.transport.write(HINTS)
            await asyncio.sleep(0.05)
        headers = {"Cache-Control": "max-age=1, stale-while-revalidate=60", "ETag": '"1"'}
        return web.Response(text=PAGE * 3000, content_type="text/html", headers=headers)

    async with serving(handling(stale)) as origin, proxy(origin, server={"early_hints": True}) as city:
        await spoken(city.port, asking("/tr/amt"))
        city.clock.seconds += 5
        raw = await spoken(city.port, asking("/tr/amt"))
        assert raw.count(b"HTTP/1.1") == 1
        await asyncio.sleep(0.2)
        assert asked > 1


async def test_a_website_that_breaks_off_after_a_hint() -> None:
    async def broken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HINTS + b"HTTP/1.1 abc\r\n\r\n")
        await writer.drain()

    async with talking(broken) as origin, proxy(origin, server={"early_hints": True}) as city:
        raw = await spoken(city.port, asking("/amt"))
        assert b"HTTP/1.1 502 " in raw
