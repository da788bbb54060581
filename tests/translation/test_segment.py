"""Segments: their text, their skeleton, and whether they are balanced."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation.segment import Part, Segment, Tag, TagKind, balanced

A, END_A = Tag(TagKind.OPEN, "a", 0), Tag(TagKind.CLOSE, "a", 0)
B, END_B = Tag(TagKind.OPEN, "b", 1), Tag(TagKind.CLOSE, "b", 1)
BREAK, STRAY = Tag(TagKind.VOID, "br", 2), Tag(TagKind.STRAY, "i", 3)
CODE = Tag(TagKind.ATOM, "code", 4, "x = 1")

BALANCED: list[tuple[tuple[Part, ...], bool]] = [
    ((), True),
    (("Wort",), True),
    ((A, "Wort", END_A), True),
    ((A, B, "Wort", END_B, END_A), True),
    ((A, END_A, B, END_B), True),
    (("Wort", BREAK, CODE), True),
    ((A, B, END_A, END_B), False),
    ((A, "Wort"), False),
    (("Wort", END_A), False),
    ((END_A, A), False),
    ((A, END_B), False),
    (("Wort", STRAY), False),
]


@pytest.mark.parametrize(("parts", "expected"), BALANCED)
def test_balanced(parts: tuple[Part, ...], expected: bool) -> None:
    """Every element is closed by its own end, inner ones first, and there is no stray end."""
    assert balanced(parts) is expected


def test_text_and_tags() -> None:
    """The text is what a reader sees, atoms included; the tags are the rest."""
    segment = Segment(("Mit ", CODE, " und ", A, "Wort", END_A, BREAK))
    assert segment.text == "Mit x = 1 und Wort"
    assert segment.tags == (CODE, A, END_A, BREAK)


_TEXTS = st.text(st.sampled_from("ab\x02\x03<>|=!01"), min_size=1, max_size=5)
_PARTS = st.one_of(
    _TEXTS,
    st.builds(
        Tag,
        st.sampled_from(TagKind),
        st.sampled_from(["a", "a1", "b"]),
        st.integers(0, 11),
        st.sampled_from(["", "x", "0"]),
    ),
)
_SEGMENTS = st.lists(_PARTS, max_size=5).map(lambda parts: Segment(tuple(_joined(parts))))


def _joined(parts: list[Part]) -> list[Part]:
    """Join neighbouring texts, as a reader does."""
    out: list[Part] = []
    for part in parts:
        if out and isinstance(part, str) and isinstance(out[-1], str):
            out[-1] += part
        else:
            out.append(part)
    return out


@given(_SEGMENTS, _SEGMENTS)
def test_skeleton_is_unambiguous(one: Segment, other: Segment) -> None:
    """Different segments have different skeletons, because skeletons become keys."""
    assert (one.skeleton == other.skeleton) == (one == other)


CONFUSABLE: list[tuple[tuple[Part, ...], tuple[Part, ...]]] = [
    (("<a0",), (Tag(TagKind.OPEN, "a", 0),)),
    (("\x02<a0\x02\x03",), (Tag(TagKind.OPEN, "a", 0),)),
    ((Tag(TagKind.VOID, "a", 11),), (Tag(TagKind.VOID, "a1", 1),)),
    ((Tag(TagKind.ATOM, "a", 0, "x\x03y"),), (Tag(TagKind.ATOM, "a", 0, "x"), "y\x03")),
    ((Tag(TagKind.OPEN, "a", 0),), (Tag(TagKind.CLOSE, "a", 0),)),
]


@pytest.mark.parametrize(("one", "other"), CONFUSABLE)
def test_confusable(one: tuple[Part, ...], other: tuple[Part, ...]) -> None:
    """Text that looks like a tag, or numbers that run into a name, are no other segment's skeleton."""
    assert Segment(one).skeleton != Segment(other).skeleton
