"""Lists of entries: what is found, in which order, how many there are; and that nothing of it is ever out of step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace

import pytest
from entries import overrides, term, terms
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.database import Database
from glossary.errors import GlossaryError
from glossary.folding import small
from glossary.history import History
from glossary.listing import Order, OverrideFilter, TermFilter, Window
from glossary.override_store import OverrideStore
from glossary.overrides import Override, normal
from glossary.store import E, EntryStore, Stored, TermStore
from glossary.term import Policy, Scope, State, Target, Term

TERMS = (
    term("Rathaus", "Rathauses", tr="belediye", state=State.APPROVED),
    term("Straße", tr="sokak", note="auch Gasse"),
    Term("Amt", targets=(Target("pl", "urząd"), Target("tr", "daire"))),
    Term("Zoo", Policy.KEEP),
    Term("Übergang", Policy.GLOSS, scope=Scope(languages=("pl", "ar")), state=State.RETIRED),
)


@pytest.fixture(name="database")
def _database(database_url: str) -> Iterator[Database]:
    with closing(Database(database_url)) as database:
        yield database


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (TermFilter(), ["Amt", "Rathaus", "Straße", "Zoo", "Übergang"]),
        (TermFilter(words="RATHAUSES"), ["Rathaus"]),
        (TermFilter(words="thau"), ["Rathaus"]),
        (TermFilter(words="gasse sok"), ["Straße"]),
        (TermFilter(words="urząd"), ["Amt"]),
        (TermFilter(words="am"), ["Amt"]),
        (TermFilter(words="%"), []),
        (TermFilter(words="_"), []),
        (TermFilter(words='"'), []),
        (TermFilter(words="ama\0bc"), []),
        (TermFilter(states={State.APPROVED, State.RETIRED}), ["Rathaus", "Übergang"]),
        (TermFilter(policies=[Policy.KEEP]), ["Zoo"]),
        (TermFilter(language="pl"), ["Amt"]),
        (TermFilter(missing="pl"), ["Rathaus", "Straße", "Übergang"]),
        (TermFilter(missing="uk"), ["Amt", "Rathaus", "Straße"]),
        (TermFilter(author="Ben"), []),
        (TermFilter(author="Ayşe", words="zoo"), ["Zoo"]),
        (TermFilter(ids=()), []),
    ],
)
def test_terms(database: Database, wanted: TermFilter, found: list[str]) -> None:
    """Every filter alone, and two together."""
    store = TermStore(database)
    store.save_all([(each, 0) for each in TERMS], "Ayşe")
    assert [each.value.lemma for each in store.page(wanted).entries] == found
    assert store.page(wanted).total == store.count(wanted) == sum(store.states(wanted).values()) == len(found)


def test_windows_and_orders(database: Database) -> None:
    """A page is a part of the list, the newest change comes first if that is wanted, and some are had by their ids."""
    store = TermStore(database)
    saved = [store.save(each, "Ayşe") for each in TERMS]
    store.save(replace(saved[2].value, note="neu"), "Ben", saved[2].revision)
    first, last = Window(0, 2, Order.NEWEST), Window(4, 2, Order.NEWEST)
    assert [each.value.lemma for each in store.page(TermFilter(), first).entries] == ["Amt", "Übergang"]
    assert [each.value.lemma for each in store.page(TermFilter(), last).entries] == ["Rathaus"]
    assert store.page(TermFilter(), Window(10, 2)).entries == ()
    assert store.page(TermFilter(), Window(10, 2)).total == 5
    ids = [saved[3].value.id, "gone", saved[0].value.id]
    assert store.some(ids) == (saved[3], saved[0])
    assert store.count(TermFilter(ids=ids)) == 2


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (OverrideFilter(), ["Heute offen", "Heute offen", "Heute offen", "Mehr"]),
        (OverrideFilter(words="bug"), ["Heute offen"]),
        (OverrideFilter(words="heute aç"), ["Heute offen", "Heute offen"]),
        (OverrideFilter(words="te of"), ["Heute offen", "Heute offen", "Heute offen"]),
        (OverrideFilter(words="me"), ["Mehr"]),
        (OverrideFilter(words='"%_'), []),
        (OverrideFilter(source=" Heute\u00ad  offen"), ["Heute offen", "Heute offen", "Heute offen"]),
        (OverrideFilter(source="heute offen"), []),
        (OverrideFilter(source="Heute offen", language="pl"), ["Heute offen"]),
        (OverrideFilter(language="tr"), ["Heute offen", "Heute offen", "Mehr"]),
        (OverrideFilter(page="/amt"), ["Heute offen"]),
        (OverrideFilter(page=""), ["Heute offen", "Heute offen", "Mehr"]),
        (OverrideFilter(stale=True), ["Heute offen"]),
        (OverrideFilter(stale=False, language="tr", page=""), ["Heute offen", "Mehr"]),
        (OverrideFilter(author="Ben"), ["Mehr"]),
    ],
)
def test_overrides(database: Database, wanted: OverrideFilter, found: list[str]) -> None:
    """Every filter alone, and some together."""
    store = OverrideStore(database)
    new = (
        Override("Heute offen", "tr", "Bugün açık"),
        Override("Heute offen", "tr", "Açık", "/amt", stale="Heute zu"),
        Override("Heute offen", "pl", "Dziś otwarte"),
        Override("Mehr", "tr", "Daha", author="Ben"),
    )
    store.save_all([(each, 0) for each in new], "Ayşe")
    assert [each.value.source for each in store.page(wanted).entries] == found
    assert store.page(wanted).total == store.count(wanted) == sum(store.languages(wanted).values()) == len(found)
    assert len(store.of_source("Heute offen")) == 3
    assert [each.value.target for each in store.of_page("/amt", "tr")] == ["Açık"]
    assert store.of_page("/amt", "pl") == ()


def test_a_very_long_text(database: Database) -> None:
    """No index has a limit for what an editor may write."""
    source = " ".join(f"Wort{number}" for number in range(5000))
    store = OverrideStore(database)
    saved = store.save(Override(source, "tr", source), "Ayşe")
    assert store.of_source(source) == (saved,)
    assert store.count(OverrideFilter(words="wort4999")) == 1
    TermStore(database).save(Term(source), "Ayşe")


_WORDS = st.sampled_from(("", "a", "ß", "ä", "az", "a\u00adz a", "|", '"', "'", "%", "_", "0 .", "\\", "ı", "İ", "&<>"))
_STEPS = st.lists(st.tuples(st.sampled_from(("save", "change", "delete", "restore")), st.integers(0, 3)), max_size=8)


@settings(max_examples=30)
@given(
    given_terms=st.lists(terms(), min_size=8, max_size=8),
    given_overrides=st.lists(overrides(), min_size=8, max_size=8),
    steps=_STEPS,
    words=_WORDS,
)
def test_lists_are_never_out_of_step(
    given_terms: list[Term], given_overrides: list[Override], steps: list[tuple[str, int]], words: str
) -> None:
    """After any saving, changing, taking out and restoring, a list has exactly what a look at every entry finds."""
    wide, parts = Window(limit=99), small(words).split()
    with closing(Database(":memory:")) as database:
        own, others = TermStore(database), OverrideStore(database)
        edited(own, History(database), given_terms, steps)
        edited(others, History(database), given_overrides, steps)
        page, expected = own.page(TermFilter(words=words), wide), [each for each in own.all() if has(each, parts)]
        assert (set(page.entries), page.total) == (set(expected), len(expected))
        found = others.page(OverrideFilter(words=words), wide)
        looked = [each for each in others.all() if has(each, parts)]
        assert (set(found.entries), found.total) == (set(looked), len(looked))


def edited(store: EntryStore[E], history: History, values: list[E], steps: list[tuple[str, int]]) -> None:
    """Do the steps, as far as they are possible: there may be no such change, or two entries of one natural key."""
    for (action, which), value in zip(steps, values, strict=False):
        there = store.all()
        old = there[which % len(there)] if there else None
        with suppress(GlossaryError, IndexError):
            if action == "delete" and old:
                store.delete(old.value.id, "x", old.revision)
            elif action == "restore":
                store.restore(history.recent()[which].number, "x", 0)
            elif action == "change" and old:
                store.save(replace(value, id=old.value.id), "x", old.revision)
            else:
                store.save(replace(value, id=""), "x")


def has(stored: Stored[Term] | Stored[Override], parts: list[str]) -> bool:
    """Whether each of these is somewhere in an entry's texts."""
    value = stored.value
    if isinstance(value, Term):
        texts = [*value.german, *(word for target in value.targets for word in target.accepted), value.note]
    else:
        texts = [normal(value.source), value.target, value.note]
    return all(any(part in small(text) for text in texts) for part in parts)
