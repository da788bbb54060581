"""Accounts, sessions, recovery codes, one-time links, attempts to sign in, known devices."""

import sqlalchemy as sa
from alembic import op

revision = "accounts_0001"
down_revision = None
branch_labels = ("accounts",)
depends_on = None


def _account(*, primary_key: bool = False, nullable: bool = True) -> sa.Column[str]:
    owner = sa.ForeignKey("desk_account.id", ondelete="CASCADE")
    return sa.Column("account", sa.Text, owner, primary_key=primary_key, nullable=nullable and not primary_key)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "desk_account",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False, unique=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("languages", sa.Text, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("desk_language", sa.Text, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("totp_secret", sa.Text, nullable=False),
        sa.Column("totp_step", sa.BigInteger, nullable=False),
        sa.Column("issuer", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("issuer", "subject"),
    )
    op.create_table(
        "desk_session",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        _account(nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("signed_in_by", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("pending_secret", sa.Text, nullable=False),
    )
    op.create_index("ix_desk_session_account", "desk_session", ["account"])
    op.create_table("desk_recovery_code", _account(primary_key=True), sa.Column("key", sa.Text, primary_key=True))
    op.create_table(
        "desk_link",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("purpose", sa.Text, nullable=False),
        _account(),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("ends_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_desk_link_account", "desk_link", ["account"])
    op.create_table(
        "desk_attempt",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("free_at", sa.BigInteger, nullable=False),
        sa.Column("ends_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_desk_attempt_ends_at", "desk_attempt", ["ends_at"])
    op.create_table(
        "desk_device",
        sa.Column("key", sa.Text, primary_key=True),
        _account(nullable=False),
        sa.Column("ends_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_desk_device_account", "desk_device", ["account"])
