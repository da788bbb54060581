"""What both stores promise, the one on disk and the one in memory, and how the one on disk measures up to a model."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cache.memory_store import Entry, MemoryStore
from cache.store import MAX_VALUE_BYTES, DiskStore, Store, open_store

MIB = 1 << 20
KEYS = st.sampled_from([b"", b"a", b"b", b"\0", b"\xff" * 24])
VALUES = st.binary(max_size=40)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), KEYS, VALUES, st.sampled_from(["", "tr", "ar"])),
        st.tuples(st.just("delete"), KEYS, VALUES, st.just("")),
        st.tuples(st.just("delete_tag"), KEYS, VALUES, st.sampled_from(["tr", "ar"])),
        st.tuples(st.just("double"), KEYS, VALUES, st.just("")),
        st.tuples(st.just("clear"), KEYS, VALUES, st.just("")),
    ),
    max_size=12,
)


def on_disk(path: Path) -> Store:
    return DiskStore(path, 8 * MIB)


def in_memory(path: Path) -> Store:
    return MemoryStore(8 * MIB)


@pytest.fixture(params=[on_disk, in_memory], ids=["disk", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    make: Callable[[Path], Store] = request.param
    store = make(tmp_path / "cache")
    yield store
    store.close()


def test_values_come_back(store: Store) -> None:
    """What was set is there, and nothing else."""
    assert store.set(b"k", b"value")
    assert store.get(b"k") == b"value"
    assert store.get(b"other") is None
    assert len(store) == 1


def test_scan(store: Store) -> None:
    """Everything is looked through, whole and with its tags; what goes meanwhile is not missed by others."""
    entries = [Entry(b"%d" % number, b"value", "tr" if number % 2 else "") for number in range(200)]
    store.set_many(entries)
    found = []
    for entry in store.scan():
        found.append(entry)
        store.delete(entry.key)
    assert sorted(found) == sorted(entries)
    assert len(store) == 0


def test_many(store: Store) -> None:
    """Many values are written and read at once, also more than one statement takes."""
    entries = [Entry(b"%d" % number, b"value %d" % number) for number in range(1000)]
    assert store.set_many(entries) == 1000
    wanted = [entry.key for entry in entries] + [b"missing", b"1"]
    assert store.get_many(wanted) == {entry.key: entry.value for entry in entries}
    assert store.get_many([]) == {}
    assert store.set_many([]) == 0


def test_any_bytes(store: Store) -> None:
    """Empty values, zero bytes and pages of several megabytes come back as they were."""
    for value in (b"", b"\0", bytes(range(256)), os.urandom(MIB)):
        assert store.set(b"k", value)
        assert store.get(b"k") == value


def test_replacing(store: Store) -> None:
    """The last value counts, and so does its tag."""
    store.set(b"k", b"one", "tr")
    store.set(b"k", b"two", "ar")
    assert store.delete_tag("tr") == 0
    assert store.get(b"k") == b"two"
    assert store.delete_tag("ar") == 1
    assert store.get(b"k") is None


def test_update_sees_and_changes(store: Store) -> None:
    """A change sees the old value, may decline, and leaves the tag alone unless it gives one."""
    assert not store.update(b"k", lambda old: None if old is None else b"never")
    assert store.get(b"k") is None
    assert store.update(b"k", lambda old: b"new" if old is None else b"never", "tr")
    assert store.update(b"k", lambda old: (old or b"") + b"er")
    assert store.get(b"k") == b"newer"
    assert store.delete_tag("tr") == 1


def test_update_passes_errors_on(store: Store) -> None:
    """An error in the change itself is the caller's, leaves the value, and does no harm to the store."""
    store.set(b"k", b"old")

    def broken(old: bytes | None) -> bytes | None:
        raise ValueError(old)

    with pytest.raises(ValueError, match="old"):
        store.update(b"k", broken)
    assert store.set(b"other", b"value")
    assert store.get_many([b"k", b"other"]) == {b"k": b"old", b"other": b"value"}


def test_snapshot(store: Store) -> None:
    """Hits, misses, entries, bytes and limit are told."""
    store.set(b"k", b"value")
    store.get_many([b"k", b"x", b"y"])
    told = store.snapshot()
    assert (told.entries, told.hits, told.misses, told.errors, told.evictions) == (1, 1, 2, 0, 0)
    assert 0 < told.bytes < told.limit == 8 * MIB


def test_threads(store: Store) -> None:
    """Threads that write, change and read at once lose nothing."""

    def count(number: int) -> None:
        for turn in range(20):
            store.update(b"sum", lambda old: b"%d" % (int(old or b"0") + 1))
            store.set(b"%d.%d" % (number, turn), b"x")
            store.get_many([b"sum", b"%d.%d" % (number, turn)])

    threads = [threading.Thread(target=count, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get(b"sum") == b"120"
    assert len(store) == 121
    assert store.snapshot().errors == 0


@pytest.mark.parametrize("make", [on_disk, in_memory], ids=["disk", "memory"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_against_a_dict(
    make: Callable[[Path], Store], tmp_path: Path, steps: list[tuple[str, bytes, bytes, str]]
) -> None:
    """After any steps a store holds exactly what a dictionary would."""
    store = make(tmp_path / "cache")
    store.clear()
    model: dict[bytes, tuple[bytes, str]] = {}
    for step, key, value, tag in steps:
        if step == "set":
            assert store.set(key, value, tag)
            model[key] = (value, tag)
        elif step == "delete":
            assert store.delete(key) == (model.pop(key, None) is not None)
        elif step == "delete_tag":
            doomed = [name for name, (_, tagged) in model.items() if tagged == tag]
            assert store.delete_tag(tag) == len(doomed)
            model = {name: kept for name, kept in model.items() if name not in doomed}
        elif step == "double":
            assert store.update(key, lambda old: None if old is None else old * 2) == (key in model)
            if key in model:
                model[key] = (model[key][0] * 2, model[key][1])
        else:
            assert store.clear() == len(model)
            model = {}
        assert store.get_many([b"", b"a", b"b", b"\0", b"\xff" * 24]) == {k: v for k, (v, _) in model.items()}
    store.close()


def test_what_was_used_stays(tmp_path: Path) -> None:
    """Over the limit the least recently used go, and the limit is kept."""
    store = DiskStore(tmp_path, MIB, note_use_after=-1)
    favourite = b"favourite"
    store.set(favourite, os.urandom(1000))
    for number in range(3000):
        store.set(b"%d" % number, os.urandom(1000))
        if number % 100 == 0:
            assert store.get(favourite) is not None
    told = store.snapshot()
    assert told.bytes <= MIB
    assert told.evictions > 1000
    assert told.entries == 3001 - told.evictions
    assert store.get(favourite) is not None
    assert store.get(b"0") is None
    assert store.get(b"2999") is not None
    store.close()


def test_uses_elsewhere_count(tmp_path: Path) -> None:
    """What a memory in front of the store used stays too, once the store was told."""
    store = DiskStore(tmp_path, MIB)
    store.set(b"favourite", os.urandom(1000))
    for number in range(2000):
        if number % 100 == 0:
            store.touch([b"favourite", b"not there"])
        store.set(b"%d" % number, os.urandom(1000))
    assert store.get(b"favourite") is not None
    store.close()


def test_too_large(tmp_path: Path) -> None:
    """A value that would turn out a quarter of the others, or is over the greatest size, is not kept.

    What it was to replace goes all the same: an outdated value is never given after a newer one was set.
    """
    small = DiskStore(tmp_path / "small", MIB)
    assert small.set(b"k", bytes(MIB // 4))
    assert not small.set(b"k", bytes(MIB // 4 + 1))
    assert small.get(b"k") is None
    assert small.set(b"k", b"old")
    assert not small.update(b"k", lambda _: bytes(MIB // 4 + 1))
    assert small.get(b"k") is None
    assert small.set_many([Entry(b"a", b"fits"), Entry(b"b", bytes(MIB))]) == 1
    small.close()
    large = DiskStore(tmp_path / "large", 100 * MAX_VALUE_BYTES)
    assert large.set(b"k", bytes(MAX_VALUE_BYTES))
    assert not large.set(b"k", bytes(MAX_VALUE_BYTES + 1))
    large.close()


def test_values_outlive_the_process(tmp_path: Path) -> None:
    """What was written is there when the folder is opened again."""
    first = DiskStore(tmp_path, MIB)
    first.set(b"k", b"value", "tr")
    first.close()
    second = DiskStore(tmp_path, MIB)
    assert second.get(b"k") == b"value"
    assert second.delete_tag("tr") == 1
    second.close()


def test_smaller_limit(tmp_path: Path) -> None:
    """A folder opened with a smaller limit shrinks to it with the next write."""
    first = DiskStore(tmp_path, 8 * MIB)
    first.set_many(Entry(b"%d" % number, os.urandom(1000)) for number in range(3000))
    first.close()
    second = DiskStore(tmp_path, MIB)
    second.set(b"new", b"value")
    assert second.snapshot().bytes <= MIB
    assert second.get(b"new") == b"value"
    second.close()


def test_two_processes(tmp_path: Path) -> None:
    """Two processes on one folder see each other's values, and changes of both count."""
    program = (
        "import sys; from pathlib import Path; from cache.store import DiskStore\n"
        "store = DiskStore(Path(sys.argv[1]), 8 << 20)\n"
        "for turn in range(100):\n"
        "    store.update(b'sum', lambda old: b'%d' % (int(old or b'0') + 1))\n"
        "    store.set(b'%s.%d' % (sys.argv[2].encode(), turn), b'x')\n"
        "print(store.snapshot().errors); store.close()\n"
    )
    store = DiskStore(tmp_path, 8 * MIB)
    children = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), name], stdout=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    for turn in range(100):
        store.update(b"sum", lambda old: b"%d" % (int(old or b"0") + 1))
        store.get_many([b"one.%d" % turn, b"two.%d" % turn])
    assert [child.communicate(timeout=60)[0] for child in children] == ["0\n", "0\n"]
    assert store.get(b"sum") == b"300"
    assert len(store) == 201
    store.close()


def test_open_store(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A folder that can be used gives a store on disk; one that cannot gives one in memory, and a warning."""
    good = open_store(tmp_path / "good", MIB, "segments")
    assert isinstance(good, DiskStore)
    assert good.snapshot().layer == "segments"
    good.close()
    (tmp_path / "file").write_text("not a folder")
    fallback = open_store(tmp_path / "file" / "cache", MIB, "pages")
    assert isinstance(fallback, MemoryStore)
    assert "memory only" in caplog.text
    assert fallback.set(b"k", b"value")
    assert fallback.snapshot().limit == MIB


def test_after_closing(tmp_path: Path) -> None:
    """A late call on a closed store is a miss, not an error."""
    store = DiskStore(tmp_path, MIB)
    store.set(b"k", b"value")
    store.close()
    assert store.get(b"k") is None
