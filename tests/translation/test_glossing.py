"""A keep+gloss term shows its German once a page, in the first text that has room for it."""

from __future__ import annotations

import pytest
from entries import term

from glossary.live import make_snapshot
from glossary.term import Place, Policy, Target, Term
from translation.glossing import Glosses
from translation.segment import Part, Segment, Tag, TagKind

OFFICE = Term(
    "Ausländerbehörde", Policy.GLOSS, targets=(Target("tr", "yabancılar dairesi", ("yabancılar dairesine",)),)
)
A, END_A = Tag(TagKind.OPEN, "a", 0), Tag(TagKind.CLOSE, "a", 0)
GERMAN = Tag(TagKind.SOURCE, "", 0, "Ausländerbehörde")


def glosses(*terms: Term) -> Glosses:
    """The glosses of a new page."""
    return Glosses(make_snapshot(terms or (OFFICE,), (), ("tr",)), Place("/", "tr"))


SHOWN: list[tuple[str, str, tuple[Part, ...], tuple[Part, ...]]] = [
    (
        "its own words explain it",
        "Zur Ausländerbehörde.",
        ("Yabancılar dairesine gidin.",),
        (GERMAN, " (Yabancılar dairesine) gidin."),
    ),
    (
        "inside of a link",
        "Zur Ausländerbehörde.",
        ("Git: ", A, "yabancılar dairesi", END_A),
        ("Git: ", A, GERMAN, " (yabancılar dairesi)", END_A),
    ),
    ("German was left", "Zur Ausländerbehörde.", ("Ausländerbehörde!",), (GERMAN, " (yabancılar dairesi)!")),
    (
        "both were there",
        "Zur Ausländerbehörde.",
        ("Ausländerbehörde (yabancılar dairesi)",),
        (GERMAN, " (yabancılar dairesi)"),
    ),
    ("neither is there", "Zur Ausländerbehörde.", ("Oraya gidin.",), ("Oraya gidin.",)),
    ("another text", "Zum Amt.", ("Yabancılar dairesi",), ("Yabancılar dairesi",)),
]


@pytest.mark.parametrize(("german", "parts", "shown"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_the_first_time(german: str, parts: tuple[Part, ...], shown: tuple[Part, ...]) -> None:
    """The German stands before its explanation, whatever the translation made of it."""
    assert tuple(glosses().apply(Segment((german,)), parts)) == shown


def test_once_a_page() -> None:
    """Later mentions stay as they are translated; German words that were left are still marked as German."""
    page, segment = glosses(), Segment(("Zur Ausländerbehörde.",))
    assert GERMAN in page.apply(segment, ("Yabancılar dairesi",))
    assert tuple(page.apply(segment, ("Yabancılar dairesi",))) == ("Yabancılar dairesi",)
    assert tuple(page.apply(segment, ("Ausländerbehörde",))) == (GERMAN,)


def test_each_term_has_its_own() -> None:
    """Two terms of one text are both explained; names and translated terms are not."""
    terms = (OFFICE, term("Rathaus", tr="belediye", policy=Policy.GLOSS), term("Amt", tr="daire"))
    parts = glosses(*terms).apply(
        Segment(("Ausländerbehörde, Rathaus, Amt",)), ("Yabancılar dairesi, belediye, daire",)
    )
    assert [part.text for part in parts if isinstance(part, Tag)] == ["Ausländerbehörde", "Rathaus"]
