"""Cache folders that are damaged, foreign, locked, full, unwritable or gone, and processes killed while writing."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

import pytest

from cache.errors import StoreUnusableError
from cache.folder import open_folder
from cache.frame import framed
from cache.store import DiskStore

MIB = 1 << 20
DATABASE = Path("1", "cache.db")


def filled(path: Path, count: int = 200) -> None:
    store = DiskStore(path, 8 * MIB)
    for number in range(count):
        store.set(b"%d" % number, b"value %d" % number * 50)
    store.close()


def cut_short(database: Path) -> None:
    database.write_bytes(database.read_bytes()[:5000])


def overwrite_head(database: Path) -> None:
    database.write_bytes(b"not a database at all" + database.read_bytes()[21:])


def overwrite_middle(database: Path) -> None:
    content = database.read_bytes()
    database.write_bytes(content[:4096] + os.urandom(len(content) - 4096))


def drop_table(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("DROP TABLE Cache")
        connection.execute("CREATE TABLE Cache (something TEXT)")


def plant_setting(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("INSERT INTO Settings VALUES ('_disk', 'x')")


def spoil_count(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE Settings SET value = 'many' WHERE key = 'count'")


@pytest.mark.parametrize(
    "damage", [cut_short, overwrite_head, overwrite_middle, drop_table, plant_setting, spoil_count]
)
def test_damaged(tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], None]) -> None:
    """A damaged or foreign database is left aside with a warning, and the store works with a new one."""
    filled(tmp_path)
    damage(tmp_path / DATABASE)
    store = DiskStore(tmp_path, 8 * MIB)
    for number in range(200):
        assert store.get(b"%d" % number) in (None, b"value %d" % number * 50)
    assert store.set(b"new", b"value") or store.set(b"new", b"value")  # the first may meet the damage
    assert store.get(b"new") == b"value"
    assert (tmp_path / "1").exists()
    assert "damaged" in caplog.text
    store.close()
    again = DiskStore(tmp_path, 8 * MIB)
    assert again.get(b"new") == b"value"
    again.close()


def test_damaged_while_open(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A database that breaks while in use costs misses and a warning, then a new one is used."""
    filled(tmp_path, 2000)
    store = DiskStore(tmp_path, 8 * MIB)
    overwrite_middle(tmp_path / DATABASE)
    for number in range(2000):
        assert store.get(b"%d" % number) in (None, b"value %d" % number * 50)
    store.set(b"new", b"value")
    assert store.set(b"new", b"value")
    assert store.get(b"new") == b"value"
    assert store.snapshot().errors > 0
    assert "2 is begun" in caplog.text or (tmp_path / "2").exists()
    store.close()


def test_only_the_last_damaged_one_is_kept(tmp_path: Path) -> None:
    """Damaged databases do not fill the disk."""
    for number in (1, 2, 3):
        filled(tmp_path)
        overwrite_head(tmp_path / str(number) / "cache.db")
    DiskStore(tmp_path, 8 * MIB).close()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["3", "4"]


def test_removed_while_open(tmp_path: Path) -> None:
    """A cache folder that is removed while in use is made anew with the next write."""
    path = tmp_path / "cache"
    store = DiskStore(path, 8 * MIB)
    store.set(b"k", b"value")
    shutil.rmtree(path)
    assert store.set(b"new", b"value")
    assert store.get_many([b"k", b"new"]) == {b"new": b"value"}
    other = DiskStore(path, 8 * MIB)
    assert other.get(b"new") == b"value"
    other.close()
    store.close()


def test_locked(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """While another process holds the lock, reading works, and writing is an error that is counted."""
    store = DiskStore(tmp_path, 8 * MIB)
    store.set(b"k", b"value")
    other = sqlite3.connect(tmp_path / DATABASE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    assert not store.set(b"new", b"value")
    assert time.monotonic() - began < 5
    assert store.get(b"k") == b"value"
    assert store.snapshot().errors == 1
    assert "could not write" in caplog.text
    other.execute("ROLLBACK")
    other.close()
    assert store.set(b"new", b"value")
    assert store.get_many([b"k", b"new"]) == {b"k": b"value", b"new": b"value"}
    store.close()


def test_locked_when_opened(tmp_path: Path) -> None:
    """A locked folder is told of soon, and nothing is thrown away."""
    filled(tmp_path)
    other = sqlite3.connect(tmp_path / DATABASE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(StoreUnusableError, match="locked"):
        open_folder(tmp_path, 8 * MIB)
    assert time.monotonic() - began < 5
    other.close()
    store = DiskStore(tmp_path, 8 * MIB)
    assert store.get(b"7") == b"value 7" * 50
    store.close()


def test_file_in_place_of_the_folder(tmp_path: Path) -> None:
    """A path that cannot be a folder is told of, with what to do."""
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(StoreUnusableError, match="check owner") as raised:
        open_folder(tmp_path / "cache", MIB)
    assert raised.value.folder == tmp_path / "cache"


UNWRITABLE = """
import os, sys
from pathlib import Path
from cache.store import open_store
if os.getuid() == 0:  # rights do not bind the superuser
    os.setuid(65534)
store = open_store(Path(sys.argv[1], "cache"), 1 << 20, "pages")
print(type(store).__name__, store.set(b"k", b"value"), store.get(b"k"))
"""


def test_unwritable(tmp_path: Path) -> None:
    """A folder without rights means a store in memory, and a warning that names the folder."""
    tmp_path.chmod(0o500)
    done = subprocess.run([sys.executable, "-c", UNWRITABLE, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "MemoryStore True b'value'\n"
    assert f"{tmp_path}/cache cannot be used" in done.stderr
    tmp_path.chmod(0o700)


FULL = """
import logging, os, resource, sys
from pathlib import Path
from cache.store import DiskStore
logging.disable()
store = DiskStore(Path(sys.argv[1]), 64 << 20)
assert store.set(b"k", b"value")
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
kept = [store.set(b"%d" % number, os.urandom(50_000)) for number in range(40)]
assert kept[0] and not kept[-1], kept
assert store.get(b"k") == b"value" and store.snapshot().errors > 0
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert store.set(b"later", b"value") and store.get(b"later") == b"value"
assert store.get(b"k") == b"value"
store.close()
"""


def test_full(tmp_path: Path) -> None:
    """When files cannot grow, values are not kept and errors are counted; afterwards all goes on as before."""
    subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], check=True, timeout=60)
    assert [entry.name for entry in tmp_path.iterdir()] == ["1"]


WRITER = """
import os, sys
from hashlib import blake2b
from pathlib import Path
from cache.memory_store import Entry
from cache.store import DiskStore
store = DiskStore(Path(sys.argv[1]), 4 << 20)
number = 0
print("ready", flush=True)
while True:
    entries = []
    for _ in range(5):
        number += 1
        noise = os.urandom(1 + number * 7919 % 40_000)
        entries.append(Entry(b"%d" % (number % 300), blake2b(noise).digest() + noise, "tr"))
    store.set_many(entries)
    store.get_many(entry.key for entry in entries)
    if number % 100 == 0:
        store.delete(b"%d" % (number % 300))
"""


def test_killed_while_writing(tmp_path: Path) -> None:
    """After kill -9 at random moments the folder opens again, and every value in it is whole."""
    whole = 0
    for _ in range(6):
        child = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(random.uniform(0.02, 0.3))  # noqa: S311
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        store = DiskStore(tmp_path, 4 * MIB)
        for value in store.get_many(b"%d" % number for number in range(300)).values():
            assert blake2b(value[64:]).digest() == value[:64]
            whole += 1
        assert store.set(b"k", b"value")
        assert store.get(b"k") == b"value"
        assert store.snapshot().errors == 0
        store.close()
    assert whole > 0
    assert [entry.name for entry in tmp_path.iterdir()] == ["1"]


def test_torn_value(tmp_path: Path) -> None:
    """A stored value with one byte changed or cut off is a miss and an error, not a wrong answer."""
    store = DiskStore(tmp_path, 8 * MIB)
    stored = framed(b"k", b"a translation")
    for broken in (stored[:-1], stored + b"x", stored[:5], b"", stored[:-1] + b"N", framed(b"other", b"a translation")):
        store.set(b"k", b"a translation")
        with sqlite3.connect(tmp_path / DATABASE) as connection:
            connection.execute("UPDATE Cache SET value = ? WHERE key = ?", (broken, b"k"))
        assert store.get(b"k") is None
        assert store.update(b"k", lambda old: b"anew" if old is None else None)
        assert store.get(b"k") == b"anew"
    assert store.snapshot().errors == 6
    store.close()
