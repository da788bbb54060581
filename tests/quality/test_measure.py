"""Measuring an engine: what it answers, what visitors would see of it, what it keeps."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from engines import ToyEngine, sure

from glossary.match import Matcher
from glossary.term import Target, Term
from models.engine import Candidate
from models.quality_set import QualitySet
from proxy.quality.measure import measure
from proxy.quality.scores import numbers_kept, overlap, terms_said
from translation.rungs import BEAM

GERMAN = (
    "Das Bürgeramt ist heute leider geschlossen.",
    "Die Gebühr beträgt 28,80 Euro.",
    "Wir freuen uns auf Ihren Besuch. Bitte bringen Sie Ihren Ausweis mit.",
)
TURKISH = (
    "Vatandaş bürosu bugün maalesef kapalıdır.",
    "Ücret 28,80 avrodur.",
    "Ziyaretinizi dört gözle bekliyoruz. Lütfen kimliğinizi yanınızda getirin.",
)
SET = QualitySet("toy", GERMAN, MappingProxyType({"tr": TURKISH}))
ANSWERS = {
    GERMAN[0]: TURKISH[0],
    GERMAN[1]: TURKISH[1],
    "Wir freuen uns auf Ihren Besuch.": "Ziyaretinizi dört gözle bekliyoruz.",
    "Bitte bringen Sie Ihren Ausweis mit.": "Lütfen kimliğinizi yanınızda getirin.",
}
OFFICE = Matcher([Term("Bürgeramt", targets=(Target("tr", "vatandaş bürosu"),))])


def perfect(text: str) -> tuple[Candidate, ...]:
    """The reference."""
    return sure(ANSWERS[text])


def test_the_reference_itself_is_perfect() -> None:
    """Sentence by sentence, as the service cuts it; every figure is at its top."""
    heard: list[int] = []
    engine = ToyEngine(perfect)
    result, seconds, words = measure(engine, SET, "tr", OFFICE, heard.append)
    assert result.chrf == pytest.approx(100.0)
    assert result.bleu == pytest.approx(100.0)
    assert result.shown == 1.0
    assert result.shown_chrf == pytest.approx(100.0)
    assert (result.number_safety, result.numbers) == (1.0, 1)
    assert (result.term_success, result.terms) == (1.0, 1)
    assert dict(result.fallbacks) == {}
    assert sum(heard) == 3
    assert words == sum(len(text.split()) for text in GERMAN)
    assert seconds >= 0
    assert len(engine.calls) >= 1


def test_a_lost_number_stays_german_and_is_counted() -> None:
    """The model's answer counts for chrF and against number safety; visitors see German."""
    wrong = dict(ANSWERS) | {GERMAN[1]: "Ücret 38,80 avrodur."}
    result, _, _ = measure(ToyEngine(lambda text: sure(wrong.get(text, "?"))), SET, "tr", OFFICE, lambda _: None)
    assert result.number_safety == 0.0
    assert result.shown == pytest.approx(2 / 3)
    assert 90 < result.chrf < 100
    assert result.shown_chrf == pytest.approx(100.0)
    assert sum(result.fallbacks.values()) == 1
    assert "check" in next(iter(result.fallbacks))


def test_better_is_measured_as_it_is_shown_in_the_end() -> None:
    """The answers of the wide search, and no others."""
    engine = ToyEngine(perfect)
    result, _, _ = measure(engine, SET, "tr", OFFICE, lambda _: None, wide=True)
    assert result.chrf == pytest.approx(100.0)
    assert {search for _, _, search in engine.calls} == {BEAM}


def test_what_is_not_sure_enough_is_counted_as_such() -> None:
    """Nothing is shown, so nothing shown has a score; the confidence is the mean of what was answered."""
    unsure = ToyEngine(lambda text: (Candidate(ANSWERS[text], -3.0, complete=True),))
    result, _, _ = measure(unsure, SET, "tr", OFFICE, lambda _: None)
    assert result.chrf == pytest.approx(100.0)
    assert (result.shown, result.shown_chrf) == (0.0, None)
    assert result.confidence == -3.0
    assert sum(result.fallbacks.values()) == 3


def test_what_there_is_nothing_of_has_no_share() -> None:
    """Neither 0 nor 100 in a hundred."""
    assert numbers_kept(["Guten Tag"], ["Merhaba"], "tr").share is None
    assert terms_said(OFFICE, ["Guten Tag"], ["Merhaba"], "tr").share is None


def test_an_empty_answer_keeps_nothing() -> None:
    """It is not safe because it says nothing wrong."""
    assert numbers_kept(["Zimmer 12 ist zu."], [""], "tr").share == 0.0


def test_overlap_is_sacrebleus() -> None:
    """Its figures for a pair that shares half its words."""
    chrf, bleu = overlap(["the town hall is open"], ["the town hall is closed"])
    assert chrf == pytest.approx(71.6, abs=8)
    assert 0 < bleu < 100
