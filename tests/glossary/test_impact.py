"""Which texts a change of the glossary would translate anew."""

from __future__ import annotations

from dataclasses import replace

from entries import term

from glossary.collection import load_collection
from glossary.impact import Affected, affected
from glossary.term import Scope, Target


def test_exactly_those_that_contain_the_term() -> None:
    """Of 10,000 texts one changed target affects those with the term, in its language, and no others."""
    terms = load_collection()
    old = next(each for each in terms if each.lemma == "Rathaus")
    target = old.target("tr")
    assert target
    kept = tuple(each for each in old.targets if each.language != "tr")
    new = replace(old, targets=(*kept, Target("tr", "şehir binası", target.variants)))
    texts = [f"Das Rathaus in Haus {n}" if n % 100 == 0 else f"Die Anmeldung in Haus {n}" for n in range(10_000)]
    changed = [new if each is old else each for each in terms]
    found = list(affected(terms, changed, texts, ("tr", "en")))
    assert found == [Affected(text, ("tr",)) for text in texts if "Rathaus" in text]


def test_forms_and_longer_entries() -> None:
    """A new form affects the texts with that form; a longer entry those where it takes the place of a shorter."""
    amt = term("Amt", tr="daire")
    texts = ["Amt", "Ämter", "Amt für Soziales", "Rat"]
    more = [replace(amt, forms=("Ämter",)), term("Amt für Soziales", tr="sosyal daire", note="x")]
    assert [each.text for each in affected([amt], more, texts, ("tr",))] == ["Ämter", "Amt für Soziales"]
    assert list(affected([amt], [replace(amt, note="neu", author="x")], texts, ("tr",))) == []


def test_an_entry_for_some_pages_is_taken_for_all() -> None:
    """Where a text stands is not known: rather one too many."""
    scoped = term("Amt", tr="daire", scope=Scope(url="/x/*", selector="nav"))
    assert [each.text for each in affected([], [scoped], ["Amt", "Rat"], ("tr",))] == ["Amt"]
