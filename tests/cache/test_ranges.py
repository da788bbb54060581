"""Range headers (RFC 9110 section 14)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.ranges import Span, spans

ROWS: tuple[tuple[str, str, int, tuple[tuple[int, int], ...] | None], ...] = (
    ("14.1.2 first and last", "bytes=0-4", 10, ((0, 4),)),
    ("14.1.2 to the end", "bytes=4-", 10, ((4, 9),)),
    ("14.1.2 beyond the end", "bytes=4-99", 10, ((4, 9),)),
    ("14.1.2 the last bytes", "bytes=-3", 10, ((7, 9),)),
    ("14.1.2 more than there are", "bytes=-99", 10, ((0, 9),)),
    ("14.1.2 none of the last", "bytes=-0", 10, ()),
    ("14.1.2 behind the end", "bytes=10-", 10, ()),
    ("14.1.2 one within", "bytes=10-, 1-2", 10, ((1, 2),)),
    ("14.1.2 nothing there", "bytes=0-", 0, ()),
    ("14.1.1 unit in capitals", "BYTES=0-0", 10, ((0, 0),)),
    ("14.2 other unit", "items=0-4", 10, None),
    ("14.1.1 last before first", "bytes=4-2", 10, None),
    ("14.1.1 not a number", "bytes=a-b", 10, None),
    ("14.1.1 nothing", "bytes=-", 10, None),
    ("14.1.1 no set", "bytes=", 10, None),
    ("14.1.1 signs", "bytes=+1-2", 10, None),
    ("15.3.7.2 overlapping are joined", "bytes=0-4, 3-6", 10, ((0, 6),)),
    ("15.3.7.2 adjacent are joined, order does not matter", "bytes=5-6,0-4", 10, ((0, 6),)),
    ("14.2 apart", "bytes=0-1, 5-6", 10, ((0, 1), (5, 6))),
    ("17.15 too many", "bytes=" + ",".join(["0-0"] * 33), 10, None),
)


@pytest.mark.parametrize(("value", "size", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_spans(value: str, size: int, expected: tuple[tuple[int, int], ...] | None) -> None:
    """Each header asks for these bytes."""
    assert spans(value, size) == (None if expected is None else tuple(Span(*each) for each in expected))


def test_content_range() -> None:
    """A part says where it belongs."""
    assert (Span(2, 4).content_range(10), Span(2, 4).length) == ("bytes 2-4/10", 3)


@given(st.text(alphabet="0123456789-, ", max_size=30), st.integers(0, 100))
def test_spans_lie_within(value: str, size: int) -> None:
    """Whatever is asked, parts lie within the whole, in order and apart."""
    found = spans("bytes=" + value, size) or ()
    assert all(0 <= span.first <= span.last < size for span in found)
    assert all(one.last + 1 < other.first for one, other in pairwise(found))
