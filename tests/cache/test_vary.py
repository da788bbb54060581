"""Which requests select a stored response (RFC 9111 section 4.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.vary import names, selecting, selects

NAMES = (
    ("nothing", "", ()),
    ("one", "Accept", ("accept",)),
    ("case and white space", " Foo\t, BAR ", ("bar", "foo")),
    ("empty members", ", Foo,,", ("foo",)),
    ("each once", "foo, Foo", ("foo",)),
    ("star among others", "foo, *", ("*", "foo")),
)

Headers = dict[str, str]
SAME: tuple[tuple[str, str, Headers, Headers, bool], ...] = (
    ("same value", "foo", {"foo": "1"}, {"foo": "1"}, True),
    ("other value", "foo", {"foo": "1"}, {"foo": "2"}, False),
    ("other field", "foo", {"foo": "1", "bar": "1"}, {"foo": "1", "bar": "2"}, True),
    ("neither has it", "foo", {}, {}, True),
    ("absent is not present", "foo", {}, {"foo": "1"}, False),
    ("absent is not empty", "foo", {}, {"foo": ""}, False),
    ("present is not absent", "foo", {"foo": "1"}, {}, False),
    ("two fields, one differs", "foo, bar", {"foo": "1", "bar": "2"}, {"foo": "1", "bar": "3"}, False),
    ("white space around", "foo", {"foo": "1"}, {"foo": " 1 "}, True),
    ("white space after commas", "foo", {"foo": "1, 2"}, {"foo": "1,2"}, True),
    ("order counts in unknown fields", "foo", {"foo": "1, 2"}, {"foo": "2, 1"}, False),
    ("case counts in unknown fields", "foo", {"foo": "a"}, {"foo": "A"}, False),
    ("order of codings", "accept-encoding", {"accept-encoding": "gzip, br"}, {"accept-encoding": "br,gzip"}, True),
    ("full weight", "accept-encoding", {"accept-encoding": "gzip;q=1"}, {"accept-encoding": "GZIP"}, True),
    ("other weight", "accept-language", {"accept-language": "de;q=0.5"}, {"accept-language": "de"}, False),
    ("star", "*", {}, {}, False),
    ("star among others", "foo, *", {"foo": "1"}, {"foo": "1"}, False),
    ("ignored cookies", "cookie", {"cookie": "_pk_id=1"}, {}, True),
    ("other cookies", "cookie", {"cookie": "s=1"}, {"cookie": "s=2"}, False),
    ("ignored beside others", "cookie", {"cookie": "s=1; _pk_id=1"}, {"cookie": "_pk_id=2; s=1"}, True),
)


@pytest.mark.parametrize(("value", "expected"), [row[1:] for row in NAMES], ids=[row[0] for row in NAMES])
def test_names(value: str, expected: tuple[str, ...]) -> None:
    """Names are a set, whatever their spelling."""
    assert names(value) == expected


@pytest.mark.parametrize(("value", "one", "other", "expected"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_selects(value: str, one: Headers, other: Headers, expected: bool) -> None:
    """A request selects what answered another one if all named fields match."""
    assert selects(selecting(value, one, ("_pk_*",)), other, ("_pk_*",)) is expected


@given(st.text(max_size=30), st.dictionaries(st.sampled_from(["a", "accept"]), st.text(max_size=20)))
def test_every_request_selects_its_own_answer(value: str, request: Headers) -> None:
    """The request that got a response selects it, unless it varies on everything."""
    assert selects(selecting(value, request), request) is ("*" not in names(value))
