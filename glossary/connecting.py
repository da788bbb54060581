"""Connections to a database, SQLite in a file or in memory, or PostgreSQL; and transactions that read or write.

A transaction that reads sees one state from its first statement to its last, and may not write. One that writes takes
SQLite's write lock at once, so that what it read is still so when it writes; on PostgreSQL `Database` locks a row.
Must not know which tables there are.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool, StaticPool

from glossary.errors import StoreError

IN_MEMORY: Final = ":memory:"
WAIT_SECONDS: Final = 20.0  # for another who writes; an import of 10,000 entries takes a few
_KEPT: Final = 5  # connections that stay open; each costs PostgreSQL a process
_MORE: Final = 15
_CACHE_KIB: Final = 8192  # of each SQLite connection: indexes of 200,000 entries are written within it
_TRIES: Final = 50  # SQLite's own waiting does not cover the change to the write-ahead log
_POSTGRESQL: Final = ("postgresql", "postgres")
_BEGIN: Final = "stadtlotse_begin"


class Access(Enum):
    """What a transaction may do."""

    READ = "read"
    WRITE = "write"


_SQLITE: Final = {
    Access.READ: {_BEGIN: ("PRAGMA query_only = 1", "BEGIN")},
    Access.WRITE: {_BEGIN: ("PRAGMA query_only = 0", "BEGIN IMMEDIATE")},
}
_SERVER: Final[dict[Access, dict[str, object]]] = {
    Access.READ: {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    Access.WRITE: {"isolation_level": "READ COMMITTED", "postgresql_readonly": False},
}


def is_address(place: str | Path) -> bool:
    """Whether this is an address of a server, and not the path of a file."""
    return isinstance(place, str) and "://" in place


def place_of(written: str | Path) -> str | Path:
    """Return the place that somebody wrote: an address, or else a path. Raises `StoreError` for another address."""
    if is_address(written):
        shown(written)
        return written
    return Path(written).expanduser()


def shown(place: str | Path) -> str:
    """Return the place as it may be shown: without its password. Raises `StoreError`."""
    return _shown(_server(place)) if is_address(place) else str(place)


def name_of(engine: Engine) -> str:
    """Return the place of an engine, as it may be shown."""
    return engine.url.database or "" if engine.dialect.name == "sqlite" else _shown(engine.url)


def make_engine(place: str | Path) -> Engine:
    """Make an engine, which opens connections when they are needed; raises `StoreError` for a place of no such kind."""
    if is_address(place):
        return _server_engine(_server(place))
    if str(place) == IN_MEMORY:
        return _sqlite_engine(IN_MEMORY, StaticPool, {})
    path = Path(place)
    path.parent.mkdir(parents=True, exist_ok=True)
    limits = {"pool_size": _KEPT, "max_overflow": _MORE, "pool_timeout": WAIT_SECONDS, "pool_use_lifo": True}
    return _sqlite_engine(str(path), QueuePool, limits)


@contextmanager
def transaction(engine: Engine, access: Access) -> Iterator[Connection]:
    """Lend a connection in a transaction; what is left by an exception is undone."""
    options = _SQLITE[access] if engine.dialect.name == "sqlite" else _SERVER[access]
    with engine.connect() as connection:
        connection.execution_options(**options)
        with connection.begin():
            yield connection


def _shown(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string()  # hides the password


def _server(place: str | Path) -> URL:
    try:
        url = make_url(str(place))
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername.partition("+")[0] not in _POSTGRESQL or "password" in url.query:
        # What was written is not repeated: there may be a password in it.
        message = (
            "the glossary's database is neither a path nor an address such as postgresql://user:password@host/name"
        )
        raise StoreError(message)
    return url.set(drivername="postgresql+psycopg")


def _server_engine(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            hide_parameters=True,
            pool_size=_KEPT,
            max_overflow=_MORE,
            pool_timeout=WAIT_SECONDS,
            pool_use_lifo=True,
            pool_pre_ping=True,  # a server that was started anew meanwhile is no error
            connect_args={
                "connect_timeout": 10,
                "application_name": "stadtlotse",
                "options": f"-c lock_timeout={int(WAIT_SECONDS * 1000)}",
            }
            | {name: value for name, value in url.query.items() if name in {"options", "application_name"}},
        )
    except ModuleNotFoundError as failure:
        message = "PostgreSQL's driver is not installed; install it with: pip install 'stadtlotse[postgres]'"
        raise StoreError(message) from failure


def _sqlite_engine(database: str, pool: type[QueuePool | StaticPool], limits: Mapping[str, object]) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(database, WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            _set_up(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    url = URL.create("sqlite", database=database)
    engine = create_engine(url, creator=connect, poolclass=pool, hide_parameters=True, **limits)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    for statement in connection.get_execution_options().get(_BEGIN, ("BEGIN",)):
        connection.exec_driver_sql(statement)


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    for left in reversed(range(_TRIES)):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")  # what an editor saved survives a power cut
        except sqlite3.OperationalError as failure:
            if not left or "locked" not in str(failure):
                raise
            time.sleep(0.05)
        else:
            return
