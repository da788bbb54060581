"""Keys differ whenever an ingredient differs (law 6)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.key import KEY_BYTES, PageIngredients, SegmentIngredients, content_digest

# Few letters, so that hypothesis often moves one across a border between two fields.
WORD = st.text(alphabet="ab\0 ü\ud800", max_size=4)
SEGMENTS = st.builds(SegmentIngredients, WORD, WORD, WORD, WORD, st.lists(WORD, max_size=3).map(tuple), WORD)
PAGES = st.builds(PageIngredients, WORD, WORD, WORD, WORD)
SEGMENT = SegmentIngredients("Guten <1>Tag</1>", "de", "tr", "starter-1", ("amt:3", "rat:1"), "checks-4")
PAGE = PageIngredients("www.stadt.example", "/amt?x=1", "tr", "rewriter-2")


def canonical(segment: SegmentIngredients) -> SegmentIngredients:
    return replace(segment, terms=tuple(sorted(segment.terms)))


@given(SEGMENTS, SEGMENTS)
def test_segments(one: SegmentIngredients, other: SegmentIngredients) -> None:
    """Two segments have one key exactly if their ingredients are the same, terms in any order."""
    assert (one.digest() == other.digest()) == (canonical(one) == canonical(other))


@given(PAGES, PAGES)
def test_pages(one: PageIngredients, other: PageIngredients) -> None:
    """Two pages have one key exactly if their ingredients are the same."""
    assert (one.digest() == other.digest()) == (one == other)


@pytest.mark.parametrize("field", ["text", "source", "target", "engine", "checks"])
def test_each_ingredient_of_a_segment(field: str) -> None:
    """Changing any one ingredient changes the key."""
    changed: SegmentIngredients = replace(SEGMENT, **{field: "something else"})  # type: ignore[arg-type]
    assert changed.digest() != SEGMENT.digest()


@pytest.mark.parametrize("field", ["host", "target", "language", "rewriter"])
def test_each_ingredient_of_a_page(field: str) -> None:
    """Changing any one ingredient changes the key."""
    assert replace(PAGE, **{field: "something else"}).digest() != PAGE.digest()


@given(st.text(max_size=6), st.integers(0, 6))
def test_characters_moved_between_fields(text: str, place: int) -> None:
    """A character that moves from one field into the next changes the key."""
    moved = replace(SEGMENT, source=text[:place], target=text[place:])
    assert (moved.digest() == replace(SEGMENT, source=text, target="").digest()) == (place >= len(text))


@given(st.lists(WORD, max_size=4), st.lists(WORD, max_size=4))
def test_terms(one: list[str], other: list[str]) -> None:
    """Terms count with their number, and not with their order."""
    first, second = (replace(SEGMENT, terms=tuple(terms)).digest() for terms in (one, other))
    assert (first == second) == (sorted(one) == sorted(other))


def test_kinds_are_apart() -> None:
    """A page and a segment with the same fields have different keys."""
    page = PageIngredients("a", "b", "c", "d").digest()
    segment = SegmentIngredients("a", "b", "c", "d", (), "").digest()
    assert page != segment
    assert len(page) == len(segment) == KEY_BYTES


def test_keys_stay_the_same_over_versions() -> None:
    """A key is the same in every process and version: else an update would translate the city anew."""
    assert SEGMENT.digest().hex() == "1ca58d224464f87d2f36575c2ed070a53dab4412db065a47"
    assert PAGE.digest().hex() == "30095b3977e2cd043a4b1d29bc1d6f7966250a50feb884e8"
    assert content_digest(b"<p>") == "e30f3f2d1b29df6fb12e945dbf12e412629f6e3269471df3"
