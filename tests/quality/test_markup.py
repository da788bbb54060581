"""Inline markup: what a model places rightly counts, what it does not show or place counts as it should."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from engines import ToyEngine, sure

from models.alignment import Alignment
from models.alignment_lexical import LexicalAligner
from models.engine import Candidate
from models.markup_set import read_marked, read_set
from models.quality_set import evenly
from proxy.quality.markup import measure_markup
from proxy.quality.placing import Score, is_whole, other_text, parts_of, same_text
from translation.segment import balanced

CASES = evenly(tuple(case for case in read_set() if "<br>" not in case.german and case.german.count(".") < 2), 12)
GOLD = {read_marked(case.german).text: read_marked(case.translations["tr"]).text for case in CASES}


class Aligned(ToyEngine):
    """Aligns by the lexical tables, or not at all."""

    lexical: LexicalAligner | None = LexicalAligner()

    def align(self, pairs: Sequence[tuple[str, str]], language: str) -> list[Alignment]:
        return [self.lexical.align(*pair, language) if self.lexical else () for pair in pairs]


def gold(text: str) -> tuple[Candidate, ...]:
    """The reference for whole segments, and for no others."""
    return sure(GOLD[text]) if text in GOLD else ()


def test_the_gold_translation_is_placed_as_well_as_placing_alone() -> None:
    """Nothing is broken; what is shown has its elements where the model's alignment puts them."""
    heard: list[int] = []
    found = measure_markup(Aligned(gold), CASES, "tr", heard.append)
    assert (found.segments, sum(heard), found.broken) == (12, 12, 0)
    assert found.placing_f1 is not None
    assert found.placing_f1 > 0.7
    assert found.shown > 0.5
    assert found.f1 is not None
    assert found.f1 > 0.7


def test_without_alignment_nothing_is_placed() -> None:
    """Elements without a clear place count as wrong where the translation is given."""

    class Blind(Aligned):
        lexical = None

    found = measure_markup(Blind(gold), CASES, "tr", lambda _: None)
    assert found.placing_f1 is not None
    assert found.placing_f1 < 0.2


def test_what_is_not_shown_has_no_figure() -> None:
    """Neither good nor bad: there is nothing to look at, but placing alone needs no translation."""
    unsure = Aligned(lambda text: (Candidate(GOLD.get(text, "?"), -9.0, complete=True),))
    found = measure_markup(unsure, CASES, "tr", lambda _: None)
    assert (found.shown, found.elements, found.f1) == (0.0, 0, None)
    assert found.placing_f1 is not None
    assert found.placing_f1 > 0.7


@pytest.mark.parametrize(
    ("made", "f1"),
    [
        ("Ring the <a>office</a> today.", 1.0),
        ("Ring the <a>office today</a>.", 2 / 3),
        ("Ring <a>the</a> office today.", 0.0),
        ("Ring the office today.", 0.0),
    ],
)
def test_words_within_an_element(made: str, f1: float) -> None:
    """Precision and recall of the words; an element that is not there is worth nothing."""
    found = same_text(made, "Ring the <a>office</a> today.")
    assert (found.elements, found.links) == (1, 1)
    assert found.f1 == pytest.approx(f1)
    assert found.links_exact == (f1 == 1.0)


def test_other_words_are_compared_by_their_stems() -> None:
    """Another form of a word is the same word; elements without words are not asked for."""
    found = other_text("Send the <a>applications</a>.<br>", "Hand in the <a>application</a>.<br>", "en")
    assert (found.elements, found.f1) == (1, 1.0)
    assert Score(elements=1, f1=0.5) + found == Score(elements=2, f1=1.5, exact=1, links=1, links_exact=1, placed=1)


def test_whole_means_each_tag_once_and_in_balance() -> None:
    """A tag lost, doubled or crossed is seen (law 3)."""
    source = parts_of("Ring the <a>office</a> <b>today</b>.").parts
    lost = [part for part in source if getattr(part, "name", "") != "b"]
    crossed = parts_of("<a>x<b>y</b></a>").parts
    assert is_whole(source, parts_of("<a>Office</a>: <b>today</b>").parts)
    assert not is_whole(source, lost)
    assert not is_whole(source, (*source, *source))
    assert balanced(crossed)
    assert not is_whole(crossed, (crossed[0], crossed[2], "x", crossed[-1], crossed[-2]))
