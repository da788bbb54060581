"""Conditional requests and what a 304 changes."""

import pytest

from cache.validation import conditions, confirms, head_confirms, updated

STORED = {"etag": '"1"', "content-type": "text/html", "content-length": "9", "x": "old"}

UPDATES: tuple[tuple[str, dict[str, str], dict[str, str]], ...] = (
    ("3.2 replaced", {"x": "new"}, {"x": "new"}),
    ("3.2 added", {"y": "new"}, {"y": "new"}),
    ("3.2 content fields stay", {"content-length": "0", "content-type": "a/b", "content-encoding": "br"}, {}),
    ("3.1 hop-by-hop stays out", {"transfer-encoding": "chunked", "keep-alive": "9"}, {}),
    ("3.1 named by Connection stays out", {"connection": "X, z", "x": "new", "z": "1"}, {}),
    ("law 7 no cookie comes in", {"set-cookie": "a=1"}, {}),
)


@pytest.mark.parametrize(("answer", "change"), [row[1:] for row in UPDATES], ids=[row[0] for row in UPDATES])
def test_updated(answer: dict[str, str], change: dict[str, str]) -> None:
    """A 304 updates the stored headers, but not those that belong to the body or the hop (RFC 9111)."""
    assert updated(STORED, answer) == STORED | change


def test_conditions() -> None:
    """A request is conditional on what is known, and on nothing else (RFC 9111 section 4.3.1)."""
    assert conditions('W/"1"', "") == {"if-none-match": 'W/"1"'}
    assert conditions("", "a date") == {"if-modified-since": "a date"}
    assert conditions("", "") == {}


CONFIRMED: tuple[tuple[str, dict[str, str], dict[str, str], bool], ...] = (
    ("4.3.4 same tag", {"etag": '"1"'}, {"etag": '"1"'}, True),
    ("4.3.4 other tag", {"etag": '"1"'}, {"etag": '"2"'}, False),
    ("4.3.4 weakened on the way", {"etag": '"1"'}, {"etag": 'W/"1"'}, True),
    ("4.3.4 no tag", {"etag": '"1"'}, {}, True),
    ("4.3.4 same date", {"last-modified": "a"}, {"last-modified": "a"}, True),
    ("4.3.4 other date", {"last-modified": "a"}, {"last-modified": "b"}, False),
    ("4.3.4 the tag counts more", {"etag": '"1"', "last-modified": "a"}, {"etag": '"1"', "last-modified": "b"}, True),
)


@pytest.mark.parametrize(("stored", "answer", "expected"), [r[1:] for r in CONFIRMED], ids=[r[0] for r in CONFIRMED])
def test_confirms(stored: dict[str, str], answer: dict[str, str], expected: bool) -> None:
    """A 304 with validators of something else says nothing of what is stored (RFC 9111)."""
    assert confirms(stored, answer) is expected


HEADS: tuple[tuple[str, dict[str, str], bool], ...] = (
    ("4.3.5 nothing said", {}, True),
    ("4.3.5 same length", {"content-length": "9", "etag": '"1"'}, True),
    ("4.3.5 other length", {"content-length": "8"}, False),
    ("4.3.5 other tag", {"etag": '"2"'}, False),
    ("4.3.5 new validator", {"last-modified": "a"}, False),
)


@pytest.mark.parametrize(("answer", "expected"), [row[1:] for row in HEADS], ids=[row[0] for row in HEADS])
def test_head_confirms(answer: dict[str, str], expected: bool) -> None:
    """A HEAD that speaks of another body makes what is stored stale (RFC 9111)."""
    assert head_confirms(STORED, answer, 9) is expected
