"""A row beside each entry, for lists and searches; and a digest in place of long texts in the unique index.

The rows of entries that are there are made from their JSON as it was written by the versions before this one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from alembic import op

from glossary.folding import INVISIBLE, small
from glossary.search_index import make_search_index

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_HIDDEN = str.maketrans(dict.fromkeys(INVISIBLE))
_AT_ONCE = 1000


def upgrade() -> None:
    """Make the tables, and fill them."""
    plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.add_column("entry", sa.Column("digest", plain, nullable=False, server_default=""))
    connection = op.get_bind()
    terms, overrides = _make_tables(plain)
    make_search_index(connection, overrides.name, "searched")
    _fill(connection, terms, overrides)
    op.drop_index("entry_natural", "entry")
    op.create_index("entry_digest", "entry", ["kind", "digest"], unique=True)
    if connection.dialect.name == "sqlite":
        connection.execute(
            sa.text("PRAGMA user_version = 3")
        )  # the versions before Alembic refuse it, and write nothing


def _make_tables(plain: sa.types.TypeEngine[str]) -> tuple[sa.Table, sa.Table]:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")

    def columns(*names: str) -> list[sa.Column[Any]]:
        keys: list[sa.Column[Any]] = [
            sa.Column("number", number, primary_key=True, autoincrement=True),
            sa.Column("entry", plain, nullable=False),
            sa.Column("revision", number, nullable=False),
        ]
        return [*keys, *(sa.Column(name, plain, nullable=False) for name in names)]

    terms = op.create_table(
        "term_listing", *columns("name", "state", "policy", "languages", "only_for", "author", "searched")
    )
    overrides = op.create_table(
        "override_listing",
        *columns("name", "source", "language", "page", "author", "searched"),
        sa.Column("stale", sa.Boolean, nullable=False),
    )
    for table in ("term_listing", "override_listing"):
        op.create_index(f"{table}_entry", table, ["entry"], unique=True)
        op.create_index(f"{table}_name", table, ["name", "entry"])
        op.create_index(f"{table}_revision", table, ["revision", "entry"])
    op.create_index("override_listing_source", "override_listing", ["source"])
    op.create_index("override_listing_language", "override_listing", ["language", "name", "entry"])
    op.create_index("override_listing_page", "override_listing", ["page"])
    op.create_index(
        "override_listing_stale",
        "override_listing",
        ["stale"],
        sqlite_where=sa.text("stale IS 1"),
        postgresql_where=sa.text("stale IS true"),
    )
    return terms, overrides


def _fill(connection: sa.Connection, terms: sa.Table, overrides: sa.Table) -> None:
    names = ("kind", "id", "natural", "body", "revision", "digest")
    entry = sa.table("entry", *(sa.column(name) for name in names))
    ids = connection.execute(sa.select(entry.c.kind, entry.c.id)).all()
    for start in range(0, len(ids), _AT_ONCE):
        some = [key.id for key in ids[start : start + _AT_ONCE]]
        for row in connection.execute(sa.select(entry).where(entry.c.id.in_(some))).all():
            this = sa.and_(entry.c.kind == row.kind, entry.c.id == row.id)
            connection.execute(sa.update(entry).where(this).values(digest=_digest(row.natural)))
            listing, made = (terms, _term) if row.kind == "term" else (overrides, _override)
            new = {"entry": row.id, "revision": row.revision, **made(json.loads(row.body))}
            connection.execute(sa.insert(listing), new)


def _term(body: Mapping[str, Any]) -> Mapping[str, object]:
    targets = body.get("targets", {})
    words = [body["de"], *body.get("forms", ())]
    for target in (targets[code] for code in sorted(targets)):
        words += [target["term"], *target.get("variants", ())]
    return {
        "name": small(body["de"])[:120],
        "state": body.get("state", "draft"),
        "policy": body.get("policy", "translate"),
        "languages": _spaced(sorted(targets)),
        "only_for": _spaced(body.get("scope", {}).get("languages", ())),
        "author": body.get("author", ""),
        "searched": "\n".join(small(word) for word in (*words, body.get("note", ""))),
    }


def _override(body: Mapping[str, str]) -> Mapping[str, object]:
    source = " ".join(body["source"].translate(_HIDDEN).split())
    return {
        "name": small(source)[:120],
        "source": _digest(source),
        "language": body["language"],
        "page": body["page"],
        "stale": bool(body["stale"]),
        "author": body["author"],
        "searched": "\n".join(small(text) for text in (source, body["target"], body["note"])),
    }


def _spaced(codes: Iterable[str]) -> str:
    """Each code between two spaces, so that one is not found in another."""
    return "".join(f" {code} " for code in codes)


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
