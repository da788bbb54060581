"""A term as the fields of a form, compared and merged."""

from __future__ import annotations

import pytest
from entries import terms
from hypothesis import given
from hypothesis import strategies as st

from glossary.term import MatchRule, Policy, Scope, State, Target, Term
from proxy.desk.terms.comparing import compare
from proxy.desk.terms.fields import Fields, codes_of, from_fields, is_list, lines, to_fields
from proxy.desk.terms.merging import Choice, joined, merge

CODES = ("en", "tr", "ar")
FULL = Term(
    "Bürgeramt",
    Policy.GLOSS,
    forms=("Bürgerämter", "Bürgeramtes"),
    match=MatchRule.COMPOUND,
    case=True,
    targets=(Target("tr", "vatandaş bürosu", ("vatandaş bürosuna",)), Target("en", "citizens' office")),
    scope=Scope("/rathaus/*", ".teaser", ("en", "tr")),
    note="zwei\nZeilen",
    state=State.APPROVED,
    id="1",
)
VALID = {"de": "Amt", "policy": "translate", "match": "word", "state": "approved", "target-tr": "daire"}


def test_a_form_says_all_of_an_entry() -> None:
    """Nothing is lost between an entry, its form, and the entry that the form stands for."""
    assert from_fields(to_fields(FULL, CODES), CODES, "1").term == FULL


def test_languages_that_are_not_served_stay() -> None:
    """A form has the languages that are served, and those of the entry."""
    assert codes_of(FULL, ("ar",)) == ("ar", "en", "tr")


def test_white_space_that_nobody_means_is_taken_off() -> None:
    """Spaces around a word, empty lines and lines that stand twice are no mistakes."""
    sent = VALID | {"de": "  Amt ", "forms": "Ämter\r\n\r\n Amtes \nÄmter"}
    term = from_fields(sent, CODES).term
    assert term == Term("Amt", forms=("Ämter", "Amtes"), targets=(Target("tr", "daire"),), state=State.APPROVED)


@pytest.mark.parametrize(
    ("changed", "at", "key"),
    [
        ({"de": "  "}, "de", "no-german"),
        ({"note": "a\x07b"}, "note", "control"),
        ({"policy": "shout"}, "policy", "unknown"),
        ({"match": ""}, "match", "unknown"),
        ({"state": "gone"}, "state", "unknown"),
        ({"url": "rathaus"}, "url", "url"),
        ({"selector": "div p"}, "selector", "selector"),
        ({"only": "xx"}, "only", "unknown"),
        ({"variants-ar": "x"}, "target-ar", "no-target"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changed: dict[str, str], at: str, key: str) -> None:
    """Each mistake has one field, and what was typed is kept."""
    filled = from_fields(VALID | changed, CODES)
    assert filled.term is None
    assert [(each.at, each.key) for each in filled.wrong] == [(at, key)]
    assert all(filled.fields[name] == value.strip() for name, value in changed.items())


@given(terms())
def test_every_entry_can_be_edited(term: Term) -> None:
    """Saving a form that nobody changed makes no other entry, apart from who changed it and when."""
    codes = codes_of(term, CODES)
    again = from_fields(to_fields(term, codes), codes, term.id)
    if again.term is not None:
        assert compare(to_fields(again.term, codes), to_fields(term, codes)) == ()


def test_differences_name_words_and_values() -> None:
    """A text differs by words, a list by its values."""
    before = to_fields(FULL, CODES)
    after = {**before, "target-en": "citizens' service office", "forms": "Bürgerämter\nBürgeramts"}
    forms, target = compare(before, after)
    assert (forms.name, forms.removed, forms.added) == ("forms", ("Bürgeramtes",), ("Bürgeramts",))
    assert [(each.kind, each.text) for each in target.words if each.kind != "same"] == [("added", "service ")]


NAMES = ("de", "forms", "note", "target-tr", "variants-tr", "policy")
_TEXTS = st.sampled_from(("", "a", "b", "c"))
_LISTS = st.lists(st.sampled_from("abcd"), unique=True, max_size=4).map("\n".join)
FORMS = st.fixed_dictionaries({name: _LISTS if is_list(name) else _TEXTS for name in NAMES})


@given(FORMS, FORMS)
def test_a_change_of_one_side_is_taken(before: Fields, after: Fields) -> None:
    """Where only one of two people changed something, merging asks nothing and loses nothing."""
    for mine, theirs in ((before, after), (after, before), (after, after)):
        fields = merge(before, mine, theirs)
        assert not any(each.open for each in fields)
        assert joined(theirs, fields, {}) == after


@given(FORMS, FORMS, FORMS)
def test_what_both_changed_is_asked_about(before: Fields, mine: Fields, theirs: Fields) -> None:
    """Every field is settled or open; whoever chooses gets what was chosen."""
    fields = merge(before, mine, theirs)
    unchanged = {name for name in NAMES if mine[name] == theirs[name] == before[name]}
    assert {each.name for each in fields} == set(NAMES) - unchanged
    for choice, wanted in ((Choice.MINE, mine), (Choice.THEIRS, theirs)):
        merged = joined(theirs, fields, dict.fromkeys((each.name for each in fields), choice))
        assert {name: merged[name] for name in NAMES} == dict(wanted)


@given(_LISTS, _LISTS, _LISTS)
def test_lists_are_combined(before: str, mine: str, theirs: str) -> None:
    """Of a combined list nothing is missing that either added, and nothing is in that either took out."""
    old, own, other = (set(lines(each)) for each in (before, mine, theirs))
    fields = merge({"forms": before}, {"forms": mine}, {"forms": theirs})
    for each in fields:
        combined = set(lines(each.value(Choice.BOTH)))
        assert combined == ((own | other) - old) | (own & other & old)
