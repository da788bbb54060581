"""One SQLite file for terms, overrides and their history: write-ahead log, transactions, safe under several processes.

Every transaction that writes takes the write lock at once, so that what it read is still so when it writes, and ends
with a new `revision`: who keeps something made of the entries asks for it and makes it anew when it has changed.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from glossary.errors import StoreError
from glossary.schema import MIGRATIONS

_WAIT_SECONDS: Final = 20.0  # for another process that writes; an import of 10,000 entries takes about one
_TRIES: Final = 50  # SQLite's own waiting does not cover the change to the write-ahead log


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class Database:
    """An open file; may be used by several threads, one after the other. Close it."""

    def __init__(self, path: Path, now: Callable[[], datetime] = utc_now) -> None:
        """Open the file, or make it, and bring its tables up to date; raises `StoreError`."""
        self.path = path
        self._now = now
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, _WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as failure:
            raise _failed(path, failure) from failure
        try:
            self._set_up()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def at(self) -> str:
        """Return the time as it is kept."""
        return self._now().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def revision(self) -> int:
        """Return the number of the last transaction that changed something, of any process."""
        with self.reading() as connection:
            return int(connection.execute("SELECT revision FROM counter").fetchone()[0])

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection to read one state of the database; raises `StoreError`."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[tuple[sqlite3.Connection, int]]:
        """Lend the connection and the new revision; all is written or, on any error, nothing. Raises `StoreError`."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            row = connection.execute("UPDATE counter SET revision = revision + 1 RETURNING revision").fetchone()
            yield connection, int(row[0])

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._connection.execute(begin)
                try:
                    yield self._connection
                except BaseException:
                    self._connection.execute("ROLLBACK")
                    raise
                self._connection.execute("COMMIT")
            except sqlite3.Error as failure:
                raise _failed(self.path, failure) from failure

    def _set_up(self) -> None:
        self._write_ahead()
        with self.reading() as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS):
                return  # who only opens does not wait for one who writes
        with self._transaction("BEGIN IMMEDIATE") as connection:
            done = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if done > len(MIGRATIONS):
                message = f"{self.path} was written by a newer version of Stadtlotse; update, or restore a backup"
                raise StoreError(message)
            for migration in MIGRATIONS[done:]:
                for statement in migration:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    def _write_ahead(self) -> None:
        for left in reversed(range(_TRIES)):
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = FULL")  # what an editor saved survives a power cut
            except sqlite3.OperationalError as failure:
                if not left or "locked" not in str(failure):
                    raise _failed(self.path, failure) from failure
                time.sleep(0.05)
            except sqlite3.Error as failure:
                raise _failed(self.path, failure) from failure
            else:
                return


def _failed(path: Path, failure: Exception) -> StoreError:
    return StoreError(f"the glossary's database {path} cannot be used: {failure}")
