"""Which remembered segments a change of the glossary would translate anew: asked before it is published (law 6).

The same ingredients are compared that go into a segment's key: the entries that match it and the editor's own
translation of it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from glossary.live import Snapshot, make_snapshot
from glossary.match import Matcher
from glossary.overrides import Override
from glossary.term import Place, Scope, Term
from translation.naming import matching
from translation.overriding import overridden
from translation.pieces import asked
from translation.segment import Segment


class Impact:
    """A change of the glossary from one state to another; quick for segments that it cannot touch."""

    def __init__(self, before: Decisions, now: Decisions, languages: Iterable[str]) -> None:
        """Take what editors decided until now, and what they are about to."""
        codes = tuple(languages)
        self._before = make_snapshot(before[0], before[1], codes)
        self._now = make_snapshot(now[0], now[1], codes)
        self._different = Matcher(set(before[0]) ^ set(now[0]))
        self._overrides_differ = set(before[1]) != set(now[1])

    @property
    def selectors(self) -> frozenset[str]:
        """The selectors of entries of both states."""
        return frozenset((*self._before.matcher.selectors, *self._now.matcher.selectors))

    def changes(self, segment: Segment, place: Place) -> bool:
        """Tell whether a segment of a page would be translated anew, or read as an editor wrote it, or no more."""
        if self._says_otherwise(segment, place):
            return True
        if not self._different.touches(segment.text):
            return False
        texts = asked(segment)
        here = place.at(segment.where)
        before, now = (matching(segment.text, texts, here, state) for state in (self._before, self._now))
        return before != now

    def rewrites(self, name: str, place: Place) -> bool:
        """Tell whether editors say something else of what has no text of its own: a frame or a field, by its name."""
        return self._says_otherwise(Segment((name,)), place)

    def _says_otherwise(self, segment: Segment, place: Place) -> bool:
        return self._overrides_differ and _own(segment, place, self._before) != _own(segment, place, self._now)


Decisions = tuple[tuple[Term, ...], tuple[Override, ...]]


def everywhere(decisions: Decisions) -> Decisions:
    """Return decisions as if they held on all pages, for texts of which nobody knows where they stand."""
    terms, overrides = decisions
    unbound = tuple(replace(term, scope=Scope(languages=term.scope.languages)) for term in terms)
    return unbound, tuple(replace(override, page="") for override in overrides)


def _own(segment: Segment, place: Place, snapshot: Snapshot) -> str:
    found = overridden(segment, place, snapshot)
    return found.fingerprint if found else ""
