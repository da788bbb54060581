"""Finding a part of a text among very many: an index of its three-letter pieces, kept in step by the database itself.

SQLite has it in FTS5 (`trigram`, since SQLite 3.34), PostgreSQL in its extension pg_trgm; where a server has not got
it, every row is looked at; so it is for a part of one or two letters, which has no piece.
The searched table needs an integer primary key `number`, and one text column with all that can be found in a row.
`make_search_index` is used by migrations: what it makes may never change.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ColumnElement, Connection, column, select, table, text
from sqlalchemy.exc import DBAPIError

_PIECE: Final = 3


def make_search_index(connection: Connection, of: str, searched: str) -> None:
    """Make the index of a new, empty table. The names are the caller's own, and never a user's."""
    made = _SQLITE if connection.dialect.name == "sqlite" else _postgresql(connection)
    for statement in made:
        connection.execute(text(statement.format(of=of, searched=searched)))


def containing(searched: Column[str], wanted: str) -> list[ColumnElement[bool]]:
    """Return the conditions that each word of `wanted` is in the text; both have to be folded in the same way."""
    return [searched.contains(word, autoescape=True) for word in _words(wanted)]


def indexed(dialect: str, searched: Column[str], wanted: str) -> list[ColumnElement[bool]]:
    """Return the same conditions for a column that has the index."""
    looked_at = containing(searched, wanted)
    pieces = [piece for word in _words(wanted) for piece in _pieces(word)]
    if dialect != "sqlite" or not pieces:
        return looked_at
    index = table(f"{searched.table.name}_search", column("rowid"))
    found = select(index.c.rowid).where(column(index.name).op("MATCH")(" AND ".join(pieces)))
    return [searched.table.c.number.in_(found), *looked_at]


def _words(wanted: str) -> list[str]:
    return wanted.replace("\0", " ").split()  # PostgreSQL has no such letter, and refuses to look for it


def _pieces(word: str) -> list[str]:
    pieces = (word[start : start + _PIECE] for start in range(len(word) - _PIECE + 1))
    return ['"' + piece.replace('"', '""') + '"' for piece in dict.fromkeys(pieces)]


_SQLITE: Final = (
    """
    CREATE VIRTUAL TABLE {of}_search USING fts5 (
        {searched}, content='{of}', content_rowid='number',
        detail=none, columnsize=0, tokenize='trigram case_sensitive 1'
    )
    """,
    """
    CREATE TRIGGER {of}_search_insert AFTER INSERT ON {of} BEGIN
        INSERT INTO {of}_search (rowid, {searched}) VALUES (new.number, new.{searched});
    END
    """,
    """
    CREATE TRIGGER {of}_search_delete AFTER DELETE ON {of} BEGIN
        INSERT INTO {of}_search ({of}_search, rowid, {searched}) VALUES ('delete', old.number, old.{searched});
    END
    """,
    """
    CREATE TRIGGER {of}_search_update AFTER UPDATE OF {searched} ON {of} WHEN old.{searched} <> new.{searched} BEGIN
        INSERT INTO {of}_search ({of}_search, rowid, {searched}) VALUES ('delete', old.number, old.{searched});
        INSERT INTO {of}_search (rowid, {searched}) VALUES (new.number, new.{searched});
    END
    """,
)
_POSTGRESQL: Final = ("CREATE INDEX {of}_search ON {of} USING gin ({searched} gin_trgm_ops)",)


def _postgresql(connection: Connection) -> tuple[str, ...]:
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    except DBAPIError:  # not installed there, or not allowed to this user
        return ()
    return _POSTGRESQL
