"""Segments go to the service of their engine: keys are exact for canaries and fall-backs (law 6)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from engines import ToyEngine, failing, sure

from cache.memory_store import MIB, MemoryStore
from cache.private import PrivateMemory
from cache.segments import SegmentMemory
from glossary.live import NO_GLOSSARY
from glossary.seed import SeedMemory
from glossary.term import Place
from models.engine import Engine
from models.errors import EngineError, ModelDamagedError
from models.routing import PASSED_OVER, Canary, OneEngine, Router
from translation.batcher import Batcher, BatchLimits
from translation.memories import Memories
from translation.order import Order
from translation.outcome import Layer, Outcome
from translation.routed import NamedQueue, RoutedService
from translation.segment import Segment
from translation.service import TranslationService

TEXTS = tuple(f"Das Bürgeramt in der Straße {name} ist heute geschlossen." for name in "ABCDEFGHIJKLMNOPQRST")
SEGMENTS = tuple(Segment((text,)) for text in TEXTS)


def says(word: str) -> ToyEngine:
    """An engine that shows that it was the one; called faithful because what it says is no Turkish."""
    return ToyEngine(lambda text: sure(f"{word} {text}"), faithful=True, signature=word)


@asynccontextmanager
async def routed(router: Router, memory: SegmentMemory) -> AsyncIterator[RoutedService]:
    """Run a service over a router, as the proxy joins them."""
    batcher = Batcher(router, BatchLimits(), lambda *_: None)
    memories = Memories(memory, PrivateMemory(lambda: 1000.0, b"s" * 32))

    def make(engine: Engine) -> TranslationService:
        queue = NamedQueue(batcher, engine.signature)
        return TranslationService(engine, queue, memories, SeedMemory((), ()), lambda *_: None)

    service = RoutedService(router, make, lambda: NO_GLOSSARY)
    try:
        yield service
    finally:
        await service.drain()
        await batcher.close()


def memory() -> SegmentMemory:
    """A memory of its own."""
    return SegmentMemory(MemoryStore(8 * MIB))


def router(*row: ToyEngine, trial: Canary | None = None) -> Router:
    """A router into Turkish."""
    return Router({"tr": row}, {"tr": trial} if trial else {}, lambda: 100.0, 60.0, lambda _: None)


def first_words(outcomes: Sequence[Outcome]) -> list[str]:
    """Who answered."""
    return [outcome.text.partition(" ")[0] for outcome in outcomes]


async def test_each_segment_is_its_engines_in_order() -> None:
    """Some on trial, the others not; asked again all are remembered, and no engine works."""
    stable, trial = says("stable"), says("trial")
    async with routed(router(stable, trial=Canary(trial, 40.0)), memory()) as service:
        made = await service.translate(SEGMENTS, Order("tr"))
        assert [outcome.text.partition(" ")[2] for outcome in made] == list(TEXTS)
        assert set(first_words(made)) == {"stable", "trial"}
        calls = len(stable.calls) + len(trial.calls)
        again = await service.translate(SEGMENTS, Order("tr"))
        assert first_words(again) == first_words(made)
        assert {outcome.layer for outcome in again} == {Layer.MEMORY}
        assert len(stable.calls) + len(trial.calls) == calls
        assert [each is not None for each in await service.remembered(SEGMENTS, Order("tr"))] == [True] * len(TEXTS)


async def test_a_larger_share_translates_anew_only_what_it_adds() -> None:
    """Exact invalidation: what stays with its engine keeps its key."""
    kept = memory()
    async with routed(router(says("stable"), trial=Canary(says("trial"), 20.0)), kept) as before:
        was = first_words(await before.translate(SEGMENTS, Order("tr")))
        digest = before.digest(SEGMENTS, Place("", "tr"))
    stable, trial = says("stable"), says("trial")
    async with routed(router(stable, trial=Canary(trial, 60.0)), kept) as after:
        now = first_words(await after.translate(SEGMENTS, Order("tr")))
        assert after.digest(SEGMENTS, Place("", "tr")) != digest
    assert stable.asked == []
    added = [text for text, one, other in zip(TEXTS, was, now, strict=True) if one != other]
    assert sorted(trial.asked) == sorted(added)
    assert added


async def test_a_fall_back_is_remembered_under_its_own_key() -> None:
    """The visitor sees the second engine's answer at once; when the first works again, its key is still empty."""
    broken, second = ToyEngine(failing(ModelDamagedError("gone")), faithful=True, signature="broken"), says("second")
    kept = memory()
    async with routed(router(broken, second), kept) as service:
        made = await service.translate(SEGMENTS[:3], Order("tr", deadline_seconds=5.0))
        assert first_words(made) == ["second"] * 3
    mended = says("broken")
    async with routed(router(mended, second), kept) as service:
        made = await service.translate(SEGMENTS[:3], Order("tr"))
        assert first_words(made) == ["broken"] * 3
        assert mended.asked != []


async def test_what_another_process_passes_over_is_passed_over_here() -> None:
    """The engine's process says so in its answer; then the next is asked by name."""
    away = ToyEngine(failing(EngineError(f"away {PASSED_OVER}")), faithful=True, signature="away")
    async with routed(router(away, says("second")), memory()) as service:
        assert first_words(await service.translate(SEGMENTS[:2], Order("tr"))) == ["second"] * 2


async def test_where_nobody_answers_it_stays_german() -> None:
    """With the reason, and nothing is remembered."""
    broken = ToyEngine(failing(ModelDamagedError("gone")), faithful=True, signature="broken")
    async with routed(router(broken), memory()) as service:
        (outcome,) = await service.translate(SEGMENTS[:1], Order("tr"))
        assert outcome.parts is None
        assert outcome.provisional
        assert "gone" in outcome.detail
        assert await service.remembered(SEGMENTS[:1], Order("tr")) == [None]


async def test_keys_and_digests_are_those_of_the_engine() -> None:
    """With one engine, exactly what its own service says."""
    engine = says("only")
    batcher = Batcher(engine, BatchLimits(), lambda *_: None)
    alone = TranslationService(
        engine, batcher, Memories(memory(), PrivateMemory(lambda: 0.0, b"s" * 32)), SeedMemory((), ()), lambda *_: None
    )
    service = RoutedService(OneEngine(engine), lambda _: alone, lambda: NO_GLOSSARY)
    assert service.key(SEGMENTS[0], "tr") == alone.key(SEGMENTS[0], "tr")
    assert service.digest(SEGMENTS, Place("", "tr")) == alone.digest(SEGMENTS, Place("", "tr"))
    await batcher.close()


@pytest.mark.parametrize("share", [0.0, 100.0])
async def test_all_or_none_on_trial(share: float) -> None:
    """The ends of the share."""
    async with routed(router(says("stable"), trial=Canary(says("trial"), share)), memory()) as service:
        answered = set(first_words(await service.translate(SEGMENTS, Order("tr"))))
        assert answered == ({"trial"} if share else {"stable"})
