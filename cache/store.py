"""What every store can do, and the store on disk: diskcache in one folder, raw bytes only, bounded.

Once open it never raises: what the disk refuses is a miss or an unkept value, counted and logged. Several
processes may use one folder. Calls may wait for the disk: an event loop calls them in a thread.
Must not know what the values mean. Opened after a fork, never before.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from cache.clock import Clock, system_clock
from cache.errors import DamagedValueError, StoreUnusableError
from cache.folder import FAILURES, Folder, is_damage, open_folder
from cache.frame import framed, unframed
from cache.memory_store import MIB, Change, Entry, MemoryStore
from cache.statistics import Counters, Snapshot

log = logging.getLogger(__name__)

MAX_VALUE_BYTES = 16 * MIB  # a page of 5 MB has to fit, and one value must not turn out everything else
_NOTE_USE_AFTER = 600.0  # seconds: what was used since then is new enough; a hit should cost no write
_USES_PER_READ = 1024  # so many noted uses a reader writes down itself, if no writer comes to do it
_USES_PER_TRANSACTION = 256  # about 15 ms, for which other writers wait
_ROWS_PER_SCAN = 64
_SECONDS_BETWEEN_REPAIRS = 30.0
_SECONDS_BETWEEN_WARNINGS = 10.0  # a full disk would else fill what is left of it with warnings


class Store(Protocol):
    """Bytes under keys, with a tag to purge by."""

    def __len__(self) -> int: ...
    def get(self, key: bytes) -> bytes | None: ...
    def get_many(self, keys: Iterable[bytes]) -> dict[bytes, bytes]: ...
    def set(self, key: bytes, value: bytes, tag: str = "") -> bool: ...
    def set_many(self, entries: Iterable[Entry]) -> int: ...
    def update(self, key: bytes, change: Change, tag: str | None = None) -> bool: ...
    def touch(self, keys: Iterable[bytes]) -> None: ...
    def delete(self, key: bytes) -> bool: ...
    def delete_tag(self, tag: str) -> int: ...
    def clear(self) -> int: ...
    def scan(self) -> Iterator[Entry]: ...
    def snapshot(self) -> Snapshot: ...
    def close(self) -> None: ...


def open_store(path: Path, limit_bytes: int, layer: str, clock: Clock = system_clock) -> Store:
    """The store in this folder, or with a warning one in memory where the folder cannot be used."""
    try:
        return DiskStore(path, limit_bytes, layer, clock)
    except StoreUnusableError as error:
        log.warning("%s; until the next start this cache lives in memory only", error)
        return MemoryStore(min(limit_bytes, 64 * MIB), layer=layer)


class DiskStore:
    """Satisfies `Store`; `StoreUnusableError` if the folder cannot be opened."""

    def __init__(
        self,
        path: Path,
        limit_bytes: int,
        layer: str = "disk",
        clock: Clock = system_clock,
        note_use_after: float = _NOTE_USE_AFTER,
    ) -> None:
        self._path = path
        self._note_use_after = note_use_after
        self._limit = limit_bytes
        self._layer = layer
        self._clock = clock
        self._writing = threading.RLock()
        self._counters = Counters()
        self._used: dict[bytes, None] = {}
        self._repaired_at = -_SECONDS_BETWEEN_REPAIRS
        self._warned_at = -_SECONDS_BETWEEN_WARNINGS
        self._closed = False
        self._folder = open_folder(path, limit_bytes)

    def __len__(self) -> int:
        try:
            return len(self._folder.cache)
        except FAILURES as error:
            self._failed("count", error)
            return 0

    def get(self, key: bytes) -> bytes | None:
        """The value, if it is there, whole."""
        return self.get_many((key,)).get(key)

    def get_many(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Those of the values that are there, whole; one statement for some hundred keys."""
        wanted = list(dict.fromkeys(keys))
        found: dict[bytes, bytes] = {}
        try:
            stored = self._folder.read(wanted)
        except FAILURES as error:
            self._failed("read", error)
            stored = []
        for key, frame, unused_for in stored:
            try:
                found[key] = unframed(key, frame)
            except DamagedValueError as error:
                self._failed("read a value", error)
            if unused_for >= self._note_use_after:
                self._used[key] = None
        self._counters.looked_up(len(found), len(wanted) - len(found))
        self._note_uses(_USES_PER_READ)
        return found

    def set(self, key: bytes, value: bytes, tag: str = "") -> bool:
        """Remember one value; answers if it was kept."""
        return self.set_many((Entry(key, value, tag),)) == 1

    def set_many(self, entries: Iterable[Entry]) -> int:
        """Remember several values in one transaction; answers how many were kept: all that fit, or none."""
        given = list(entries)

        def write(folder: Folder) -> int:
            with folder.cache.transact():
                return sum(self._put(folder, *entry) for entry in given)

        kept = self._write("write", write) if given else 0
        self._make_room()
        return kept

    def update(self, key: bytes, change: Change, tag: str | None = None) -> bool:
        """Change one value; no process comes between. Without a tag it keeps the one it had."""

        def write(folder: Folder) -> int:
            with folder.cache.transact():
                stored, old_tag = folder.cache.get(key, tag=True)
                value = change(_whole(key, stored))
                if value is None:
                    return 0
                return int(self._put(folder, key, value, old_tag if tag is None else tag))

        kept = self._write("update", write) == 1
        self._make_room()
        return kept

    def touch(self, keys: Iterable[bytes]) -> None:
        """Note that these were used elsewhere."""
        self._used.update(dict.fromkeys(keys))
        self._note_uses(1)

    def delete(self, key: bytes) -> bool:
        """Forget one; answers if it was there."""
        return self._write("delete", lambda folder: int(folder.cache.delete(key))) == 1

    def delete_tag(self, tag: str) -> int:
        """Forget all with this tag; answers how many."""
        return self._write("delete by tag", lambda folder: int(folder.cache.evict(tag)))

    def clear(self) -> int:
        """Forget all; answers how many."""
        self._used.clear()
        return self._write("clear", lambda folder: int(folder.cache.clear()))

    def scan(self) -> Iterator[Entry]:
        """Everything that is there, whole; not counted as use. What is written meanwhile may be missed."""
        return (entry for _, entry in self.scan_after(0))

    def scan_after(self, row: int) -> Iterator[tuple[int, Entry]]:
        """The same from a row on, each with the row after which a later look goes on."""
        last = row
        while True:
            try:
                rows = self._folder.rows_after(last, _ROWS_PER_SCAN)
            except FAILURES as error:
                self._failed("look through", error)
                return
            for number, key, frame, tag in rows:
                value = _whole(key, frame)
                if value is not None:
                    yield number, Entry(key, value, tag or "")
            if not rows:
                return
            last = rows[-1][0]

    def snapshot(self) -> Snapshot:
        """Entries and bytes of the folder, counts of this process."""
        try:
            size = int(self._folder.cache.volume())
        except FAILURES as error:
            self._failed("measure", error)
            size = 0
        return self._counters.snapshot(self._layer, len(self), size, self._limit)

    def close(self) -> None:
        """Write what is noted and close; the store is not to be used again."""
        self._note_uses(1)
        self._closed = True
        self._folder.close()

    def _put(self, folder: Folder, key: bytes, value: bytes, tag: str | None) -> bool:
        if len(value) > min(MAX_VALUE_BYTES, self._limit // 4):
            folder.cache.delete(key)  # what it was to replace is no longer true either
            return False
        return bool(folder.cache.set(key, framed(key, value), tag=tag or None))

    def _write(self, what: str, action: Callable[[Folder], int]) -> int:
        with self._writing:
            if not self._folder.is_current():
                self._repair()
            try:
                return action(self._folder)
            except FAILURES as error:
                self._failed(what, error)
                return 0

    def _note_uses(self, least: int) -> None:
        while len(self._used) >= least and self._writing.acquire(blocking=False):
            try:
                if self._write("note uses", self._write_uses) == 0:
                    return
            finally:
                self._writing.release()

    def _write_uses(self, folder: Folder) -> int:
        keys: list[bytes] = []
        while self._used and len(keys) < _USES_PER_TRANSACTION:
            keys.append(self._used.popitem()[0])
        with folder.cache.transact():
            for key in keys:
                folder.cache.get(key)  # notes the time of use: the policy is least recently used
        return len(keys)

    def _make_room(self) -> None:
        def evict(folder: Folder) -> int:
            if folder.cache.volume() <= self._limit:
                return 0
            while self._used:
                self._write_uses(folder)
            return int(folder.cache.cull())

        self._counters.evicted(self._write("evict", evict))

    def _failed(self, what: str, error: Exception) -> None:
        self._counters.failed()
        self._warn(what, error)
        if isinstance(error, DamagedValueError):
            return
        with self._writing:
            # A transaction that broke off may still be open in this thread's connection: begin another.
            self._folder.cache.close()
            if is_damage(error) or not self._folder.is_current():
                self._repair()

    def _warn(self, what: str, error: Exception) -> None:
        now = self._clock()
        if abs(now - self._warned_at) >= _SECONDS_BETWEEN_WARNINGS:
            self._warned_at = now
            reason = str(error) or type(error).__name__
            log.warning("cache %s in %s could not %s: %s", self._layer, self._path, what, reason)

    def _repair(self) -> None:
        now = self._clock()
        if self._closed or abs(now - self._repaired_at) < _SECONDS_BETWEEN_REPAIRS:
            return
        self._repaired_at = now
        broken = self._folder
        try:
            self._folder = open_folder(self._path, self._limit, least=broken.number + 1)
        except StoreUnusableError as error:
            log.warning("cache %s stays without a disk: %s", self._layer, error)
        else:
            broken.close()


def _whole(key: bytes, stored: bytes | None) -> bytes | None:
    if stored is None:
        return None
    try:
        return unframed(key, stored)
    except DamagedValueError:
        return None
