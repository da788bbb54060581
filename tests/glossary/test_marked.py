"""Segments as editors see them: marks for inline elements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.marked import Mark, MarkKind, MarkupError, check_marks, parse, render, texts

OPEN, CLOSE, VOID = (Mark(kind, "a", 1) for kind in (MarkKind.OPEN, MarkKind.CLOSE, MarkKind.VOID))
ATOM = Mark(MarkKind.ATOM, "code", 2, "f{x}=1")


@pytest.mark.parametrize(
    ("marked", "pieces"),
    [
        ("Rathaus", ("Rathaus",)),
        ("Das {a:1}Amt{/a:1}", ("Das ", OPEN, "Amt", CLOSE)),
        ("{a:1/}", (VOID,)),
        ("{code:2=f{(x{)=1}}}", (ATOM, "}")),
        ("{{a:1}}", ("{a:1}",)),
        ("", ()),
    ],
)
def test_reading_and_writing(marked: str, pieces: tuple[str | Mark, ...]) -> None:
    """Marks and doubled braces are read, and written as they were."""
    assert parse(marked) == pieces
    assert render(pieces) == marked


@pytest.mark.parametrize("marked", ["{", "}", "{a}", "{a:x}", "{/a:1/}", "{a:1", "{ a:1}"])
def test_what_is_no_mark(marked: str) -> None:
    """A brace that is neither a mark nor doubled is refused, and the message says which."""
    with pytest.raises(MarkupError, match="is no mark"):
        parse(marked)


@given(st.lists(st.one_of(st.text(min_size=1), st.sampled_from([OPEN, CLOSE, VOID, ATOM]))))
def test_nothing_is_lost(pieces: list[str | Mark]) -> None:
    """Any text and marks are written and read again."""
    again = parse(render(pieces))
    assert "".join(map(str, again)) == "".join(map(str, pieces))
    assert texts(render(pieces)) == "".join(each if isinstance(each, str) else each.text for each in pieces)


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("{a:1}x{/a:1}", "{a:1}y{/a:1}", ""),
        ("{a:1}x{/a:1}{br:2/}", "{br:2/}{a:1}y{/a:1}", ""),
        ("{a:1}x{/a:1}", "y", "is missing"),
        ("x", "{a:1}y{/a:1}", "is not in the German text"),
        ("{br:1/}", "{br:1/}{br:1/}", "stands there less often"),
        ("{a:1}x{/a:1}", "{/a:1}y{a:1}", "closes what is not open"),
        ("{a:1}{b:2}x{/b:2}{/a:1}", "{a:1}{b:2}y{/a:1}{/b:2}", "not the last"),
        ("{code:1=x}", "{code:1=y}", "is missing"),
    ],
)
def test_every_mark_exactly_once(source: str, target: str, message: str) -> None:
    """A translation has the marks of its source, each once and balanced, in whatever order (law 3)."""
    if not message:
        check_marks(source, target)
        return
    with pytest.raises(MarkupError, match=message):
        check_marks(source, target)
