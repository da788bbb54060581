"""How segments would read with a change that is not published yet: translated on trial, remembered for nobody else.

The trial is private work (law 7): what comes out is kept in memory for the desk alone, and waits behind visitors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from glossary.enforce import Rivals, rivals_of
from glossary.live import Snapshot
from glossary.match import Matcher
from glossary.term import Place, Term
from proxy.desk.terms.weighing import Touched, segment_of
from proxy.desk.word_diff import Piece, difference
from translation.glossing import Glosses
from translation.order import Order
from translation.routed import RoutedService
from translation.segment import Part, Segment
from translation.urgency import Urgency

MOST: Final = 12
"""Segments of one trial."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A segment as it reads now and as it would, as if it were the first on its page with the term; without its marks.

    `after` is None where it would stay German, or is not ready.
    """

    language: str
    german: str
    before: str
    after: str | None
    ready: bool

    @property
    def words(self) -> tuple[Piece, ...]:
        """What differs."""
        return difference(self.before, self.after or "")


async def tried(
    service: RoutedService, would: Snapshot, touched: Sequence[Touched], place: Place, seconds: float
) -> tuple[Tried, ...]:
    """Translate some segments as if they stood at a place with what would be decided, for at most so long."""
    some, now = touched[:MOST], service.glossary
    found: list[Tried] = []
    for language in dict.fromkeys(each.language for each in some):
        own = [each for each in some if each.language == language]
        here = replace(place, language=language)
        order = Order(language, Urgency.BOT, seconds, private=True, visitor=b"the desk's trials", page=place.path)
        segments = [replace(segment_of(each.german), where=place.selectors) for each in own]
        outcomes = await service.translate(segments, order, would)
        for each, segment, outcome in zip(own, segments, outcomes, strict=True):
            before = _read(segment, segment_of(each.target or each.german).parts, here, now)
            ready = not outcome.provisional
            after = _read(segment, outcome.parts, here, would) if ready and outcome.parts is not None else None
            found.append(Tried(language, segment.text, before, after, ready))
    return tuple(found)


def _read(segment: Segment, parts: Sequence[Part], place: Place, state: Snapshot) -> str:
    return Segment(tuple(Glosses(state, place).apply(segment, parts))).text


def would_be(state: Snapshot, relevant: Sequence[Term], before: Term | None, now: Term | None) -> Snapshot:
    """Return the glossary with one entry changed, as far as it matters to the texts that `relevant` was asked for."""
    own = {each.id for each in (before, now) if each}
    terms = [each for each in relevant if each.id not in own]
    terms += [now] if now else []
    rivals = {code: _with(state.rivals[code], terms, code) for code in state.rivals}
    return replace(state, matcher=Matcher(terms), rivals=MappingProxyType(rivals))


def _with(known: Rivals, terms: Sequence[Term], language: str) -> Rivals:
    return MappingProxyType({**known, **rivals_of(terms, language)})
