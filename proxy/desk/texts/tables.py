"""The tables of the register.

A *reading* is what a German segment reads as in a language; pages share it. Its number is a digest of what it says, so
that several processes write the same row, and no row ever says something else.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table, Text, text

from glossary.tables import NUMBER, PLAIN
from proxy.desk.tables import METADATA

TEXT: Final = Table(
    "desk_text",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("segment", PLAIN, nullable=False),
    Column("language", PLAIN, nullable=False),
    Column("state", PLAIN, nullable=False),
    Column("weight", Integer, nullable=False),  # how often it was seen, in steps: indexes stay as they are between two
    Column("certainty", Float, nullable=False),
    Column("seen", NUMBER, nullable=False),
    Column("german", Text, nullable=False),
    Column("target", Text),
    Column("reason", Text, nullable=False),
    Column("confidence", Float),
    Column("model", PLAIN, nullable=False),
    Column("first_seen", PLAIN, nullable=False),
    Column("last_seen", PLAIN, nullable=False),
    Index("ix_desk_text_segment", "segment", "language"),
    # Lists are read off an index in their order; what they are filtered by stands in it, too.
    Index("ix_desk_text_queue", text("weight DESC"), "certainty", "number", "state", "language", "model"),
    Index("ix_desk_text_language", "language", text("weight DESC"), "certainty", "number", "state", "model"),
    Index("ix_desk_text_state", "state", text("weight DESC"), "certainty", "number", "language", "model"),
    Index("ix_desk_text_model", "model"),
)

# Beside the readings, so that a search reads nothing but what it looks into (`glossary.search_index`).
WORDS: Final = Table(
    "desk_text_words",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("searched", PLAIN, nullable=False),
)

PAGE: Final = Table(
    "desk_page",
    METADATA,
    Column("page", NUMBER, primary_key=True, autoincrement=False),
    Column("language", PLAIN, primary_key=True),
    Column("path", PLAIN, nullable=False),
    Column("views", NUMBER, nullable=False),
    Column("first_seen", PLAIN, nullable=False),
    Column("last_seen", PLAIN, nullable=False),
    Index("ix_desk_page_last_seen", "last_seen"),
    Index("ix_desk_page_path", "path"),
)

PLACE: Final = Table(
    "desk_place",
    METADATA,
    Column("page", NUMBER, primary_key=True, autoincrement=False),
    Column("language", PLAIN, primary_key=True),
    Column("text", NUMBER, primary_key=True, autoincrement=False),
    Column("position", Integer, nullable=False),
    Index("ix_desk_place_text", "text"),
)

TERM_USE: Final = Table(
    "desk_term_use",
    METADATA,
    Column("text", NUMBER, primary_key=True, autoincrement=False),
    Column("term", PLAIN, primary_key=True),
    Column("language", PLAIN, nullable=False),
    Column("lemma", Text, nullable=False),
    Column("surface", Text, nullable=False),
    Column("result", PLAIN, nullable=False),
    Index("ix_desk_term_use_term", "term", "language", "result"),
)

REVIEW: Final = Table(
    "desk_review",
    METADATA,
    Column("reviewed", NUMBER, primary_key=True, autoincrement=False),  # a digest of segment, language and target
    Column("by", Text, nullable=False),
    Column("at", PLAIN, nullable=False),
)

UPLOAD: Final = Table(
    "desk_text_upload",
    METADATA,
    Column("id", PLAIN, primary_key=True),
    Column("name", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", PLAIN, nullable=False),
)
