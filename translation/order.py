"""Who asks for translations: for which language, how urgently, how long they wait, and what must stay theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from glossary.term import Place
from translation.urgency import Urgency


class Allowance(Protocol):
    """How much of what nobody has translated yet may be translated for whoever asks."""

    def take(self, words: int) -> bool:
        """Tell whether so many more words may be translated, and count them if so."""


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks, for which language, and how long they wait.

    `submitted` are values that the request itself sent: a segment that repeats one is never shared (law 7). `page` is
    the path of the German page, without query: entries of the glossary may be for some pages only;
    `where` is that of the segment that is being translated.
    """

    language: str
    urgency: Urgency = Urgency.VISITOR
    deadline_seconds: float | None = None
    private: bool = False
    visitor: bytes = b""
    submitted: frozenset[str] = field(default_factory=frozenset)
    page: str = ""
    allowance: Allowance | None = field(default=None, compare=False)
    """None: as much as there is."""
    where: frozenset[str] = frozenset()

    @property
    def place(self) -> Place:
        """Where the texts stand, as the glossary asks for it."""
        return Place(self.page, self.language, self.where)
