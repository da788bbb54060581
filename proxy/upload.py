"""A request's body on its way to the origin: read as the origin takes it, never gathered."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from aiohttp import web
from aiohttp.web_exceptions import HTTPException

from proxy.errors import VisitorError, VisitorSlowError

_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


def upload(request: web.Request, seconds: float) -> AsyncIterator[bytes] | None:
    """The body, if the request has one; `seconds` is the longest silence within it."""
    return _chunks(request, seconds) if request.body_exists else None


async def _chunks(request: web.Request, seconds: float) -> AsyncIterator[bytes]:
    await _allow(request)
    try:
        while True:
            async with asyncio.timeout(seconds):
                chunk = await request.content.readany()
            if not chunk:
                return
            yield chunk
    except TimeoutError as error:
        message = "the request body stopped coming"
        raise VisitorSlowError(message) from error
    except (web.RequestPayloadError, ConnectionError, HTTPException) as error:
        message = f"the request body is broken ({error})"
        raise VisitorError(message) from error


async def _allow(request: web.Request) -> None:
    """RFC 9110 10.1.1: tell a visitor who waits for it that the body is wanted now, as the origin takes it."""
    waiting = request.headers.get("Expect", "").lower() == "100-continue"
    if waiting and request.version >= (1, 1) and request.writer.output_size == 0:
        await request.writer.write(_CONTINUE)
        request.writer.output_size = 0  # an interim answer is not the answer
