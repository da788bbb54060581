"""Finds the texts of a JSON document that rules name, and puts others in their places.

A rule's path is a JSON Pointer (RFC 6901) in which `*` stands for any one name or number and `**` for any number of
them: `/items/*/title`, `/**/description`. The last rule that fits decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from pydantic import JsonValue

Kind = Literal["text", "html", "keep"]
Steps: TypeAlias = tuple[str, ...]

_ONE: Final = "*"
_ANY: Final = "**"


@dataclass(frozen=True, slots=True)
class PathRule:
    """What the texts at a path are."""

    steps: Steps
    kind: Kind


@dataclass(frozen=True, slots=True)
class Found:
    """A text of the document, and what it is."""

    text: str
    kind: Kind


def steps_of(path: str) -> Steps:
    """Read a path; raises `ValueError` for what is none."""
    if not path.startswith("/"):
        message = f'the path {path!r} must begin with a slash, as in "/items/*/title"'
        raise ValueError(message)
    steps = path[1:].split("/")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)


def fits(steps: Steps, place: Steps) -> bool:
    """Tell whether a rule's path covers a place in the document."""
    reached = {0}
    for step in place:
        reached = _closed(steps, reached)
        reached = {at for at in reached if at < len(steps) and steps[at] == _ANY} | {
            at + 1 for at in reached if at < len(steps) and steps[at] in (_ONE, step) and steps[at] != _ANY
        }
    return len(steps) in _closed(steps, reached)


def texts(document: JsonValue, rules: Sequence[PathRule]) -> list[Found]:
    """Return the texts that are to be translated, in the document's order."""
    return [Found(text, kind) for place, text in _walk(document, ()) if (kind := _kind(place, rules)) != "keep"]


def replaced(document: JsonValue, rules: Sequence[PathRule], new: Sequence[str]) -> JsonValue:
    """Return the document with the texts that `texts` finds replaced, one for one; all else is equal."""
    left = iter(new)
    return _rebuilt(document, (), lambda place, text: next(left) if _kind(place, rules) != "keep" else text)


def _closed(steps: Steps, reached: set[int]) -> set[int]:
    """The positions that are reached where `**` stands for nothing."""
    found = set(reached)
    for at in range(len(steps)):
        if at in found and steps[at] == _ANY:
            found.add(at + 1)
    return found


def _kind(place: Steps, rules: Sequence[PathRule]) -> Kind:
    return next((rule.kind for rule in reversed(rules) if fits(rule.steps, place)), "keep")


def _walk(value: JsonValue, place: Steps) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _walk(each, (*place, str(number)))
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _walk(each, (*place, name))


def _rebuilt(value: JsonValue, place: Steps, change: Callable[[Steps, str], str]) -> JsonValue:
    if isinstance(value, str):
        return change(place, value)
    if isinstance(value, list):
        return [_rebuilt(each, (*place, str(number)), change) for number, each in enumerate(value)]
    if isinstance(value, dict):
        return {name: _rebuilt(each, (*place, name), change) for name, each in value.items()}
    return value
