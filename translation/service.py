"""Translates segments: remembered, else by hand (seed), else by the model, else German.

Law 4: rather German than wrong.

A caller waits no longer than its deadline; what is not ready by then is finished in the background and remembered
for the next view (law 8). Private texts are remembered per visitor only (law 7).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from cache.key import SegmentIngredients
from models.engine import GREEDY, Engine
from models.errors import ModelError
from translation import outcome as outcomes
from translation import protect
from translation.batcher import Batcher
from translation.checks import run as checks
from translation.making import Maker, Seed
from translation.order import Order
from translation.outcome import Layer, Outcome
from translation.segment import Segment

REVISION = "2"
"""Changes whenever the same engine and checks would give another translation."""

LATE = "not ready in time"
MOST_AT_ONCE = 2000  # segments of one request; more would hold the event loop up
_LARGE = 500  # segments; the keys of more take longer than other visitors should wait


class Memory(Protocol):
    """The shared memory of segments."""

    def get_hot(self, key: bytes) -> bytes | None:
        """Return a value that is in memory; no I/O."""

    def get_many(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the values that are on disk or in memory."""

    def put(self, key: bytes, value: bytes, tag: str = "") -> None:
        """Remember a value."""


class PrivateStore(Protocol):
    """The memory of private pages: per visitor, never on disk."""

    def get(self, visitor: bytes, key: bytes) -> bytes | None:
        """Return what this visitor saw."""

    def put(self, visitor: bytes, key: bytes, value: bytes) -> None:
        """Remember for this visitor."""

    def seen_by_many(self, visitor: bytes, key: bytes) -> bool:
        """Tell whether enough visitors have seen this segment that it is nobody's own."""


class TranslationService:
    """Joins memory, seed, batcher and checks; use it from one event loop."""

    def __init__(
        self,
        engine: Engine,
        batcher: Batcher,
        memory: Memory,
        private: PrivateStore,
        seed: Seed,
        count: Callable[[str, str], None],
    ) -> None:
        """Take the parts; `count` hears of every outcome: language and layer or reason."""
        self._engine = engine
        self._batcher = batcher
        self._maker = Maker(engine, batcher, seed)
        self._memory = memory
        self._private = private
        self._count = count
        self._running: dict[tuple[bytes, bytes], asyncio.Task[Outcome]] = {}
        self._waiters: Counter[bytes] = Counter()
        self._keys: dict[tuple[str, str], bytes] = {}

    def key(self, segment: Segment, language: str) -> bytes:
        """Return the key of a segment's translation: everything that can change it (law 6)."""
        skeleton = segment.skeleton
        key = self._keys.get((skeleton, language))
        if key is None:
            revision = f"{checks.REVISION}/{REVISION}"
            terms = self._maker.by_hand(segment, language)
            key = SegmentIngredients(skeleton, "de", language, self._engine.signature, terms, revision).digest()
            if len(self._keys) >= _MOST_KEYS:
                self._keys.clear()
            self._keys[skeleton, language] = key
        return key

    async def translate(self, segments: Sequence[Segment], order: Order) -> list[Outcome]:
        """Return what became of each segment, in order, within the deadline.

        A page with very many unknown segments is translated over several views.
        """
        keys = await self._all_keys(segments, order.language)
        wanted = dict(zip(keys, segments, strict=True))
        known = await self._remembered(wanted, order)
        unknown = [key for key in wanted if key not in known]
        waiting = {key: self._begin(key, wanted[key], order) for key in unknown[:MOST_AT_ONCE]}
        await self._wait(waiting, order.deadline_seconds)
        for key in unknown:
            task = waiting.get(key)
            known[key] = task.result() if task and task.done() else Outcome(None, Layer.GERMAN, LATE)
        late = (key for key, task in waiting.items() if not task.done() and key not in self._waiters)
        self._relax(order.language, [wanted[key] for key in late])
        for key in keys:
            found = known[key]
            self._count(order.language, found.detail if found.parts is None else found.layer.value)
        return [known[key] for key in keys]

    async def _all_keys(self, segments: Sequence[Segment], language: str) -> list[bytes]:
        """Return the keys; those of a large page are made off the event loop."""
        if len(segments) <= _LARGE:
            return [self.key(segment, language) for segment in segments]
        return await asyncio.to_thread(lambda: [self.key(segment, language) for segment in segments])

    async def _wait(self, tasks: Mapping[bytes, asyncio.Task[Outcome]], seconds: float | None) -> None:
        """Wait for translations, and note who does: nothing that another visitor waits for is put off."""
        self._waiters.update(list(tasks))
        try:
            if tasks:
                await asyncio.wait(tasks.values(), timeout=seconds)
        finally:
            self._waiters -= Counter(list(tasks))

    async def drain(self) -> None:
        """Wait for what goes on in the background."""
        while self._running:
            await asyncio.wait(self._running.values())

    # What is known already

    async def _remembered(self, wanted: Mapping[bytes, Segment], order: Order) -> dict[bytes, Outcome]:
        known: dict[bytes, Outcome] = {}
        cold: list[bytes] = []
        for key, segment in wanted.items():
            if not any(protect.needs_translation(part) for part in segment.parts if isinstance(part, str)):
                known[key] = Outcome(segment.parts, Layer.NEUTRAL)
            elif not self._take(known, key, self._memory.get_hot(key), Layer.MEMORY):
                cold.append(key)
        if cold and (order.private or order.submitted):
            cold = [key for key in cold if not self._take_private(known, key, order)]
        if cold:
            found = await asyncio.to_thread(self._memory.get_many, cold)
            for key, value in found.items():
                self._take(known, key, value, Layer.MEMORY)
        return known

    def _take(self, known: dict[bytes, Outcome], key: bytes, value: bytes | None, layer: Layer) -> bool:
        stored = outcomes.decode(value) if value is not None else None
        if stored is None:
            return False
        shown = layer if stored.layer is Layer.MODEL else stored.layer
        known[key] = Outcome(stored.parts, shown, stored.detail, stored.confidence)
        return True

    def _take_private(self, known: dict[bytes, Outcome], key: bytes, order: Order) -> bool:
        return self._take(known, key, self._private.get(order.visitor, key), Layer.PRIVATE)

    # What must be made

    def _begin(self, key: bytes, segment: Segment, order: Order) -> asyncio.Task[Outcome]:
        """Start translating a segment, or join a request that has."""
        owner = (key, order.visitor if order.private or order.submitted else b"")
        task = self._running.get(owner)
        if task is None:
            task = asyncio.create_task(self._make(key, segment, order))
            self._running[owner] = task
            task.add_done_callback(lambda _: self._running.pop(owner, None))
        else:
            for piece in self._pieces(segment):
                self._batcher.urge(piece, order.language, GREEDY, order.urgency)
        return task

    async def _make(self, key: bytes, segment: Segment, order: Order) -> Outcome:
        try:
            made = await self._maker.segment(segment, order)
        except ModelError as error:
            return Outcome(None, Layer.GERMAN, f"engine: {error}")
        self._remember(key, segment, made, order)
        return made

    def _remember(self, key: bytes, segment: Segment, made: Outcome, order: Order) -> None:
        value = made.encode()
        text = _plain(segment.text)
        repeated = any(_plain(submitted) in text for submitted in order.submitted)
        if order.private or repeated:
            self._private.put(order.visitor, key, value)
            if repeated or not self._private.seen_by_many(order.visitor, key):
                return
        self._memory.put(key, value, order.language)

    def _relax(self, language: str, late: Iterable[Segment]) -> None:
        """Let the sentences of late segments wait for those of visitors who still wait."""
        for segment in late:
            for piece in self._pieces(segment):
                self._batcher.relax(piece, language, GREEDY)

    def _pieces(self, segment: Segment) -> set[str]:
        """Return what the engine may be asked for a segment."""
        texts = (segment.text, *(part for part in segment.parts if isinstance(part, str)))
        return {piece for text in texts for piece in self._maker.pieces(text)}


_MOST_KEYS = 50_000


def _plain(text: str) -> str:
    """Return a text as an echo of it may differ: in white space and capitals."""
    return " ".join(text.casefold().split())
