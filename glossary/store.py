"""Terms and overrides in the database: every statement on entries is here.

A change names the revision that its author saw; if somebody changed the entry since, it is refused (`ConflictError`)
and nothing is overwritten. Many changes are written all or none. Each leaves a line in the history.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from glossary.database import Database
from glossary.errors import ConflictError, StoreError, TermError
from glossary.history import Action, Change, find, record
from glossary.listing import TERMS, Listing, TermFilter, Window, digest
from glossary.overrides import Override
from glossary.plain import from_plain, to_plain, written
from glossary.tables import entry as entries
from glossary.tables import term_listing
from glossary.term import State, Term, check_selector

E = TypeVar("E", Term, Override)

_AT_ONCE: Final = 500  # entries of an import that one statement asks for
_FIRST: Final = Window()
_NEW: Final = insert(entries)
_CHANGED: Final = update(entries).where(entries.c.kind == bindparam("of_kind"), entries.c.id == bindparam("of_id"))


@dataclass(frozen=True, slots=True)
class Stored(Generic[E]):
    """An entry and the revision at which it was last changed."""

    value: E
    revision: int


@dataclass(frozen=True, slots=True)
class Page(Generic[E]):
    """A part of a list of entries, and how many there are in the whole list."""

    entries: tuple[Stored[E], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Kind(Generic[E]):
    """How one kind of entries is stored; of two entries with one `natural` key the second is refused."""

    name: str
    write: Callable[[E], Mapping[str, object]]
    read: Callable[[object], E]
    natural: Callable[[E], object]
    listing: Listing[E]


Along = Callable[[Connection], None]
"""What else is written in the transaction of a change, after it."""


def nothing_else(_connection: Connection) -> None:
    """Write nothing."""


@dataclass(frozen=True, slots=True)
class _Making:
    """What all changes of one transaction have in common."""

    revision: int
    action: Action
    by: str
    at: str


class EntryStore(Generic[E]):
    """The entries of one kind."""

    def __init__(self, database: Database, kind: Kind[E]) -> None:
        """Keep the entries of a kind in a database."""
        self._database = database
        self._kind: Kind[E] = kind

    def all(self) -> tuple[Stored[E], ...]:
        """Return all entries, in the order of their natural keys."""
        wanted = select(entries.c.body, entries.c.revision).where(entries.c.kind == self._kind.name)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(entries.c.natural)).all()
        return tuple(Stored(self._read(body), revision) for body, revision in rows)

    def get(self, entry: str) -> Stored[E] | None:
        """Return one entry by its id."""
        with self._database.reading() as connection:
            found = self._bodies(connection, (entry,)).get(entry)
        return Stored(self._read(found[0]), found[1]) if found else None

    def some(self, ids: Sequence[str]) -> tuple[Stored[E], ...]:
        """Return the entries with these ids, in their order; those that are not there are left out."""
        with self._database.reading() as connection:
            return self._some(connection, ids)

    def save(self, value: E, by: str, seen: int = 0, along: Along = nothing_else) -> Stored[E]:
        """Write a new entry (`seen` is 0) or a new state of one whose revision the author saw.

        Author and time become those of the change. Raises `ConflictError`, and `TermError` for a second entry of one
        natural key.
        """
        at = self._database.at()
        stamped = replace(value, author=by, changed_at=at)
        action = Action.CHANGE if seen else Action.CREATE
        with self._database.writing() as (connection, revision):
            stored = self._put(connection, _Making(revision, action, by, at), ((stamped, seen),))[0]
            along(connection)
        return stored

    def save_all(
        self,
        changes: Iterable[tuple[E, int]],
        by: str,
        action: Action = Action.IMPORT,
        along: Along = nothing_else,
    ) -> int:
        """Write entries with the revisions that were seen, all or none; return how many.

        Entries that name an author keep theirs; the history has who imported them.
        """
        count = 0
        with self._database.writing() as (connection, revision):
            at = self._database.at()
            for some in _batches(changes):
                stamped = [
                    (replace(value, author=value.author or by, changed_at=value.changed_at or at), seen)
                    for value, seen in some
                ]
                count += len(self._put(connection, _Making(revision, action, by, at), stamped))
            along(connection)
        return count

    def delete(self, entry: str, by: str, seen: int, along: Along = nothing_else) -> None:
        """Take an entry out; it stays in the history. Raises `ConflictError`."""
        with self._database.writing() as (connection, revision):
            before = self._bodies(connection, (entry,)).get(entry)
            self._refuse_unseen(entry, before, seen)
            connection.execute(delete(entries).where(entries.c.kind == self._kind.name, entries.c.id == entry))
            self._kind.listing.drop(connection, (entry,))
            making = _Making(revision, Action.DELETE, by, self._database.at())
            record(connection, (self._change(making, entry, before and before[0], None),))
            along(connection)

    def restore(self, number: int, by: str, seen: int, along: Along = nothing_else) -> Stored[E]:
        """Write the entry as it was after a change, or before it if that took it out; `seen` is 0 if it is gone.

        Raises `ConflictError`, and `StoreError` if there is no such change.
        """
        with self._database.writing() as (connection, revision):
            change = find(connection, number)
            body = change and change.kind == self._kind.name and (change.after or change.before)
            if not body:
                message = f"the history has no change {number} of a {self._kind.name}"
                raise StoreError(message)
            at = self._database.at()
            value = replace(self._read(body), author=by, changed_at=at)
            stored = self._put(connection, _Making(revision, Action.RESTORE, by, at), ((value, seen),))[0]
            along(connection)
        return stored

    def _page(self, conditions: Sequence[ColumnElement[bool]], window: Window) -> Page[E]:
        listing = self._kind.listing
        with self._database.reading() as connection:
            ids = listing.find(connection, conditions, window)
            return Page(self._some(connection, ids), listing.count(connection, conditions))

    def _count(self, conditions: Sequence[ColumnElement[bool]]) -> int:
        with self._database.reading() as connection:
            return self._kind.listing.count(connection, conditions)

    def _counts(self, by: Column[str], conditions: Sequence[ColumnElement[bool]]) -> dict[str, int]:
        with self._database.reading() as connection:
            return self._kind.listing.counts(connection, by, conditions)

    def _some(self, connection: Connection, ids: Sequence[str]) -> tuple[Stored[E], ...]:
        found = self._bodies(connection, ids)
        return tuple(Stored(self._read(found[each][0]), found[each][1]) for each in ids if each in found)

    def _put(self, connection: Connection, making: _Making, wanted: Sequence[tuple[E, int]]) -> list[Stored[E]]:
        """Write entries and their history; each is (the new state, the revision that was seen)."""
        there = self._bodies(connection, [value.id for value, _ in wanted if value.id])
        new, changed, made, stored = [], [], [], []
        for value, seen in wanted:
            value = replace(value, id=value.id or secrets.token_hex(8))  # noqa: PLW2901 - from here on it has an id
            before = there.get(value.id)
            self._refuse_unseen(value.id, before, seen)
            body = written(self._kind.write(value))
            natural = self._natural(value)
            row = {"natural": natural, "digest": digest(natural), "body": body, "revision": making.revision}
            if before:
                changed.append({**row, "of_kind": self._kind.name, "of_id": value.id})
            else:
                new.append({**row, "kind": self._kind.name, "id": value.id})
            made.append(self._change(making, value.id, before and before[0], body))
            stored.append(Stored(value, making.revision))
            there[value.id] = (body, making.revision)
        self._write(connection, new, changed)
        fresh = {row["id"] for row in new}
        self._kind.listing.write(
            connection,
            [each.value for each in stored if each.value.id in fresh],
            [each.value for each in stored if each.value.id not in fresh],
            making.revision,
        )
        record(connection, made)
        return stored

    def _write(
        self, connection: Connection, new: Sequence[Mapping[str, object]], changed: Sequence[Mapping[str, object]]
    ) -> None:
        try:
            with connection.begin_nested():
                if changed:
                    connection.execute(_CHANGED, changed)
                if new:
                    connection.execute(_NEW, new)
        except IntegrityError as failure:
            natural = self._taken(connection, new, changed)
            message = f"there is another {self._kind.name} for {natural}; change that one, or take it out"
            raise TermError(message) from failure

    def _taken(
        self, connection: Connection, new: Sequence[Mapping[str, object]], changed: Sequence[Mapping[str, object]]
    ) -> object:
        """Return the natural key that two entries would have: the first that another one has now."""
        wanted = [(row["natural"], row["of_id"]) for row in changed] + [(row["natural"], row["id"]) for row in new]
        there = select(entries.c.natural, entries.c.id).where(
            entries.c.kind == self._kind.name, entries.c.natural.in_([natural for natural, _ in wanted])
        )
        holders: dict[object, object] = {row.natural: row.id for row in connection.execute(there)}
        taken = (natural for natural, entry in wanted if holders.setdefault(natural, entry) != entry)
        return next(taken, wanted[0][0])

    def _bodies(self, connection: Connection, ids: Sequence[str]) -> dict[str, tuple[str, int]]:
        """Return body and revision of the entries that are there."""
        if not ids:
            return {}
        wanted = select(entries.c.id, entries.c.body, entries.c.revision).where(
            entries.c.kind == self._kind.name, entries.c.id.in_(ids)
        )
        return {entry: (body, revision) for entry, body, revision in connection.execute(wanted)}

    def _read(self, body: str) -> E:
        return self._kind.read(json.loads(body))

    def _natural(self, value: E) -> str:
        return json.dumps(self._kind.natural(value), ensure_ascii=False)

    def _refuse_unseen(self, entry: str, before: tuple[str, int] | None, seen: int) -> None:
        found = before[1] if before else 0
        if found != seen:
            what = f"the {self._kind.name} {entry}"
            raise ConflictError(what, seen, found)

    def _change(self, making: _Making, entry: str, before: str | None, after: str | None) -> Change:
        return Change(0, self._kind.name, entry, making.revision, making.action, making.by, making.at, before, after)


def _batches(changes: Iterable[tuple[E, int]]) -> Iterator[list[tuple[E, int]]]:
    rest = iter(changes)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def term_natural(term: Term) -> tuple[str, ...]:
    """There is one entry for a lemma and scope; retired ones may stand beside it."""
    scope = (term.scope.url, term.scope.selector, " ".join(term.scope.languages))
    return (term.lemma, *scope, (term.id or "retired") if term.state is State.RETIRED else "")


class TermStore(EntryStore[Term]):
    """The terms of a database."""

    def __init__(self, database: Database) -> None:
        """Keep terms in a database."""
        super().__init__(database, Kind("term", to_plain, from_plain, term_natural, TERMS))

    def _put(self, connection: Connection, making: _Making, wanted: Sequence[tuple[Term, int]]) -> list[Stored[Term]]:
        # Not where entries are read: one with another selector may have been stored before it was refused.
        for value, _ in wanted:
            check_selector(value)
        return super()._put(connection, making, wanted)

    def page(self, wanted: TermFilter, window: Window = _FIRST) -> Page[Term]:
        """Return a part of the list of the terms that are wanted; no other term is read."""
        return self._page(wanted.conditions(), window)

    def count(self, wanted: TermFilter) -> int:
        """Return how many terms there are of those wanted."""
        return self._count(wanted.conditions())

    def states(self, wanted: TermFilter) -> dict[State, int]:
        """Return how many of the terms wanted are in each state."""
        found = self._counts(term_listing.c.state, wanted.conditions())
        return {State(name): count for name, count in found.items()}
