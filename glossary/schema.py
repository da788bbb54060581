"""The tables, as migrations in order: each is done once, and a database keeps the number of those it has seen.

A migration that was published is never changed; a new one is put at the end.
"""

from __future__ import annotations

from typing import Final

# Terms and overrides are both entries: a body in JSON, and a `natural` key of which there can be only one.
MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        "CREATE TABLE counter (only INTEGER PRIMARY KEY CHECK (only = 1), revision INTEGER NOT NULL)",
        "INSERT INTO counter VALUES (1, 0)",
        """
        CREATE TABLE entry (
            kind TEXT NOT NULL, id TEXT NOT NULL, natural TEXT NOT NULL, body TEXT NOT NULL, revision INTEGER NOT NULL,
            PRIMARY KEY (kind, id)
        ) WITHOUT ROWID
        """,
        "CREATE UNIQUE INDEX entry_natural ON entry (kind, natural)",
    ),
    (
        """
        CREATE TABLE change (
            number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, entry TEXT NOT NULL,
            revision INTEGER NOT NULL, action TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL,
            before TEXT, after TEXT
        )
        """,
        "CREATE INDEX change_entry ON change (kind, entry, number)",
    ),
)
