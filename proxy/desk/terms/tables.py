"""The tables of the terms' area; the entries themselves are in the glossary's."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table, Text

from glossary.tables import NUMBER, PLAIN
from proxy.desk.tables import METADATA

COPY: Final = Table(
    "desk_term_copy",
    METADATA,
    Column("term", PLAIN, primary_key=True),
    Column("base", NUMBER, nullable=False),  # revision of the entry it was made of; 0: a new one
    Column("mark", Text, nullable=False),  # another one with every change
    Column("body", Text, nullable=False),
    Column("authors", Text, nullable=False),  # JSON: all who wrote in it
    Column("at", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("waiting", Boolean, nullable=False),  # its authors ask for approval
)

# One row for everything the list shows: entries, working copies of new ones, the collection while it stands in.
ROW: Final = Table(
    "desk_term_row",
    METADATA,
    Column("id", PLAIN, primary_key=True),
    Column("sort_key", PLAIN, nullable=False),
    Column("german", PLAIN, nullable=False),  # all forms in small letters, each between line breaks
    Column("policy", Text, nullable=False),
    Column("state", Text, nullable=False),  # of the entry; `new`: only a working copy, `collection`
    Column("codes", PLAIN, nullable=False),  # languages with a target, each between blanks
    Column("only", PLAIN, nullable=False),  # languages it is restricted to
    Column("copy", Text, nullable=False),  # "", `kept` or `waiting`
    Column("changed_at", PLAIN, nullable=False),
)

# Of the same rows; apart, so that what is read to filter and sort stays small.
WORDS: Final = Table(
    "desk_term_words",
    METADATA,
    Column("id", PLAIN, primary_key=True),
    Column("words", PLAIN, nullable=False),  # everything that can be searched for, in small letters
)
SHOWN: Final = Table(
    "desk_term_shown",
    METADATA,
    Column("id", PLAIN, primary_key=True),
    Column("body", Text, nullable=False),
)

STEP: Final = Table(
    "desk_term_step",
    METADATA,
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("change", NUMBER, nullable=False),  # the last change of the glossary that the rows hold
    Column("collection", Text, nullable=False),  # which collection stands in
)

UPLOAD: Final = Table(
    "desk_term_upload",
    METADATA,
    Column("id", PLAIN, primary_key=True),
    Column("name", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", PLAIN, nullable=False),
    Column("revision", NUMBER, nullable=False),  # of the glossary when it was checked
)
