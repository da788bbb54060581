"""Quick answers at once, better ones in the background: each under its own key, and never less than was there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from engines import Answers, ToyEngine, sure

from cache.memory_store import MIB, MemoryStore
from cache.private import PrivateMemory
from cache.segments import SegmentMemory
from glossary.seed import SeedMemory
from glossary.term import Place
from models.engine import GREEDY, Candidate, Search
from models.errors import EngineError
from translation.batcher import Batcher, BatchLimits
from translation.improving import ImprovingService, ThoroughService
from translation.memories import Memories
from translation.order import Order
from translation.outcome import Layer, Outcome
from translation.rungs import BEAM
from translation.segment import Segment
from translation.service import TranslationService
from translation.urgency import Urgency

GERMAN = "Das Bürgeramt ist heute geschlossen."
QUICK, BETTER = "Vatandaş bürosu bugün kapalı.", "Vatandaş bürosu bugün kapalıdır."
UNSURE = -5.0

Said = tuple[Candidate, ...]


class TwoMinds(ToyEngine):
    """Answers a quick search with one thing and a wide one with another."""

    def __init__(self, quick: Callable[[], Said], better: Callable[[], Said]) -> None:
        super().__init__(lambda _text: quick())
        self._better = better

    def translate(self, texts: Sequence[str], language: str, search: Search) -> Answers:
        quick = super().translate(texts, language, search)
        return quick if search == GREEDY else [self._better() for _ in texts]

    @property
    def searches(self) -> list[Search]:
        """How answers were looked for, in order."""
        return [search for _, _, search in self.calls]


def unsure(text: str) -> Said:
    """An answer that may not be shown."""
    return (Candidate(text, UNSURE, complete=True),)


@dataclass
class Town:
    """The two services with their parts."""

    service: ImprovingService
    quick: TranslationService
    engine: TwoMinds
    batcher: Batcher

    async def ask(self, text: str = GERMAN, urgency: Urgency = Urgency.VISITOR, **order: object) -> Outcome:
        """Translate into Turkish."""
        asked = Order("tr", urgency, **order)  # type: ignore[arg-type]
        (outcome,) = await self.service.translate([Segment((text,))], asked)
        return outcome


@asynccontextmanager
async def town(engine: TwoMinds) -> AsyncIterator[Town]:
    """Run the services over `engine`, as the proxy joins them, with a seed of one entry."""
    store = MemoryStore(8 * MIB)
    memory = SegmentMemory(store)
    batcher = Batcher(engine, BatchLimits(), lambda *_: None)
    memories = Memories(memory, PrivateMemory(lambda: 1000.0, b"s" * 32))
    seed = SeedMemory([{"de": "Impressum", "tr": "Künye"}], ["tr"])
    quick = TranslationService(engine, batcher, memories, seed, lambda *_: None)
    thorough = ThoroughService(engine, batcher, memories, seed, lambda *_: None)
    service = ImprovingService(quick, thorough, batcher)
    try:
        yield Town(service, quick, engine, batcher)
    finally:
        engine.free.set()
        await service.drain()
        await batcher.close()
        memory.close()
        store.close()


def two_minds() -> TwoMinds:
    """Sure both ways."""
    return TwoMinds(lambda: sure(QUICK), lambda: sure(BETTER))


async def test_quick_first_then_better() -> None:
    """The first view is quick and says that it may get better; the next is better, final, and asks for nothing."""
    async with town(two_minds()) as it:
        first = await it.ask()
        assert (first.text, first.provisional) == (QUICK, True)
        await it.service.drain()
        second = await it.ask()
        assert (second.text, second.layer, second.provisional) == (BETTER, Layer.MEMORY, False)
        await it.service.drain()
        assert it.engine.searches == [GREEDY, BEAM]


async def test_what_nobody_waits_for_is_better_at_once() -> None:
    """Warming makes no quick answer that would be thrown away; the trace says how it was made (law 9)."""
    async with town(two_minds()) as it:
        outcome = await it.ask(urgency=Urgency.BACKGROUND)
        assert (outcome.text, outcome.provisional) == (BETTER, False)
        assert [attempt.way for attempt in outcome.trace.attempts] == ["beam"]
        assert it.engine.searches == [BEAM]


async def test_never_less_than_the_quick_answer() -> None:
    """What a wide search leaves in German reads as the quick answer has it, for good (law 8)."""
    async with town(TwoMinds(lambda: sure(QUICK), lambda: unsure(BETTER))) as it:
        assert (await it.ask()).text == QUICK
        await it.service.drain()
        again = await it.ask()
        assert (again.text, again.provisional) == (QUICK, False)
        behind = await it.ask(urgency=Urgency.BACKGROUND)
        assert (behind.text, behind.provisional) == (QUICK, False)


async def test_german_may_get_better() -> None:
    """What the quick way was not sure of may be shown once it was looked for widely."""
    async with town(TwoMinds(lambda: unsure(QUICK), lambda: sure(BETTER))) as it:
        first = await it.ask()
        assert (first.parts, first.provisional) == (None, True)
        await it.service.drain()
        assert (await it.ask()).text == BETTER


async def test_both_unsure_is_german_for_good() -> None:
    """The page is complete: nothing more is tried at the next view."""
    async with town(TwoMinds(lambda: unsure(QUICK), lambda: unsure(BETTER))) as it:
        await it.ask()
        await it.service.drain()
        calls = len(it.engine.calls)
        again = await it.ask()
        assert (again.parts, again.provisional) == (None, False)
        await it.service.drain()
        assert len(it.engine.calls) == calls


@pytest.mark.parametrize("text", ["Impressum", "12,50 €"])
async def test_what_needs_no_model_is_final(text: str) -> None:
    """By hand or without words: there is nothing to make better."""
    async with town(two_minds()) as it:
        assert not (await it.ask(text)).provisional
        assert it.engine.calls == []


async def test_keys_are_apart_and_say_what_pages_depend_on() -> None:
    """Neither answer can be taken for the other (law 6), and a page of quick answers is not the page of better ones."""
    async with town(two_minds()) as it:
        segment, place = Segment((GERMAN,)), Place("", "tr")
        assert it.service.key(segment, "tr") != it.quick.key(segment, "tr")
        assert it.service.digest([segment], place) != it.quick.digest([segment], place)
        await it.ask()
        await it.service.drain()
        (quick,) = await it.quick.translate([segment], Order("tr"))
        assert quick.text == QUICK


async def test_remembered_is_the_better_one_if_it_is_there() -> None:
    """Who asks what would be shown now makes nothing."""
    async with town(two_minds()) as it:
        segments, order = [Segment((GERMAN,))], Order("tr")
        assert await it.service.remembered(segments, order) == [None]
        it.engine.free.clear()
        it.engine.called.clear()
        await it.ask(deadline_seconds=0.01)
        it.engine.free.set()
        await it.quick.drain()
        [quick] = await it.service.remembered(segments, order)
        assert quick is not None
        assert quick.text == QUICK
        await it.ask()
        await it.service.drain()
        [better] = await it.service.remembered(segments, order)
        assert better is not None
        assert better.text == BETTER


async def test_private_texts_stay_private() -> None:
    """A better translation of a private page is that visitor's own, too (law 7)."""
    async with town(two_minds()) as it:
        await it.ask(private=True, visitor=b"one")
        await it.service.drain()
        assert (await it.ask(private=True, visitor=b"one")).text == BETTER
        segments = [Segment((GERMAN,))]
        assert await it.service.remembered(segments, Order("tr", private=True, visitor=b"two")) == [None]


async def test_a_failure_in_the_background_leaves_the_quick_answer() -> None:
    """It is tried again at the next view, and the page is not kept as complete meanwhile."""

    def fail() -> Said:
        message = "no memory for wide searches"
        raise EngineError(message)

    async with town(TwoMinds(lambda: sure(QUICK), fail)) as it:
        for _ in range(2):
            outcome = await it.ask()
            assert (outcome.text, outcome.provisional) == (QUICK, True)
            await it.service.drain()
        assert it.engine.searches == [GREEDY, BEAM, BEAM]


async def test_a_long_queue_is_not_made_longer() -> None:
    """While much waits nothing is begun behind anybody's back; a later view begins it."""
    async with town(two_minds()) as it:
        await it.quick.translate([Segment((GERMAN,))], Order("tr"))
        it.engine.free.clear()
        others = [it.batcher.submit(f"Satz {number}.", "ar", GREEDY, Urgency.BACKGROUND) for number in range(300)]
        outcome = await it.ask()
        assert (outcome.text, outcome.provisional, it.batcher.waiting) == (QUICK, True, 300)
        it.engine.free.set()
        await asyncio.gather(*others)
        await it.ask()
        await it.service.drain()
        assert (await it.ask()).text == BETTER
