"""One open cache folder: diskcache to write with, and a connection of our own to read many rows at once.

The database lies in a numbered subfolder. What is damaged, or was not written by this program, is left where
it is and the next number is begun: a database that other threads or processes still have open must never be
renamed or replaced, since SQLite finds its log by path. The own connection reads diskcache's file `cache.db`
by SELECT only; columns that it does not find mean a foreign database. Must not know what the values mean.
"""

import logging
import shutil
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import diskcache
from diskcache.core import DBNAME, DEFAULT_SETTINGS, METADATA, MODE_RAW

from cache.errors import StoreUnusableError
from cache.raw_disk import RawDisk

log = logging.getLogger(__name__)

FAILURES = (sqlite3.Error, OSError, diskcache.Timeout)  # what an open folder may throw
# On opening, diskcache also trips over rows of its table of settings that it cannot unpack or use.
_OPENING_FAILURES = (*FAILURES, ValueError, TypeError, AttributeError)
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_OTHER_SCHEMA = sqlite3.SQLITE_ERROR  # "no such table" and the like
READ_TIMEOUT = 0.25  # seconds; in WAL mode readers wait only for the recovery after a crash
WRITE_TIMEOUT = 1.0  # seconds; the writers of all processes queue, each for about a millisecond
_KEYS_PER_STATEMENT = 400  # SQLite before 3.32 takes at most 999 parameters
_OURS = f"raw = 1 AND mode = {MODE_RAW} AND filename IS NULL AND typeof(value) = 'blob'"
# The age is reckoned by the clock that diskcache wrote the time of use with, the machine's.
_COLUMNS = "key, value, CAST(strftime('%s', 'now') AS INTEGER) - COALESCE(access_time, 0)"

Row = tuple[bytes, bytes, float]  # key, value, seconds since the last noted use


class Folder:
    """An open folder; not to be carried over a fork."""

    def __init__(self, path: Path, number: int, limit_bytes: int) -> None:
        self.number = number
        self._database = path / str(number) / DBNAME
        # What visitors read is nobody else's business on this machine.
        self._database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_foreign(self._database)
        self._reading = threading.Lock()
        self.cache = _diskcache(self._database.parent, limit_bytes)
        self._connection = _reader(self._database)
        self._identity = _identity(self._database)

    def read(self, keys: Sequence[bytes]) -> list[Row]:
        """The rows of those keys that have one."""
        found: list[Row] = []
        with self._reading:
            for start in range(0, len(keys), _KEYS_PER_STATEMENT):
                some = keys[start : start + _KEYS_PER_STATEMENT]
                marks = ",".join("?" * len(some))
                statement = f"SELECT {_COLUMNS} FROM Cache WHERE key IN ({marks}) AND {_OURS}"  # noqa: S608
                found += self._connection.execute(statement, some).fetchall()
        return found

    def rows_after(self, row: int, most: int) -> list[tuple[int, bytes, bytes, str | None]]:
        """Number, key, value and tag of the next rows, in the order of their numbers."""
        statement = f"SELECT rowid, key, value, tag FROM Cache WHERE rowid > ? AND {_OURS} ORDER BY rowid LIMIT ?"  # noqa: S608
        with self._reading:
            return self._connection.execute(statement, (row, most)).fetchall()

    def is_current(self) -> bool:
        """Is the open database still the one in the folder, or was it removed?"""
        return self._identity == _identity(self._database)

    def close(self) -> None:
        """Close the reader's and this thread's connection; those of other threads close when they end."""
        with self._reading:
            self._connection.close()
        self.cache.close()


def open_folder(path: Path, limit_bytes: int, least: int = 1) -> Folder:
    """Open the newest number, or begin the next if it is damaged; `StoreUnusableError` if neither works.

    A full disk, missing rights and a lock are no damage: they pass, and the database is still good then.
    """
    number = max([least, *_numbers(path)])
    try:
        folder = Folder(path, number, limit_bytes)
    except _OPENING_FAILURES as error:
        if not _is_unreadable(error):
            raise StoreUnusableError(path, str(error)) from error
        log.warning("cache %s is damaged (%s) and left aside; %d is begun", path / str(number), error, number + 1)
        folder = _begin(path, number + 1, limit_bytes)
    for old in _numbers(path):
        if old < folder.number - 1:  # the last damaged one is kept to be looked at
            shutil.rmtree(path / str(old), ignore_errors=True)
    return folder


def is_damage(error: Exception) -> bool:
    """Does the error say that the database is broken, rather than busy or the disk full?"""
    return isinstance(error, sqlite3.Error) and _code(error) in _DAMAGE


def _begin(path: Path, number: int, limit_bytes: int) -> Folder:
    try:
        return Folder(path, number, limit_bytes)
    except _OPENING_FAILURES as error:
        shutil.rmtree(path / str(number), ignore_errors=True)
        raise StoreUnusableError(path, str(error)) from error


def _diskcache(path: Path, limit_bytes: int) -> diskcache.Cache:
    return diskcache.Cache(
        str(path),
        timeout=WRITE_TIMEOUT,
        disk=RawDisk,
        statistics=0,
        tag_index=1,
        eviction_policy="least-recently-used",
        size_limit=limit_bytes,
        cull_limit=0,  # diskcache would measure inside the transaction and evict far too much
        sqlite_auto_vacuum=1,
        sqlite_cache_size=1024,  # pages of 4 KiB, for each thread that writes
        sqlite_journal_mode="wal",
        sqlite_mmap_size=0,  # a mapped file that somebody cuts short kills its reader (SIGBUS)
        sqlite_synchronous=1,  # no fsync per commit: power loss costs the newest values, no more
        disk_min_file_size=0,
        disk_pickle_protocol=0,
    )


def _refuse_foreign(database: Path) -> None:
    """Raise for a database that diskcache must not open: it obeys every row of the table of settings."""
    if not database.exists():
        return
    connection = sqlite3.connect(database, timeout=WRITE_TIMEOUT, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")  # tells in a second what diskcache would try for sixty
        connection.execute("ROLLBACK")
        if not connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            return
        settings = dict(connection.execute("SELECT key, value FROM Settings").fetchall())
    finally:
        connection.close()
    foreign = settings.keys() - DEFAULT_SETTINGS.keys() - METADATA.keys()
    wrong = [name for name in METADATA if not isinstance(settings.get(name, 0), int)]
    if foreign or wrong:
        message = f"settings that diskcache does not write: {sorted(map(str, [*foreign, *wrong]))}"
        raise ValueError(message)


def _reader(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{database.absolute().as_uri()}?mode=rw",  # mode=ro could not recover the log after a crash
        uri=True,
        timeout=READ_TIMEOUT,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA query_only = 1")
    connection.execute("PRAGMA trusted_schema = 0")
    connection.execute(f"SELECT {_COLUMNS} FROM Cache WHERE {_OURS} LIMIT 1").fetchall()  # noqa: S608
    return connection


def _numbers(path: Path) -> list[int]:
    try:
        return [int(entry.name) for entry in path.iterdir() if entry.name.isdecimal() and entry.name.isascii()]
    except OSError:
        return []


def _identity(database: Path) -> tuple[int, int] | None:
    try:
        status = database.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _is_unreadable(error: Exception) -> bool:
    if isinstance(error, sqlite3.Error):
        return _code(error) in _DAMAGE | {_OTHER_SCHEMA}
    return isinstance(error, (ValueError, TypeError, AttributeError))


def _code(error: sqlite3.Error) -> int:
    # The low byte is the error, the rest says where it came from; some errors of the module itself have none.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
