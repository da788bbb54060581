"""What the layers did: counters that live in the process, and snapshots of them to show.

Entries and bytes are read from the store itself and so hold for all processes on one folder; hits, misses,
errors and evictions are counted in this process and not written to disk: a hit must cost no write.
`stadtlotse cache stats` therefore asks the running server for them, and shows the rest without it.
"""

import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One layer at one moment."""

    layer: str
    entries: int
    bytes: int
    limit: int
    hits: int
    misses: int
    errors: int
    evictions: int

    @property
    def hit_ratio(self) -> float:
        """Hits among all look-ups, 0 where there were none."""
        asked = self.hits + self.misses
        return self.hits / asked if asked else 0.0


class Counters:
    """Counts of one layer, safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hits = self._misses = self._errors = self._evictions = 0

    def looked_up(self, hits: int, misses: int) -> None:
        """Count a look-up of one or many keys."""
        with self._lock:
            self._hits += hits
            self._misses += misses

    def failed(self) -> None:
        """Count an operation that the store could not do."""
        with self._lock:
            self._errors += 1

    def evicted(self, count: int) -> None:
        """Count what had to make room."""
        with self._lock:
            self._evictions += count

    def snapshot(self, layer: str, entries: int, size: int, limit: int) -> Snapshot:
        """The counts so far, with what the store says of itself."""
        with self._lock:
            return Snapshot(
                layer=layer,
                entries=entries,
                bytes=size,
                limit=limit,
                hits=self._hits,
                misses=self._misses,
                errors=self._errors,
                evictions=self._evictions,
            )
