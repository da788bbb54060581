"""What was translated before: shared by all, or on private pages for one visitor only (law 7).

Beside each translation stands, under a name that holds the text alone, the key of the newest one: it is shown while
a change of the glossary or of the engine is still being worked off (law 6).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from translation import outcome as outcomes
from translation.naming import Name
from translation.order import Order
from translation.outcome import Layer, Outcome
from translation.segment import Segment


class SharedMemory(Protocol):
    """The shared memory of segments."""

    def get_hot(self, key: bytes) -> bytes | None:
        """Return a value that is in memory; no I/O."""

    def get_many(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the values that are on disk or in memory."""

    def put(self, key: bytes, value: bytes, tag: str = "") -> None:
        """Remember a value."""


class PrivateMemory(Protocol):
    """The memory of private pages: per visitor, never on disk."""

    def get(self, visitor: bytes, key: bytes) -> bytes | None:
        """Return what this visitor saw."""

    def put(self, visitor: bytes, key: bytes, value: bytes) -> None:
        """Remember for this visitor."""

    def seen_by_many(self, visitor: bytes, key: bytes) -> bool:
        """Tell whether enough visitors have seen this segment that it is nobody's own."""


class Memories:
    """Both memories, and which of them may be asked or told what."""

    def __init__(self, shared: SharedMemory, private: PrivateMemory) -> None:
        """Take the memories."""
        self._shared = shared
        self._private = private

    async def known(self, keys: Iterable[bytes], order: Order) -> dict[bytes, Outcome]:
        """Return what is remembered for who asks; may wait for the disk, in a thread."""
        known: dict[bytes, Outcome] = {}
        cold = [key for key in keys if not _take(known, key, self._shared.get_hot(key), Layer.MEMORY)]
        if _is_own(order):
            cold = [key for key in cold if not _take(known, key, self._private.get(order.visitor, key), Layer.PRIVATE)]
        if cold:
            found = await asyncio.to_thread(self._shared.get_many, cold)
            for key, value in found.items():
                _take(known, key, value, Layer.MEMORY)
        return known

    async def older(self, names: Iterable[Name], order: Order) -> dict[bytes, Outcome]:
        """Return, by their keys, the last translations that were shown for texts whose own are not there yet."""
        wanted = {name.older: name.key for name in names}
        there: dict[bytes, bytes] = {}
        if _is_own(order):
            there = {each: key for each in wanted if (key := self._private.get(order.visitor, each)) is not None}
        missing = [each for each in wanted if each not in there]
        if missing:
            there |= await asyncio.to_thread(self._shared.get_many, missing)
        last = await self.known(there.values(), order)
        return {
            wanted[each]: replace(last[key], layer=Layer.OLDER, detail=NEW_IS_BEING_MADE)
            for each, key in there.items()
            if key in last and last[key].parts is not None
        }

    def keep(self, name: Name, segment: Segment, made: Outcome, order: Order) -> None:
        """Remember a translation where it may be remembered."""
        text = _plain(segment.text)
        repeated = any(_plain(submitted) in text for submitted in order.submitted)
        if order.private or repeated:
            self._private.put(order.visitor, name.key, made.encode())
            self._private.put(order.visitor, name.older, name.key)
            if repeated or not self._private.seen_by_many(order.visitor, name.key):
                return
        self._shared.put(name.key, made.encode(segment), order.language)
        self._shared.put(name.older, name.key, order.language)


NEW_IS_BEING_MADE = "made before a change; the new translation is on its way"


def _is_own(order: Order) -> bool:
    return order.private or bool(order.submitted)


def _take(known: dict[bytes, Outcome], key: bytes, value: bytes | None, layer: Layer) -> bool:
    stored = outcomes.decode(value) if value is not None else None
    if stored is None:
        return False
    known[key] = replace(stored, layer=layer if stored.layer is Layer.MODEL else stored.layer)
    return True


def _plain(text: str) -> str:
    """Return a text as an echo of it may differ: in white space and capitals."""
    return " ".join(text.casefold().split())
