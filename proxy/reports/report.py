"""What a visitor reports, and who takes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol

LONGEST_QUOTE: Final = 500
LONGEST_MESSAGE: Final = 1000
"""In characters."""


@dataclass(frozen=True, slots=True)
class NewReport:
    """A translation that somebody finds wrong; nothing in it says who.

    `page` is its German path; `segment` and `german` (marked, as editors see it) are "" where no sentence of the page
    was recognised, and `shown` is how it read then. `nonce` is the form's own: one form is one report.
    """

    language: str
    page: str
    segment: str
    german: str
    shown: str
    quote: str
    message: str
    nonce: str


class Taken(Enum):
    """What became of a report; one that was there already counts as stored."""

    STORED = "stored"
    TOO_MANY = "too many"
    """Of all visitors together in this hour, or there is no room."""


class Inbox(Protocol):
    """Whoever keeps reports; may be asked in threads."""

    def add(self, report: NewReport) -> Taken:
        """Keep a report; raises `StoreError`."""
