"""Who did what at the desk, and when: one line for every change, never changed or taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Connection, Integer, Table, Text, insert, or_, select

from glossary.database import Database
from proxy.desk.tables import METADATA

AUDIT = Table(
    "desk_audit",
    METADATA,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False, index=True),
    Column("action", Text, nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line; `action` is a short name such as `term.publish`, `subject` what it was done to."""

    number: int
    at: str
    who: str
    action: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: of whom, of which actions (how their names begin), with which text, from when, until before when."""

    who: str = ""
    action: str = ""
    text: str = ""
    since: str = ""
    until: str = ""


ALL: Final = Wanted()


class AuditLog:
    """The lines in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, who: str, action: str, subject: str, detail: str = "", within: Connection | None = None) -> None:
        """Write a line, in the transaction that makes the change where one is given. Raises `StoreError`."""
        values = {"at": self._database.at(), "who": who, "action": action, "subject": subject, "detail": detail}
        if within is not None:
            within.execute(insert(AUDIT).values(values))
            return
        with self._database.changing() as connection:
            connection.execute(insert(AUDIT).values(values))

    def newest(self, limit: int = 100, before: int | None = None, wanted: Wanted = ALL) -> tuple[Entry, ...]:
        """Return the newest lines, the newest first; of those before a number, of those that are wanted."""
        query = select(AUDIT).order_by(AUDIT.c.number.desc()).limit(limit)
        if before is not None:
            query = query.where(AUDIT.c.number < before)
        with self._database.reading() as connection:
            return tuple(Entry(*row) for row in connection.execute(query.where(*_conditions(wanted))))

    def names(self) -> tuple[str, ...]:
        """Return everybody who did something."""
        with self._database.reading() as connection:
            return tuple(connection.execute(select(AUDIT.c.who).distinct().order_by(AUDIT.c.who)).scalars())


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [AUDIT.c.who == wanted.who] if wanted.who else []
    found += [AUDIT.c.action.startswith(wanted.action, autoescape=True)] if wanted.action else []
    found += [AUDIT.c.at >= wanted.since] if wanted.since else []
    found += [AUDIT.c.at < wanted.until] if wanted.until else []
    if wanted.text:
        either = (
            AUDIT.c.subject.icontains(wanted.text, autoescape=True),
            AUDIT.c.detail.icontains(wanted.text, autoescape=True),
        )
        found.append(or_(*either))
    return found
