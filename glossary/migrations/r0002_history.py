"""The history. Files of the first versions may have it already, made without Alembic."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "change",
        sa.Column("number", number, primary_key=True, autoincrement=True),
        sa.Column("kind", plain, nullable=False),
        sa.Column("entry", plain, nullable=False),
        sa.Column("revision", number, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index("change_entry", "change", ["kind", "entry", "number"], if_not_exists=True)
