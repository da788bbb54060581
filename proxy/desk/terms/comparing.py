"""What differs between two states of an entry, field by field."""

from __future__ import annotations

from dataclasses import dataclass

from proxy.desk.terms.fields import Fields, is_list, lines
from proxy.desk.word_diff import Piece, difference


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that is not the same: words for texts, values for lists."""

    name: str
    before: str
    after: str
    words: tuple[Piece, ...] = ()
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def compare(before: Fields, after: Fields) -> tuple[FieldChange, ...]:
    """Return the fields that differ, in the order of the form; what is not there is empty."""
    names = dict.fromkeys((*after, *before))
    return tuple(_change(name, *both) for name in names if (both := _both(name, before, after))[0] != both[1])


def _both(name: str, before: Fields, after: Fields) -> tuple[str, str]:
    return before.get(name, ""), after.get(name, "")


def _change(name: str, before: str, after: str) -> FieldChange:
    if not is_list(name):
        return FieldChange(name, before, after, words=difference(before, after))
    old, new = lines(before), lines(after)
    removed = tuple(each for each in old if each not in new)
    return FieldChange(name, before, after, removed=removed, added=tuple(each for each in new if each not in old))
