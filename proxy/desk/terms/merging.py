"""Two people changed one entry: their changes joined field by field, and asked about where both changed the same.

Pure. `before` is what mine was made of, `theirs` what is there now. A list can also be combined: what either took out
is out, what either added is in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from proxy.desk.terms.fields import Fields, is_list, lines


class Choice(StrEnum):
    """Whose value is taken."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class MergedField:
    """A field that somebody changed; `combined` is None where only one of the two can be had."""

    name: str
    before: str
    mine: str
    theirs: str
    combined: str | None

    @property
    def open(self) -> bool:
        """Whether both changed it, in different ways."""
        return self.mine != self.theirs and self.before not in (self.mine, self.theirs)

    @property
    def usual(self) -> Choice:
        """What is taken if nobody chooses: the only change, else both, else one's own."""
        if not self.open:
            return Choice.THEIRS if self.mine == self.before else Choice.MINE
        return Choice.MINE if self.combined is None else Choice.BOTH

    def value(self, choice: Choice) -> str:
        """Return what the field becomes."""
        if choice is Choice.BOTH and self.combined is not None:
            return self.combined
        return self.theirs if choice is Choice.THEIRS else self.mine


def merge(before: Fields, mine: Fields, theirs: Fields) -> tuple[MergedField, ...]:
    """Return the fields that either changed, in the order of the form."""
    found = []
    for name in dict.fromkeys((*theirs, *mine)):
        old, own, other = (fields.get(name, "") for fields in (before, mine, theirs))
        if (own, other) != (old, old):
            found.append(MergedField(name, old, own, other, _combined(name, old, own, other)))
    return tuple(found)


def joined(before: Fields, fields: tuple[MergedField, ...], choices: Mapping[str, Choice]) -> Fields:
    """Return the entry with what was chosen for each field, and the usual where nothing was."""
    return {**before, **{each.name: each.value(choices.get(each.name, each.usual)) for each in fields}}


def _combined(name: str, before: str, mine: str, theirs: str) -> str | None:
    if is_list(name):
        old, own, other = lines(before), lines(mine), lines(theirs)
        kept = (each for each in (*other, *own) if (each not in old) or (each in own and each in other))
        return "\n".join(dict.fromkeys(kept))
    if name == "note":
        return "\n".join(dict.fromkeys(text for text in (theirs, mine) if text))
    return None
