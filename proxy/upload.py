"""A request's body on its way to the origin: read as the origin takes it, never gathered, not without end."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final

from aiohttp import StreamReader, web
from aiohttp.web_exceptions import HTTPException

from proxy.errors import VisitorError, VisitorSlowError, VisitorTooLargeError
from proxy.settings import Settings

_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_GRACE_SECONDS: Final = 10.0  # of waiting, before the rate of a body is judged


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How large a body may be and how slow its sender: bytes, seconds of silence, bytes a second (0: any)."""

    max_bytes: int
    silence_seconds: float
    min_rate: int


def upload(request: web.Request, settings: Settings) -> AsyncIterator[bytes] | None:
    """The body, if the request has one; raises `VisitorTooLargeError` for one that says that it is too large."""
    if not request.body_exists:
        return None
    server = settings.server
    limits = UploadLimits(server.max_body_bytes, settings.origin.read_seconds, server.min_upload_rate)
    if limits.max_bytes and (request.content_length or 0) > limits.max_bytes:
        raise _too_large(limits)
    return _chunks(request, limits, asyncio.get_running_loop().time)


async def _chunks(request: web.Request, limits: UploadLimits, clock: Callable[[], float]) -> AsyncIterator[bytes]:
    await _allow(request)
    async for chunk in paced(request.content, limits, clock):
        yield chunk


async def paced(content: StreamReader, limits: UploadLimits, clock: Callable[[], float]) -> AsyncIterator[bytes]:
    """A body as it comes; raises `VisitorError` where it comes too slowly, or too much of it."""
    size, waited = 0, 0.0
    try:
        while True:
            asked_at = clock()
            async with asyncio.timeout(limits.silence_seconds):
                chunk = await content.readany()
            waited += clock() - asked_at  # not the time that the origin takes
            if not chunk:
                return
            size += len(chunk)
            if limits.max_bytes and size > limits.max_bytes:
                raise _too_large(limits)
            if waited > _GRACE_SECONDS and size < waited * limits.min_rate:
                message = f"the request body comes slower than {limits.min_rate} bytes a second"
                raise VisitorSlowError(message)
            yield chunk
    except TimeoutError as error:
        message = "the request body stopped coming"
        raise VisitorSlowError(message) from error
    except (web.RequestPayloadError, ConnectionError, HTTPException) as error:
        message = f"the request body is broken ({error})"
        raise VisitorError(message) from error


def _too_large(limits: UploadLimits) -> VisitorTooLargeError:
    return VisitorTooLargeError(f"the request body is larger than {limits.max_bytes} bytes")


async def _allow(request: web.Request) -> None:
    """RFC 9110 10.1.1: tell a visitor who waits for it that the body is wanted now, as the origin takes it."""
    waiting = request.headers.get("Expect", "").lower() == "100-continue"
    if waiting and request.version >= (1, 1) and request.writer.output_size == 0:
        await request.writer.write(_CONTINUE)
        request.writer.output_size = 0  # an interim answer is not the answer
