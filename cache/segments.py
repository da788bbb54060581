"""Translations of segments: the newest in memory, all of them in a store, written by a thread of its own.

`get_hot` and `put` never wait for a disk and may be called in an event loop; `get_many` may, and is called in
a thread. Keys hold everything that can change a translation, so nothing here ever has to be invalidated.
Must not know what a translation looks like.
"""

import logging
import queue
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from cache.lru import Lru
from cache.memory_store import MIB, Entry
from cache.statistics import Snapshot
from cache.store import Store

log = logging.getLogger(__name__)

HOT_BYTES = 32 * MIB  # about 60,000 segments of a sentence each
HOT_ENTRIES = 200_000
QUEUE_ENTRIES = 20_000  # two large pages in nine languages; beyond that the disk is hopelessly behind
_BATCH = 256  # entries in one transaction: about 5 ms
_SECONDS_BETWEEN_TOUCHES = 600.0  # a segment in use costs one write in ten minutes


@dataclass(frozen=True, slots=True)
class SegmentCounts:
    """What happened since the process began; `dropped` are in memory but never reached the disk."""

    hot_entries: int
    hot_bytes: int
    hot_hits: int
    hot_evictions: int
    disk_hits: int
    misses: int
    puts: int
    dropped: int
    waiting: int
    store: Snapshot


@dataclass(frozen=True, slots=True)
class _Write:
    entry: Entry
    generation: int


class SegmentMemory:
    """Owned by one process; close it before the store that it was given."""

    def __init__(self, store: Store, hot_bytes: int = HOT_BYTES, hot_entries: int = HOT_ENTRIES) -> None:
        self._store = store
        self._hot: Lru[bytes] = Lru(hot_entries, hot_bytes)
        self._lock = threading.Lock()  # held for a look into memory only
        self._writing = threading.Lock()  # held while a batch is written, so that a purge comes before or after
        self._queue: queue.Queue[_Write | threading.Event | None] = queue.Queue(QUEUE_ENTRIES)
        self._generation = 0
        self._used: set[bytes] = set()
        self._hot_hits = self._hot_evictions = self._disk_hits = self._misses = self._puts = self._dropped = 0
        self._writer = threading.Thread(target=self._write_all, name="segment-writer", daemon=True)
        self._writer.start()

    def get_hot(self, key: bytes) -> bytes | None:
        """The translation if it is in memory; a miss says nothing about the store, and is not counted."""
        with self._lock:
            value = self._hot.get(key)
            if value is not None:
                self._hot_hits += 1
                self._used.add(key)
            return value

    def get_many(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Those of the translations that are remembered anywhere. May wait for the disk."""
        wanted = list(dict.fromkeys(keys))
        found = {key: value for key in wanted if (value := self.get_hot(key)) is not None}
        missing = [key for key in wanted if key not in found]
        if not missing:
            return found
        generation = self._generation
        stored = self._store.get_many(missing)
        with self._lock:
            if generation == self._generation:
                for key, value in stored.items():
                    if key not in self._hot:
                        self._hot_evictions += self._hot.put(key, value, len(value))
            self._disk_hits += len(stored)
            self._misses += len(missing) - len(stored)
        return found | stored

    def put(self, key: bytes, value: bytes, tag: str = "") -> None:
        """Remember a translation at once in memory and soon on disk; the tag is what it may be purged by."""
        with self._lock:
            self._hot_evictions += self._hot.put(key, value, len(value))
            self._puts += 1
            write = _Write(Entry(key, value, tag), self._generation)
        try:
            self._queue.put_nowait(write)
        except queue.Full:
            # Waiting would hold up a visitor; the worst that comes of it is translating this segment again.
            self._drop(1)

    def purge(self, tag: str | None = None) -> int:
        """Forget all, or all with this tag; answers how many the store forgot. Waits for the disk."""
        if tag is not None:
            self.flush()  # what has other tags is to stay
        with self._writing:
            with self._lock:
                self._generation += 1
                self._hot.clear()
                self._used.clear()
            return self._store.clear() if tag is None else self._store.delete_tag(tag)

    def drop_hot(self) -> None:
        """Forget what is in memory, because another process purged the store."""
        with self._lock:
            self._generation += 1  # what is being read just now is not to come back
            self._hot.clear()
            self._used.clear()

    def flush(self, timeout: float = 10.0) -> bool:
        """Wait until everything put so far is written; answers if it was in time."""
        written = threading.Event()
        limit = time.monotonic() + timeout
        try:
            self._queue.put(written, timeout=timeout)
        except queue.Full:
            return False
        return written.wait(max(0.0, limit - time.monotonic()))

    def close(self, timeout: float = 10.0) -> bool:
        """Write what waits and end the thread; answers if it was in time. The store stays open."""
        try:
            self._queue.put(None, timeout=timeout)
        except queue.Full:
            return False
        self._writer.join(timeout)
        return not self._writer.is_alive()

    def counts(self) -> SegmentCounts:
        """What happened so far."""
        store = self._store.snapshot()
        with self._lock:
            return SegmentCounts(
                hot_entries=len(self._hot),
                hot_bytes=self._hot.weight,
                hot_hits=self._hot_hits,
                hot_evictions=self._hot_evictions,
                disk_hits=self._disk_hits,
                misses=self._misses,
                puts=self._puts,
                dropped=self._dropped,
                waiting=self._queue.qsize(),
                store=store,
            )

    def snapshots(self) -> tuple[Snapshot, Snapshot]:
        """The hot layer and the store, in the form that all layers have."""
        counts = self.counts()
        hot = Snapshot(
            layer="segments in memory",
            entries=counts.hot_entries,
            bytes=counts.hot_bytes,
            limit=self._hot.max_bytes,
            hits=counts.hot_hits,
            misses=counts.disk_hits + counts.misses,
            errors=counts.dropped,
            evictions=counts.hot_evictions,
        )
        return hot, counts.store

    def _write_all(self) -> None:
        touched_at = time.monotonic()
        going_on = True
        while going_on:
            batch, done, going_on = self._next_batch()
            try:
                self._write(batch)
                if time.monotonic() - touched_at >= _SECONDS_BETWEEN_TOUCHES or not going_on:
                    touched_at = time.monotonic()
                    self._touch()
            except Exception:  # stores do not raise; should one do so, the thread must live on
                log.exception("%d translations could not be written", len(batch))
                self._drop(len(batch))
            for event in done:
                event.set()

    def _next_batch(self) -> tuple[list[_Write], list[threading.Event], bool]:
        batch: list[_Write] = []
        done: list[threading.Event] = []
        try:
            item = self._queue.get(timeout=_SECONDS_BETWEEN_TOUCHES)
            while True:
                if item is None:
                    return batch, done, False
                if isinstance(item, threading.Event):
                    done.append(item)
                else:
                    batch.append(item)
                if len(batch) >= _BATCH:
                    break
                item = self._queue.get_nowait()
        except queue.Empty:
            pass
        return batch, done, True

    def _write(self, batch: list[_Write]) -> None:
        with self._writing:
            # What was put before a purge must not come back after it.
            entries = [write.entry for write in batch if write.generation == self._generation]
            if entries and self._store.set_many(entries) == 0:
                self._drop(len(entries))

    def _drop(self, count: int) -> None:
        with self._lock:
            self._dropped += count

    def _touch(self) -> None:
        # What is always found in memory would else look unused on disk, and be evicted there first.
        with self._lock:
            used, self._used = self._used, set()
        if used:
            self._store.touch(used)
