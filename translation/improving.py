"""Quick answers at once, better ones as soon as there is time: two services for one engine, behind the methods of one.

Visitors get the quick answer. The better one (`ThoroughService`: a wider search) is then made in the background, and is
what every later view shows; work that nobody waits for is thorough from the start. Both have keys of their own (law 6).
A text that the thorough service leaves in German reads as the quick one has it: no page gets less translated (law 8).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from glossary.live import Snapshot
from glossary.term import Place
from translation.order import Order
from translation.outcome import Layer, Outcome
from translation.segment import Segment
from translation.sentence_queue import SentenceQueue
from translation.service import TranslationService
from translation.urgency import Urgency

_MOST_WAITING: Final = 200  # sentences; while more wait, nothing is begun that can be begun at the next view
_FINAL: Final = frozenset({Layer.OVERRIDE, Layer.NEUTRAL, Layer.SEED})


class ThoroughService(TranslationService):
    """Looks wider for every answer than the quickest way does, and remembers it under another key."""

    wide = True


class ImprovingService:
    """Joins a quick and a thorough service; use it from one event loop."""

    def __init__(self, quick: TranslationService, thorough: ThoroughService, queue: SentenceQueue) -> None:
        """Both services ask `queue`."""
        self._quick = quick
        self._thorough = thorough
        self._queue = queue
        self._improving: set[asyncio.Task[list[Outcome]]] = set()

    def key(self, segment: Segment, language: str, page: str = "") -> bytes:
        """Return the key of a segment's better translation."""
        return self._thorough.key(segment, language, page)

    def digest(self, segments: Iterable[Segment], place: Place, snapshot: Snapshot | None = None) -> bytes:
        """Return what a page's words depend on once they are as good as they get."""
        return self._thorough.digest(segments, place, snapshot)

    async def translate(
        self, segments: Sequence[Segment], order: Order, snapshot: Snapshot | None = None
    ) -> list[Outcome]:
        """Return what became of each segment, in order, within the deadline; what can still get better says so."""
        state = snapshot or self._quick.glossary
        better = await self._better(segments, order, state)
        open_ = [number for number, each in enumerate(better) if each is None or each.parts is None]
        asked = [segments[number] for number in open_]
        quick = dict(zip(open_, await self._quick.translate(asked, order, state) if asked else (), strict=True))
        found = [
            each if each is not None and each.parts is not None else _either(each, quick[number])
            for number, each in enumerate(better)
        ]
        self._improve([segments[number] for number in open_ if found[number].improving], order, state)
        return found

    async def remembered(
        self, segments: Sequence[Segment], order: Order, snapshot: Snapshot | None = None
    ) -> list[Outcome | None]:
        """Return what a translation would say that had no time at all: nothing is made, and None what is not there."""
        state = snapshot or self._quick.glossary
        better = await self._thorough.remembered(segments, order, state, older=False)
        quick = await self._quick.remembered(segments, order, state)
        both = zip(better, quick, strict=True)
        return [next((each for each in pair if each and each.parts is not None), pair[0] or pair[1]) for pair in both]

    async def drain(self) -> None:
        """Wait for what goes on in the background."""
        await self._quick.drain()
        while self._improving:
            await asyncio.wait(self._improving)
        await self._thorough.drain()

    async def _better(self, segments: Sequence[Segment], order: Order, state: Snapshot) -> Sequence[Outcome | None]:
        """Return the better translations: those that are there, or all where nobody waits for them."""
        if order.urgency is Urgency.BACKGROUND:
            return await self._thorough.translate(segments, order, state)
        return await self._thorough.remembered(segments, order, state, older=False)

    def _improve(self, segments: Sequence[Segment], order: Order, state: Snapshot) -> None:
        """Begin to make the better translations, after everything that somebody waits for."""
        if not segments or self._queue.waiting > _MOST_WAITING:
            return
        behind = replace(order, urgency=Urgency.BACKGROUND, deadline_seconds=None, allowance=None)
        task = asyncio.create_task(self._thorough.translate(segments, behind, state), name="improving")
        self._improving.add(task)
        task.add_done_callback(self._improving.discard)


def _either(better: Outcome | None, quick: Outcome) -> Outcome:
    """Return what is shown where the better translation is not there, or is German."""
    if better is None or better.provisional:
        return quick if quick.provisional or quick.layer in _FINAL else replace(quick, improving=True)
    return quick if quick.parts is not None or quick.provisional else better
