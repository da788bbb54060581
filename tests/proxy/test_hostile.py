"""Hostile requests and broken origins: a clear answer, no crash, nothing to anybody else's host."""

import asyncio
import gzip
import zlib

import pytest
from aiohttp import web
from loopback import PAGE, handling, proxy, saying, serving, spoken, talking

HOST = b"Host: www.stadt.example\r\n"

GEHEIM = b"GET /geheim HTTP/1.1\r\n" + HOST + b"\r\n"


def status_of(raw: bytes) -> int:
    """The status of an answer as bytes; what cannot be read is answered in the oldest version."""
    assert raw.startswith((b"HTTP/1.1 ", b"HTTP/1.0 ")), raw[:100]
    return int(raw[9:12])


async def page(_request: web.Request) -> web.StreamResponse:
    """A page on every path."""
    return web.Response(text=PAGE, content_type="text/html")


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET http://example.org/x HTTP/1.1", 421),
        (b"GET http://www.stadt.example@example.org/x HTTP/1.1", 421),
        (b"GET http://example.org\\@www.stadt.example/ HTTP/1.1", 400),
        (b"GET HTTPS://127.0.0.1:22/ HTTP/1.1", 421),
        (b"GET http://www.stadt.example/x HTTP/1.1", 200),
        (b"GET http://www.stadt.example/tr/x HTTP/1.1", 200),
        (b"CONNECT example.org:443 HTTP/1.1", 405),
        (b"TRACE /x HTTP/1.1", 405),
        (b"GET * HTTP/1.1", 400),
        (b"OPTIONS * HTTP/1.1", 204),
        (b"GET /a\\b HTTP/1.1", 400),
        (b"GET /\\example.org HTTP/1.1", 400),
        (b"GET /a\x01b HTTP/1.1", 400),
        (b"GET /a\x7fb HTTP/1.1", 400),
        (b"GET /a b HTTP/1.1", 400),
        (b"GET x HTTP/1.1", 400),
        (b"GET ../x HTTP/1.1", 400),
        (b"GET @example.org/ HTTP/1.1", 400),
        (b"GET //example.org/x HTTP/1.1", 308),
        (b"GET /tr//example.org/x HTTP/1.1", 308),
        (b"GET /tr/en/x HTTP/1.1", 404),
        (b"GET /TR/x HTTP/1.1", 200),
        (b"GET /" + b"x" * 40_000 + b" HTTP/1.1", 400),
        (b"GET /x HTTP/9.9", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00", 400),
    ],
)
async def test_request_targets(request_line: bytes, status: int) -> None:
    """Whatever form a target has, only this website is ever asked."""
    asked: list[str] = []

    async def watching(request: web.Request) -> web.StreamResponse:
        asked.append(f"{request.headers['Host']} {request.raw_path[:40]}")
        return await page(request)

    async with serving(handling(watching)) as origin, proxy(origin) as city:
        raw = await spoken(city.port, request_line + b"\r\n" + HOST + b"Connection: close\r\n\r\n")
        assert status_of(raw) == status
        assert b"location: //" not in raw.lower()
        assert all(each.startswith("www.stadt.example /") for each in asked)
        assert bool(asked) == (status == 200)


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
        b"Content-Length: 0, 44\r\n\r\n",
        b"Content-Length: +5\r\n\r\nhallo",
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"X: a\r\n Transfer-Encoding: chunked\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n1;\nx\r\n0\r\n\r\n",
        b"X: a\nContent-Length: 44\r\n\r\n",
        b"X: a\0b\r\n\r\n",
        b"Host: b\r\n\r\n",
    ],
)
async def test_smuggling(head: bytes) -> None:
    """A request that two servers could read in two ways is refused, and nothing of it goes on."""
    asked: list[str] = []

    async def watching(request: web.Request) -> web.StreamResponse:
        asked.append(request.raw_path)
        await request.read()
        return await page(request)

    async with serving(handling(watching)) as origin, proxy(origin) as city:
        raw = await spoken(city.port, b"POST /x HTTP/1.1\r\n" + HOST + head + GEHEIM, seconds=1)
        assert status_of(raw) == 400
        assert asked == []


@pytest.mark.parametrize("host", [b"", b"Host: \r\n", b"Host: a b\r\n", b'Host: a"><script>\r\n', b"Host: a/b\r\n"])
async def test_hosts_that_are_none(host: bytes) -> None:
    """A Host that could be written into a page is not taken."""
    async with serving(handling(page)) as origin, proxy(origin) as city:
        raw = await spoken(city.port, b"GET /tr/x HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n")
        assert status_of(raw) == 400


async def test_host_allow_list() -> None:
    """Where host names are listed, no other is answered."""
    async with serving(handling(page)) as origin, proxy(origin, server={"hosts": ["stadt.example"]}) as city:
        for name, status in (("stadt.example", 200), ("stadt.example:80", 200), ("example.org", 421)):
            assert (await city.ask("/x", headers={"Host": name})).status == status


@pytest.mark.parametrize(
    "header",
    [
        b"X-Evil: a\rSet-Cookie: b=1\r\n",
        b"X-Evil: a\0b\r\n",
        b"Location: /x\r\n\tInjected: 1\r\n",
    ],
)
async def test_headers_of_the_origin_cannot_inject(header: bytes) -> None:
    """A header with a line end in it becomes no second header."""
    answer = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nContent-Type: text/html\r\n" + header + b"\r\n"
    async with talking(saying(answer)) as origin, proxy(origin) as city:
        for target in (b"/x", b"/tr/x"):
            raw = await spoken(city.port, b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
            head = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
            assert not [line for line in head if line.lower().startswith((b"set-cookie", b"injected"))]
            assert b"\0" not in raw


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"", 502),
        (b"SSH-2.0-OpenSSH\r\n", 502),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 502),
        (b"HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n", 502),
        (b"HTTP/1.1 2000 OK\r\n\r\n", 502),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n", 502),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", 502),
    ],
)
async def test_broken_origins(answer: bytes, status: int) -> None:
    """An origin that speaks no HTTP is an error that is told, in the visitor's language."""
    async with talking(saying(answer)) as origin, proxy(origin) as city:
        got = await city.ask("/tr/x")
        assert got.status == status
        assert 'lang="tr"' in got.body.decode()
        assert got["Cache-Control"] == "no-store"


async def test_origin_down_and_slow() -> None:
    """Down is 503 with a time to come back, slow is 504."""
    async with talking(saying(b"")) as gone:
        pass
    async with proxy(gone) as city:
        answer = await city.ask("/x")
        assert (answer.status, answer["Retry-After"]) == (503, "30")

    async def sleeping(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    async with talking(sleeping) as origin, proxy(origin, origin={"read_seconds": 0.2}) as city:
        assert (await city.ask("/ar/x")).status == 504


async def test_kept_connections_that_the_origin_closed() -> None:
    """A connection that was closed meanwhile costs a GET a second try, and a POST uses none."""
    count = 0

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        await reader.readuntil(b"\r\n\r\n")
        count += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok")
        await writer.drain()
        await reader.read(1)

    async with talking(once) as origin, proxy(origin) as city:
        for method in ("GET", "GET", "POST", "GET", "POST"):
            assert (await city.ask("/x", method=method)).body == b"ok"
    assert count == 5


async def test_loop_is_noticed() -> None:
    """A proxy whose origin is itself says so instead of asking itself for ever."""
    async with talking(saying(b"")) as gone:
        pass
    async with proxy(gone) as city:
        answer = await city.ask("/x", headers={"Via": "1.1 varnish, 1.1 stadtlotse"})
        assert answer.status == 508


BOMB = zlib.compress(b"<p>" + bytes(50_000_000).replace(b"\0", b"a"))


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (BOMB, "deflate"),
        (gzip.compress(bytes(20_000_000)), "gzip"),
        (gzip.compress(b"<p>Guten Tag")[:-9], "gzip"),
        (b"no gzip at all", "gzip"),
        (b"<p>Guten Tag", "rot13"),
        (b"<p>" + b"Guten Tag " * 20_000, ""),
        (b"%PDF-1.7 Guten Tag", ""),
        (b"<p>Guten\0Tag\x01", ""),
        (b"", ""),
    ],
)
async def test_bodies_that_are_not_translated_pass_unchanged(body: bytes, coding: str) -> None:
    """Too large, not decodable, binary or empty: the bytes of the origin, with its headers."""

    async def odd(_request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": "text/html", "ETag": '"o"'} | ({"Content-Encoding": coding} if coding else {})
        return web.Response(body=body, headers=headers)

    async with serving(handling(odd)) as origin, proxy(origin, pages={"max_bytes": 100_000}) as city:
        answer = await city.ask("/tr/x", headers={"Accept-Encoding": "gzip, deflate, rot13"})
        assert (answer.status, answer.body, answer["Content-Encoding"]) == (200, body, coding)
        assert answer["ETag"] == '"o"'
        assert not city.translator.seen
