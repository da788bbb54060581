"""Working copies of terms, what the list of terms is searched by, uploaded files."""

import sqlalchemy as sa
from alembic import op

revision = "terms_0001"
down_revision = None
branch_labels = ("terms",)
depends_on = None

_PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "desk_term_copy",
        sa.Column("term", _PLAIN, primary_key=True),
        sa.Column("base", _NUMBER, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("authors", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("waiting", sa.Boolean, nullable=False),
    )
    texts = ("sort_key", "german", "policy", "state", "codes", "only", "copy", "changed_at")
    unsorted = {"policy", "state", "copy"}
    op.create_table(
        "desk_term_row",
        sa.Column("id", _PLAIN, primary_key=True),
        *(sa.Column(name, sa.Text if name in unsorted else _PLAIN, nullable=False) for name in texts),
    )
    op.create_index("ix_desk_term_row_sort_key", "desk_term_row", ["sort_key", "id"])
    for name, column, kind in (("desk_term_words", "words", _PLAIN), ("desk_term_shown", "body", sa.Text)):
        op.create_table(name, sa.Column("id", _PLAIN, primary_key=True), sa.Column(column, kind, nullable=False))
    op.create_table(
        "desk_term_step",
        sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("change", _NUMBER, nullable=False),
        sa.Column("collection", sa.Text, nullable=False),
    )
    op.create_table(
        "desk_term_upload",
        sa.Column("id", _PLAIN, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", _PLAIN, nullable=False),
        sa.Column("revision", _NUMBER, nullable=False),
    )
