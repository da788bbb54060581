"""Translates segments: remembered, else by hand (seed), else by the model, else German.

Law 4: rather German than wrong.

A caller waits no longer than its deadline; what is not ready by then is finished in the background and remembered
for the next view (law 8). Private texts are remembered per visitor only (law 7).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cache.key import SegmentIngredients
from models.engine import GREEDY, Candidate, Engine, Search
from models.errors import ModelError
from translation import outcome as outcomes
from translation import protect, sentences
from translation.batcher import Batcher, Urgency
from translation.checks import run as checks
from translation.outcome import Layer, Outcome
from translation.segment import Part, Segment

REVISION = "1"
"""Changes whenever the same engine and checks would give another translation."""

LATE = "not ready in time"

SECOND_TRY = Search(beam=4, candidates=4)
LONGEST_SENTENCE = 40  # words; longer ones are cut at a clause


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


class Seed(Protocol):
    """Translations by hand."""

    def lookup(self, text: str, language: str) -> str | None:
        """Return the translation of a whole text."""


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks, for which language, and how long they wait.

    `submitted` are values that the request itself sent: a segment that repeats one is never shared (law 7).
    """

    language: str
    urgency: Urgency = Urgency.VISITOR
    deadline_seconds: float | None = None
    private: bool = False
    visitor: bytes = b""
    submitted: frozenset[str] = field(default_factory=frozenset)


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
        self._memory = memory
        self._private = private
        self._seed = seed
        self._count = count
        self._running: dict[tuple[bytes, bytes], asyncio.Task[Outcome]] = {}
        self._keys: dict[tuple[str, str], bytes] = {}

    def key(self, segment: Segment, language: str) -> bytes:
        """Return the key of a segment's translation: everything that can change it (law 6)."""
        skeleton = segment.skeleton
        key = self._keys.get((skeleton, language))
        if key is None:
            revision = f"{checks.REVISION}/{REVISION}"
            terms = self._terms(segment, language)
            key = SegmentIngredients(skeleton, "de", language, self._engine.signature, terms, revision).digest()
            if len(self._keys) >= _MOST_KEYS:
                self._keys.clear()
            self._keys[skeleton, language] = key
        return key

    async def translate(self, segments: Sequence[Segment], order: Order) -> list[Outcome]:
        """Return what became of each segment, in order, within the deadline."""
        keys = [self.key(segment, order.language) for segment in segments]
        known = await self._remembered(dict(zip(keys, segments, strict=True)), order)
        waiting: dict[bytes, asyncio.Task[Outcome]] = {}
        for key, segment in zip(keys, segments, strict=True):
            if key not in known and key not in waiting:
                waiting[key] = self._begin(key, segment, order)
        if waiting:
            await asyncio.wait(waiting.values(), timeout=order.deadline_seconds)
        for key, task in waiting.items():
            known[key] = task.result() if task.done() else Outcome(None, Layer.GERMAN, LATE)
        self._relax(order.language, [s for k, s in zip(keys, segments, strict=True) if _late(waiting.get(k))])
        for key in keys:
            found = known[key]
            self._count(order.language, found.detail if found.parts is None else found.layer.value)
        return [known[key] for key in keys]

    async def drain(self) -> None:
        """Wait for what goes on in the background."""
        while self._running:
            await asyncio.wait(self._running.values())

    def _terms(self, segment: Segment, language: str) -> tuple[str, ...]:
        """Return the translations by hand that this segment would use: all that could change it from that side."""
        texts = [part for part in segment.parts if isinstance(part, str)]
        asked = [
            segment.text,
            *texts,
            *(piece.text for text in texts for piece in self._pieces(text.strip())),
        ]
        found = (self._seed.lookup(text, language) for text in asked)
        return tuple(text for text in found if text is not None)

    def _pieces(self, text: str) -> tuple[sentences.Sentence, ...]:
        """Cut a text into what the engine is given at a time."""
        whole = text if self._engine.faithful else protect.clean(text)
        return tuple(piece for sentence in sentences.split(whole) for piece in _limited(sentence))

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
        return task

    async def _make(self, key: bytes, segment: Segment, order: Order) -> Outcome:
        try:
            made = await self._segment(segment, order)
        except ModelError as error:
            return Outcome(None, Layer.GERMAN, f"engine: {error}")
        self._remember(key, segment, made, order)
        return made

    def _remember(self, key: bytes, segment: Segment, made: Outcome, order: Order) -> None:
        value = made.encode()
        repeated = any(submitted in segment.text for submitted in order.submitted)
        if order.private or repeated:
            self._private.put(order.visitor, key, value)
            if repeated or not self._private.seen_by_many(order.visitor, key):
                return
        self._memory.put(key, value, order.language)

    async def _segment(self, segment: Segment, order: Order) -> Outcome:
        by_hand = self._seed.lookup(segment.text, order.language) if not segment.tags else None
        if by_hand is not None:
            return Outcome((by_hand,), Layer.SEED)
        texts = [part for part in segment.parts if isinstance(part, str)]
        made = await asyncio.gather(*(self._text(text, order) for text in texts))
        refused = next((each for each in made if each.parts is None), None)
        if refused is not None:
            return refused
        done = iter(made)
        parts: list[Part] = []
        for part in segment.parts:
            parts.extend(next(done).parts or () if isinstance(part, str) else (part,))
        layer = Layer.SEED if all(each.layer is not Layer.MODEL for each in made) else Layer.MODEL
        return Outcome(tuple(parts), layer, "", min(each.confidence for each in made))

    async def _text(self, text: str, order: Order) -> Outcome:
        """Translate text without tags; white space at its ends stays as it is."""
        core = text.strip()
        if not protect.needs_translation(core):
            return Outcome((text,), Layer.NEUTRAL)
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        by_hand = self._seed.lookup(core, order.language)
        if by_hand is not None:
            return Outcome((before + by_hand + after,), Layer.SEED)
        pieces = self._pieces(core)
        made = await asyncio.gather(*(self._sentence(piece.text, order) for piece in pieces))
        refused = next((each for each in made if each.parts is None), None)
        if refused is not None:
            return refused
        joined = "".join(
            f"{''.join(map(str, each.parts or ()))}{piece.space}" for each, piece in zip(made, pieces, strict=True)
        )
        return Outcome((before + joined + after,), Layer.MODEL, "", min(each.confidence for each in made))

    async def _sentence(self, text: str, order: Order) -> Outcome:
        if not protect.needs_translation(text):
            return Outcome((text,), Layer.NEUTRAL)
        by_hand = self._seed.lookup(text, order.language)
        if by_hand is not None:
            return Outcome((by_hand,), Layer.SEED)
        reason = ""
        for search in (GREEDY, SECOND_TRY):
            candidates = await self._batcher.submit(text, order.language, search, order.urgency)
            for candidate in candidates:
                reason = self._objection(text, candidate, order.language)
                if not reason:
                    return Outcome((candidate.text,), Layer.MODEL, "", candidate.confidence)
            if reason == _UNSURE:
                break
        return Outcome(None, Layer.GERMAN, reason)

    def _objection(self, text: str, candidate: Candidate, language: str) -> str:
        """Return why a candidate may not be shown, or nothing."""
        if self._engine.faithful:
            return ""
        if not candidate.complete:
            return "cut off at the model's limit"
        found = checks.findings(text, candidate.text, language)
        if found:
            return f"check {found[0].check}: {found[0].message}"
        return "" if candidate.confidence >= self._engine.confidence(language) else _UNSURE

    def _relax(self, language: str, late: Iterable[Segment]) -> None:
        for segment in late:
            for part in segment.parts:
                if isinstance(part, str):
                    for piece in self._pieces(part.strip()):
                        self._batcher.relax(piece.text, language, GREEDY)


_MOST_KEYS = 50_000
_UNSURE = "the model is not sure enough"


def _late(task: asyncio.Task[Outcome] | None) -> bool:
    return task is not None and not task.done()


def _limited(sentence: sentences.Sentence) -> tuple[sentences.Sentence, ...]:
    pieces = sentences.split_long(sentence.text, LONGEST_SENTENCE)
    last = pieces[-1]
    return (*pieces[:-1], sentences.Sentence(last.text, last.space + sentence.space))
