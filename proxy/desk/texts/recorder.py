"""Hears which pages were made and viewed, and writes that down behind the visitors' backs.

Hearing costs a visitor no more than putting a value into a bounded queue; what does not fit is dropped and counted.
One thread writes, in batches, and whatever goes wrong with that is logged and forgotten (law 8).
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from glossary.errors import StoreError
from proxy.desk.texts.noting import NotedPage, noted
from proxy.desk.texts.writing import RegisterWriter, Views
from proxy.pages_made import PageMade

log = structlog.stdlib.get_logger(__name__)

_PAGES_AT_ONCE: Final = 20
_REMEMBERED: Final = 50_000  # pages of which it is known what was written last
_PRUNING: Final = 3600.0


@dataclass(frozen=True, slots=True)
class RecorderRules:
    """How much is kept, and how often it is written."""

    seconds: float = 2.0
    waiting: int = 500
    """Pages in the queue."""
    days: int = 90
    """After which a page that nobody has seen is forgotten."""
    pages: int = 100_000
    """In all languages together; the longest unseen go first."""


class Recorder:
    """Writes the register of one process."""

    def __init__(
        self,
        writer: RegisterWriter,
        take_views: Callable[[], Views],
        rules: RecorderRules,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Write with `writer` what is heard, and the views that `take_views` gives since it was last asked."""
        self._writer = writer
        self._take_views = take_views
        self._rules = rules
        self._now = now
        self._waiting: deque[PageMade] = deque()
        self._noted: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="register", daemon=True)
        self._pruned_at = -_PRUNING
        self._dropped = 0
        self._said_dropped = 0
        self._unknown: deque[tuple[str, str]] = deque(maxlen=rules.waiting)

    @property
    def dropped(self) -> int:
        """How many pages were not noted because too many waited."""
        return self._dropped

    def hear(self, page: PageMade) -> None:
        """Take a page; returns at once."""
        if len(self._waiting) >= self._rules.waiting:
            self._dropped += 1
            return
        self._waiting.append(page)

    def take_unknown(self) -> tuple[str, str] | None:
        """Return a page, by path and language, that was viewed and never noted; None where there is none."""
        try:
            return self._unknown.popleft()
        except IndexError:
            return None

    def start(self) -> None:
        """Begin to write, in a thread."""
        self._thread.start()

    def close(self) -> None:
        """Write what is left, and end; may take as long as the database does."""
        self._closing.set()
        self._thread.join()

    def flush(self) -> None:
        """Write all that was heard until now; for the thread, and for tests."""
        if self._dropped > self._said_dropped:
            log.warning("pages were not noted: too many waited", pages=self._dropped - self._said_dropped)
            self._said_dropped = self._dropped
        try:
            while self._waiting:
                self._note()
            self._count(self._take_views())
            self._prune()
        except StoreError as error:
            log.warning("what stands on pages could not be noted", reason=str(error))
        except Exception:
            log.exception("what stands on pages could not be noted")

    def note(self, page: NotedPage) -> None:
        """Write a page down now. Raises `StoreError`."""
        self._writer.note((page,))

    def _run(self) -> None:
        while not self._closing.wait(self._rules.seconds):
            self.flush()
        self.flush()

    def _note(self) -> None:
        changed: dict[tuple[str, str], NotedPage] = {}
        digests: dict[tuple[str, str], int] = {}
        while self._waiting and len(changed) < _PAGES_AT_ONCE:
            page = self._waiting.popleft()
            name = (page.path, page.place.language)
            digest = hash((page.segments, page.outcomes, page.state.revision))
            if digests.get(name, self._noted.get(name)) != digest:
                changed[name], digests[name] = noted(page), digest
            time.sleep(0)  # visitors first: give the interpreter's lock away between two pages
        if changed:
            self._writer.note(tuple(changed.values()))
            for name, digest in digests.items():
                self._remember(name, digest)

    def _remember(self, name: tuple[str, str], digest: int) -> None:
        self._noted[name] = digest
        self._noted.move_to_end(name)
        if len(self._noted) > _REMEMBERED:
            self._noted.popitem(last=False)

    def _count(self, views: Mapping[tuple[str, str], int]) -> None:
        if views:
            self._unknown.extend(self._writer.count(views))

    def _prune(self) -> None:
        if time.monotonic() - self._pruned_at < _PRUNING:
            return
        self._pruned_at = time.monotonic()
        before = (self._now() - timedelta(days=self._rules.days)).isoformat(timespec="seconds")
        while self._writer.prune(before.replace("+00:00", "Z"), self._rules.pages):
            time.sleep(0)
