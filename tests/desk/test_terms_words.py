"""Everything that the terms' pages may have to say has words in both languages."""

from __future__ import annotations

import pytest

from glossary.history import Action
from glossary.plain import from_plain
from glossary.reading import Problem
from glossary.term import MatchRule, Policy, State
from glossary.terms_csv import read as read_csv
from glossary.terms_jsonl import read as read_jsonl
from glossary.terms_tbx import read as read_tbx
from proxy.desk.terms.fields import FACTS
from proxy.desk.terms.finding import HAS, SORTS, STATES, USES
from proxy.desk.terms.lines import KINDS
from proxy.desk.terms.saying import DONE
from proxy.desk.wording import LANGUAGES, load_wording


def names() -> list[str]:
    """The keys that are put together while the desk runs."""
    parts: dict[str, tuple[str, ...]] = {
        "done": (*DONE, "merged", "gone"),
        "kind": tuple(KINDS),
        "field": (*FACTS, "target", "variants"),
        "state": STATES,
        "policy": tuple(Policy),
        "policy-hint": tuple(Policy),
        "match": tuple(MatchRule),
        "sort": SORTS,
        "has": HAS,
        "use": USES,
        "history.action": tuple(Action),
    }
    return [f"terms.{kind}.{name}" for kind, known in parts.items() for name in known]


def test_nothing_is_left_without_words() -> None:
    """Each key is there, with words in German and English."""
    wording = load_wording()
    assert [key for key in names() if key not in wording] == []
    assert all(wording.say(key, language) for key in names() for language in LANGUAGES)
    assert {f"terms.state.{state}" for state in State} <= set(names())


@pytest.mark.parametrize(
    "problems",
    [
        read_csv(b"").problems,
        read_csv(b"de;quatsch\nAmt;x\n").problems,
        read_csv("de\nÄmter".encode("utf-16")).problems,
        read_csv(b"de,policy,match,state,selector\n,,,,\nA,x,,,\nA,,x,,\nA,,,x,\n'',,,,\n").problems,
        read_jsonl(b"{").problems,
        read_jsonl(b'{"de": "Amt", "targets": {"tr": {"term": " "}}}').problems,
        read_tbx(b"<x").problems,
    ],
)
def test_what_is_wrong_with_a_file_has_words(problems: tuple[Problem, ...]) -> None:
    """Every kind of problem that reading a file makes is known."""
    assert problems
    assert {each.code for each in problems} <= KINDS


def test_an_entry_of_the_form_is_an_entry() -> None:
    """The names of the rules in a form are those of the files."""
    assert from_plain({"de": "Amt", "policy": "keep+gloss", "match": "compound", "state": "retired"})
