"""Accept-Language is read by RFC 9110 12.5.4 and matched by the lookup of RFC 4647 3.4."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.accept_language import lookup, ranges

AVAILABLE = ("de", "en", "tr", "ar", "bg", "ro", "pl", "uk", "ru", "fr")

TABLE = [
    ("", ""),
    ("tr", "tr"),
    ("tr-TR,tr;q=0.9,en-US;q=0.8,en;q=0.7", "tr"),
    ("de,tr;q=0.9", "de"),
    ("de;q=0.5, tr;q=0.6", "tr"),
    ("EN-gb", "en"),
    ("ku, fa;q=0.9, ar;q=0.3", "ar"),
    ("ku,fa", ""),
    ("*", ""),
    ("*, tr;q=0.1", "tr"),
    ("tr;q=0", ""),
    ("tr-TR, tr;q=0, pl;q=0.1", "pl"),
    ("uk;q=0.5, ru;q=0.5", "uk"),
    ("zh-Hant-CN-x-private1-private2, en-x-a-b;q=0.2", "en"),
    ("ar-001;q=1.000", "ar"),
    ("tr ; q=0.1 ,\tfr;Q=0.2", "fr"),
    ("tr;q=1.5, fr;q=0.2", "fr"),
    ("tr;q=0.1234, fr;q=0.01", "fr"),
    ("tr;level=1, fr;q=0.01", "fr"),
    (",,;q=1,tr_TR,abcdefghi,fr;q=0.01,", "fr"),
    ("türkçe, fr;q=0.01", "fr"),
    ("den, en-;q=0.9, fr;q=0.1", "fr"),
]


@pytest.mark.parametrize(("header", "code"), TABLE)
def test_lookup(header: str, code: str) -> None:
    """What is wanted most by name; what does not follow the grammar says nothing."""
    assert lookup(header, AVAILABLE) == code


@given(st.text())
def test_anything(header: str) -> None:
    """No header is too odd."""
    assert lookup(header, AVAILABLE) in ("", *AVAILABLE)
    assert all(0 <= weight <= 1 for _, weight in ranges(header))


@given(st.permutations(AVAILABLE), st.integers(1, 10))
def test_first_of_several(order: list[str], known: int) -> None:
    """Of falling weights the first that is there is taken, however they are written and in whatever order they come."""
    elements = [f"{code}-X{number}z;q=0.{9 - number}" for number, code in enumerate(order[:9])]
    available = order[:known]
    wanted = next(code for code in order if code in available)
    for written in (elements, elements[::-1]):
        assert lookup(", ".join(written).upper(), available) == wanted
