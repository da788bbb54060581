"""A store in memory: bounded, least recently used goes first. For tests, and where no folder can be written.

Keeps nothing beyond the process. Must not know of disks.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from cache.lru import Lru
from cache.statistics import Counters, Snapshot

MIB = 1 << 20


Change = Callable[[bytes | None], bytes | None]  # sees the value, answers the new one, or None to keep it


class Entry(NamedTuple):
    """What is written into a store at once; the tag is what it may be purged by."""

    key: bytes
    value: bytes
    tag: str = ""


class MemoryStore:
    """Satisfies `Store`."""

    def __init__(self, max_bytes: int = 64 * MIB, max_entries: int = 1_000_000, layer: str = "memory") -> None:
        self._lru: Lru[Entry] = Lru(max_entries, max_bytes)
        self._lock = threading.RLock()
        self._counters = Counters()
        self._layer = layer

    def __len__(self) -> int:
        return len(self._lru)

    def get(self, key: bytes) -> bytes | None:
        """The value, if it is there."""
        return self.get_many((key,)).get(key)

    def get_many(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Those of the values that are there."""
        wanted = list(dict.fromkeys(keys))
        with self._lock:
            found = {entry.key: entry.value for key in wanted if (entry := self._lru.get(key)) is not None}
        self._counters.looked_up(len(found), len(wanted) - len(found))
        return found

    def set(self, key: bytes, value: bytes, tag: str = "") -> bool:
        """Remember one value; answers if it was kept."""
        return self.set_many((Entry(key, value, tag),)) == 1

    def set_many(self, entries: Iterable[Entry]) -> int:
        """Remember several values; answers how many were kept."""
        kept = 0
        with self._lock:
            for entry in entries:
                before = len(self._lru) - self._lru.remove(entry.key)
                evicted = self._lru.put(entry.key, entry, len(entry.value) + len(entry.tag))
                self._counters.evicted(evicted)
                kept += len(self._lru) + evicted > before
        return kept

    def update(self, key: bytes, change: Change, tag: str | None = None) -> bool:
        """Change one value; nobody comes between. Without a tag it keeps the one it had."""
        with self._lock:
            entry = self._lru.get(key) or Entry(key, b"")
            value = change(entry.value if key in self._lru else None)
            return value is not None and self.set(key, value, entry.tag if tag is None else tag)

    def touch(self, keys: Iterable[bytes]) -> None:
        """Note that these were used elsewhere."""
        with self._lock:
            for key in keys:
                self._lru.get(key)

    def delete(self, key: bytes) -> bool:
        """Forget one; answers if it was there."""
        with self._lock:
            return self._lru.remove(key)

    def delete_tag(self, tag: str) -> int:
        """Forget all with this tag; answers how many."""
        with self._lock:
            return sum(self._lru.remove(key) for key, entry in self._lru.items() if entry.tag == tag)

    def clear(self) -> int:
        """Forget all; answers how many."""
        with self._lock:
            return self._lru.clear()

    def scan(self) -> Iterator[Entry]:
        """Everything that is there; not counted as use."""
        with self._lock:
            entries = [entry for _, entry in self._lru.items()]
        yield from entries

    def snapshot(self) -> Snapshot:
        """Entries, bytes and counts."""
        return self._counters.snapshot(self._layer, len(self._lru), self._lru.weight, self._lru.max_bytes)

    def close(self) -> None:
        """Let go of everything."""
        self.clear()
