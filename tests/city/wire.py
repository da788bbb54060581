"""Answers that break or stretch the rules of HTTP/1.1, written to the connection byte by byte.

A handler here takes the transport from aiohttp, writes what it wants and closes; what it returns afterwards
never leaves.
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from city.technical import HTML, WORDS, document, number

TEXT = document("Abgebrochene Seite", "".join(f"<p>{word}</p>\n" for word in WORDS)).encode()


def routes() -> list[web.RouteDef]:
    """All of them."""
    return [
        web.get("/technik/laenge-zu-gross", length_too_big),
        web.get("/technik/laenge-zu-klein", length_too_small),
        web.get("/technik/abbruch", reset),
        web.get("/technik/abbruch-chunked", reset_chunked),
        web.get("/technik/kein-http", not_http),
        web.get("/technik/langsame-koepfe", slow_headers),
        web.get("/technik/riesige-koepfe", huge_headers),
        web.get("/technik/trailer", trailers),
        web.get("/technik/fruehe-hinweise", early_hints),
    ]


def _transport(request: web.Request) -> asyncio.Transport:
    transport = request.transport
    if not isinstance(transport, asyncio.Transport):
        raise web.HTTPServiceUnavailable
    return transport


def _head(*lines: str, status: str = "200 OK") -> bytes:
    listed = (f"HTTP/1.1 {status}", f"Content-Type: {HTML}", "Connection: close", *lines)
    return "\r\n".join((*listed, "", "")).encode("latin-1")


async def _end(transport: asyncio.Transport, *, abort: bool = False) -> web.StreamResponse:
    """Give the bytes time to leave, then hang up."""
    transport.set_write_buffer_limits(0)
    for _ in range(1000):
        if not transport.get_write_buffer_size():
            break
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.02)
    if abort:
        transport.abort()
    else:
        transport.close()
    return web.Response()


async def length_too_big(request: web.Request) -> web.StreamResponse:
    """Promises 1000 bytes more than it sends."""
    transport = _transport(request)
    transport.write(_head(f"Content-Length: {len(TEXT) + 1000}") + TEXT)
    return await _end(transport)


async def length_too_small(request: web.Request) -> web.StreamResponse:
    """Sends 100 bytes more than it promised."""
    transport = _transport(request)
    transport.write(_head(f"Content-Length: {len(TEXT) - 100}") + TEXT)
    return await _end(transport)


async def reset(request: web.Request) -> web.StreamResponse:
    """Hangs up hard in the middle of the body."""
    transport = _transport(request)
    transport.write(_head(f"Content-Length: {len(TEXT)}") + TEXT[: len(TEXT) // 2])
    return await _end(transport, abort=True)


async def reset_chunked(request: web.Request) -> web.StreamResponse:
    """Hangs up between two chunks, without the last one."""
    transport = _transport(request)
    half = TEXT[: len(TEXT) // 2]
    transport.write(_head("Transfer-Encoding: chunked") + b"%x\r\n%s\r\n" % (len(half), half))
    return await _end(transport)


async def not_http(request: web.Request) -> web.StreamResponse:
    """Answers something that is no HTTP at all."""
    transport = _transport(request)
    transport.write("Guten Tag, hier spricht der Anrufbeantworter der Stadt.\r\n".encode("latin-1"))
    return await _end(transport)


async def slow_headers(request: web.Request) -> web.StreamResponse:
    """`?sekunden=2`: the headers come in drops over that time."""
    transport, pause = _transport(request), number(request, "sekunden", 2, 60) / 10
    head = _head(f"Content-Length: {len(TEXT)}")
    step = -(-len(head) // 10)
    for at in range(0, len(head), step):
        transport.write(head[at : at + step])
        await asyncio.sleep(pause)
    transport.write(TEXT)
    return await _end(transport)


async def huge_headers(request: web.Request) -> web.StreamResponse:
    """`?kb=64`: one header of that size."""
    transport, size = _transport(request), int(number(request, "kb", 64, 1024)) * 1024
    transport.write(_head(f"Content-Length: {len(TEXT)}", "X-Lang: " + "a" * size) + TEXT)
    return await _end(transport)


async def trailers(request: web.Request) -> web.StreamResponse:
    """A chunked body with a header after it."""
    transport = _transport(request)
    body = b"%x\r\n%s\r\n0\r\nX-Pruefsumme: 4711\r\n\r\n" % (len(TEXT), TEXT)
    transport.write(_head("Transfer-Encoding: chunked", "Trailer: X-Pruefsumme") + body)
    return await _end(transport)


async def early_hints(request: web.Request) -> web.StreamResponse:
    """103 with a link, then the page."""
    transport = _transport(request)
    transport.write(b"HTTP/1.1 103 Early Hints\r\nLink: </assets/stadt.css>; rel=preload; as=style\r\n\r\n")
    await asyncio.sleep(0.05)
    transport.write(_head(f"Content-Length: {len(TEXT)}") + TEXT)
    return await _end(transport)
