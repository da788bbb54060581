"""Many requests for one thing: the first works, the others wait for its word, each no longer than a limit.

What cannot be shared is said at once, and for some seconds nobody waits for that key again. A leader that gives up
leaves the lead to one of those who wait. Only for one event loop; must not know what is shared.
"""

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from cache.clock import Clock

T = TypeVar("T")

_ALONE_SECONDS: Final = 10.0
_MOST_ALONE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Word(Generic[T]):
    """What a leader said: a value to share, an error that holds for all, or nothing."""

    value: T | None = None
    error: Exception | None = None


class Lead(Generic[T]):
    """The lead for one key; it ends with `end`."""

    def __init__(self, group: "Coalescing[T]", key: Hashable) -> None:
        self.lasts = False
        self._group = group
        self._key = key
        self._word: asyncio.Future[Word[T] | None] = asyncio.get_running_loop().create_future()

    @property
    def word(self) -> asyncio.Future[Word[T] | None]:
        """What those who wait are waiting for; None means that one of them shall lead."""
        return self._word

    def share(self, value: T, *, lasts: bool = False) -> None:
        """Give those who wait, and those who come until the end, this; `lasts` if another will end the lead."""
        self.lasts = lasts
        if not self._word.done():
            self._word.set_result(Word(value))

    def refuse(self) -> None:
        """Nothing can be shared: each on its own."""
        if not self._word.done():
            self._group.leave_alone(self._key)
            self._word.set_result(Word())

    def fail(self, error: Exception) -> None:
        """What went wrong would go wrong for all."""
        if not self._word.done():
            self._word.set_result(Word(error=error))

    def end(self) -> None:
        """Give the lead back; who was told nothing leads next."""
        self._group.forget(self._key, self)
        if not self._word.done():
            self._word.set_result(None)


class Coalescing(Generic[T]):
    """What is being worked on."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._seconds = seconds
        self._clock = clock
        self._leads: dict[Hashable, Lead[T]] = {}
        self._alone: dict[Hashable, float] = {}

    async def join(self, key: Hashable) -> Lead[T] | Word[T]:
        """The lead, if nobody has it, else the leader's word; nothing if it comes too late or has none to say."""
        until = asyncio.get_running_loop().time() + self._seconds
        while not self._is_left_alone(key):
            lead = self._leads.get(key)
            if lead is None:
                self._leads[key] = lead = Lead(self, key)
                return lead
            try:
                async with asyncio.timeout_at(until):
                    word = await asyncio.shield(lead.word)
            except TimeoutError:
                break
            if word is not None:
                return word
        return Word()

    def is_led(self, key: Hashable) -> bool:
        """Does somebody work on it?"""
        return key in self._leads

    def leave_alone(self, key: Hashable) -> None:
        """Let nobody wait for this for a while."""
        if len(self._alone) >= _MOST_ALONE:
            self._alone.clear()
        self._alone[key] = self._clock()

    def forget(self, key: Hashable, lead: Lead[T]) -> None:
        """End a lead."""
        if self._leads.get(key) is lead:
            del self._leads[key]

    def _is_left_alone(self, key: Hashable) -> bool:
        since = self._alone.get(key)
        if since is None:
            return False
        if abs(self._clock() - since) < _ALONE_SECONDS:
            return True
        del self._alone[key]
        return False
