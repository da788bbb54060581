"""What happened while a segment was translated, for law 9: tried ways, checks that refused, terms, markup.

Plain values that are remembered with the translation, so that the reason is known as long as the text is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

TRIED: Final = "tried "
MARKUP: Final = "markup "
"""Begins what is counted of a segment with inline tags; its rung of the ladder follows."""


class TermResult(StrEnum):
    """What became of a glossary term in a translation."""

    HONOURED = "honoured"  # the model's own choice is an accepted form
    RERANKED = "reranked"  # another candidate of the model had it
    REDECODED = "re-decoded"  # the model was asked again with the wrong word suppressed
    REPLACED = "replaced"  # the aligned words were replaced by the base form: to be reviewed
    PROTECTED = "protected"  # a name that was kept out of the model's hands
    VIOLATED = "violated"  # the translation is without it


@dataclass(frozen=True, slots=True)
class TermUse:
    """One glossary entry that matched: its id, lemma, the German words found and the result."""

    term: str
    lemma: str
    surface: str
    result: TermResult


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way that was tried (`greedy`, `beam`, `numbers masked`, `repaired` ...) and why it was refused, or ()."""

    way: str
    refused: tuple[str, ...] = ()

    @property
    def counted(self) -> str:
        """What it counts as: `tried masked: check numbers`, with the kind of the first reason, or none."""
        return f"{TRIED}{self.way}: {self.refused[0].partition(':')[0] if self.refused else ''}"


@dataclass(frozen=True, slots=True)
class Trace:
    """All that is known of how a translation came about; `markup` names the rung of the ladder for inline tags."""

    attempts: tuple[Attempt, ...] = ()
    terms: tuple[TermUse, ...] = ()
    markup: str = ""

    def __add__(self, other: Trace) -> Trace:
        """Join the traces of two parts of a segment; the lower rung of the markup ladder, if any, is kept."""
        return Trace(self.attempts + other.attempts, self.terms + other.terms, other.markup or self.markup)


NO_TRACE = Trace()
