"""Makes the website as the flow sees it, behind a shared cache or not, and says what holds for both memories."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cache.answers import AnswerCache
from cache.bodies import Bodies
from cache.clock import Clock
from cache.freshness import Guess
from cache.leases import Leases
from cache.purge_mark import PurgeMark
from cache.statistics import Snapshot
from cache.store import open_store
from proxy.answer_heads import Rules
from proxy.origin import Origin
from proxy.origin_cache import TURN_SECONDS, OriginCache
from proxy.page_memory import Marks, MemoryRules
from proxy.reply import Invalidating, Uncached, Website
from proxy.settings import CacheSettings, Settings
from proxy.turns import Turns

MEGABYTE: Final = 1 << 20
PURGED: Final = "purged"
"""The file in the folder of the caches by which a purge tells running processes to forget what they keep in memory."""
_CHANGED: Final = "changed"
_LEAST_INDEX: Final = 4 * MEGABYTE
_INDEX_SHARE: Final = 16  # of the limit of the bodies: heads and checksums are far less than this part


@dataclass(frozen=True, slots=True)
class OpenWebsite:
    """The website, what is stored of it, and how to end both."""

    website: Website
    snapshots: Callable[[], tuple[Snapshot, ...]]
    close: Callable[[], Awaitable[None]]


def open_answers(settings: CacheSettings, clock: Clock) -> AnswerCache:
    """The stored answers in the folder that the settings name."""
    index, bodies = answers_limits(settings)
    folder = answers_folder(settings)
    return AnswerCache(open_store(folder / "index", index, "index", clock), Bodies(folder / "bodies", bodies))


def answers_limits(settings: CacheSettings) -> tuple[int, int]:
    """How many bytes the index of stored answers may have, and their bodies."""
    limit = settings.answer_megabytes * MEGABYTE
    return max(limit // _INDEX_SHARE, _LEAST_INDEX), limit


def answers_folder(settings: CacheSettings) -> Path:
    """Where stored answers lie."""
    return settings.folder / "answers"


def page_rules(
    settings: Settings,
    revision: Callable[[], str],
    holds: Callable[[str], bool],
    purged: Callable[[], None],
    decided: Callable[[], object],
) -> MemoryRules:
    """What holds for remembered pages."""
    cache = settings.cache
    return MemoryRules(
        revision=revision,
        languages=settings.languages.targets,
        ignored_cookies=cache.ignored_cookies,
        guess=_guess(cache),
        hot_bytes=cache.hot_megabytes * MEGABYTE,
        holds=holds,
        purged=purged,
        decided=decided,
    )


def page_marks(settings: CacheSettings) -> Marks:
    """By which processes tell each other to forget."""
    return Marks(PurgeMark(settings.folder / PURGED), PurgeMark(settings.folder / _CHANGED))


def open_website(
    settings: CacheSettings, origin: Origin, leases: Leases, clock: Clock, forget_page: Callable[[str], Awaitable[None]]
) -> OpenWebsite:
    """The website behind the cache that the settings ask for; what a request changes is forgotten, pages too."""
    if not settings.answers:
        return OpenWebsite(Invalidating(Uncached(origin), forget_page), lambda: (), _nothing)
    answers = open_answers(settings, clock)
    answers.snapshot()  # the folder is looked through now, and not when somebody waits
    rules = Rules(
        ignored_cookies=settings.ignored_cookies,
        guess=_guess(settings),
        max_bytes=min(settings.largest_answer_megabytes * MEGABYTE, answers.limit // 4),
        wait_seconds=settings.wait_seconds,
    )
    turns = Turns(leases, min(TURN_SECONDS, settings.wait_seconds))
    cached = OriginCache(origin, answers, rules, turns, clock)

    async def forget(url: str) -> None:
        await cached.forget(url)
        await forget_page(url)

    async def close() -> None:
        await cached.close()
        answers.close()

    return OpenWebsite(Invalidating(cached, forget), lambda: (answers.snapshot(),), close)


def _guess(settings: CacheSettings) -> Guess:
    return Guess(settings.fresh_seconds, settings.negative_seconds)


async def _nothing() -> None:
    """Nothing was opened."""
