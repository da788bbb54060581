"""What a change of a term would do, looked up in the register: on every database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.database import Database
from glossary.folding import small
from glossary.match import Matcher
from glossary.migrating import upgrade
from glossary.store import TermStore
from glossary.term import MatchRule, Place, Scope, Target, Term
from proxy.desk.desk import MIGRATIONS
from proxy.desk.tables import VERSION_TABLE
from proxy.desk.terms.finding import Finder, Query
from proxy.desk.terms.index import TermIndex
from proxy.desk.terms.violations import violations
from proxy.desk.terms.weighing import Scales, segment_of, shortest
from proxy.desk.texts.noting import NotedPage, with_names
from proxy.desk.texts.reading import Reading, TextState
from proxy.desk.texts.usage import Usage
from proxy.desk.texts.writing import RegisterWriter
from translation.overriding import marked_text
from translation.trace import TermResult, TermUse

AMT = Term("Amt", targets=(Target("tr", "daire"),), id="1")
BAUAMT = Term("Bauamt", targets=(Target("tr", "imar dairesi"),), id="2")


def reading(language: str, german: str, *uses: TermUse) -> Reading:
    """A text of the register."""
    return with_names(Reading(0, "", language, german, f"({german})", TextState.MACHINE, terms=uses))


OFFICE, BUILDING, LAMP = "Das {b:1}Amt{/b:1} ist zu.", "Zum Bauamt", "Eine Lampe"
PAGES = (
    NotedPage("/a/", "tr", (reading("tr", OFFICE), reading("tr", LAMP))),
    NotedPage("/a/", "en", (reading("en", OFFICE),)),
    NotedPage("/b/?page=2", "tr", (reading("tr", OFFICE), reading("tr", BUILDING))),
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A register of three pages."""
    with closing(Database(database_url)) as opened:
        upgrade(opened.engine, MIGRATIONS, VERSION_TABLE)
        writer = RegisterWriter(opened)
        writer.note(PAGES)
        yield opened


def scales(database: Database, *in_use: Term, most: int = 100) -> Scales:
    """Scales that know these entries."""
    matcher = Matcher(in_use)
    return Scales(
        database, lambda texts: frozenset(t for text in texts for t in matcher.possible(text)), ("en", "tr"), most
    )


def found(database: Database, before: Term | None, now: Term | None, *in_use: Term) -> list[tuple[str, str]]:
    """German and language of what would change, in the order of the alphabet."""
    weight = scales(database, *in_use).weigh(before, now)
    return sorted((each.german, each.language) for each in weight.touched)


def test_a_new_term_touches_its_language_only(database: Database) -> None:
    """It has a Turkish target: the English text stays; words that only contain it are not touched."""
    weight = scales(database).weigh(None, AMT)
    assert [(each.german, each.language) for each in weight.touched] == [(OFFICE, "tr")]
    assert dict(weight.pages) == {"/a/": 1, "/b/?page=2": 1}
    assert (weight.page_count, weight.languages, weight.whole) == (2, {"tr": 1}, True)


@pytest.mark.parametrize(
    ("before", "now", "others", "expected"),
    [
        (AMT, AMT, (), []),
        (AMT, replace(AMT, note="x"), (), []),
        (AMT, None, (AMT,), [(OFFICE, "tr")]),
        (AMT, replace(AMT, targets=(Target("en", "office"),)), (AMT,), [(OFFICE, "en"), (OFFICE, "tr")]),
        (None, replace(AMT, match=MatchRule.COMPOUND), (), [(OFFICE, "tr"), (BUILDING, "tr")]),
        (None, replace(AMT, match=MatchRule.COMPOUND), (BAUAMT,), [(OFFICE, "tr")]),
        (None, replace(AMT, scope=Scope("/b/*")), (), [(OFFICE, "tr")]),
        (None, replace(AMT, scope=Scope("/c/*")), (), []),
        (None, replace(AMT, scope=Scope(selector=".x")), (), [(OFFICE, "tr")]),
        (None, replace(AMT, id="0", scope=Scope("/a/")), (AMT,), [(OFFICE, "tr")]),
        (AMT, None, (AMT, replace(BAUAMT, forms=("Das Amt",), scope=Scope("/b/*"))), [(OFFICE, "tr")]),
        (Term("Das Amt", targets=AMT.targets, id="3"), None, (), [(OFFICE, "tr")]),
    ],
)
def test_what_a_change_touches(
    database: Database, before: Term | None, now: Term | None, others: tuple[Term, ...], expected: list[tuple[str, str]]
) -> None:
    """Exactly what a segment's key depends on counts: notes do not, and a longer entry comes first."""
    assert found(database, before, now, *others) == sorted(expected)


def test_only_so_many_are_looked_at(database: Database) -> None:
    """The page says of how many it looked at how many."""
    weight = scales(database, most=1).weigh(None, replace(AMT, match=MatchRule.COMPOUND))
    assert (weight.looked_at, weight.possible, weight.whole) == (1, 3, False)


def test_violations_lead_to_their_segments(database: Database) -> None:
    """A text that has the word, and whose translation is without the term, is listed; usage counts it."""
    use = TermUse("1", "Amt", "Amt", TermResult.VIOLATED)
    kept = TermUse("1", "Amt", "Amts", TermResult.HONOURED)
    page = NotedPage("/c/", "tr", (reading("tr", "Im Amt", use), reading("tr", "Des Amts", kept)))
    RegisterWriter(database).note([page])
    assert [(each.language, each.german, each.surface) for each in violations(database, "1")] == [
        ("tr", "Im Amt", "Amt")
    ]
    (usage,) = Usage(database).of(["1"])
    assert (usage.fired, usage.honoured, usage.violated) == (2, 1, 1)
    TermStore(database).save_all([(BAUAMT, 0), (AMT, 0)], "anna")
    TermIndex(database, ()).sync()
    finder = Finder(database, ("tr",))
    assert finder.ids(Query(sort="violated")) == ("1", "2")
    assert finder.ids(Query(use="violated")) == ("1",)
    assert finder.ids(Query(use="never")) == ("2",)


@given(st.lists(st.text("abc ", min_size=1, max_size=5)), st.text("abc ", max_size=12))
def test_the_shortest_words_find_all(words: list[str], text: str) -> None:
    """A text with any of the words has one of the shortest."""
    assert any(word in text for word in words) == any(word in text for word in shortest(words))


@pytest.mark.parametrize("german", [OFFICE, "Ohne", "{{x}}", "{code:4=a {( b} und {br:2/}", "kaputt {"])
def test_a_segment_as_editors_see_it(german: str) -> None:
    """Its marks become its tags again, and broken ones stay text."""
    segment = segment_of(german)
    assert segment.text == german if german == "kaputt {" else marked_text(segment) == german


@given(st.text("aAmtBu-. ", max_size=30))
def test_no_other_entry_matters(text: str) -> None:
    """What is found in a text is among the entries that are possible there."""
    matcher = Matcher((AMT, BAUAMT, Term("mu", targets=AMT.targets), Term("Bau-Amt", targets=AMT.targets)))
    possible = matcher.possible(text)
    assert {match.term for match in matcher.find(text, Place(language="tr"))} <= possible
    assert all(any(small(form) in small(text) for form in term.german) for term in possible)
