"""Content codings: which one a visitor gets, and that it can be undone (RFC 9110 12.5.3, 8.4.1)."""

import gzip

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from proxy.codings import chosen, coded

CHOICES = (
    ("nothing said", "", "identity"),
    ("the smallest of those liked alike", "gzip, deflate, br, zstd", "br"),
    ("the only one", "gzip", "gzip"),
    ("by its old name", "x-gzip", "gzip"),
    ("by weight", "br;q=0.1, gzip;q=0.9", "gzip"),
    ("refused", "br;q=0, gzip", "gzip"),
    ("all refused", "*;q=0", "identity"),
    ("anything", "*", "br"),
    ("anything but one", "br;q=0, *", "zstd"),
    ("rather not coded", "identity, gzip;q=0.5", "identity"),
    ("as it is, with the same weight", "identity, gzip", "gzip"),
    ("capitals and spaces", " GZIP ; Q=1 ", "gzip"),
    ("what is no weight", "br;q=x, gzip;q=0.2", "gzip"),
    ("unknown ones", "sdch, compress", "identity"),
)


@pytest.mark.parametrize(("accept", "expected"), [row[1:] for row in CHOICES], ids=[row[0] for row in CHOICES])
def test_chosen(accept: str, expected: str) -> None:
    """The visitor's weights decide, then the size."""
    assert chosen(accept) == expected


@given(st.text(max_size=40))
def test_any_header(accept: str) -> None:
    """No header makes choosing fail."""
    assert chosen(accept) in ("identity", "br", "zstd", "gzip")


@given(st.binary(max_size=3000))
def test_undone(body: bytes) -> None:
    """Every coding gives the body back, and the same bytes each time."""
    undo = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.decompress, "identity": bytes}
    for coding, back in undo.items():
        assert back(coded(coding, body)) == body
        assert coded(coding, body) == coded(coding, body)
