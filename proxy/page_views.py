"""How often pages were viewed: counted in memory, taken every few seconds by whoever wants to know.

Counts people's views of whole pages, by German path and language; nothing of who they are. While nobody wants to know,
nothing is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_MOST: Final = 10_000  # different pages between two takings; more are counted as dropped


class PageViews:
    """The counts of one process; counted in the event loop, taken in any thread."""

    def __init__(self) -> None:
        self.wanted = False
        self.dropped = 0
        self._counts: dict[tuple[str, str], int] = {}

    def count(self, path: str, language: str) -> None:
        """Count a view."""
        if not self.wanted:
            return
        counts, name = self._counts, (path, language)
        known = counts.get(name)
        if known is not None:
            counts[name] = known + 1
        elif len(counts) < _MOST:
            counts[name] = 1
        else:
            self.dropped += 1

    def take(self) -> Mapping[tuple[str, str], int]:
        """Return what was counted since this was last asked."""
        counts, self._counts = self._counts, {}
        return counts
