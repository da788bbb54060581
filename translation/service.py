"""Translates segments: by an editor, else remembered, else by hand (glossary, seed), else by the model, else German.

Law 4: rather German than wrong.

A caller waits no longer than its deadline; what is not ready by then is finished in the background and remembered
for the next view (law 8). Private texts are remembered per visitor only (law 7).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from glossary.live import NO_GLOSSARY, Snapshot
from glossary.term import Place
from models.engine import GREEDY, Engine
from models.errors import ModelError
from translation import protect
from translation.checks import run as checks
from translation.making import Maker, Seed
from translation.memories import Memories
from translation.naming import Name, Names, digest_of
from translation.order import Order
from translation.outcome import ENGINE_FAILED, LATE, NOT_ADMITTED, Layer, Outcome
from translation.pieces import asked
from translation.segment import Segment
from translation.sentence_queue import SentenceQueue
from translation.trace import MARKUP

REVISION = "3"
"""Changes whenever the same engine and checks would give another translation."""

MOST_AT_ONCE = 2000  # segments of one request; more would hold the event loop up
_LARGE = 500  # segments; the keys of more take longer than other visitors should wait


class TranslationService:
    """Joins memories, glossary, seed, batcher and checks; use it from one event loop."""

    wide: ClassVar[bool] = False
    """Whether the first search for an answer is a wide one already."""

    def __init__(
        self,
        engine: Engine,
        batcher: SentenceQueue,
        memories: Memories,
        seed: Seed,
        count: Callable[[str, str], None],
        glossary: Callable[[], Snapshot] = lambda: NO_GLOSSARY,
    ) -> None:
        """Take the parts; `count` hears of every outcome: language and layer or reason, and of the ways to it.

        `glossary` says what editors have decided, now; a request is translated with one state of it.
        """
        self._engine = engine
        self._batcher = batcher
        self._maker = Maker(engine, batcher, seed, wide=self.wide)
        self._names = Names(self._maker, engine, checks.REVISION, f"{REVISION}+wide" if self.wide else REVISION)
        self._memories = memories
        self._count = count
        self._glossary = glossary
        self._running: dict[tuple[bytes, bytes], asyncio.Task[Outcome]] = {}
        self._waiters: Counter[bytes] = Counter()

    @property
    def glossary(self) -> Snapshot:
        """What editors have decided, now."""
        return self._glossary()

    def key(self, segment: Segment, language: str, page: str = "") -> bytes:
        """Return the key of a segment's translation: everything that can change it (law 6)."""
        return self._names.of((segment,), Place(page, language), self.glossary)[0].key

    def digest(self, segments: Iterable[Segment], place: Place, snapshot: Snapshot | None = None) -> bytes:
        """Return what a page's words depend on: another digest where the key of any of its segments is another."""
        return digest_of(self._names.of(segments, place, snapshot or self.glossary))

    async def translate(
        self, segments: Sequence[Segment], order: Order, snapshot: Snapshot | None = None
    ) -> list[Outcome]:
        """Return what became of each segment, in order, within the deadline.

        A page with very many unknown segments is translated over several views. What is not ready reads as before the
        change that made it unknown, if it was shown before.
        """
        state = snapshot or self.glossary
        names = await self._all_names(segments, order.place, state)
        wanted = _Wanted.of(names, segments)
        known = await self._known(wanted, order)
        unknown = [key for key in wanted.names if key not in known]
        begun = unknown[:MOST_AT_ONCE]
        admitted = [key for key in begun if self._is_admitted(key, wanted.segments[key], order)]
        waiting = {key: self._begin(wanted.names[key], wanted.segments[key], order, state) for key in admitted}
        await self._wait(waiting, order.deadline_seconds)
        for key in unknown:
            task = waiting.get(key)
            known[key] = task.result() if task and task.done() else Outcome(None, Layer.GERMAN, LATE)
        known |= dict.fromkeys(set(begun).difference(admitted), Outcome(None, Layer.GERMAN, NOT_ADMITTED))
        known |= await self._memories.older([wanted.names[key] for key in unknown if known[key].provisional], order)
        late = (key for key, task in waiting.items() if not task.done() and key not in self._waiters)
        self._relax(order.language, [wanted.segments[key] for key in late])
        for name in names:
            found = known[name.key]
            self._count(order.language, found.detail if found.parts is None else found.layer.value)
        return [known[name.key] for name in names]

    async def remembered(
        self, segments: Sequence[Segment], order: Order, snapshot: Snapshot | None = None, *, older: bool = True
    ) -> list[Outcome | None]:
        """Return what a translation would say that had no time at all: nothing is made, and None what is not there.

        `older`: what was shown before a change stands in for what is not there.
        """
        names = await self._all_names(segments, order.place, snapshot or self.glossary)
        known = await self._known(_Wanted.of(names, segments), order)
        if older:
            known |= await self._memories.older([name for name in names if name.key not in known], order)
        return [known.get(name.key) for name in names]

    def _is_admitted(self, key: bytes, segment: Segment, order: Order) -> bool:
        """Tell whether a segment may be translated for this order; what is on its way already costs nothing."""
        if order.allowance is None or (key, _owner(order)) in self._running:
            return True
        return order.allowance.take(len(segment.text.split()))

    async def _all_names(self, segments: Sequence[Segment], place: Place, snapshot: Snapshot) -> list[Name]:
        """Return the names; those of a large page are made off the event loop."""
        if len(segments) <= _LARGE:
            return self._names.of(segments, place, snapshot)
        return await asyncio.to_thread(self._names.of, segments, place, snapshot)

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

    async def _known(self, wanted: _Wanted, order: Order) -> dict[bytes, Outcome]:
        known: dict[bytes, Outcome] = {}
        for key, segment in wanted.segments.items():
            override = wanted.names[key].override
            if override is not None:
                known[key] = override
            elif not any(protect.needs_translation(part) for part in segment.parts if isinstance(part, str)):
                known[key] = Outcome(segment.parts, Layer.NEUTRAL)
        return known | await self._memories.known([key for key in wanted.names if key not in known], order)

    # What must be made

    def _begin(self, name: Name, segment: Segment, order: Order, snapshot: Snapshot) -> asyncio.Task[Outcome]:
        """Start translating a segment, or join a request that has."""
        owner = (name.key, _owner(order))
        task = self._running.get(owner)
        if task is None:
            task = asyncio.create_task(self._make(name, segment, order, snapshot))
            self._running[owner] = task
            task.add_done_callback(lambda _: self._running.pop(owner, None))
        else:
            for piece in asked(segment, faithful=self._engine.faithful):
                self._batcher.urge(piece, order.language, GREEDY, order.urgency)
        return task

    async def _make(self, name: Name, segment: Segment, order: Order, snapshot: Snapshot) -> Outcome:
        clock = asyncio.get_running_loop().time
        started = clock()
        try:
            made = await self._maker.segment(segment, replace(order, where=segment.where), snapshot)
        except ModelError as error:
            return Outcome(None, Layer.GERMAN, f"{ENGINE_FAILED}{error}")
        for attempt in made.trace.attempts:
            self._count(order.language, attempt.counted)
        if made.trace.markup:
            self._count(order.language, f"{MARKUP}{made.trace.markup}")
        if made.layer in (Layer.MODEL, Layer.GERMAN):
            made = replace(made, model=self._engine.signature, seconds=clock() - started)
        self._memories.keep(name, segment, made, order)
        return made

    def _relax(self, language: str, late: Iterable[Segment]) -> None:
        """Let the sentences of late segments wait for those of visitors who still wait."""
        for segment in late:
            for piece in asked(segment, faithful=self._engine.faithful):
                self._batcher.relax(piece, language, GREEDY)


def _owner(order: Order) -> bytes:
    """Return whose work it is: work for private pages is shared by nobody (law 7)."""
    return order.visitor if order.private or order.submitted else b""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The segments that are asked for, each once, and their names; both by their keys."""

    names: Mapping[bytes, Name]
    segments: Mapping[bytes, Segment]

    @staticmethod
    def of(names: Sequence[Name], segments: Sequence[Segment]) -> _Wanted:
        keys = [name.key for name in names]
        return _Wanted(dict(zip(keys, names, strict=True)), dict(zip(keys, segments, strict=True)))
