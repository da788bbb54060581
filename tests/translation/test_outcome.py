"""Outcomes: what is remembered comes back, and what is damaged does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation.outcome import Layer, Outcome, decode, german_of
from translation.segment import Segment, Tag, TagKind
from translation.trace import Attempt, TermResult, TermUse, Trace

_TAGS = st.builds(Tag, st.sampled_from(TagKind), st.text(max_size=4), st.integers(0, 99), st.text(max_size=4))
_TEXTS = st.text(st.characters(codec=None), max_size=10)
_PARTS = st.none() | st.lists(_TEXTS | _TAGS, max_size=4).map(tuple)
_SHORT = st.text(st.characters(codec=None), max_size=6)
_TRACES = st.builds(
    Trace,
    st.lists(st.builds(Attempt, _SHORT, st.lists(_SHORT, max_size=2).map(tuple)), max_size=2).map(tuple),
    st.lists(st.builds(TermUse, _SHORT, _SHORT, _SHORT, st.sampled_from(TermResult)), max_size=2).map(tuple),
    _SHORT,
)
_OUTCOMES = st.builds(
    Outcome, _PARTS, st.sampled_from(Layer), st.text(max_size=9), st.floats(allow_nan=False), _TRACES, _SHORT
)


@given(_OUTCOMES)
def test_there_and_back(outcome: Outcome) -> None:
    """Any outcome comes back as it was stored, also with the halves of letters that broken pages hold."""
    assert decode(outcome.encode()) == outcome


@given(_OUTCOMES)
def test_the_german_is_beside_it(outcome: Outcome) -> None:
    """The German can be read again where it was stored, and changes nothing of the outcome."""
    segment = Segment(("Das ", Tag(TagKind.VOID, "br", 0), "a\udce4"))
    value = outcome.encode(segment)
    assert decode(value) == outcome
    assert german_of(value) == segment
    assert german_of(outcome.encode()) is None


def test_broken_letters() -> None:
    """A byte that was no letter in the page is stored."""
    outcome = Outcome(("a\udce4", Tag(TagKind.ATOM, "code", 0, "\ud800")), Layer.MODEL)
    assert decode(outcome.encode()) == outcome


@given(st.binary(max_size=30))
def test_any_bytes(value: bytes) -> None:
    """Bytes that are no outcome are none, and no error."""
    decode(value)
    german_of(value)


DAMAGED = [
    b"",
    b"null",
    b"[]",
    b"5",
    b'"x"',
    b"{}",
    b"\xff",
    b'{"parts":null}',
    b'{"parts":5,"layer":"model","detail":"","confidence":0}',
    b'{"parts":[5],"layer":"model","detail":"","confidence":0}',
    b'{"parts":[null],"layer":"model","detail":"","confidence":0}',
    b'{"parts":[["<","a"]],"layer":"model","detail":"","confidence":0}',
    b'{"parts":[["?","a",0,""]],"layer":"model","detail":"","confidence":0}',
    b'{"parts":[["<","a","x",""]],"layer":"model","detail":"","confidence":0}',
    b'{"parts":[],"layer":"seed","detail":"","confidence":0,"trace":5}',
    b'{"parts":[],"layer":"seed","detail":"","confidence":0,"trace":[[["x"]],[],""]}',
    b'{"parts":[],"layer":"seed","detail":"","confidence":0,"trace":[[],[[1,2,3,"?"]],""]}',
    b'{"parts":[],"layer":"somewhere","detail":"","confidence":0}',
    b'{"parts":[],"layer":"model","detail":"","confidence":"x"}',
    b'{"parts":[],"layer":"model","detail":"","confidence":null}',
]


@pytest.mark.parametrize("value", DAMAGED)
def test_damaged(value: bytes) -> None:
    """A damaged record is as if it were not there."""
    assert decode(value) is None


@given(_OUTCOMES, st.integers(0, 200), st.binary(min_size=1, max_size=3))
def test_damaged_anywhere(outcome: Outcome, place: int, junk: bytes) -> None:
    """A record damaged anywhere is another outcome or none, and never an error."""
    value = outcome.encode()
    place %= len(value)
    decode(value[:place] + junk + value[place + len(junk) :])
    decode(value[:place])
