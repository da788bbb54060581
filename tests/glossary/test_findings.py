"""What is wrong with entries as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from entries import term

from glossary.collection import load_collection
from glossary.findings import check_terms
from glossary.reading import Entry
from glossary.term import Policy, Scope, State, Target, Term

SERVED = ("tr", "en", "ru", "ar")


def codes(terms: Sequence[Term], staying: Sequence[Term] = ()) -> list[tuple[int, str]]:
    """Line and kind of each problem; the first entry is in line 2, as below a header."""
    entries = [Entry(at, each) for at, each in enumerate(terms, 2)]
    return [(problem.line, problem.code) for problem in check_terms(entries, staying, SERVED)]


@pytest.mark.parametrize(
    ("terms", "staying", "found"),
    [
        ([term("Amt", tr="daire"), term("Frist", tr="süre")], [], []),
        ([term("Amt", tr="a"), term("Amt", tr="b")], [], [(3, "duplicate")]),
        ([term("Amt", tr="a", id="1"), term("Rat", tr="b", id="1")], [], [(3, "duplicate")]),
        ([term("Amt", tr="a"), term("Amt", tr="b", scope=Scope(url="/x/*"))], [], []),
        ([term("Amt", tr="a"), term("Amt", tr="b", state=State.RETIRED)], [], []),
        ([term("Amt", "Ämter", tr="a"), term("Behörde", "ämter", tr="b")], [], [(3, "conflict")]),
        ([term("Suche", tr="a", case=True), term("suche", tr="b", case=True)], [], []),
        ([term("Behörde", "Amt", tr="a")], [term("Amt", tr="b", id="1")], [(2, "conflict")]),
        ([Term("Amt")], [], [(2, "empty-target")]),
        ([term("Amt", policy=Policy.GLOSS)], [], [(2, "empty-target")]),
        ([term("Marxloh", policy=Policy.KEEP)], [], []),
        ([Term("Amt", targets=(Target("xx", "a"),))], [], [(2, "unknown-language")]),
        ([term("Amt", tr="a", scope=Scope(languages=("pl",)))], [], [(2, "unknown-language")]),
        ([term("Amt", tr="a", scope=Scope(selector="div.box#top"))], [], []),
        ([term("Amt", tr="a", scope=Scope(selector="nav a"))], [], [(2, "selector")]),
        ([term("Amt", tr="a", scope=Scope(selector="nav a"), state=State.RETIRED)], [], []),
        ([term("Amt", tr="Daire"), term("Daire", tr="Amt")], [], [(2, "cycle"), (3, "cycle")]),
        ([term("Daire", tr="Amt")], [term("Amt", tr="daire")], [(2, "cycle")]),
        ([term("A", tr="B"), term("B", tr="C"), term("C", tr="A")], [], [(2, "cycle"), (3, "cycle"), (4, "cycle")]),
        ([term("Visum", tr="Visum")], [], []),
        ([term("A", tr="B"), term("B", tr="B")], [], []),
        ([Term("ратуша", targets=(Target("ru", "Rathaus"),))], [], [(2, "reversed")]),
        ([Term("دائرة", targets=(Target("ar", "Amt"),))], [], [(2, "reversed")]),
        ([term("başvuru", tr="Antrag")], [], [(2, "reversed")]),
        ([Term("Crêpe", targets=(Target("en", "thin pancake"),))], [], []),
        ([term("Łódź", tr="Lodz", policy=Policy.KEEP)], [], []),
    ],
)
def test_table(terms: list[Term], staying: list[Term], found: list[tuple[int, str]]) -> None:
    """Each mistake is found in its line, and what only looks like one is not."""
    assert codes(terms, staying) == found


def test_the_message_names_both() -> None:
    """A conflict says which form is in which two entries."""
    entries = [Entry(4, term("Amt", "Ämter", tr="a")), Entry(9, term("Behörde", "Ämter", tr="b"))]
    problem = check_terms(entries, (), SERVED)[0]
    assert problem.message == "'Ämter' is a form of 'Behörde' and, in line 4, of 'Amt'; take it out of one of them"


@pytest.mark.parametrize("language", ["en", "tr", "pl", "ro", "fr", "ru", "bg", "uk", "ar"])
def test_a_whole_file_the_wrong_way_round(language: str) -> None:
    """The collection with one language in the German column is refused, as a whole or entry by entry."""
    upside_down = []
    for each in load_collection():
        target = each.target(language)
        if target and each.policy is not Policy.KEEP and target.term != each.lemma:
            upside_down.append(replace(each, lemma=target.term, forms=(), targets=(Target(language, each.lemma),)))
    entries = [Entry(at, each) for at, each in enumerate(upside_down, 2)]
    found = [problem for problem in check_terms(entries, (), (language,)) if problem.code == "reversed"]
    assert found
    assert found[0].line > 0 or f"in {language}" in found[0].message
    assert found[0].line == 0 or len(found) > len(upside_down) * 0.9
