"""Content codings, undone within limits."""

import gzip
import zlib

import brotli
import pytest
import zstandard

from proxy.body import Unreadable, Whole, decoded

TEXT = "Ämter und Behörden. ".encode() * 50


def raw_deflate(data: bytes) -> bytes:
    """What some servers take for `deflate`."""
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(data) + machine.flush()


@pytest.mark.parametrize(
    ("body", "codings"),
    [
        (TEXT, ()),
        (gzip.compress(TEXT), ("gzip",)),
        (gzip.compress(TEXT[:99]) + gzip.compress(TEXT[99:]), ("gzip",)),
        (gzip.compress(TEXT) + bytes(7), ("x-gzip",)),
        (zlib.compress(TEXT), ("deflate",)),
        (raw_deflate(TEXT), ("deflate",)),
        (brotli.compress(TEXT), ("br",)),
        (zstandard.compress(TEXT), ("zstd",)),
        (zstandard.compress(TEXT[:99]) + zstandard.compress(TEXT[99:]), ("zstd",)),
        (brotli.compress(gzip.compress(TEXT)), ("gzip", "br")),
        (b"", ("gzip",)),
    ],
)
def test_codings(body: bytes, codings: tuple[str, ...]) -> None:
    """Every coding that is asked for can be undone, alone and in a row."""
    expected = TEXT if body else b""
    assert decoded(body, codings, len(TEXT)) == Whole(expected, body)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(TEXT), "gzip"),
        (zlib.compress(TEXT), "deflate"),
        (raw_deflate(TEXT), "deflate"),
        (brotli.compress(TEXT), "br"),
        (zstandard.compress(TEXT), "zstd"),
        (gzip.compress(b"") * 3 + gzip.compress(TEXT), "gzip"),
    ],
)
def test_limit_is_exact(body: bytes, coding: str) -> None:
    """As many bytes as the limit are well, one more is too large."""
    assert isinstance(decoded(body, (coding,), len(TEXT)), Whole)
    too_large = decoded(body, (coding,), len(TEXT) - 1)
    assert isinstance(too_large, Unreadable)
    assert too_large.read == body


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("body", [b"nonsense that is no data", b"\x1f\x8b\x08", b"\x00"])
def test_nonsense_is_unreadable(body: bytes, coding: str) -> None:
    """What cannot be decoded comes back as it was."""
    assert decoded(body, (coding,), 1000) == Unreadable(body, decoded(body, (coding,), 1000).reason)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("body", "coding"),
    [(gzip.compress(TEXT), "gzip"), (brotli.compress(TEXT), "br"), (zstandard.compress(TEXT), "zstd")],
)
def test_cut_bodies_are_unreadable(body: bytes, coding: str) -> None:
    """Half a body is not taken for a whole one."""
    assert isinstance(decoded(body[: len(body) // 2], (coding,), 10_000), Unreadable)


def test_bombs_cost_no_more_than_the_limit() -> None:
    """A small body that would fill the memory is left alone."""
    for bomb, coding in ((gzip.compress(bytes(30_000_000)), "gzip"), (brotli.compress(bytes(30_000_000)), "br")):
        assert isinstance(decoded(bomb, (coding,), 100_000), Unreadable)
