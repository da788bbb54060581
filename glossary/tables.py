"""The glossary's tables as statements see them; how they came to be is in `migrations`."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Integer, MetaData, Table, Text

# Ordered by its characters' numbers on both databases, and not as a server's language sorts.
PLAIN: Final = Text().with_variant(Text(collation="C"), "postgresql")
NUMBER: Final = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()

counter = Table(
    "counter",
    metadata,
    Column("only", Integer, CheckConstraint('"only" = 1'), primary_key=True, autoincrement=False),
    Column("revision", NUMBER, nullable=False),
)

# Terms and overrides are both entries: a body in JSON, and a `natural` key of which there can be only one.
entry = Table(
    "entry",
    metadata,
    Column("kind", PLAIN, primary_key=True),
    Column("id", PLAIN, primary_key=True),
    Column("natural", PLAIN, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", PLAIN, nullable=False),  # of `natural`, which may be too long for an index
    Column("revision", NUMBER, nullable=False),
)

# What lists of entries filter, order and search by, without reading their bodies; written with the entry itself.
term_listing = Table(
    "term_listing",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("entry", PLAIN, nullable=False),
    Column("revision", NUMBER, nullable=False),
    Column("name", PLAIN, nullable=False),  # the lemma as it is compared
    Column("state", PLAIN, nullable=False),
    Column("policy", PLAIN, nullable=False),
    Column("languages", PLAIN, nullable=False),  # those with a target: " ar  tr "
    Column("only_for", PLAIN, nullable=False),  # those of its scope, in the same way
    Column("author", PLAIN, nullable=False),
    Column("searched", PLAIN, nullable=False),  # lemma, forms, targets and note, as they are compared
)

override_listing = Table(
    "override_listing",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("entry", PLAIN, nullable=False),
    Column("revision", NUMBER, nullable=False),
    Column("name", PLAIN, nullable=False),  # the beginning of the German text as it is compared
    Column("source", PLAIN, nullable=False),  # a digest of the German text
    Column("language", PLAIN, nullable=False),
    Column("page", PLAIN, nullable=False),
    Column("stale", Boolean, nullable=False),
    Column("author", PLAIN, nullable=False),
    Column("searched", PLAIN, nullable=False),  # source, target and note, as they are compared
)

change = Table(
    "change",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("kind", PLAIN, nullable=False),
    Column("entry", PLAIN, nullable=False),
    Column("revision", NUMBER, nullable=False),
    Column("action", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
)
