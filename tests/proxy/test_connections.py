"""Slow and many connections, for real on loopback: they are cut or refused, and others are served meanwhile."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiohttp
import pytest
from aiohttp import web
from aiohttp.base_protocol import BaseProtocol
from loopback import PAGE, handling, proxy, serving, spoken

from proxy.connections import ConnectionLimits, Connections, GuardedRunner
from proxy.errors import VisitorSlowError
from proxy.upload import UploadLimits, paced

POST = b"POST /x HTTP/1.1\r\nHost: city.example\r\n"
REQUEST = b"GET /x HTTP/1.1\r\nHost: city.example\r\n"


async def page(_request: web.Request) -> web.StreamResponse:
    """A page on every path."""
    return web.Response(text=PAGE, content_type="text/html")


async def reading(request: web.Request) -> web.StreamResponse:
    """A page after the whole body."""
    await request.read()
    return await page(request)


async def cut_after(reader: asyncio.StreamReader) -> tuple[bytes, float]:
    """What comes until the connection ends, and how long that takes."""
    started = time.perf_counter()
    try:
        got = await asyncio.wait_for(reader.read(), 10)
    except ConnectionError:
        got = b""
    return got, time.perf_counter() - started


async def drip(writer: asyncio.StreamWriter, data: bytes, seconds: float) -> None:
    """Send a byte at a time."""
    for byte in data:
        writer.write(bytes((byte,)))
        await asyncio.sleep(seconds)


async def test_slow_heads_are_cut_off() -> None:
    """Slowloris: many heads that come byte by byte are cut after `head_seconds`, and others wait for none of them."""
    async with serving(handling(page)) as origin, proxy(origin, server={"head_seconds": 0.6}) as city:
        slow = [await asyncio.open_connection("127.0.0.1", city.port) for _ in range(50)]
        drips = [asyncio.create_task(drip(writer, REQUEST + b"X: " + b"x" * 1000, 0.05)) for _, writer in slow]
        started = time.perf_counter()
        assert (await city.ask("/tr/amt")).status == 200
        assert time.perf_counter() - started < 0.5
        for got, seconds in await asyncio.gather(*(cut_after(reader) for reader, _ in slow)):
            assert (got, seconds < 3) == (b"", True)
        for task in drips:
            task.cancel()
        await asyncio.gather(*drips, return_exceptions=True)


async def test_slow_heads_after_an_answer_are_cut_off() -> None:
    """The second request of a connection has no longer than the first."""
    async with serving(handling(page)) as origin, proxy(origin, server={"head_seconds": 0.4}) as city:
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port)
        writer.write(REQUEST + b"\r\n")
        assert (await reader.readuntil(b"</a>")).startswith(b"HTTP/1.1 200")
        await asyncio.sleep(0.8)  # nothing is asked: that is a kept connection, not a slow one
        writer.write(REQUEST)
        assert (await cut_after(reader))[0] == b""
        writer.close()


async def test_slow_origins_are_no_slow_visitors() -> None:
    """A visitor who waits for a slow answer is not cut off, however long the limits of visitors are exceeded."""

    async def thinking(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(1.2)
        return web.Response(text="late")

    limits = {"head_seconds": 0.3, "stall_seconds": 0.3}
    async with serving(handling(thinking)) as origin, proxy(origin, server=limits) as city:
        assert (await city.ask("/x")).body == b"late"


async def test_visitors_that_take_nothing_are_cut_off() -> None:
    """An answer that nobody takes does not lie in memory for ever."""

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/octet-stream"})
        await response.prepare(request)
        while True:
            await response.write(bytes(1 << 16))

    async with serving(handling(endless)) as origin, proxy(origin, server={"stall_seconds": 0.5}) as city:
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port)
        writer.write(REQUEST + b"\r\n")
        await asyncio.sleep(2.5)  # the kernel's buffers are full long before
        with suppress(ConnectionError):
            while await reader.read(1 << 20):
                pass  # until the end: were it not cut off, this would not end
        writer.close()


async def test_slow_bodies_end_with_408() -> None:
    """A body that stops coming is told so."""
    async with serving(handling(reading)) as origin, proxy(origin, origin={"read_seconds": 0.3}) as city:
        raw = await spoken(city.port, POST + b"Connection: close\r\nContent-Length: 100\r\n\r\nhalf", seconds=8)
        assert raw.startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize(
    ("sizes", "rate", "ends"),
    [
        ((200,) * 20, 128, True),
        ((100,) * 20, 128, False),
        ((100,) * 9, 128, True),  # too slow, but not for long enough
        ((1,) * 20, 0, True),  # the settings do not mind
        ((2000, *(1,) * 9, 0), 128, True),  # the average counts
    ],
)
async def test_the_rate_of_bodies(sizes: tuple[int, ...], rate: int, ends: bool) -> None:
    """`server.min_upload_rate`: a body has to come with so many bytes a second, once ten seconds were waited for it."""
    now = 0.0
    loop = asyncio.get_running_loop()
    one, other = socket.socketpair()
    transport, protocol = await loop.create_connection(lambda: BaseProtocol(loop), sock=one)
    content = aiohttp.StreamReader(protocol, 1 << 16, loop=loop)

    def clock() -> float:
        return now

    async def send() -> None:
        nonlocal now
        for size in sizes:
            await asyncio.sleep(0.001)
            now += 1.0
            content.feed_data(bytes(size))
        content.feed_eof()

    async def take() -> int:
        limits = UploadLimits(max_bytes=0, silence_seconds=5.0, min_rate=rate)
        return sum([len(chunk) async for chunk in paced(content, limits, clock)])

    sending = asyncio.create_task(send())
    if ends:
        assert await take() == sum(sizes)
    else:
        with pytest.raises(VisitorSlowError, match="slower than 128 bytes a second"):
            await take()
    await sending
    transport.close()
    other.close()


@pytest.mark.parametrize("framing", [b"Content-Length: 2000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n7d0\r\n"])
async def test_large_bodies_end_with_413(framing: bytes) -> None:
    """A body over the limit is refused, whether it says so first or not."""
    async with serving(handling(reading)) as origin, proxy(origin, server={"max_body_bytes": 1024}) as city:
        raw = await spoken(city.port, POST + b"Connection: close\r\n" + framing + bytes(2000) + b"\r\n", seconds=8)
        assert raw[9:12] == b"413"
        assert (await city.ask("/x", method="POST", data=bytes(1024))).status == 200


@asynccontextmanager
async def limited(total: int, per_address: int) -> AsyncIterator[tuple[int, Connections]]:
    """A server with few connections; yields its port and the connections."""
    limits = ConnectionLimits(5.0, 5.0, 5.0, total, per_address, is_one=lambda _peer: True)
    running = GuardedRunner(handling(page), limits, access_log=None, shutdown_timeout=0.2)
    await running.setup()
    await web.TCPSite(running, "127.0.0.1", 0).start()
    assert running.connections is not None
    try:
        yield running.addresses[0][1], running.connections
    finally:
        await running.cleanup()


@pytest.mark.parametrize(("total", "per_address"), [(3, 100), (100, 3)])
async def test_number_of_connections(total: int, per_address: int) -> None:
    """One connection too many is told to come back, and finds room when another one has gone."""
    async with limited(total, per_address) as (port, connections):
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        await asyncio.sleep(0.05)
        assert len(connections) == 3
        refused = await spoken(port, REQUEST + b"\r\n", seconds=1)
        assert refused.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: 5" in refused
        held[0][1].close()
        await asyncio.sleep(0.05)
        assert (await spoken(port, REQUEST + b"Connection: close\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
        for _, writer in held:
            writer.close()


async def test_many_headers_are_refused() -> None:
    """The number of header fields has a limit, and so has the length of each (see `test_hostile`)."""
    async with serving(handling(page)) as origin, proxy(origin) as city:
        raw = await spoken(city.port, REQUEST + b"".join(b"X-%d: x\r\n" % each for each in range(5000)) + b"\r\n")
        assert raw[9:12] == b"400"
