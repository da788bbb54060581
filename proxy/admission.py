"""Who may ask for how much: people, search engines, other programs, and this proxy's own warming.

Nine languages make nine times the addresses. What costs is not a request but words that nobody has translated yet:
people get all they read, search engines a budget, other programs what is remembered; the rest comes in German.
"""

import hmac
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from proxy import record
from proxy.addresses import subscriber
from proxy.headers import Pairs, first, without
from proxy.search_engines import SearchEngines
from proxy.settings import Settings
from proxy.token_bucket import Buckets, Monotonic, TokenBucket
from proxy.visitor import Visitor
from translation.order import Allowance

WARM_HEADER: Final = "X-Stadtlotse-Warm"
"""Key of this machine, and how many words may be translated: `KEY` or `KEY 500`."""
_HOUR: Final = 3600.0
_OF_PROXIES: Final = frozenset({"via", "forwarded", "x-forwarded-for", "x-forwarded-proto", "x-real-ip"})


class Kind(StrEnum):
    """Who asks."""

    HUMAN = record.HUMAN
    SEARCH_ENGINE = "search engine"
    CRAWLER = "crawler"
    LOCAL = "local"
    """A program of this network that came directly: somebody tries something out."""
    WARMER = record.WARMER


@dataclass(frozen=True, slots=True)
class Admitted:
    """A visitor who may ask, with what may be spent on the answer."""

    visitor: Visitor
    kind: Kind


@dataclass(frozen=True, slots=True)
class TooMany:
    """A visitor who must wait so many seconds (RFC 6585 4)."""

    retry_after: int


class Admission:
    """Admits requests for translated pages; use it from one event loop."""

    def __init__(
        self,
        settings: Settings,
        engines: SearchEngines,
        waiting: Callable[[], int],
        warm_key: str,
        clock: Monotonic,
    ) -> None:
        """`waiting` tells how many sentences wait for the engine; `warm_key` is what warming proves itself with."""
        limits, bots = settings.limits, settings.bots
        self._engines = engines
        self._waiting = waiting
        self._busy = bots.busy_queue
        self._warm_key = warm_key
        self._requests = Buckets(limits.requests_per_second, limits.burst, limits.clients, clock)
        self._words = Buckets(limits.words_per_minute / 60, limits.words_per_minute, limits.clients, clock)
        self._limited = limits.requests_per_second > 0
        self._words_limited = limits.words_per_minute > 0
        hourly = {Kind.SEARCH_ENGINE: bots.search_engine_words_per_hour, Kind.CRAWLER: bots.crawler_words_per_hour}
        self._budgets = {kind: TokenBucket(words / _HOUR, words, clock) for kind, words in hourly.items()}

    async def admit(self, visitor: Visitor) -> Admitted | TooMany:
        """Judge one request for a translated page."""
        said = first(visitor.headers, WARM_HEADER.lower())
        visitor = replace(visitor, headers=without(visitor.headers, frozenset({WARM_HEADER.lower()})))
        key, _, words = said.partition(" ")
        if said and hmac.compare_digest(key.encode(), self._warm_key.encode()):
            budget = int(words) if words.isdecimal() else None
            return _noted(visitor, Kind.WARMER, None if budget is None else _Budget(budget))
        client = subscriber(visitor.client)
        if not self.may_ask(client):
            return TooMany(math.ceil(self._requests.of(client).seconds_until()))
        return await self._classified(visitor, client)

    def may_ask(self, client: str) -> bool:
        """Count one request of a client, as `subscriber` names it; tell whether it is within the limits."""
        return not (client and self._limited) or self._requests.of(client).take()

    async def _classified(self, visitor: Visitor, client: str) -> Admitted:
        if not visitor.is_bot:
            allowance = _Bucket(self._words.of(client)) if client and self._words_limited else None
            return _noted(visitor, Kind.HUMAN, allowance)
        if is_local(visitor.client, visitor.headers, trusted=visitor.trusted):
            return _noted(visitor, Kind.LOCAL, None)
        agent = first(visitor.headers, "user-agent")
        kind = Kind.SEARCH_ENGINE if await self._engines.is_one(agent, visitor.client) else Kind.CRAWLER
        return _noted(visitor, kind, _WhenQuiet(self._budgets[kind], self._waiting, self._busy))


@dataclass(slots=True)
class _Budget:
    """So many words and no more."""

    words: float

    def take(self, words: int) -> bool:
        """Take words if there are any."""
        if self.words <= 0:
            return False
        self.words -= words
        return True


@dataclass(frozen=True, slots=True)
class _Bucket:
    """The words of one client."""

    bucket: TokenBucket

    def take(self, words: int) -> bool:
        """Take words if there are any."""
        return self.bucket.take_on_credit(words)


@dataclass(frozen=True, slots=True)
class _WhenQuiet:
    """The words of all clients of a kind, while the engine has little to do."""

    bucket: TokenBucket
    waiting: Callable[[], int]
    busy: int

    def take(self, words: int) -> bool:
        """Take words if there are any, and people do not need the engine more."""
        return self.waiting() <= self.busy and self.bucket.take_on_credit(words)


@dataclass(frozen=True, slots=True)
class _Noted:
    """Another allowance, whose words are noted with the request."""

    inner: Allowance | None
    request: record.Record

    def take(self, words: int) -> bool:
        """Take words from the other one, all if there is none."""
        if self.inner is not None and not self.inner.take(words):
            return False
        self.request.words += words
        return True


def _noted(visitor: Visitor, kind: Kind, allowance: Allowance | None) -> Admitted:
    request = record.current()
    if request is not None:
        request.client = kind.value
        allowance = _Noted(allowance, request)
    return Admitted(replace(visitor, allowance=allowance), kind)


def is_local(client: str, headers: Pairs, *, trusted: bool) -> bool:
    """Whether a program asks from this network itself, with no proxy before it that could speak for somebody else."""
    through = any(name.lower() in _OF_PROXIES for name, _ in headers)
    return not client and not trusted and not through
