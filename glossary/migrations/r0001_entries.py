"""Entries and the counter of revisions.

Files of the first versions have these tables already, made without Alembic: what is there is left as it is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    counter = op.create_table(
        "counter",
        sa.Column("only", sa.Integer, sa.CheckConstraint('"only" = 1'), primary_key=True, autoincrement=False),
        sa.Column("revision", number, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "entry",
        sa.Column("kind", plain, primary_key=True),
        sa.Column("id", plain, primary_key=True),
        sa.Column("natural", plain, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("revision", number, nullable=False),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    op.create_index("entry_natural", "entry", ["kind", "natural"], unique=True, if_not_exists=True)
    there = op.get_bind().execute(sa.select(counter.c.revision)).first()
    if there is None:
        op.bulk_insert(counter, [{"only": 1, "revision": 0}])
