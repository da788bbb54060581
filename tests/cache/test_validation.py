"""Conditional requests and what a 304 changes."""

import pytest

from cache.validation import conditions, updated

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
