"""What editors decided, for one process: their database is looked at every few seconds, and read when it has changed.

A database that cannot be read any more changes nothing: the last state of it goes on. Must not know who edits it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog

from glossary.collection import load_collection
from glossary.connecting import IN_MEMORY
from glossary.database import Database
from glossary.errors import ConflictError, StoreError
from glossary.live import NO_GLOSSARY, LiveGlossary, Snapshot
from glossary.override_store import OverrideStore
from glossary.overrides import stale
from proxy.settings import Settings

log = structlog.stdlib.get_logger(__name__)

_BY = "stadtlotse"


@dataclass(frozen=True, slots=True)
class OpenGlossary:
    """The glossary of a running process."""

    snapshot: Callable[[], Snapshot]
    page_seen: Callable[[Snapshot, str, Sequence[str]], None]
    """Hears which German texts (marked) stand on a public page now: overrides of texts that are gone become stale."""
    refresh: Callable[[], Awaitable[None]]
    """Looks at the database at once, for who wants to see what was changed a moment ago."""


@asynccontextmanager
async def open_glossary(settings: Settings, place: Path | str) -> AsyncIterator[OpenGlossary]:
    """Read the database, and go on looking at it; raises `StoreError` where it is there and cannot be read."""
    database = await asyncio.to_thread(_database, place)
    try:
        wanted = settings.glossary
        collection = load_collection() if wanted.collection else ()
        targets = settings.languages.targets
        live = await asyncio.to_thread(
            lambda: LiveGlossary(database, targets, drafts=wanted.drafts, collection=collection)
        )
        stale_marks = _StaleMarks(OverrideStore(database))
        task = asyncio.create_task(_refreshed(live, wanted.refresh_seconds), name="glossary")
        try:
            yield OpenGlossary(lambda: live.snapshot, stale_marks.page_seen, partial(_refresh, live))
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await stale_marks.done()
    finally:
        await asyncio.to_thread(database.close)


async def _nothing() -> None:
    pass


NO_GLOSSARY_OPEN = OpenGlossary(lambda: NO_GLOSSARY, lambda _snapshot, _page, _sources: None, _nothing)


def _database(place: Path | str) -> Database:
    try:
        return Database(place)
    except StoreError as error:
        if not isinstance(place, Path) or place.exists():
            raise
        # Nobody can have written anything yet: the terms that come with the package serve until the next start.
        log.warning("no glossary of the city's own", reason=str(error))
        return Database(IN_MEMORY)


async def _refreshed(live: LiveGlossary, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        await _refresh(live)


async def _refresh(live: LiveGlossary) -> None:
    try:
        changed = await asyncio.to_thread(live.refresh)
    except StoreError as error:
        log.warning("glossary cannot be read; the last state of it goes on", reason=str(error))
        return
    if changed:
        log.info("glossary read anew", revision=live.snapshot.revision)


class _StaleMarks:
    """Writes down, behind the visitors' backs, which overrides have lost their German text."""

    def __init__(self, store: OverrideStore) -> None:
        self._store = store
        self._running: set[asyncio.Task[None]] = set()

    def page_seen(self, snapshot: Snapshot, page: str, sources: Sequence[str]) -> None:
        changes = stale(snapshot.overrides.of_page(page), page, sources)
        if changes and not self._running:  # what comes meanwhile is seen again on the next view
            task = asyncio.create_task(self._write(page, dict(changes)))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def done(self) -> None:
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _write(self, page: str, changes: dict[str, str]) -> None:
        try:
            await asyncio.to_thread(self._store.mark_stale, changes, _BY)
        except (StoreError, ConflictError) as error:
            log.info("stale overrides not noted", page=page, reason=str(error))
