"""Gives each segment to the service of its engine: the model of its language, or the one on trial for its share.

Every engine has a service of its own, so that the key of a segment holds the signature of exactly the model that
translates it (law 6). Where an engine fails and another takes its place, the segment is made anew under that one's key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Protocol, TypeVar

from glossary.live import Snapshot
from glossary.term import Place
from models.engine import Candidate, Engine, Search
from models.routing import PASSED_OVER, Routes
from translation.order import Order
from translation.outcome import ENGINE_FAILED, Outcome
from translation.segment import Segment
from translation.sentence_queue import SentenceQueue
from translation.urgency import Urgency

T = TypeVar("T")


class SegmentService(Protocol):
    """Translates segments with one engine."""

    def key(self, segment: Segment, language: str, page: str = "") -> bytes:
        """Return the key of a segment's translation."""

    def digest(self, segments: Iterable[Segment], place: Place, snapshot: Snapshot | None = None) -> bytes:
        """Return what a page's words depend on."""

    async def translate(
        self, segments: Sequence[Segment], order: Order, snapshot: Snapshot | None = None
    ) -> list[Outcome]:
        """Return what became of each segment, in order, within the deadline."""

    async def remembered(
        self, segments: Sequence[Segment], order: Order, snapshot: Snapshot | None = None
    ) -> list[Outcome | None]:
        """Return what a translation would say that had no time at all."""

    async def drain(self) -> None:
        """Wait for what goes on in the background."""


@dataclass(frozen=True, slots=True)
class NamedQueue:
    """Asks the engine of that signature and no other, whoever has to answer."""

    queue: SentenceQueue
    signature: str

    @property
    def waiting(self) -> int:
        """How many sentences wait or are being translated, for any engine."""
        return self.queue.waiting

    def submit(
        self, text: str, language: str, search: Search, urgency: Urgency
    ) -> asyncio.Future[tuple[Candidate, ...]]:
        """Ask for a translation."""
        return self.queue.submit(text, language, self._named(search), urgency)

    def urge(self, text: str, language: str, search: Search, urgency: Urgency) -> None:
        """Let a sentence that waits be as urgent as that."""
        self.queue.urge(text, language, self._named(search), urgency)

    def relax(self, text: str, language: str, search: Search) -> None:
        """Let a sentence wait for others."""
        self.queue.relax(text, language, self._named(search))

    def _named(self, search: Search) -> Search:
        return replace(search, engine=self.signature)


class RoutedService:
    """One translation service an engine, behind the methods of one; use it from one event loop."""

    def __init__(
        self, routes: Routes, make: Callable[[Engine], SegmentService], glossary: Callable[[], Snapshot]
    ) -> None:
        """`make` makes the service of an engine when its first segment comes; `glossary` is that of all of them."""
        self._routes = routes
        self._make = make
        self._glossary = glossary
        self._services: dict[str, SegmentService] = {}

    @property
    def glossary(self) -> Snapshot:
        """What editors have decided, now."""
        return self._glossary()

    def key(self, segment: Segment, language: str, page: str = "") -> bytes:
        """Return the key of a segment's translation: everything that can change it (law 6)."""
        return self._of(self._routes.route(language, segment.skeleton)).key(segment, language, page)

    def digest(self, segments: Iterable[Segment], place: Place, snapshot: Snapshot | None = None) -> bytes:
        """Return what a page's words depend on: another digest where the key of any of its segments is another."""
        listed = tuple(segments)
        parts = [
            (each.engine.signature.encode(), each.service.digest(each.of(listed), place, snapshot))
            for each in self._groups(listed, place.language)
        ]
        if len(parts) == 1:
            return parts[0][1]
        digest = blake2b(digest_size=16, person=b"page-engines")
        for signature, part in sorted(parts):
            digest.update(len(signature).to_bytes(4, "big") + signature + part)
        return digest.digest()

    async def translate(
        self, segments: Sequence[Segment], order: Order, snapshot: Snapshot | None = None
    ) -> list[Outcome]:
        """Return what became of each segment, in order, within the deadline.

        What failed with its engine is asked of the one that takes its place, once.
        """
        state = snapshot or self.glossary
        clock = asyncio.get_running_loop().time
        started = clock()
        groups = self._groups(segments, order.language)
        found = await self._translated(groups, segments, order, state)
        moved = self._moved(groups, segments, found, order.language)
        if moved:
            seconds = order.deadline_seconds
            left = None if seconds is None else max(0.0, seconds - (clock() - started))
            others = [segments[number] for number in moved]
            again = await self._translated(
                self._groups(others, order.language), others, replace(order, deadline_seconds=left), state
            )
            for number, outcome in zip(moved, again, strict=True):
                found[number] = outcome
        return found

    async def remembered(
        self, segments: Sequence[Segment], order: Order, snapshot: Snapshot | None = None
    ) -> list[Outcome | None]:
        """Return what a translation would say that had no time at all: nothing is made, and None what is not there."""
        groups = self._groups(segments, order.language)
        made = await asyncio.gather(*(each.service.remembered(each.of(segments), order, snapshot) for each in groups))
        return _in_order(groups, made)

    async def drain(self) -> None:
        """Wait for what goes on in the background."""
        for service in tuple(self._services.values()):
            await service.drain()

    async def _translated(
        self, groups: Sequence[_Group], segments: Sequence[Segment], order: Order, state: Snapshot
    ) -> list[Outcome]:
        made = await asyncio.gather(*(each.service.translate(each.of(segments), order, state) for each in groups))
        return _in_order(groups, made)

    def _moved(
        self, groups: Sequence[_Group], segments: Sequence[Segment], found: Sequence[Outcome], language: str
    ) -> list[int]:
        """Return the numbers of the segments that failed and have another engine now."""
        moved: list[int] = []
        for group in groups:
            failed = [number for number in group.numbers if found[number].detail.startswith(ENGINE_FAILED)]
            if any(PASSED_OVER in found[number].detail for number in failed):
                # The engines may run in another process, whose router knows more than ours.
                self._routes.pass_over(group.engine.signature)
            moved += [
                number
                for number in failed
                if self._routes.route(language, segments[number].skeleton).signature != group.engine.signature
            ]
        return moved

    def _groups(self, segments: Sequence[Segment], language: str) -> list[_Group]:
        """Return the engines of some segments, each with its service and the numbers of its segments."""
        groups: dict[str, _Group] = {}
        for number, segment in enumerate(segments):
            engine = self._routes.route(language, segment.skeleton)
            if engine.signature not in groups:
                groups[engine.signature] = _Group(engine, self._of(engine), [])
            groups[engine.signature].numbers.append(number)
        return list(groups.values())

    def _of(self, engine: Engine) -> SegmentService:
        service = self._services.get(engine.signature)
        if service is None:
            service = self._services[engine.signature] = self._make(engine)
        return service


@dataclass(frozen=True, slots=True)
class _Group:
    engine: Engine
    service: SegmentService
    numbers: list[int]

    def of(self, segments: Sequence[Segment]) -> list[Segment]:
        return [segments[number] for number in self.numbers]


def _in_order(groups: Sequence[_Group], made: Sequence[Sequence[T]]) -> list[T]:
    """Put what was made group by group into the order of the segments."""
    found = {
        number: each
        for group, some in zip(groups, made, strict=True)
        for number, each in zip(group.numbers, some, strict=True)
    }
    return [found[number] for number in range(len(found))]
