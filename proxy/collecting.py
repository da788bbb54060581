"""Who can say what all processes of this machine count: of one process itself, of several the supervisor's hub.

Keeps what was counted a minute ago, so that people see rates at the first look.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Final, Protocol

from aiohttp import web
from prometheus_client import CollectorRegistry

from cache.clock import Clock
from proxy.families import Families, families_of, named
from proxy.live_figures import LiveFigures, Totals, figures_of, totals_of

ONLY_PROCESS: Final = "worker-1"
"""What the only process of `serve` without `--workers` is called in metrics."""
LOOK_SECONDS: Final = 10.0
_RECENT_SECONDS: Final = 60.0


class Collecting(Protocol):
    """Says what all processes count; never raises because one of them does not answer."""

    async def families(self) -> Families:
        """All metrics of the machine."""
        ...

    async def figures(self) -> LiveFigures:
        """The same for people."""
        ...


OpenCollecting = Callable[[CollectorRegistry], AbstractAsyncContextManager[Collecting]]
"""Made of the registry of this process; what it holds when it is left is the last that is said of the process."""
COLLECTING: Final[web.AppKey[OpenCollecting]] = web.AppKey("collecting")


class History:
    """What was counted in the last minute, now and then."""

    def __init__(self) -> None:
        self._kept: deque[Totals] = deque()

    def add(self, totals: Totals) -> None:
        """Keep a reading; after a jump of the clock, begin anew."""
        if self._kept and not 0 <= totals.at - self._kept[-1].at <= 2 * _RECENT_SECONDS:
            self._kept.clear()
        self._kept.append(totals)
        while totals.at - self._kept[0].at > _RECENT_SECONDS + LOOK_SECONDS:
            self._kept.popleft()

    @property
    def oldest(self) -> Totals | None:
        """The reading that rates are counted from."""
        return self._kept[0] if self._kept else None


@asynccontextmanager
async def looking(families: Callable[[], Awaitable[Families]], history: History, clock: Clock) -> AsyncIterator[None]:
    """Note what is counted, every few seconds, while inside; nothing is read any more after that."""
    ending = asyncio.Event()

    async def look() -> None:
        while not ending.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), LOOK_SECONDS)
                return
            history.add(totals_of(await families(), clock()))

    task = asyncio.create_task(look(), name="figures")
    try:
        yield
    finally:
        ending.set()
        await asyncio.gather(task, return_exceptions=True)


class OwnFigures:
    """What one process counts that is alone."""

    def __init__(self, registry: CollectorRegistry, clock: Clock) -> None:
        self._registry = registry
        self._clock = clock
        self.history = History()

    async def families(self) -> Families:
        """The registry, read in a thread: stores are asked."""
        return named(await asyncio.to_thread(families_of, self._registry), ONLY_PROCESS)

    async def figures(self) -> LiveFigures:
        """The same for people."""
        return figures_of(await self.families(), self._clock(), self.history.oldest)


@asynccontextmanager
async def own_figures(registry: CollectorRegistry, clock: Clock) -> AsyncIterator[OwnFigures]:
    """The figures of a process that is alone."""
    own = OwnFigures(registry, clock)
    async with looking(own.families, own.history, clock):
        yield own
