"""Text as it is compared, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.folding import fold, plain, small


@pytest.mark.parametrize(
    ("text", "small_text"),
    [
        ("Bürger\u00adservice", "bürgerservice"),
        ("Agentur\u00a0für \n Arbeit", "agentur für arbeit"),
        ("Job\u2011Center", "job-center"),
        ("Bu\u0308rger", "bürger"),
        ("l’emploi", "l'emploi"),
        ("STRASSE Straße", "strasse straße"),
    ],
)
def test_folding(text: str, small_text: str) -> None:
    """Soft hyphens, kinds of blanks and hyphens, and composed letters make no difference."""
    assert fold(text).small == small_text


def test_the_way_back() -> None:
    """A part of the folded text is found in the original, with its invisible letters and accents."""
    text = "Die Bu\u0308rger\u00adservice-Station"
    start = fold(text).small.index("bürgerservice")
    first, last = fold(text).span(start, start + len("bürgerservice"))
    assert text[first:last] == "Bu\u0308rger\u00adservice"


@given(st.text())
def test_every_place_has_a_way_back(text: str) -> None:
    """Small and plain are of one length, and each letter comes from a place of its own, in order."""
    folded = fold(text)
    assert len(folded.plain) == len(folded.small)
    spans = [folded.span(at, at + 1) for at in range(len(folded.small))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert [start for start, _ in spans] == sorted({start for start, _ in spans})


@given(st.text("aäBß \u00ad\u00a0İ-"))
def test_folding_twice_changes_nothing(text: str) -> None:
    """What is folded is folded."""
    assert plain(plain(text)) == plain(text)
    assert small(small(text)) == small(text)
