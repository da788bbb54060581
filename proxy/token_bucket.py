"""Token buckets: so many tokens a second on average, so many at once. Pure but for the clock."""

from collections import OrderedDict
from collections.abc import Callable

Monotonic = Callable[[], float]
"""Seconds that never go back."""


class TokenBucket:
    """One bucket, full at first."""

    __slots__ = ("_at", "_capacity", "_clock", "_rate", "_tokens")

    def __init__(self, rate: float, capacity: float, clock: Monotonic) -> None:
        """`rate` tokens come in a second, `capacity` fit in."""
        self._rate = rate
        self._capacity = capacity
        self._clock = clock
        self._tokens = capacity
        self._at = clock()

    def take(self, tokens: float = 1.0) -> bool:
        """Take tokens if all of them are there."""
        if self._filled() < tokens:
            return False
        self._tokens -= tokens
        return True

    def take_on_credit(self, tokens: float) -> bool:
        """Take tokens if there is any, and pay the rest back later: for work that cannot be cut in pieces."""
        if self._filled() <= 0:
            return False
        self._tokens -= tokens
        return True

    def seconds_until(self, tokens: float = 1.0) -> float:
        """When so many will be there."""
        missing = tokens - self._filled()
        return max(0.0, missing / self._rate) if self._rate else 0.0

    def _filled(self) -> float:
        now = self._clock()
        self._tokens = min(self._capacity, self._tokens + max(0.0, now - self._at) * self._rate)
        self._at = now
        return self._tokens


class Buckets:
    """A bucket for each of many clients; of too many, those that were seen longest ago are forgotten."""

    def __init__(self, rate: float, capacity: float, most: int, clock: Monotonic) -> None:
        """All buckets are alike; `most` of them are kept."""
        self._rate = rate
        self._capacity = capacity
        self._clock = clock
        self._most = most
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def of(self, client: str) -> TokenBucket:
        """The bucket of one client."""
        bucket = self._buckets.get(client)
        if bucket is None:
            bucket = self._buckets[client] = TokenBucket(self._rate, self._capacity, self._clock)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(client)
        return bucket
