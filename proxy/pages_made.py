"""Who made which page of what: told to whoever wants to hear it, never waited for.

Only pages that everybody may see are told, and none whose address has words that a visitor may have written (law 7).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from glossary.live import Snapshot
from glossary.term import Place
from translation.outcome import Outcome
from translation.segment import Segment

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PageMade:
    """A public page in one language: what became of each of its segments, at one state of the glossary.

    `path` is the German one, with its query; the place has it without.
    """

    path: str
    place: Place
    segments: tuple[Segment, ...]
    outcomes: tuple[Outcome, ...]
    state: Snapshot


Listener = Callable[[PageMade], None]
"""Must return at once and is called in the event loop."""


class PagesMade:
    """The listeners of one process."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def hear(self, listener: Listener) -> None:
        """Tell this one, too."""
        self._listeners.append(listener)

    def tell(self, page: PageMade) -> None:
        """Tell all; one that fails does not keep the page from its visitor."""
        for listener in self._listeners:
            try:
                listener(page)
            except Exception:
                log.exception("a page could not be noted", path=page.path)
