"""Who changed what and when: every change with the entry before and after it, written with the change itself.

Nothing is ever taken out of the history. Restoring is a change like any other: `TermStore.restore` and its sister.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, RowMapping, insert, select

from glossary.database import Database
from glossary.tables import change as changes


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


_NEWEST: Final = select(changes).order_by(changes.c.number.desc())
_NEW: Final = insert(changes)


class History:
    """The changes in a database."""

    def __init__(self, database: Database) -> None:
        """Read the changes of this database."""
        self._database = database

    def recent(self, limit: int = 100, before: int | None = None) -> tuple[Change, ...]:
        """Return the newest changes, or the newest of those before a number, the newest first."""
        wanted = _NEWEST if before is None else _NEWEST.where(changes.c.number < before)
        with self._database.reading() as connection:
            return tuple(map(_change, connection.execute(wanted.limit(limit)).mappings()))

    def of(self, kind: str, entry: str) -> tuple[Change, ...]:
        """Return all changes of one entry, the oldest first."""
        wanted = select(changes).where(changes.c.kind == kind, changes.c.entry == entry).order_by(changes.c.number)
        with self._database.reading() as connection:
            return tuple(map(_change, connection.execute(wanted).mappings()))


def find(connection: Connection, number: int) -> Change | None:
    """Return one change."""
    row = connection.execute(select(changes).where(changes.c.number == number)).mappings().first()
    return _change(row) if row else None


def record(connection: Connection, made: Sequence[Change]) -> None:
    """Write changes down, in the transaction that makes them; their numbers are given by the database."""
    rows = [{**asdict(each), "action": each.action.value} for each in made]
    for row in rows:
        del row["number"]
    connection.execute(_NEW, rows)


def _change(row: RowMapping) -> Change:
    return Change(**{**row, "action": Action(row["action"])})
