"""What lists of entries filter, order and search by: a row beside each entry, made of it when it is written.

The first rows of a database were made by the migration `lists`; what a row holds changes by a migration only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Final, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement, Connection

from glossary.folding import small
from glossary.overrides import Override, normal
from glossary.search_index import containing, indexed
from glossary.tables import override_listing, term_listing
from glossary.term import Policy, State, Term

E = TypeVar("E", Term, Override)

_NAME: Final = 120  # letters of a German text that its order depends on; PostgreSQL's indexes take no long texts


class Order(StrEnum):
    """In which order entries are listed."""

    NAME = "name"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is wanted, and in which order."""

    offset: int = 0
    limit: int = 50
    order: Order = Order.NAME


@dataclass(frozen=True, slots=True)
class TermFilter:
    """Which terms are wanted; what is empty, or None, does not restrict."""

    words: str = ""  # all of them, anywhere in lemma, forms, targets or note
    states: Collection[State] = ()
    policies: Collection[Policy] = ()
    language: str = ""  # has a target in it
    missing: str = ""  # has none in it, although its policy and scope want one
    author: str = ""
    ids: Collection[str] | None = None  # at most some ten thousand

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """Return them for a statement on `term_listing`."""
        columns, wanted = term_listing.c, containing(term_listing.c.searched, small(self.words))
        if self.states:
            wanted.append(columns.state.in_(sorted(self.states)))
        if self.policies:
            wanted.append(columns.policy.in_(sorted(self.policies)))
        if self.language:
            wanted.append(columns.languages.contains(f" {self.language} ", autoescape=True))
        if self.missing:
            code = f" {self.missing} "
            wanted.append(~columns.languages.contains(code, autoescape=True))
            wanted.append(columns.policy != Policy.KEEP.value)
            wanted.append(sa.or_(columns.only_for == "", columns.only_for.contains(code, autoescape=True)))
        return [*wanted, *_common(columns.author, columns.entry, self.author, self.ids)]


@dataclass(frozen=True, slots=True)
class OverrideFilter:
    """Which overrides are wanted; what is empty, or None, does not restrict."""

    words: str = ""  # all of them, anywhere in source, target or note
    source: str | None = None  # for this German text (marked, exact but for its blanks)
    language: str = ""
    page: str | None = None  # of this page; empty: of those for everywhere
    stale: bool | None = None
    author: str = ""
    ids: Collection[str] | None = None  # at most some ten thousand

    def conditions(self, dialect: str) -> Sequence[ColumnElement[bool]]:
        """Return them for a statement on `override_listing`."""
        columns, wanted = override_listing.c, indexed(dialect, override_listing.c.searched, small(self.words))
        if self.source is not None:
            wanted.append(columns.source == digest(normal(self.source)))
        if self.language:
            wanted.append(columns.language == self.language)
        if self.page is not None:
            wanted.append(columns.page == self.page)
        if self.stale is not None:
            wanted.append(columns.stale.is_(self.stale))
        return [*wanted, *_common(columns.author, columns.entry, self.author, self.ids)]


@dataclass(frozen=True, slots=True)
class Listing(Generic[E]):
    """How entries of one kind are listed."""

    table: sa.Table
    row: Callable[[E], Mapping[str, object]]

    def write(self, connection: Connection, new: Sequence[E], changed: Sequence[E], revision: int) -> None:
        """Write the rows of entries that have just been written."""
        if new:
            rows = [{**self.row(value), "entry": value.id, "revision": revision} for value in new]
            connection.execute(sa.insert(self.table), rows)
        if changed:
            rows = [{**self.row(value), "of_entry": value.id, "revision": revision} for value in changed]
            connection.execute(sa.update(self.table).where(self.table.c.entry == sa.bindparam("of_entry")), rows)

    def drop(self, connection: Connection, ids: Sequence[str]) -> None:
        """Take the rows of entries out."""
        connection.execute(sa.delete(self.table).where(self.table.c.entry.in_(ids)))

    def find(self, connection: Connection, conditions: Sequence[ColumnElement[bool]], window: Window) -> list[str]:
        """Return the ids of the entries in a part of the list."""
        columns = self.table.c
        newest = window.order is Order.NEWEST
        order = (columns.revision.desc(), columns.entry.desc()) if newest else (columns.name, columns.entry)
        wanted = sa.select(columns.entry).where(sa.true(), *conditions).order_by(*order)
        return list(connection.execute(wanted.offset(window.offset).limit(window.limit)).scalars())

    def count(self, connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> int:
        """Return how many entries there are."""
        return connection.execute(
            sa.select(sa.func.count()).select_from(self.table).where(sa.true(), *conditions)
        ).scalar_one()

    def counts(
        self, connection: Connection, by: Column[str], conditions: Sequence[ColumnElement[bool]]
    ) -> dict[str, int]:
        """Return how many entries there are of each value of a column."""
        wanted = sa.select(by, sa.func.count()).where(sa.true(), *conditions).group_by(by).order_by(by)
        return {row[0]: row[1] for row in connection.execute(wanted)}


def digest(text: str) -> str:
    """Return a short name of a text, for an index; that two texts have one does not happen."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _common(
    authors: Column[str], entries: Column[str], author: str, ids: Collection[str] | None
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [authors == author] if author else []
    return wanted if ids is None else [*wanted, entries.in_(sorted(ids))]


def _term_row(term: Term) -> Mapping[str, object]:
    found = (*term.german, *(word for target in term.targets for word in target.accepted), term.note)
    return {
        "name": small(term.lemma)[:_NAME],
        "state": term.state.value,
        "policy": term.policy.value,
        "languages": _spaced(target.language for target in term.targets),
        "only_for": _spaced(term.scope.languages),
        "author": term.author,
        "searched": "\n".join(map(small, found)),
    }


def _override_row(override: Override) -> Mapping[str, object]:
    source = normal(override.source)
    return {
        "name": small(source)[:_NAME],
        "source": digest(source),
        "language": override.language,
        "page": override.page,
        "stale": bool(override.stale),
        "author": override.author,
        "searched": "\n".join(map(small, (source, override.target, override.note))),
    }


def _spaced(codes: Iterable[str]) -> str:
    """Each code between two spaces, so that one is not found in another."""
    return "".join(f" {code} " for code in codes)


TERMS: Final = Listing(term_listing, _term_row)
OVERRIDES: Final = Listing(override_listing, _override_row)
