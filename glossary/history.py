"""Who changed what and when: every change with the entry before and after it, written with the change itself.

Nothing is ever taken out of the history. Restoring is a change like any other: `TermStore.restore` and its sister.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from glossary.database import Database


class Action(StrEnum):
    """What was done to an entry."""

    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"
    RESTORE = "restore"
    IMPORT = "import"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one entry; `before` and `after` are its JSON, None where it was not there."""

    number: int
    kind: str
    entry: str
    revision: int
    action: Action
    author: str
    at: str
    before: str | None
    after: str | None


_FIELDS: Final = "number, kind, entry, revision, action, author, at, before, after"


class History:
    """The changes in a database."""

    def __init__(self, database: Database) -> None:
        """Read the changes of this database."""
        self._database = database

    def recent(self, limit: int = 100, before: int | None = None) -> tuple[Change, ...]:
        """Return the newest changes, or the newest of those before a number, the newest first."""
        sql = f"SELECT {_FIELDS} FROM change WHERE number < ? ORDER BY number DESC LIMIT ?"  # noqa: S608
        with self._database.reading() as connection:
            rows = connection.execute(sql, (before if before is not None else 1 << 62, limit)).fetchall()
        return tuple(map(_change, rows))

    def of(self, kind: str, entry: str) -> tuple[Change, ...]:
        """Return all changes of one entry, the oldest first."""
        sql = f"SELECT {_FIELDS} FROM change WHERE kind = ? AND entry = ? ORDER BY number"  # noqa: S608
        with self._database.reading() as connection:
            rows = connection.execute(sql, (kind, entry)).fetchall()
        return tuple(map(_change, rows))


def find(connection: sqlite3.Connection, number: int) -> Change | None:
    """Return one change."""
    row = connection.execute(f"SELECT {_FIELDS} FROM change WHERE number = ?", (number,)).fetchone()  # noqa: S608
    return _change(row) if row else None


def record(connection: sqlite3.Connection, change: Change) -> None:
    """Write a change down, in the transaction that makes it; its number is given by the database."""
    values = (change.kind, change.entry, change.revision, change.action.value, change.author, change.at)
    sql = f"INSERT INTO change ({_FIELDS}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
    connection.execute(sql, (*values, change.before, change.after))


def _change(row: tuple[int, str, str, int, str, str, str, str | None, str | None]) -> Change:
    number, kind, entry, revision, action, author, at, before, after = row
    return Change(number, kind, entry, revision, Action(action), author, at, before, after)
