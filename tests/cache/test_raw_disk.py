"""Raw bytes for diskcache: everything else is refused on the way in and absent on the way out."""

import os
import pickle
import sqlite3
from collections.abc import Callable
from pathlib import Path

import diskcache
import pytest
from diskcache.core import MODE_BINARY, MODE_PICKLE, MODE_RAW, MODE_TEXT

from cache.frame import framed
from cache.raw_disk import ForeignRowError, RawDisk
from cache.store import DiskStore

DATABASE = Path("1", "cache.db")


@pytest.fixture
def disk(tmp_path: Path) -> RawDisk:
    return RawDisk(str(tmp_path))


def test_bytes_pass(disk: RawDisk) -> None:
    """Bytes are stored in the database as they are, whatever their size, and come back."""
    for value in (b"", b"\0", bytes(100_000)):
        assert disk.put(value) == (memoryview(value), True)
        assert disk.get(value, True) == value
        size, mode, filename, stored = disk.store(value, False)
        assert (size, mode, filename, bytes(stored)) == (0, MODE_RAW, None, value)
        assert disk.fetch(MODE_RAW, None, value, False) == value


@pytest.mark.parametrize("thing", ["text", 1, 1.5, None, ("a",), bytearray(b"x"), object()])
def test_nothing_else_goes_in(disk: RawDisk, thing: object) -> None:
    """Keys and values that are not bytes are a mistake of the caller."""
    with pytest.raises(TypeError):
        disk.put(thing)
    with pytest.raises(TypeError):
        disk.store(thing, False)


@pytest.mark.parametrize(
    "look",
    [
        lambda disk: disk.fetch(MODE_PICKLE, None, b"x", False),
        lambda disk: disk.fetch(MODE_PICKLE, "file", None, False),
        lambda disk: disk.fetch(MODE_BINARY, "file", None, False),
        lambda disk: disk.fetch(MODE_TEXT, "file", None, False),
        lambda disk: disk.fetch(MODE_RAW, "file", b"x", False),
        lambda disk: disk.fetch(MODE_RAW, None, "text", False),
        lambda disk: disk.fetch(MODE_RAW, None, None, False),
        lambda disk: disk.fetch(MODE_RAW, None, b"x", True),
        lambda disk: disk.fetch("0", None, b"x", False),
        lambda disk: disk.get(b"x", False),
        lambda disk: disk.get("text", True),
        lambda disk: disk.filename(),
    ],
)
def test_nothing_else_comes_out(disk: RawDisk, tmp_path: Path, look: Callable[[RawDisk], object]) -> None:
    """Rows of other kinds are absent, and no file is opened for them."""
    (tmp_path / "file").write_bytes(b"not to be read")
    with pytest.raises(ForeignRowError):
        look(disk)


def test_no_file_is_removed(disk: RawDisk, tmp_path: Path) -> None:
    """A file that a row names is left alone."""
    (tmp_path / "file").write_bytes(b"precious")
    disk.remove("file")
    disk.remove(None)
    assert (tmp_path / "file").exists()


def test_with_diskcache(tmp_path: Path) -> None:
    """diskcache keeps large and small values in the database only."""
    with diskcache.Cache(str(tmp_path), disk=RawDisk) as cache:
        cache.set(b"small", b"x")
        cache.set(b"large", bytes(1 << 20))
        assert (cache.get(b"small"), len(cache.get(b"large"))) == (b"x", 1 << 20)
        assert list(cache) == [b"small", b"large"]
    assert {entry.suffix for entry in tmp_path.rglob("*") if entry.is_file()} <= {".db", ".db-wal", ".db-shm"}


class Bomb:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Callable[..., None], tuple[str]]:
        return (os.mkdir, (str(self.trace),))


def plant(database: Path, bomb: bytes) -> None:
    """Put the bomb into every column where diskcache would unpickle it, and into a file beside."""
    (database.parent / "bomb.val").write_bytes(bomb)
    victim = database.parent.parent / "victim"
    victim.write_text("precious")
    with sqlite3.connect(database) as connection:
        insert = "INSERT OR REPLACE INTO Cache(key, raw, store_time, access_time, tag, size, mode, filename, value) "
        rows: list[tuple[object, ...]] = [
            (b"in the row", 1, 0, 0, "tr", 0, 4, None, bomb),
            (b"in a file", 1, 0, 0, "tr", len(bomb), 4, "bomb.val", None),
            (bomb, 0, 0, 0, "tr", 0, 1, None, framed(bomb, b"x")),
            (b"outside", 1, 0, 0, "tr", 8, 2, "../victim", None),
            (b"text", 1, 0, 0, "tr", 0, 1, None, "text"),
        ]
        connection.executemany(insert + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute("UPDATE Settings SET value = 4 WHERE key = 'disk_pickle_protocol'")


def test_planted_pickles(tmp_path: Path) -> None:
    """A pickle in the folder is never loaded, and a row that names a file never has it read or deleted."""
    trace = tmp_path / "executed"
    bomb = pickle.dumps(Bomb(trace))
    DiskStore(tmp_path / "cache", 8 << 20).close()
    plant(tmp_path / "cache" / DATABASE, bomb)
    store = DiskStore(tmp_path / "cache", 8 << 20)
    keys = [b"in the row", b"in a file", bomb, b"outside", b"text"]
    assert store.get_many(keys) == {}
    for key in keys:
        assert store.get(key) is None
        assert store.update(key, lambda old: b"ours" if old is None else b"theirs")
        assert store.get(key) == b"ours"
    store.clear()
    plant(tmp_path / "cache" / DATABASE, bomb)
    store.touch(keys)
    store.set(b"k", b"value", "tr")
    for key in keys:
        store.delete(key)
    plant(tmp_path / "cache" / DATABASE, bomb)
    assert store.delete_tag("tr") >= 5
    plant(tmp_path / "cache" / DATABASE, bomb)
    store.clear()
    store.close()
    assert not trace.exists()
    assert (tmp_path / "cache" / "victim").read_text() == "precious"


def test_the_bomb_is_real(tmp_path: Path) -> None:
    """diskcache as it comes does run the planted pickle: the test above tests something."""
    trace = tmp_path / "executed"
    DiskStore(tmp_path / "cache", 8 << 20).close()
    plant(tmp_path / "cache" / DATABASE, pickle.dumps(Bomb(trace)))
    cache = diskcache.Cache(str((tmp_path / "cache" / DATABASE).parent))
    cache.get(b"in the row")
    cache.close()
    assert trace.exists()
