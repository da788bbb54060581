"""An entry as the fields of a form, and back: what is wrong is said at the field, in the editor's language.

All values are texts; lists have one value a line. The same fields are compared and merged. Languages of targets are
those that are served, and those that the entry has besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from glossary.errors import TermError
from glossary.term import MatchRule, Policy, Scope, State, Target, Term, is_simple, unspeakable

FACTS: Final = ("de", "forms", "policy", "match", "case", "state", "url", "selector", "only", "note")
Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a field: a key below `terms.wrong`, and what its words need."""

    at: str
    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    hinders: bool = True
    """Whether it cannot be saved or published so."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was sent: the entry it stands for, None where something is wrong."""

    fields: Fields
    term: Term | None
    wrong: tuple[Wrong, ...] = ()


def is_list(name: str) -> bool:
    """Tell whether a field has one value a line."""
    return name in ("forms", "only") or name.startswith("variants-")


def language_of(name: str) -> str:
    """Return the language of a target's field, "" for others."""
    kind, _, code = name.partition("-")
    return code if kind in ("target", "variants") else ""


def names_of(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the names of all fields, in the order of the form."""
    return (*FACTS, *(f"{kind}-{code}" for code in codes for kind in ("target", "variants")))


def codes_of(term: Term, served: Sequence[str]) -> tuple[str, ...]:
    """Return the languages of a form: those served, and those the entry has besides."""
    return tuple(dict.fromkeys((*served, *(target.language for target in term.targets))))


def to_fields(term: Term, codes: Sequence[str]) -> Fields:
    """Return the fields that say what the entry says."""
    values = {
        "de": term.lemma, "forms": "\n".join(term.forms), "policy": term.policy.value, "match": term.match.value,
        "case": "yes" if term.case else "", "state": term.state.value, "url": term.scope.url,
        "selector": term.scope.selector, "only": "\n".join(term.scope.languages), "note": term.note,
    }  # fmt: skip
    for code in codes:
        target = term.target(code)
        values[f"target-{code}"] = target.term if target else ""
        values[f"variants-{code}"] = "\n".join(target.variants) if target else ""
    return MappingProxyType(values)


def from_fields(sent: Mapping[str, str], codes: Sequence[str], entry: str = "") -> Filled:
    """Read a form; `entry` is the id. White space that nobody means is taken off."""
    values = {name: _tidy(name, sent.get(name, "")) for name in names_of(codes)}
    wrong = tuple(_wrong(values, codes))
    if wrong:
        return Filled(values, None, wrong)
    targets = tuple(
        Target(code, values[f"target-{code}"], lines(values[f"variants-{code}"]))
        for code in codes
        if values[f"target-{code}"]
    )
    try:
        term = Term(
            lemma=values["de"],
            policy=Policy(values["policy"]),
            forms=lines(values["forms"]),
            match=MatchRule(values["match"]),
            case=bool(values["case"]),
            targets=targets,
            scope=Scope(values["url"], values["selector"], lines(values["only"])),
            note=values["note"],
            state=State(values["state"]),
            id=entry,
        )
    except TermError as failure:
        return Filled(values, None, (Wrong("de", "other", {"detail": str(failure)}),))
    return Filled(values, term)


def lines(text: str) -> tuple[str, ...]:
    """Return the values of a list."""
    return tuple(dict.fromkeys(each for each in text.split("\n") if each))


def _tidy(name: str, value: str) -> str:
    text = value.replace("\r\n", "\n")
    if name == "note":
        return text
    values = (line.replace("\t", " ").strip() for line in text.split("\n"))
    return "\n".join(dict.fromkeys(filter(None, values))) if is_list(name) else " ".join(filter(None, values))


def _wrong(values: Fields, codes: Sequence[str]) -> Iterable[Wrong]:
    if not values["de"]:
        yield Wrong("de", "no-german")
    yield from (Wrong(name, "control") for name, value in values.items() if unspeakable(value))
    for name, kind in (("policy", Policy), ("match", MatchRule), ("state", State)):
        if values[name] not in tuple(kind):
            yield Wrong(name, "unknown", {"value": values[name]})
    yield from _wrong_places(values, codes)
    for code in codes:
        if values[f"variants-{code}"] and not values[f"target-{code}"]:
            yield Wrong(f"target-{code}", "no-target")


def _wrong_places(values: Fields, codes: Sequence[str]) -> Iterable[Wrong]:
    url, selector = values["url"], values["selector"]
    if url and not url.startswith(("/", "*")):
        yield Wrong("url", "url", {"value": url})
    if selector and not is_simple(selector):
        yield Wrong("selector", "selector", {"value": selector})
    yield from (Wrong("only", "unknown", {"value": code}) for code in lines(values["only"]) if code not in codes)
