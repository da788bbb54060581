"""The frame around stored values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.errors import DamagedValueError
from cache.frame import framed, unframed


@given(st.binary(max_size=30), st.binary(max_size=300))
def test_round_trip(key: bytes, value: bytes) -> None:
    """A framed value comes back whole under its key."""
    assert unframed(key, framed(key, value)) == value


@given(st.binary(max_size=9), st.binary(max_size=30), st.data())
def test_any_damage(key: bytes, value: bytes, data: st.DataObject) -> None:
    """Cut short, prolonged, with any one bit changed, or under another key, it is damaged."""
    stored = framed(key, value)
    bit = data.draw(st.integers(0, len(stored) * 8 - 1))
    flipped = bytearray(stored)
    flipped[bit // 8] ^= 1 << bit % 8
    for broken in (stored[: bit // 8], stored + b"\0", bytes(flipped)):
        with pytest.raises(DamagedValueError):
            unframed(key, broken)
    with pytest.raises(DamagedValueError):
        unframed(key + b"x", stored)


@given(st.binary(max_size=60))
def test_any_bytes(stored: bytes) -> None:
    """Bytes that were never framed are damaged."""
    with pytest.raises(DamagedValueError):
        unframed(b"k", stored)
