"""Streams through the proxy: uploads, downloads, events, ranges, and connections that break."""

import asyncio
import hashlib
import os
import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from loopback import PAGE, handling, proxy, saying, serving, spoken, talking

MEGABYTE = 1 << 20


async def digest(request: web.Request) -> web.StreamResponse:
    """An origin that says what it received, without keeping it."""
    sha, size = hashlib.sha256(), 0
    async for chunk in request.content.iter_any():
        sha.update(chunk)
        size += len(chunk)
    framing = request.headers.get("Transfer-Encoding") or f"length {request.headers.get('Content-Length')}"
    return web.json_response({"sha": sha.hexdigest(), "size": size, "framing": framing})


@pytest.mark.parametrize("prefix", ["", "/tr"])
async def test_uploads_stream_with_their_framing(prefix: str) -> None:
    """A body arrives byte for byte; a known length stays known, chunks stay chunks."""
    body = os.urandom(3 * MEGABYTE)

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 100_000):
            yield body[start : start + 100_000]

    async with serving(handling(digest)) as origin, proxy(origin) as city:
        url = city.url + prefix + "/hochladen"
        for data, framing in ((body, f"length {len(body)}"), (chunks(), "chunked")):
            async with city.client.put(url, data=data) as response:
                answer = await response.json()
            assert answer == {"sha": hashlib.sha256(body).hexdigest(), "size": len(body), "framing": framing}


async def test_compressed_upload_stays_compressed() -> None:
    """A request body's coding is the origin's to undo."""
    async with serving(handling(digest)) as origin, proxy(origin) as city:
        body, headers = b"\x1f\x8bnot really gzip", {"Content-Encoding": "gzip"}
        answer = await city.ask("/x", method="POST", data=body, headers=headers)
        assert hashlib.sha256(body).hexdigest() in answer.body.decode()


async def test_continue_is_said_when_the_origin_takes_the_body() -> None:
    """Who waits for 100 Continue gets it, and then the answer."""
    async with serving(handling(digest)) as origin, proxy(origin) as city:
        head = b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port)
        writer.write(head)
        assert await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 3) == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"hallo")
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 200")
        assert b'"size": 5' in answer
        writer.close()


async def test_no_continue_without_an_origin() -> None:
    """Nobody is asked to upload to a website that is down."""
    async with talking(saying(b"")) as gone:
        pass
    async with proxy(gone) as city:
        head = b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
        assert (await spoken(city.port, head)).startswith(b"HTTP/1.1 503")


@pytest.mark.parametrize("target", ["/plan.pdf", "/tr/plan.pdf", "/tr/download"])
async def test_ranges_of_files(target: str) -> None:
    """A part of a file can be asked for in every language."""
    body = os.urandom(100_000)

    async def file(request: web.Request) -> web.StreamResponse:
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("Range", ""))
        headers = {"Content-Type": "application/pdf", "Accept-Ranges": "bytes", "ETag": '"f"'}
        if not found:
            return web.Response(body=body, headers=headers)
        start, end = int(found[1]), int(found[2])
        headers["Content-Range"] = f"bytes {start}-{end}/{len(body)}"
        return web.Response(status=206, body=body[start : end + 1], headers=headers)

    async with serving(handling(file)) as origin, proxy(origin) as city:
        answer = await city.ask(target, headers={"Range": "bytes=500-999", "If-Range": '"f"'})
        assert (answer.status, answer.body) == (206, body[500:1000])
        assert answer["Content-Range"] == "bytes 500-999/100000"
        assert (await city.ask(target)).body == body


async def test_range_of_a_page_gives_the_whole_translation() -> None:
    """A part of the German page is no part of the Turkish one."""

    async def parts(request: web.Request) -> web.StreamResponse:
        if "Range" in request.headers:
            headers = {"Content-Type": "text/html", "Content-Range": "bytes 0-4/99"}
            return web.Response(status=206, body=PAGE[:5].encode(), headers=headers)
        return web.Response(text=PAGE, content_type="text/html")

    async with serving(handling(parts)) as origin, proxy(origin) as city:
        answer = await city.ask("/tr/x", headers={"Range": "bytes=0-4"})
        assert answer.status == 200
        assert b"GUTEN TAG [tr]" in answer.body
        assert not answer["Content-Range"]
        assert (await city.ask("/x", headers={"Range": "bytes=0-4"})).status == 206


@pytest.mark.parametrize("status", [204, 304])
async def test_answers_without_body(status: int) -> None:
    """Where no body may be, none is made up, and the connection goes on."""

    async def empty(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"ETag": '"x"'})

    async with serving(handling(empty)) as origin, proxy(origin) as city:
        for target in ("/x", "/tr/x.css"):
            answer = await city.ask(target, headers={"If-None-Match": '"x"'})
            assert (answer.status, answer.body, answer["ETag"]) == (status, b"", '"x"')


async def test_head_keeps_the_length() -> None:
    """HEAD tells the length of what GET would give, and nothing hangs."""

    async def big(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"x" * 5000, content_type="application/zip")

    async with serving(handling(big)) as origin, proxy(origin) as city:
        for target in ("/a.zip", "/tr/a.zip"):
            answer = await city.ask(target, method="HEAD")
            assert (answer["Content-Length"], answer.body) == ("5000", b"")


@pytest.mark.parametrize("prefix", ["", "/tr"])
async def test_events_come_at_once(prefix: str) -> None:
    """An event is passed on when it comes, not when the next one does; leaving is told to the origin."""
    gone = asyncio.Event()

    async def events(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            await response.write(b"data: 1\n\n")
            while True:
                await asyncio.sleep(0.05)
                await response.write(b": still here\n\n")
        except ConnectionError:
            gone.set()
            raise
        return response

    async with serving(handling(events)) as origin, proxy(origin) as city:
        async with city.client.get(city.url + prefix + "/ereignisse") as response:
            first = await asyncio.wait_for(response.content.readany(), 2)
            assert first.startswith(b"data: 1\n\n")
        await asyncio.wait_for(gone.wait(), 3)


async def test_silent_events_outlive_the_read_timeout() -> None:
    """An event stream may be silent for longer than a page."""

    async def events(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"data: 1\n\n")
        await asyncio.sleep(0.5)
        await response.write(b"data: 2\n\n")
        return response

    async with serving(handling(events)) as origin, proxy(origin, origin={"read_seconds": 0.2}) as city:
        assert (await city.ask("/e")).body == b"data: 1\n\ndata: 2\n\n"


async def test_back_pressure() -> None:
    """A visitor who does not read stops the origin from sending."""
    sent = 0

    async def flood(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Type": "application/zip"})
        await response.prepare(request)
        for _ in range(400):
            await response.write(bytes(MEGABYTE // 4))
            sent += 1
        return response

    async with serving(handling(flood)) as origin, proxy(origin) as city:
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port, limit=1024)
        writer.write(b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n")
        await reader.read(10)
        await asyncio.sleep(0.7)
        assert sent < 200
        writer.close()


SHORT = b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: 1000\r\n\r\nonly this"
CUT_CHUNKS = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nonly\r\n9\r\nth"
)


@pytest.mark.parametrize("lie", [SHORT, CUT_CHUNKS])
@pytest.mark.parametrize("prefix", ["", "/tr"])
async def test_short_answers_are_not_passed_as_whole(lie: bytes, prefix: str) -> None:
    """An answer that breaks off at the origin breaks off at the visitor."""
    async with talking(saying(lie)) as origin, proxy(origin) as city:
        with pytest.raises(aiohttp.ClientError):
            await city.ask(prefix + "/x")
        raw = await spoken(city.port, f"GET {prefix}/x HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert not raw.endswith(b"0\r\n\r\n")


@pytest.mark.parametrize("answer", [SHORT, CUT_CHUNKS])
async def test_short_page_is_an_error(answer: bytes) -> None:
    """Half a page is not translated: nothing was sent yet, so the error can be told."""
    half = answer.replace(b"application/zip", b"text/html")
    async with talking(saying(half)) as origin, proxy(origin) as city:
        got = await city.ask("/tr/x")
        assert got.status == 502
        assert 'lang="tr"' in got.body.decode()
        assert not city.translator.seen


async def test_longer_answers_are_cut_where_they_said() -> None:
    """What follows the announced length belongs to nobody."""
    longer = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nfourHTTP/1.1 200 OK\r\n\r\n"
    async with talking(saying(longer)) as origin, proxy(origin) as city:
        assert (await city.ask("/x")).body == b"four"
        assert (await city.ask("/x")).body == b"four"


async def test_answer_until_close() -> None:
    """An old origin that ends its answer by closing is understood."""
    old = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode()
    async with talking(saying(old)) as origin, proxy(origin) as city:
        assert (await city.ask("/x")).body == PAGE.encode()
        assert b"GUTEN TAG" in (await city.ask("/tr/x")).body


async def test_visitor_of_http_1_0() -> None:
    """An old visitor gets no chunks."""

    async def chunked(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/plain"})
        await response.prepare(request)
        await response.write(b"hallo")
        return response

    async with serving(handling(chunked)) as origin, proxy(origin) as city:
        raw = await spoken(city.port, b"GET /x HTTP/1.0\r\nHost: a\r\n\r\n")
        head, _, body = raw.partition(b"\r\n\r\n")
        assert body == b"hallo"
        assert b"chunked" not in head.lower()


async def test_visitor_leaving_an_upload_ends_it_at_the_origin() -> None:
    """Half an upload never looks whole to the origin."""
    ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def receive(request: web.Request) -> web.StreamResponse:
        try:
            await request.read()
            ended.set_result("whole")
        except BaseException as error:
            ended.set_result(type(error).__name__)
            raise
        return web.Response()

    async with serving(handling(receive)) as origin, proxy(origin) as city:
        _, writer = await asyncio.open_connection("127.0.0.1", city.port)
        writer.write(b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf")
        await writer.drain()
        await asyncio.sleep(0.3)
        writer.close()
        assert await asyncio.wait_for(ended, 3) != "whole"


async def test_stalled_upload_is_ended() -> None:
    """A visitor who stops sending does not hold the origin for ever."""
    async with serving(handling(digest)) as origin, proxy(origin, origin={"read_seconds": 0.3}) as city:
        raw = await spoken(city.port, b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nha", seconds=2)
        assert raw.startswith(b"HTTP/1.1 408")


async def test_early_answer_to_an_upload() -> None:
    """An origin that refuses a body before reading it is heard, and the next request works."""

    async def refusing(request: web.Request) -> web.StreamResponse:
        response = web.Response(status=413, text="zu groß")
        response.force_close()
        return response

    async with serving(handling(refusing)) as origin, proxy(origin) as city:
        answer = await city.ask("/x", method="POST", data=bytes(200_000))
        assert (answer.status, answer.body.decode()) == (413, "zu groß")
        assert (await city.ask("/x")).status == 413
