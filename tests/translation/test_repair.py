"""Only what alignment proves is mended."""

from __future__ import annotations

from entries import term

from glossary.match import Match, Matcher
from models.alignment import Alignment, Link, words
from translation.repair import with_number, with_term, words_for

GERMAN, TURKISH = "Der Zoo hat 220 Tiere.", "Hayvanat bahçesinde 202 hayvan var."


def links(source: str, target: str, *pairs: tuple[int, int], weight: float = 0.9) -> Alignment:
    """Align words by their numbers."""
    here, there = words(source), words(target)
    return tuple(Link(here[one], there[other], weight) for one, other in pairs)


def only(source: str, german: str, turkish: str) -> Match:
    """Find the one term in a text."""
    (match,) = Matcher([term(german, tr=turkish)]).find(source)
    return match


def test_a_number_copied_wrongly() -> None:
    """One number lost, one new, and their words aligned: that is proof."""
    aligned = links(GERMAN, TURKISH, (3, 2))
    assert with_number(GERMAN, TURKISH, aligned) == "Hayvanat bahçesinde 220 hayvan var."


def test_no_proof_no_repair() -> None:
    """Another word, a weak link, two wrong numbers, or a number that stands twice: nothing is done."""
    assert with_number(GERMAN, TURKISH, ()) is None
    assert with_number(GERMAN, TURKISH, links(GERMAN, TURKISH, (4, 2))) is None
    assert with_number(GERMAN, TURKISH, links(GERMAN, TURKISH, (3, 2), weight=0.3)) is None
    two = "8 ve 9"
    assert with_number("5 und 6", two, links("5 und 6", two, (0, 0), (2, 2))) is None
    twice = "202 202"
    assert with_number(GERMAN, twice, links(GERMAN, twice, (3, 0), (3, 1))) is None
    assert with_number(GERMAN, "220 hayvan", links(GERMAN, "220 hayvan", (3, 0))) is None


SENTENCE, ANSWER = "Fragen Sie im Fundbüro.", "Önce buluşma bürosunda sorun."


def test_the_words_that_stand_for_a_term() -> None:
    """Side by side and aligned with the term alone."""
    match = only(SENTENCE, "Fundbüro", "kayıp eşya bürosu")
    aligned = links(SENTENCE, ANSWER, (3, 1), (3, 2), (0, 3))
    assert words_for(match, ANSWER, aligned) == (5, 22)
    assert with_term(match, ANSWER, aligned, "tr") == "Önce kayıp eşya bürosu sorun."


def test_a_capital_at_the_beginning() -> None:
    """A term that begins the sentence keeps the capital of what it replaces."""
    source, answer = "Fundbüro heute zu", "Büro bugün kapalı"
    match = only(source, "Fundbüro", "kayıp eşya bürosu")
    assert with_term(match, answer, links(source, answer, (0, 0)), "tr") == "Kayıp eşya bürosu bugün kapalı"


def test_words_of_others_stay() -> None:
    """Where another word stands between, where nothing or too much is aligned, nothing is replaced."""
    match = only(SENTENCE, "Fundbüro", "kayıp eşya bürosu")
    assert words_for(match, ANSWER, links(SENTENCE, ANSWER, (3, 0), (1, 1), (3, 2))) is None
    assert words_for(match, ANSWER, ()) is None
    assert words_for(match, ANSWER, links(SENTENCE, ANSWER, (3, 0), (3, 1), (3, 2), (3, 3))) is None
    assert words_for(match, ANSWER, links(SENTENCE, ANSWER, (3, 1), weight=0.2)) is None
