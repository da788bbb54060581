"""What is particular to the store in memory; what it has in common with the one on disk is in test_store."""

from cache.memory_store import MemoryStore
from cache.store import DiskStore, Store

BOTH: tuple[type[Store], ...] = (MemoryStore, DiskStore)  # for the type checker: both satisfy the Protocol


def test_limits() -> None:
    """The least recently used go, by number and by bytes, and are counted."""
    store = MemoryStore(max_bytes=10_000, max_entries=3)
    for key in (b"a", b"b", b"c"):
        store.set(key, b"x")
    store.get(b"a")
    store.set(b"d", b"x")
    assert store.get_many([b"a", b"b", b"c", b"d"]).keys() == {b"a", b"c", b"d"}
    assert store.set(b"e", bytes(9_000))
    assert store.get_many([b"a", b"c", b"d"]).keys() == {b"c", b"d"}
    assert store.snapshot().evictions == 2


def test_too_heavy() -> None:
    """A value over the limit is not kept, and what it would have replaced is gone too."""
    store = MemoryStore(max_bytes=10_000)
    assert store.set(b"k", b"old")
    assert not store.set(b"k", bytes(10_000))
    assert store.get(b"k") is None


def test_touch() -> None:
    """What was used elsewhere stays."""
    store = MemoryStore(max_entries=2)
    store.set(b"a", b"x")
    store.set(b"b", b"x")
    store.touch([b"a", b"not there"])
    store.set(b"c", b"x")
    assert store.get_many([b"a", b"b", b"c"]).keys() == {b"a", b"c"}


def test_closing() -> None:
    """A closed store holds nothing."""
    store = MemoryStore()
    store.set(b"a", b"x")
    store.close()
    assert len(store) == 0
