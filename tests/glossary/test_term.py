"""Entries: what cannot be said cannot be made, and what of an entry goes into keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from entries import term

from glossary.errors import TermError
from glossary.term import Place, Policy, Scope, State, Target, Term, is_simple

RATHAUS = Term("Rathaus", targets=(Target("tr", "belediye binası", ("belediye binasını",)), Target("en", "town hall")))


@pytest.mark.parametrize(
    ("lemma", "more", "code"),
    [
        ("", {}, "entry"),
        (" Rathaus", {}, "entry"),
        ("Rat\nhaus", {}, "entry"),
        ("Rat\x00haus", {}, "entry"),
        ("Rathaus", {"forms": ("",)}, "entry"),
        ("Rathaus", {"note": "\ud800"}, "entry"),
        ("Rathaus", {"targets": (Target("tr", " "),)}, "empty-target"),
        ("Rathaus", {"targets": (Target("Türkisch", "x"),)}, "unknown-language"),
        ("Rathaus", {"targets": (Target("tr", "x"), Target("tr", "y"))}, "entry"),
    ],
)
def test_what_cannot_be_said(lemma: str, more: dict[str, object], code: str) -> None:
    """A wrong entry is refused with the kind of its mistake."""
    with pytest.raises(TermError) as failure:
        Term(lemma, **more)  # type: ignore[arg-type]
    assert failure.value.code == code


def test_a_name_is_honoured_by_any_of_its_forms() -> None:
    """A German form of what is kept in German can honour it, so it is in the fingerprint."""
    kept = replace(RATHAUS, policy=Policy.KEEP)
    assert kept.fingerprint("tr") != replace(kept, forms=("Rathauses",)).fingerprint("tr")


def test_one_order() -> None:
    """Two entries that say the same are equal, whatever order they were written in."""
    assert replace(RATHAUS, targets=RATHAUS.targets[::-1], forms=("Rathaus",)) == RATHAUS


@pytest.mark.parametrize(
    ("change", "changes"),
    [
        ({"note": "x", "author": "y", "changed_at": "z", "id": "1"}, False),
        ({"forms": ("Rathauses",)}, False),
        ({"state": State.APPROVED}, True),
        ({"case": True}, True),
        ({"targets": (Target("tr", "belediye binası", ("belediye binasını",)),)}, False),
        ({"policy": Policy.GLOSS}, True),
        ({"state": State.RETIRED}, True),
        ({"targets": (Target("tr", "belediye"),)}, True),
        ({"targets": (Target("tr", "belediye binası"),)}, True),
        ({"targets": (Target("tr", "belediye", ("binası", "belediye binasını")),)}, True),
        ({"targets": ()}, True),
        ({"scope": Scope(languages=("en",))}, True),
    ],
)
def test_the_fingerprint_holds_what_can_change_a_translation(change: dict[str, object], changes: bool) -> None:
    """Words, rules and approval are in the fingerprint of a language; other languages, notes and authors are not."""
    changed = replace(RATHAUS, **change)  # type: ignore[arg-type]
    assert (changed.fingerprint("tr") != RATHAUS.fingerprint("tr")) is changes


def test_a_name_counts_in_every_language() -> None:
    """A name needs no target; a term to be translated has no effect without."""
    assert term("Marxloh", policy=Policy.KEEP).fingerprint("tr")
    assert not term("Rathaus").fingerprint("tr")


@pytest.mark.parametrize(
    ("scope", "place", "covers"),
    [
        (Scope(), Place("/a", "tr"), True),
        (Scope(url="/rat/*"), Place("/rat/sitzung"), True),
        (Scope(url="/rat/*"), Place("/vhs/"), False),
        (Scope(selector="nav"), Place(selectors=frozenset(("nav", "h1"))), True),
        (Scope(selector="nav"), Place(), False),
        (Scope(languages=("tr", "ar")), Place(language="ar"), True),
        (Scope(languages=("tr", "ar")), Place(language="en"), False),
        (Scope(languages=("tr", "ar")), Place(), True),
    ],
)
def test_scope(scope: Scope, place: Place, covers: bool) -> None:
    """What a scope leaves empty does not restrict."""
    assert scope.covers(place) is covers


@pytest.mark.parametrize(
    ("selectors", "simple"),
    [
        (("p", "h2", "my-box", ".recht", "#fuß", "p.recht", "p#a", "p.a.b#c", "p#c.a", ".a.b", "P"), True),
        (
            ("", " ", "nav a", "nav>a", "a,b", "*", "p:hover", "[lang]", "p.", "#", "..a", ".1a", "#a#b", "p .a", " p"),
            False,
        ),
    ],
)
def test_simple_selectors(selectors: tuple[str, ...], simple: bool) -> None:
    """A selector is simple that one element alone can answer: a tag, classes, at most one id, and nothing between."""
    assert {each: is_simple(each) for each in selectors} == dict.fromkeys(selectors, simple)
