"""One database for terms, overrides and their history: transactions, safe under many threads and several processes.

Every transaction that writes waits for the one before, so that what it read is still so when it writes. One that
changes entries ends with a new `revision`: who keeps something made of the entries asks for it, and makes it anew when
it has changed. Tables of others, such as the desk's accounts, are written without one (`changing`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.exc import SQLAlchemyError

from glossary.connecting import IN_MEMORY, WAIT_SECONDS, Access, make_engine, shown, transaction
from glossary.errors import StoreError
from glossary.migrating import upgrade
from glossary.tables import counter
from glossary.unusable import too_long, unusable

MIGRATIONS: Final = Path(__file__).parent / "migrations"
_VERSIONS: Final = "glossary_version"


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class Database:
    """An open database; may be used by many threads at once. Close it.

    A transaction may not be begun inside another one of the same thread.
    """

    def __init__(self, place: str | Path, now: Callable[[], datetime] = utc_now) -> None:
        """Open a file (a path, or `:memory:`) or a server (`postgresql://...`), and bring its tables up to date.

        A file that is not there is made. Raises `StoreError`.
        """
        self.name = shown(place)
        self._now = now
        self._closed = False
        self._one_connection = str(place) == IN_MEMORY
        self._pen = threading.RLock()
        try:
            self.engine: Engine = make_engine(place)
        except OSError as failure:
            raise unusable(self.name, failure) from failure
        try:
            upgrade(self.engine, MIGRATIONS, _VERSIONS)
        except BaseException:
            self.engine.dispose()
            raise

    @property
    def dialect(self) -> str:
        """Return `sqlite` or `postgresql`."""
        return self.engine.dialect.name

    def close(self) -> None:
        """Close all connections; what is under way is ended first by those who do it."""
        self._closed = True
        self.engine.dispose()

    def at(self) -> str:
        """Return the time as it is kept."""
        return self._now().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def revision(self) -> int:
        """Return the number of the last transaction that changed an entry, of any process."""
        with self.reading() as connection:
            return int(connection.execute(select(counter.c.revision)).scalar_one())

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection that reads one state of the database; readers wait for nobody. Raises `StoreError`."""
        with self._transaction(Access.READ) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[tuple[Connection, int]]:
        """Lend a connection and the new revision; all is written or, on any error, nothing. Raises `StoreError`."""
        with self._transaction(Access.WRITE) as connection:
            advance = update(counter).values(revision=counter.c.revision + 1).returning(counter.c.revision)
            yield connection, int(connection.execute(advance).scalar_one())

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """Lend a connection that writes what is no entry: the glossary keeps its revision. Raises `StoreError`."""
        with self._transaction(Access.WRITE) as connection:
            if self.dialect == "postgresql":  # SQLite has the lock already
                connection.execute(select(counter.c.revision).with_for_update())
            yield connection

    @contextmanager
    def _transaction(self, access: Access) -> Iterator[Connection]:
        if self._closed:
            message = f"the glossary's database {self.name} was closed"
            raise StoreError(message)
        try:
            with self._turn(access), transaction(self.engine, access) as connection:
                yield connection
        except SQLAlchemyError as failure:
            raise unusable(self.name, failure) from failure

    @contextmanager
    def _turn(self, access: Access) -> Iterator[None]:
        """Wait for one's turn to write; on SQLite it comes sooner so, for its own waiting is asking again and again."""
        if self.dialect == "postgresql" or (access is Access.READ and not self._one_connection):
            yield
            return
        if not self._pen.acquire(timeout=WAIT_SECONDS):
            raise too_long(self.name)
        try:
            yield
        finally:
            self._pen.release()
