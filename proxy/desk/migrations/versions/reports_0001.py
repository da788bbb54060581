"""Visitors' reports."""

import sqlalchemy as sa
from alembic import op

revision = "reports_0001"
down_revision = None
branch_labels = ("reports",)
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "desk_report",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("segment", sa.Text, nullable=False),
        sa.Column("german", sa.Text, nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("nonce", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_at", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.UniqueConstraint("nonce", name="uq_desk_report_nonce"),
    )
    for name in ("at", "state", "subject"):
        op.create_index(f"ix_desk_report_{name}", "desk_report", [name])
