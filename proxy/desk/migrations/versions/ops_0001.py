"""The history of the live figures, and the runs of warming."""

import sqlalchemy as sa
from alembic import op

revision = "ops_0001"
down_revision = None
branch_labels = ("ops",)
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "desk_sample",
        sa.Column("machine", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("counts", sa.Text, nullable=False),
    )
    op.create_table(
        "desk_warm_run",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("machine", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("began_at", sa.BigInteger, nullable=False),
        sa.Column("beat_at", sa.BigInteger, nullable=False),
        sa.Column("progress", sa.Text, nullable=False),
        sa.Column("stop_asked", sa.Boolean, nullable=False),
        sa.Column("end", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_index("ix_desk_warm_run_machine", "desk_warm_run", ["machine"])
