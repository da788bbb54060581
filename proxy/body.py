"""Reads a page's body into memory: not more than a limit, and with its content codings undone.

What is too large or cannot be decoded comes back as it was read, so that it can be streamed on unchanged.
"""

import asyncio
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import brotli
import zstandard

from proxy.headers import elements
from proxy.reply import Reply

_IN_THREAD: Final = 256 * 1024  # decoding that much takes longer than others should wait for the loop
_STEP: Final = 64 * 1024
_ZSTD_WINDOW: Final = 8 * 1024 * 1024  # RFC 8878 3.1.1.1.2: what a decoder should support, and no more


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole body."""

    content: bytes
    """Decoded."""
    raw: bytes
    """As it came."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A body that is passed on as it is: the bytes read so far, still encoded; more may follow."""

    read: bytes
    reason: str


class _TooLargeError(Exception):
    """The decoded body exceeds the limit."""


async def read_body(answer: Reply, limit: int) -> Whole | Unreadable:
    """The body of an answer, at most `limit` bytes before and after decoding."""
    parts: list[bytes] = []
    size = 0
    async for chunk in answer.chunks():
        parts.append(chunk)
        size += len(chunk)
        if size > limit:
            return Unreadable(b"".join(parts), f"larger than {limit} bytes")
    raw = b"".join(parts)
    codings = [name for name in elements(answer.headers, "content-encoding") if name != "identity"]
    if len(raw) > _IN_THREAD and codings:
        return await asyncio.to_thread(decoded, raw, tuple(codings), limit)
    return decoded(raw, tuple(codings), limit)


def decoded(raw: bytes, codings: tuple[str, ...], limit: int) -> Whole | Unreadable:
    """Undo content codings, the last one first (RFC 9110 8.4)."""
    content = raw
    for name in reversed(codings):
        decode = _DECODERS.get(name)
        if decode is None:
            return Unreadable(raw, f"content coding {name} is not known")
        try:
            content = decode(content, limit)
        except _TooLargeError:
            return Unreadable(raw, f"larger than {limit} bytes when decoded")
        except (zlib.error, brotli.error, zstandard.ZstdError, EOFError) as error:
            return Unreadable(raw, f"not valid {name} ({error})")
    return Whole(content, raw)


def _gzip(data: bytes, limit: int) -> bytes:
    """RFC 1952 2.2: a file is a row of members; what follows the last one is padding."""
    content = b""
    rest = data
    while rest and (not content or rest.startswith(b"\x1f\x8b")):
        part, rest = _inflated(rest, zlib.MAX_WBITS | 16, limit - len(content))
        content += part
    return content


def _deflate(data: bytes, limit: int) -> bytes:
    """RFC 9110 8.4.1.2: the zlib format; but some servers send what is inside of it."""
    try:
        return _inflated(data, zlib.MAX_WBITS, limit)[0]
    except zlib.error:
        return _inflated(data, -zlib.MAX_WBITS, limit)[0]


def _inflated(data: bytes, window: int, limit: int) -> tuple[bytes, bytes]:
    if not data:
        return b"", b""
    machine = zlib.decompressobj(window)
    content = machine.decompress(data, limit + 1)
    if len(content) > limit:
        raise _TooLargeError
    if not machine.eof:
        message = "the data ends too early"
        raise EOFError(message)
    return content, machine.unused_data


def _brotli(data: bytes, limit: int) -> bytes:
    machine = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    part = machine.process(data, output_buffer_limit=_STEP) if data else b""
    while True:
        parts.append(part)
        size += len(part)
        if size > limit:
            raise _TooLargeError
        if machine.is_finished() or not data:
            return b"".join(parts)
        if machine.can_accept_more_data():
            message = "the data ends too early"
            raise EOFError(message)
        part = machine.process(b"", output_buffer_limit=_STEP)


def _zstd(data: bytes, limit: int) -> bytes:
    with _zstd_machine().stream_reader(data, read_across_frames=True) as reader:
        content: bytes = reader.read(limit + 1)
    if len(content) > limit:
        raise _TooLargeError
    # The reader does not tell an end from a cut; this does, and by now the size is known to be bearable.
    rest = data
    while rest:
        frame = _zstd_machine().decompressobj()
        frame.decompress(rest)
        if not frame.eof:
            message = "the data ends too early"
            raise EOFError(message)
        rest = frame.unused_data
    return content


def _zstd_machine() -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)


_DECODERS: Final[Mapping[str, Callable[[bytes, int], bytes]]] = MappingProxyType(
    {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
)
