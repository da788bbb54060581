"""A WebSocket between visitor and origin: messages, pings and close codes both ways.

The origin is asked first; only what it agrees to (and its sub-protocol) is agreed to with the visitor.
"""

import asyncio
from typing import Final

import aiohttp
from aiohttp import web

from proxy.answers import refusal_answer
from proxy.exchange import Exchange
from proxy.headers import Pairs, elements, joined, without
from proxy.origin import Origin
from proxy.settings import Settings

MAX_MESSAGE_BYTES: Final = 16 * 1024 * 1024
_HANDSHAKE: Final = frozenset(
    {
        "sec-websocket-key",
        "sec-websocket-version",
        "sec-websocket-extensions",
        "sec-websocket-protocol",
        "content-length",
    }
)
_CLOSED: Final = frozenset({aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED})
# RFC 6455 7.4.1: these are reported, and never sent.
_UNSENDABLE: Final = frozenset({0, 1005, 1006, 1015})

_Socket = web.WebSocketResponse | aiohttp.ClientWebSocketResponse


def wants_web_socket(headers: Pairs, method: str) -> bool:
    """Whether a request asks to change to the WebSocket protocol (RFC 6455 4.1)."""
    return (
        method == "GET" and "websocket" in elements(headers, "upgrade") and "upgrade" in elements(headers, "connection")
    )


async def tunnel(request: web.Request, exchange: Exchange, origin: Origin, settings: Settings) -> web.StreamResponse:
    """Carry messages until one side closes."""
    headers = without(exchange.origin_request(settings).headers, _HANDSHAKE)
    offered = joined(exchange.visitor.headers, "sec-websocket-protocol")
    protocols = tuple(part.strip() for part in offered.split(",") if part.strip())
    try:
        async with origin.web_socket(exchange.target, headers, protocols, MAX_MESSAGE_BYTES) as there:
            here = web.WebSocketResponse(
                protocols=(there.protocol,) if there.protocol else (),
                autoping=False,
                autoclose=False,
                compress=False,
                max_msg_size=MAX_MESSAGE_BYTES,
            )
            await here.prepare(request)
            try:
                await _both_ways(here, there)
            except asyncio.CancelledError:
                # The visitor has gone without a word, or the proxy is about to.
                await there.close(code=aiohttp.WSCloseCode.GOING_AWAY)
                raise
            return here
    except aiohttp.WSServerHandshakeError as error:
        status = error.status if 400 <= error.status <= 599 else 502
        return refusal_answer(status, "the website does not open a WebSocket here")


async def _both_ways(here: web.WebSocketResponse, there: aiohttp.ClientWebSocketResponse) -> None:
    """Two pumps; when one has ended, it has closed the other side, and the other pump is not needed."""
    pumps = [asyncio.create_task(_pump(here, there)), asyncio.create_task(_pump(there, here))]
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)


async def _pump(source: _Socket, target: _Socket) -> None:
    while True:
        message = await source.receive()
        if message.type is aiohttp.WSMsgType.TEXT:
            await target.send_str(message.data)
        elif message.type is aiohttp.WSMsgType.BINARY:
            await target.send_bytes(message.data)
        elif message.type is aiohttp.WSMsgType.PING:
            await target.ping(message.data)
        elif message.type is aiohttp.WSMsgType.PONG:
            await target.pong(message.data)
        else:
            await _close(source, target, message)
            return


async def _close(source: _Socket, target: _Socket, message: aiohttp.WSMessage) -> None:
    """Hand a close code on and answer it; a connection that was cut is told as 1011, an oversized message as 1009."""
    if message.type is aiohttp.WSMsgType.CLOSE:
        code = 1000 if message.data in _UNSENDABLE else message.data
        await target.close(code=code, message=(message.extra or "").encode())
        await source.close(code=code)
        return
    code = source.close_code or 1011
    await target.close(code=1011 if code in _UNSENDABLE else code)
