"""WebSockets through the proxy: messages, pings and close codes in both directions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiohttp
import pytest
from aiohttp import WSMsgType, web
from loopback import Proxy, handling, proxy, serving
from yarl import URL


async def parrot(request: web.Request) -> web.StreamResponse:
    """Repeats every message; some words mean something."""
    if request.path == "/kein":
        return web.Response(status=403)
    socket = web.WebSocketResponse(protocols=("chat.v2", "chat.v1"), autoping=False, max_msg_size=64 << 20)
    await socket.prepare(request)
    await socket.send_str(f"{request.raw_path} {request.headers.get('Cookie')} {request.headers.get('Origin')}")
    async for message in socket:
        if message.type is WSMsgType.PING:
            await socket.pong(message.data)
        elif message.type is WSMsgType.TEXT and message.data.startswith("close "):
            await socket.close(code=int(message.data[6:]), message="tschüss".encode())
        elif message.type is WSMsgType.TEXT and message.data == "abort" and request.transport:
            request.transport.abort()
        elif message.type is WSMsgType.TEXT:
            await socket.send_str(message.data)
        elif message.type is WSMsgType.BINARY:
            await socket.send_bytes(message.data)
    request.app[CODES].append(socket.close_code)
    return socket


CODES = web.AppKey("codes", list[int | None])


@asynccontextmanager
async def parrots() -> AsyncIterator[tuple[Proxy, list[int | None]]]:
    """A proxy before the parrot, and the close codes that the parrot saw."""
    app, codes = handling(parrot), list[int | None]()
    app[CODES] = codes
    async with serving(app) as origin, proxy(origin) as city:
        yield city, codes


@pytest.mark.parametrize("prefix", ["", "/tr"])
async def test_messages_both_ways(prefix: str) -> None:
    """Text and bytes come through, whatever their size, with the request's headers and target."""
    async with parrots() as (city, _):
        headers = {"Cookie": "a=1", "Origin": city.url}
        url = URL(city.url + prefix + "/ws?x=%2f", encoded=True)
        async with city.client.ws_connect(url, headers=headers) as socket:
            assert await socket.receive_str() == f"/ws?x=%2f a=1 {city.url}"
            for text in ("hallo", "", "ü" * 300_000):
                await socket.send_str(text)
                assert await socket.receive_str() == text
            await socket.send_bytes(bytes(1_000_000))
            assert await socket.receive_bytes() == bytes(1_000_000)


async def test_sub_protocol_is_the_origins_choice() -> None:
    """The visitor gets the sub-protocol that the origin chose, or none."""
    async with parrots() as (city, _):
        for offered, chosen in ((("x", "chat.v1"), "chat.v1"), (("x",), None), ((), None)):
            async with city.client.ws_connect(city.url + "/ws", protocols=offered) as socket:
                assert socket.protocol == chosen


async def test_pings_reach_the_other_side() -> None:
    """A ping is answered by the origin, not by the proxy."""
    async with parrots() as (city, _), city.client.ws_connect(city.url + "/ws", autoping=False) as socket:
        await socket.receive()
        await socket.ping(b"p1")
        message = await asyncio.wait_for(socket.receive(), 2)
        assert (message.type, message.data) == (WSMsgType.PONG, b"p1")


@pytest.mark.parametrize("code", [1000, 1001, 4321])
async def test_close_codes_from_the_origin(code: int) -> None:
    """The visitor learns with which code and reason the origin closed."""
    async with parrots() as (city, _), city.client.ws_connect(city.url + "/ws", autoclose=False) as socket:
        await socket.receive()
        await socket.send_str(f"close {code}")
        message = await asyncio.wait_for(socket.receive(), 2)
        assert (message.type, message.data, message.extra) == (WSMsgType.CLOSE, code, "tschüss")


async def test_close_codes_from_the_visitor() -> None:
    """The origin learns with which code the visitor closed, and when one just goes away."""
    async with parrots() as (city, codes):
        async with city.client.ws_connect(city.url + "/ws") as socket:
            await socket.receive()
            await socket.close(code=4001)
        await _until(codes)
        assert codes == [4001]
        async with city.client.ws_connect(city.url + "/ws") as socket:
            await socket.receive()
            socket.get_extra_info("socket").shutdown(2)
            await _until(codes, 2)
        assert codes == [4001, 1001]


async def test_origin_that_breaks_off() -> None:
    """A connection that is cut at the origin is told to the visitor."""
    async with parrots() as (city, _), city.client.ws_connect(city.url + "/ws") as socket:
        await socket.receive()
        await socket.send_str("abort")
        message = await asyncio.wait_for(socket.receive(), 2)
        assert message.type in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.ERROR)
        assert socket.close_code not in (1000, None)


async def test_message_over_the_limit() -> None:
    """A message that nobody should hold in memory closes the connection."""
    async with parrots() as (city, codes):
        async with city.client.ws_connect(city.url + "/ws", max_msg_size=0) as socket:
            await socket.receive()
            with suppress(ConnectionError):
                await socket.send_bytes(bytes(17 << 20))
            await _until(codes)
        assert codes[0] in (1009, 1001)


async def test_refused_by_the_origin() -> None:
    """What the origin refuses is refused with its status."""
    async with parrots() as (city, _):
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await city.client.ws_connect(city.url + "/kein")
        assert caught.value.status == 403


async def _until(codes: list[int | None], count: int = 1) -> None:
    for _ in range(100):
        if len(codes) >= count:
            return
        await asyncio.sleep(0.02)
