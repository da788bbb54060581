"""Terms and overrides in the database: every statement on entries is here.

A change names the revision that its author saw; if somebody changed the entry since, it is refused (`ConflictError`)
and nothing is overwritten. Many changes are written all or none. Each leaves a line in the history.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from glossary.database import Database
from glossary.errors import ConflictError, StoreError, TermError
from glossary.history import Action, Change, find, record
from glossary.overrides import Override
from glossary.plain import from_plain, to_plain, written
from glossary.term import State, Term, check_selector

E = TypeVar("E", Term, Override)


@dataclass(frozen=True, slots=True)
class Stored(Generic[E]):
    """An entry and the revision at which it was last changed."""

    value: E
    revision: int


@dataclass(frozen=True, slots=True)
class Kind(Generic[E]):
    """How one kind of entries is stored; of two entries with one `natural` key the second is refused."""

    name: str
    write: Callable[[E], Mapping[str, object]]
    read: Callable[[object], E]
    natural: Callable[[E], object]


class EntryStore(Generic[E]):
    """The entries of one kind."""

    def __init__(self, database: Database, kind: Kind[E]) -> None:
        """Keep the entries of a kind in a database."""
        self._database = database
        self._kind: Kind[E] = kind

    def all(self) -> tuple[Stored[E], ...]:
        """Return all entries, in the order of their natural keys."""
        sql = "SELECT body, revision FROM entry WHERE kind = ? ORDER BY natural"
        with self._database.reading() as connection:
            rows = connection.execute(sql, (self._kind.name,)).fetchall()
        return tuple(Stored(self._read(body), revision) for body, revision in rows)

    def get(self, entry: str) -> Stored[E] | None:
        """Return one entry by its id."""
        with self._database.reading() as connection:
            return self._get(connection, entry)

    def save(self, value: E, by: str, seen: int = 0) -> Stored[E]:
        """Write a new entry (`seen` is 0) or a new state of one whose revision the author saw.

        Author and time become those of the change. Raises `ConflictError`, and `TermError` for a second entry of one
        natural key.
        """
        stamped = replace(value, author=by, changed_at=self._database.at())
        action = Action.CHANGE if seen else Action.CREATE
        with self._database.writing() as (connection, revision):
            return self._put(connection, revision, stamped, by, seen, action)

    def save_all(self, changes: Iterable[tuple[E, int]], by: str, action: Action = Action.IMPORT) -> int:
        """Write entries with the revisions that were seen, all or none; return how many.

        Entries that name an author keep theirs; the history has who imported them.
        """
        count = 0
        with self._database.writing() as (connection, revision):
            at = self._database.at()
            for value, seen in changes:
                stamped = replace(value, author=value.author or by, changed_at=value.changed_at or at)
                self._put(connection, revision, stamped, by, seen, action)
                count += 1
        return count

    def delete(self, entry: str, by: str, seen: int) -> None:
        """Take an entry out; it stays in the history. Raises `ConflictError`."""
        with self._database.writing() as (connection, revision):
            before = self._get(connection, entry)
            self._refuse_unseen(entry, before, seen)
            sql = "DELETE FROM entry WHERE kind = ? AND id = ?"
            connection.execute(sql, (self._kind.name, entry))
            self._record(connection, revision, Action.DELETE, by, before, None)

    def restore(self, number: int, by: str, seen: int) -> Stored[E]:
        """Write the entry as it was after a change, or before it if that took it out; `seen` is 0 if it is gone.

        Raises `ConflictError`, and `StoreError` if there is no such change.
        """
        with self._database.writing() as (connection, revision):
            change = find(connection, number)
            body = change and change.kind == self._kind.name and (change.after or change.before)
            if not body:
                message = f"the history has no change {number} of a {self._kind.name}"
                raise StoreError(message)
            value = replace(self._read(body), author=by, changed_at=self._database.at())
            return self._put(connection, revision, value, by, seen, Action.RESTORE)

    def _put(
        self, connection: sqlite3.Connection, revision: int, value: E, by: str, seen: int, action: Action
    ) -> Stored[E]:
        value = replace(value, id=value.id or secrets.token_hex(8))
        before = self._get(connection, value.id)
        self._refuse_unseen(value.id, before, seen)
        row = (self._kind.name, value.id, self._natural(value), written(self._kind.write(value)), revision)
        try:
            connection.execute(
                "INSERT INTO entry (kind, id, natural, body, revision) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (kind, id) DO UPDATE SET natural = excluded.natural, body = excluded.body,"
                " revision = excluded.revision",
                row,
            )
        except sqlite3.IntegrityError as failure:
            message = f"there is another {self._kind.name} for {row[2]}; change that one, or take it out"
            raise TermError(message) from failure
        stored = Stored(value, revision)
        self._record(connection, revision, action, by, before, stored)
        return stored

    def _get(self, connection: sqlite3.Connection, entry: str) -> Stored[E] | None:
        sql = "SELECT body, revision FROM entry WHERE kind = ? AND id = ?"
        row = connection.execute(sql, (self._kind.name, entry)).fetchone()
        return Stored(self._read(row[0]), row[1]) if row else None

    def _read(self, body: str) -> E:
        return self._kind.read(json.loads(body))

    def _natural(self, value: E) -> str:
        return json.dumps(self._kind.natural(value), ensure_ascii=False)

    def _refuse_unseen(self, entry: str, before: Stored[E] | None, seen: int) -> None:
        found = before.revision if before else 0
        if found != seen:
            what = f"the {self._kind.name} {entry}"
            raise ConflictError(what, seen, found)

    def _record(
        self,
        connection: sqlite3.Connection,
        revision: int,
        action: Action,
        by: str,
        before: Stored[E] | None,
        after: Stored[E] | None,
    ) -> None:
        either = after or before
        entry = either.value.id if either else ""
        bodies = tuple(written(self._kind.write(each.value)) if each else None for each in (before, after))
        at = self._database.at()
        record(connection, Change(0, self._kind.name, entry, revision, action, by, at, bodies[0], bodies[1]))


def term_natural(term: Term) -> tuple[str, ...]:
    """There is one entry for a lemma and scope; retired ones may stand beside it."""
    scope = (term.scope.url, term.scope.selector, " ".join(term.scope.languages))
    return (term.lemma, *scope, (term.id or "retired") if term.state is State.RETIRED else "")


class TermStore(EntryStore[Term]):
    """The terms of a database."""

    def __init__(self, database: Database) -> None:
        """Keep terms in a database."""
        super().__init__(database, Kind("term", to_plain, from_plain, term_natural))

    def _put(
        self, connection: sqlite3.Connection, revision: int, value: Term, by: str, seen: int, action: Action
    ) -> Stored[Term]:
        # Not where entries are read: one with another selector may have been stored before it was refused.
        check_selector(value)
        return super()._put(connection, revision, value, by, seen, action)
