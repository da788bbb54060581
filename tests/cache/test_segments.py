"""The memory of segments: hot layer, background writing, purging."""

import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cache.memory_store import Entry, MemoryStore
from cache.segments import QUEUE_ENTRIES, SegmentMemory
from cache.store import DiskStore

MIB = 1 << 20


class SlowStore(MemoryStore):
    """Writes only when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = threading.Event()
        self.writing = threading.Event()

    def set_many(self, entries: Iterable[Entry]) -> int:
        self.writing.set()
        self.let.wait(30)
        return super().set_many(entries)


class FailingStore(MemoryStore):
    """Keeps nothing, the first time with an error that no store should raise."""

    failed = False

    def set_many(self, entries: Iterable[Entry]) -> int:
        if not self.failed:
            self.failed = True
            raise RuntimeError
        return 0


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[SegmentMemory]:
    store = DiskStore(tmp_path, 8 * MIB)
    memory = SegmentMemory(store)
    yield memory
    memory.close()
    store.close()


def test_put_is_there_at_once(memory: SegmentMemory) -> None:
    """What was put is in the hot layer at once, and on disk after a flush."""
    memory.put(b"k", b"value")
    assert memory.get_hot(b"k") == b"value"
    assert memory.flush()
    assert memory.counts().store.entries == 1


def test_layers(tmp_path: Path) -> None:
    """A second process finds on disk what the first put, and has it hot afterwards; counts tell the layers apart."""
    store = DiskStore(tmp_path, 8 * MIB)
    first = SegmentMemory(store)
    first.put(b"a", b"1")
    first.put(b"b", b"2")
    assert first.close()
    second = SegmentMemory(store)
    assert second.get_hot(b"a") is None
    assert second.get_many([b"a", b"b", b"x", b"a"]) == {b"a": b"1", b"b": b"2"}
    assert second.get_hot(b"a") == b"1"
    second.put(b"c", b"3")
    assert second.get_many([b"a", b"b", b"c"]) == {b"a": b"1", b"b": b"2", b"c": b"3"}
    counts = second.counts()
    assert (counts.hot_hits, counts.disk_hits, counts.misses, counts.puts) == (4, 2, 1, 1)
    assert (counts.hot_entries, counts.dropped) == (3, 0)
    second.close()
    store.close()


def test_hot_layer_is_bounded(tmp_path: Path) -> None:
    """The hot layer keeps to its limits, and what leaves it is still on disk."""
    store = DiskStore(tmp_path, 8 * MIB)
    memory = SegmentMemory(store, hot_bytes=100_000, hot_entries=50)
    for number in range(200):
        memory.put(b"%d" % number, b"x" * 10)
    assert memory.counts().hot_entries == 50
    hot, _ = memory.snapshots()
    assert (hot.entries, hot.limit, hot.evictions, hot.hits) == (50, 100_000, 150, 0)
    assert memory.get_hot(b"0") is None
    memory.flush()
    assert memory.get_many([b"0"]) == {b"0": b"x" * 10}
    memory.put(b"large", b"x" * 100_000)
    assert memory.get_hot(b"large") is None
    memory.flush()
    assert memory.get_many([b"large"])
    assert memory.counts().hot_bytes <= 100_000
    memory.close()
    store.close()


def test_put_never_waits() -> None:
    """With a store that hangs, putting and hot reading stay quick, and what does not fit the queue is counted."""
    store = SlowStore()
    memory = SegmentMemory(store)
    memory.put(b"first", b"x")
    assert store.writing.wait(10)
    began = time.monotonic()
    for number in range(QUEUE_ENTRIES + 10):
        memory.put(b"%d" % number, b"x")
        assert memory.get_hot(b"%d" % number) == b"x"
    assert time.monotonic() - began < 5
    counts = memory.counts()
    assert (counts.dropped, counts.waiting) == (10, QUEUE_ENTRIES)
    assert not memory.flush(timeout=0.01)
    assert not memory.close(timeout=0.01)
    store.let.set()
    assert memory.close()
    assert len(store) == QUEUE_ENTRIES + 1


def test_purge(memory: SegmentMemory) -> None:
    """After a purge nothing is left in any layer, by tag only what has the tag."""
    memory.put(b"a", b"1", "tr")
    memory.put(b"b", b"2", "ar")
    assert memory.purge("tr") == 1
    assert memory.get_many([b"a", b"b"]) == {b"b": b"2"}
    assert memory.purge() == 1
    assert memory.get_many([b"a", b"b"]) == {}


def test_purge_while_writing() -> None:
    """What was put before a purge and not yet written does not come back after it."""
    store = SlowStore()
    memory = SegmentMemory(store)
    memory.put(b"first", b"x")
    store.writing.wait(10)
    memory.put(b"second", b"x")
    purge = threading.Thread(target=memory.purge)
    purge.start()
    time.sleep(0.05)
    store.let.set()
    purge.join()
    memory.put(b"third", b"x")
    assert memory.close()
    assert store.get_many([b"first", b"second", b"third"]) == {b"third": b"x"}


def test_failing_store(caplog: pytest.LogCaptureFixture) -> None:
    """A store that fails costs only what it should have kept; the writer goes on."""
    memory = SegmentMemory(FailingStore())
    memory.put(b"a", b"1")
    assert memory.flush()
    memory.put(b"b", b"2")
    assert memory.flush()
    assert memory.get_many([b"a", b"b"]) == {b"a": b"1", b"b": b"2"}
    assert memory.counts().dropped == 2
    assert "could not be written" in caplog.text
    memory.close()


def test_hot_entries_count_as_used(tmp_path: Path) -> None:
    """What is always found in memory is not evicted from disk as unused."""
    store = DiskStore(tmp_path, MIB)
    memory = SegmentMemory(store)
    memory.put(b"menu", b"x" * 1000)
    for number in range(700):
        memory.put(b"%d" % number, b"x" * 900)
    memory.get_hot(b"menu")
    memory.close()
    later = SegmentMemory(store)
    for number in range(700, 1200):
        later.put(b"%d" % number, b"x" * 900)
    later.close()
    assert store.get_many([b"menu", b"0"]).keys() == {b"menu"}
    store.close()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("pgm"), st.integers(0, 6), st.binary(max_size=9)), max_size=30))
def test_against_a_dict(steps: list[tuple[str, int, bytes]]) -> None:
    """Through both layers, with a hot layer of two entries, values are those of a dictionary."""
    memory = SegmentMemory(MemoryStore(), hot_entries=2)
    model: dict[bytes, bytes] = {}
    for step, number, value in steps:
        key = b"%d" % number
        if step == "p":
            memory.put(key, value)
            model[key] = value
        elif step == "g":
            assert memory.get_hot(key) in (None, model.get(key))
        else:
            memory.flush()
            assert memory.get_many([key, b"0", b"1"]) == {k: model[k] for k in {key, b"0", b"1"} & model.keys()}
    assert memory.close()
