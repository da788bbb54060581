"""Over English: what both engines say, with names and numbers as they were."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from engines import ToyEngine, sure

from models.engine import GREEDY, Candidate, Search
from models.pivot import PivotEngine

GREETING = "Guten Tag, das kostet 28,80 Euro."


class Leg(ToyEngine):
    """A leg whose languages and answers are given."""

    def __init__(self, answer: Callable[[str], tuple[Candidate, ...]], signature: str, threshold: float) -> None:
        super().__init__(answer, signature=signature)
        self._threshold = threshold

    def confidence(self, _language: str) -> float:
        return self._threshold


def marked(before: str, score: float = -0.5) -> Callable[[str], tuple[Candidate, ...]]:
    """Answer with the text behind a mark."""
    return lambda text: (Candidate(f"{before} {text}", score, complete=True),)


def pivot(
    first: Callable[[str], tuple[Candidate, ...]], second: Callable[[str], tuple[Candidate, ...]]
) -> tuple[PivotEngine, ToyEngine, ToyEngine]:
    """Join two legs."""
    legs = Leg(first, "a@1", -1.0), Leg(second, "b@2", -0.8)
    return PivotEngine(*legs), *legs


def texts(answers: Sequence[tuple[Candidate, ...]]) -> list[list[str]]:
    """Return what the candidates say."""
    return [[each.text for each in candidates] for candidates in answers]


def test_numbers_go_over_as_placeholders() -> None:
    """Both legs see a placeholder, the reader the number; the confidence is that of the less certain leg."""
    engine, first, second = pivot(marked("en", -0.2), marked("tr", -0.7))
    answers = engine.translate([GREETING], "tr", GREEDY)
    assert first.asked == ["Guten Tag, das kostet XQ1 Euro."]
    assert second.asked == ["en Guten Tag, das kostet XQ1 Euro."]
    assert answers == [(Candidate("tr en Guten Tag, das kostet 28,80 Euro.", -0.7, complete=True),)]
    assert engine.confidence("tr") == -0.8


def test_a_lost_placeholder_is_tried_in_another_way() -> None:
    """First with another form, and at last openly; a number that is lost all the same has no answer."""
    engine, first, _ = pivot(lambda text: sure(re.sub(r"XQ\d+", "", text)), marked("tr"))
    assert texts(engine.translate([GREETING], "tr", GREEDY)) == [[f"tr {GREETING}"]]
    assert first.asked == ["Guten Tag, das kostet XQ1 Euro.", "Guten Tag, das kostet Zv1K Euro."]

    engine, first, _ = pivot(lambda text: sure(re.sub(r"XQ\d+|Zv\d+K", "?", text)), marked("tr"))
    assert texts(engine.translate([GREETING], "tr", GREEDY)) == [[f"tr {GREETING}"]]
    assert first.asked[-1] == GREETING

    engine, _, second = pivot(lambda _text: sure("nothing"), marked("tr"))
    answers = engine.translate([GREETING, "Guten Tag."], "tr", GREEDY)
    assert answers[0] == (Candidate("", -math.inf, complete=False),)
    assert texts(answers)[1] == ["tr nothing"]
    assert second.asked == ["nothing"]


def test_the_second_leg_is_looked_at_too() -> None:
    """Only the candidates that kept everything are given."""
    both = (Candidate("kostet viel", -0.1, complete=True), Candidate("kostet XQ1", -0.4, complete=True))
    engine, _, _ = pivot(marked("en"), lambda _text: both)
    assert texts(engine.translate([GREETING], "tr", Search(4, 2))) == [["kostet 28,80"]]


def test_the_search_is_for_the_last_leg() -> None:
    """English is one text; what must not be said is said of the language wanted."""
    engine, first, second = pivot(marked("en"), marked("tr"))
    engine.translate(["Guten Tag."], "tr", Search(4, 3, ("hallo",)))
    assert first.calls[0][1:] == ("en", Search(4))
    assert second.calls[0][1:] == ("tr", Search(4, 3, ("hallo",)))


def test_what_is_cut_off_in_english_goes_no_further() -> None:
    """Half a sentence has no translation."""
    engine, _, second = pivot(lambda text: (Candidate(text, -0.1, complete=False),), marked("tr"))
    assert engine.translate(["Guten Tag."], "tr", GREEDY)[0][0].complete is False
    assert second.asked == []


def test_the_signature_names_both_legs_and_the_names() -> None:
    """Another leg or another name is another engine."""
    legs = Leg(marked("en"), "a@1", -1.0), Leg(marked("tr"), "b@2", -1.0)
    plain, named = PivotEngine(*legs), PivotEngine(*legs, names=["Duisburg"])
    assert plain.signature.startswith("a@1>b@2|")
    assert plain.signature != named.signature
    assert PivotEngine(legs[1], legs[0]).signature != plain.signature
