"""Conditional requests; every row names the section of RFC 9110 or 9111 it shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.conditions import Validators, Verdict, judged, range_holds

OLD = "Sun, 06 Nov 1994 08:49:37 GMT"
NEW = "Mon, 07 Nov 1994 08:49:37 GMT"
STRONG = Validators(200, '"a"', OLD, 784_200_000.0)
WEAK = Validators(200, 'W/"a"', OLD, 784_200_000.0)
BARE = Validators(200, "", "", 784_111_777.0)
GONE = Validators(404, '"a"', OLD, 784_200_000.0)
SEND, SAME, FAILED = Verdict.SEND, Verdict.NOT_MODIFIED, Verdict.FAILED

JUDGED: tuple[tuple[str, str, dict[str, str], Validators, Verdict], ...] = (
    ("nothing asked", "GET", {}, STRONG, SEND),
    ("13.1.2 same tag", "GET", {"if-none-match": '"a"'}, STRONG, SAME),
    ("13.1.2 HEAD", "HEAD", {"if-none-match": '"a"'}, STRONG, SAME),
    ("13.1.2 other method", "PUT", {"if-none-match": '"a"'}, STRONG, FAILED),
    ("13.1.2 weak comparison", "GET", {"if-none-match": 'W/"a"'}, STRONG, SAME),
    ("13.1.2 weak here", "GET", {"if-none-match": '"a"'}, WEAK, SAME),
    ("13.1.2 other tag", "GET", {"if-none-match": '"b"'}, STRONG, SEND),
    ("13.1.2 one of several", "GET", {"if-none-match": '"b", W/"a"'}, STRONG, SAME),
    ("13.1.2 comma within a tag", "GET", {"if-none-match": '"x,", "a"'}, STRONG, SAME),
    ("13.1.2 star", "GET", {"if-none-match": "*"}, BARE, SAME),
    ("13.1.2 without quotes", "GET", {"if-none-match": "a"}, STRONG, SEND),
    ("13.1.2 no tag here", "GET", {"if-none-match": '"a"'}, BARE, SEND),
    ("13.1.3 same date", "GET", {"if-modified-since": OLD}, STRONG, SAME),
    ("13.1.3 later", "GET", {"if-modified-since": NEW}, STRONG, SAME),
    ("13.1.3 earlier", "GET", {"if-modified-since": "Sat, 05 Nov 1994 08:49:37 GMT"}, STRONG, SEND),
    ("13.1.3 no date", "GET", {"if-modified-since": "yesterday"}, STRONG, SEND),
    ("13.1.3 other method", "POST", {"if-modified-since": NEW}, STRONG, SEND),
    ("13.1.3 not beside a tag", "GET", {"if-none-match": '"b"', "if-modified-since": NEW}, STRONG, SEND),
    ("9111 4.3.2 the date stands in", "GET", {"if-modified-since": OLD}, BARE, SAME),
    ("13.2.1 not for errors", "GET", {"if-none-match": '"a"'}, GONE, SEND),
    ("13.1.1 same tag", "GET", {"if-match": '"a"'}, STRONG, SEND),
    ("13.1.1 strong comparison", "GET", {"if-match": 'W/"a"'}, STRONG, FAILED),
    ("13.1.1 weak here", "GET", {"if-match": '"a"'}, WEAK, FAILED),
    ("13.1.1 star", "PUT", {"if-match": "*"}, STRONG, SEND),
    ("13.1.4 not changed", "PUT", {"if-unmodified-since": NEW}, STRONG, SEND),
    ("13.1.4 changed", "PUT", {"if-unmodified-since": "Sat, 05 Nov 1994 08:49:37 GMT"}, STRONG, FAILED),
    ("13.1.4 no date", "PUT", {"if-unmodified-since": "x"}, STRONG, SEND),
    ("13.2.2 order", "GET", {"if-match": '"b"', "if-none-match": '"a"'}, STRONG, FAILED),
)


@pytest.mark.parametrize(("method", "asked", "have", "expected"), [r[1:] for r in JUDGED], ids=[r[0] for r in JUDGED])
def test_judged(method: str, asked: dict[str, str], have: Validators, expected: Verdict) -> None:
    """Preconditions are evaluated in the order of the RFC."""
    assert judged(method, asked, have) is expected


RANGES: tuple[tuple[str, dict[str, str], Validators, bool], ...] = (
    ("nothing asked", {}, STRONG, True),
    ("13.1.5 same tag", {"if-range": '"a"'}, STRONG, True),
    ("13.1.5 other tag", {"if-range": '"b"'}, STRONG, False),
    ("13.1.5 weak tag", {"if-range": 'W/"a"'}, WEAK, False),
    ("13.1.5 same date", {"if-range": OLD}, STRONG, True),
    ("13.1.5 later date", {"if-range": NEW}, STRONG, False),
    ("8.8.2.2 weak date", {"if-range": OLD}, Validators(200, "", OLD, 784_111_777.0), False),
    ("13.1.5 no validator", {"if-range": OLD}, BARE, False),
)


@pytest.mark.parametrize(("asked", "have", "expected"), [row[1:] for row in RANGES], ids=[row[0] for row in RANGES])
def test_if_range(asked: dict[str, str], have: Validators, expected: bool) -> None:
    """Parts are put together only of what is the same byte for byte."""
    assert range_holds(asked, have) is expected


def test_validators_of_headers() -> None:
    """They are read from the headers; without a date the time of coming counts."""
    assert Validators.of(200, {"etag": ' "a" ', "last-modified": OLD}, 5.0) == Validators(200, '"a"', OLD, 5.0)
    assert Validators.of(200, {"date": OLD}, 5.0).date == 784_111_777.0


@given(st.text(max_size=30), st.sampled_from(["if-match", "if-none-match", "if-modified-since", "if-range"]))
def test_any_value(value: str, name: str) -> None:
    """No value makes judging fail."""
    judged("GET", {name: value}, STRONG)
    range_holds({name: value}, STRONG)
