"""In which elements that the glossary's selectors match a segment stands.

Knows elements by the positions of their start tags; which of them are open, `nesting` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from proxy.page.exclusions import ScopeSelectors
from proxy.page.nesting import Frame, Nesting

ANYWHERE: Final[frozenset[str]] = frozenset()


class Standing:
    """Follows which selected elements are around one segment after another.

    An element is around a segment if it is open at each of its texts. `wanted` tells whether there is any selector.
    """

    def __init__(self, selectors: ScopeSelectors, nesting: Nesting) -> None:
        """Begin with no element selected."""
        self.wanted = bool(selectors.selectors)
        self._nesting = nesting
        self._selected: dict[int, frozenset[str]] = {}
        self._around: Mapping[int, frozenset[str]] | None = None

    def select(self, tag: int, selectors: frozenset[str]) -> None:
        """Note the selectors that match an element, if any; `tag` is where its start tag stands."""
        if selectors:
            self._selected[tag] = selectors

    def text(self) -> None:
        """Note a text of the segment, which stands here."""
        here, around = self._open(self._nesting.parent), self._around
        self._around = here if around is None else {tag: around[tag] for tag in around if tag in here}

    def of_segment(self) -> frozenset[str]:
        """Return the selectors that hold for the segment, which ends here."""
        around, self._around = self._around, None
        return ANYWHERE.union(*around.values()) if around else ANYWHERE

    def at(self, element: Frame) -> frozenset[str]:
        """Return the selectors that hold in an open element."""
        return ANYWHERE.union(*self._open(element).values())

    def _open(self, element: Frame) -> dict[int, frozenset[str]]:
        """Return the selected ones of an open element and those around it."""
        found: dict[int, frozenset[str]] = {}
        for frame in self._nesting.stack if self._selected else ():
            selectors = self._selected.get(frame.tag[0])
            if selectors:
                found[frame.tag[0]] = selectors
            if frame is element:
                break
        return found
