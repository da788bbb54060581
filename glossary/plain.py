"""Entries as plain values for JSON: what is stored, and what JSON Lines carry. Reading is strict: nothing is guessed.

The keys are those of the collection that comes with the package (`de`, `forms`, `policy`, `match`, `case`, `targets`,
`note`); what it leaves out has the value of a new entry. An unknown key is an error, because it may be a misspelt one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from glossary.errors import TermError
from glossary.term import MatchRule, Policy, Scope, State, Target, Term

_E = TypeVar("_E", bound=StrEnum)
_KEYS: Final = frozenset("id de forms policy match case targets scope note state author changed_at".split())


def to_plain(term: Term) -> dict[str, object]:
    """Return the entry as a JSON object; reading it again gives an equal entry."""
    return {
        "id": term.id,
        "de": term.lemma,
        "forms": list(term.forms),
        "policy": term.policy.value,
        "match": term.match.value,
        "case": term.case,
        "targets": {
            target.language: {"term": target.term, "variants": list(target.variants)} for target in term.targets
        },
        "scope": {"url": term.scope.url, "selector": term.scope.selector, "languages": list(term.scope.languages)},
        "note": term.note,
        "state": term.state.value,
        "author": term.author,
        "changed_at": term.changed_at,
    }


def from_plain(value: object) -> Term:
    """Read an entry; raises `TermError`."""
    entry = mapping(value, "an entry")
    known_keys(entry, _KEYS, "an entry")
    lemma = text(entry, "de")
    case = entry.get("case", False)
    if not isinstance(case, bool):
        message = f"{lemma!r}: 'case' is {case!r}, and has to be true or false"
        raise TermError(message)
    scope = mapping(entry.get("scope", {}), "'scope'")
    known_keys(scope, frozenset(("url", "selector", "languages")), "'scope'")
    return Term(
        lemma=lemma,
        policy=choice(Policy, entry.get("policy", Policy.TRANSLATE.value), "policy"),
        forms=texts(entry, "forms"),
        match=choice(MatchRule, entry.get("match", MatchRule.WORD.value), "match"),
        case=case,
        targets=tuple(_target(code, each) for code, each in mapping(entry.get("targets", {}), "'targets'").items()),
        scope=Scope(text(scope, "url", ""), text(scope, "selector", ""), texts(scope, "languages")),
        note=text(entry, "note", ""),
        state=choice(State, entry.get("state", State.DRAFT.value), "state"),
        author=text(entry, "author", ""),
        changed_at=text(entry, "changed_at", ""),
        id=text(entry, "id", ""),
    )


def written(value: Mapping[str, object]) -> str:
    """Return an object as one line of JSON."""
    return json.dumps(value, ensure_ascii=False)


def _target(language: str, value: object) -> Target:
    entry = mapping(value, f"target {language!r}")
    known_keys(entry, frozenset(("term", "variants")), f"target {language!r}")
    return Target(language, text(entry, "term"), texts(entry, "variants"))


def choice(kind: type[_E], value: object, name: str) -> _E:
    """Read one of the values of an enumeration; raises `TermError` that names them all."""
    known = {each.value: each for each in kind}
    if isinstance(value, str) and value in known:
        return known[value]
    message = f"unknown {name} {value!r}; known are: {', '.join(known)}"
    raise TermError(message, f"unknown-{name}")


def mapping(value: object, name: str) -> Mapping[str, object]:
    """Read an object; raises `TermError`."""
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return value
    message = f"{name} has to be an object, not {value!r}"
    raise TermError(message)


def known_keys(entry: Mapping[str, object], known: frozenset[str], name: str) -> None:
    """Refuse keys that mean nothing; raises `TermError`."""
    strange = sorted(set(entry) - known)
    if strange:
        message = f"{name} has the unknown key {strange[0]!r}; known are: {', '.join(sorted(known))}"
        raise TermError(message)


def text(entry: Mapping[str, object], key: str, default: str | None = None) -> str:
    """Read a text; raises `TermError`."""
    value = entry.get(key, default)
    if isinstance(value, str):
        return value
    message = f"there is no text under {key!r}" if value is None else f"{key!r} is {value!r}, and has to be a text"
    raise TermError(message)


def texts(entry: Mapping[str, object], key: str) -> tuple[str, ...]:
    """Read a list of texts; raises `TermError`."""
    value = entry.get(key, [])
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return tuple(value)
    message = f"{key!r} is {value!r}, and has to be a list of texts"
    raise TermError(message)
