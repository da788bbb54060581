"""A segment in one language as it stands in the register, and the states it may be in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from glossary import marked
from proxy.desk.texts.ids import reading_number
from translation.trace import TermUse


class TextState(StrEnum):
    """What editors have to know first of a text."""

    MACHINE = "machine"
    REVIEWED = "reviewed"
    OVERRIDDEN = "overridden"
    STALE = "stale"  # an editor wrote it for German that has changed since
    FAILED = "failed"  # a check refused every translation: it stays German
    GERMAN = "german"  # it stays German for another reason
    WAITING = "waiting"
    FIXED = "fixed"  # from the collection, or the same in every language


OPEN: Final = (TextState.STALE, TextState.FAILED, TextState.GERMAN, TextState.MACHINE)
"""What a review goes through."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One segment in one language; texts are as editors see them (`glossary.marked`).

    `target` is None where it stays German, `confidence` where no model answered; `seen` counts views of its pages.
    """

    number: int
    segment: str
    language: str
    german: str
    target: str | None
    state: TextState
    reason: str = ""
    confidence: float | None = None
    model: str = ""
    seen: int = 0
    first_seen: str = ""
    last_seen: str = ""
    terms: tuple[TermUse, ...] = ()

    @property
    def certainty(self) -> float:
        """What the queue is ordered by: from 0 to 1."""
        if self.state in (TextState.MACHINE, TextState.REVIEWED):
            return self.confidence if self.confidence is not None else 1.0
        return 0.0 if self.state in OPEN else 1.0


def reviewed_number(segment: str, language: str, target: str) -> int:
    """Return the number under which it is kept that an editor found this translation good."""
    return reading_number("review", segment, language, target)


def words(text: str) -> str:
    """Return the words of a text without its marks; a text that only looks as if it had some stays as it is."""
    try:
        return marked.texts(text)
    except marked.MarkupError:
        return text
