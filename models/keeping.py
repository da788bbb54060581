"""Keeps models in memory within a budget: loads one when it is used, lets go of those that were not used longest.

A model that translates is never let go of. Where all that are loaded are at work the budget is exceeded rather than
a visitor kept waiting, and that is told. Safe under threads; sizes are measured when a model is loaded.
"""

from __future__ import annotations

import resource
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from models.alignment import Alignment
from models.delegating import DelegatingEngine
from models.engine import Candidate, Engine, Search

Report = Callable[[str], None]


class Loadable(Engine, Protocol):
    """An engine whose model can be brought into memory and let go of."""

    def load(self) -> None:
        """Load the model; raises `models.errors.ModelError`."""

    def unload(self) -> None:
        """Give its memory back."""


@dataclass(slots=True)
class _Entry:
    engine: Loadable
    size: int
    users: int = 0
    loaded: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


class Keeper:
    """The models of one process; `budget` in bytes, 0 for none."""

    def __init__(self, budget: int, measure: Callable[[], int], report: Report) -> None:
        """`measure` says how many bytes this process has in memory; `report` hears what comes and goes."""
        self._budget = budget
        self._measure = measure
        self._report = report
        self._entries: OrderedDict[int, _Entry] = OrderedDict()
        self._lock = threading.Lock()
        self._loading = threading.Lock()

    def keep(self, engine: Loadable, size: int) -> KeptEngine:
        """Return the engine, kept by this keeper; `size` in bytes is what it may need until it is measured."""
        with self._lock:
            self._entries[id(engine)] = _Entry(engine, size)
        return KeptEngine(engine, self)

    def loaded(self) -> dict[str, int]:
        """Return the models in memory by signature, with their size in bytes; the one used last at the end."""
        with self._lock:
            return {each.engine.signature: each.size for each in self._entries.values() if each.loaded}

    @contextmanager
    def using(self, engine: Loadable) -> Iterator[None]:
        """Have the engine's model in memory meanwhile; raises `models.errors.ModelError`."""
        entry = self._take(engine)
        try:
            # One lock a model: the others work on while this one is loaded.
            with entry.lock:
                if not entry.loaded:
                    self._load(entry)
            yield
        finally:
            with self._lock:
                entry.users -= 1

    def _take(self, engine: Loadable) -> _Entry:
        with self._lock:
            entry = self._entries[id(engine)]
            entry.users += 1
            self._entries.move_to_end(id(engine))
            return entry

    def _load(self, entry: _Entry) -> None:
        # One model at a time, so that what is measured is its own.
        with self._loading:
            self._make_room(entry.size)
            before = self._measure()
            entry.engine.load()
            grown = self._measure() - before
            with self._lock:
                # Memory that was free within the process does not show: then what was expected stands.
                entry.size = max(grown, entry.size)
                entry.loaded = True
        self._report(f"loaded {entry.engine.signature}: {entry.size / 1e6:.0f} MB")

    def _make_room(self, needed: int) -> None:
        if not self._budget:
            return
        while True:
            with self._lock:
                there = sum(each.size for each in self._entries.values() if each.loaded)
                if there + needed <= self._budget:
                    return
                idle = next((each for each in self._entries.values() if each.loaded and not each.users), None)
                if idle is None:
                    break
                idle.loaded = False
                idle.engine.unload()
            self._report(f"unloaded {idle.engine.signature}, unused longest: room for {needed / 1e6:.0f} MB")
        self._report(
            f"{(there + needed) / 1e6:.0f} MB of models are needed at once, "
            f"engine.memory_megabytes allows {self._budget / 1e6:.0f}"
        )


class KeptEngine(DelegatingEngine):
    """An engine that is loaded when it is used; else as the engine itself."""

    def __init__(self, engine: Loadable, keeper: Keeper) -> None:
        """Use `engine` through `keeper`."""
        super().__init__(engine)
        self._kept = engine
        self._keeper = keeper

    def count(self, text: str) -> int:
        """Return how many tokens `text` has."""
        with self._keeper.using(self._kept):
            return super().count(text)

    def load(self) -> None:
        """Load the model now."""
        with self._keeper.using(self._kept):
            pass

    def translate(self, texts: Sequence[str], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        """Translate; best candidate first. Raises `models.errors.ModelError`."""
        with self._keeper.using(self._kept):
            return super().translate(texts, language, search)

    def align(self, pairs: Sequence[tuple[str, str]], language: str) -> list[Alignment]:
        """Align words; raises `models.errors.ModelError`."""
        with self._keeper.using(self._kept):
            return super().align(pairs, language)


def resident_bytes(statm: Path = Path("/proc/self/statm")) -> int:
    """Return the memory that this process holds (proc(5): the second number, in pages); 0 where it is not told."""
    try:
        return int(statm.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0
