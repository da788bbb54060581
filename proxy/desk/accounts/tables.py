"""Accounts, the sessions of who signed in, and what protects both.

Nothing that lets somebody in is kept as it is: passwords as Argon2 hashes, tokens as checksums. Only the secret of a
second factor has to be kept readable. Times are seconds since 1970.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from proxy.desk.tables import METADATA

ACCOUNTS = Table(
    "desk_account",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, unique=True),
    Column("revision", Integer, nullable=False),
    Column("roles", Text, nullable=False),
    Column("languages", Text, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("desk_language", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("totp_secret", Text, nullable=False),
    Column("totp_step", BigInteger, nullable=False),
    Column("issuer", Text),
    Column("subject", Text),
    Column("made_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    UniqueConstraint("issuer", "subject"),
)

SESSIONS = Table(
    "desk_session",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("account", Text, ForeignKey("desk_account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("stage", Text, nullable=False),
    Column("signed_in_by", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("agent", Text, nullable=False),
    Column("pending_secret", Text, nullable=False),
)

RECOVERY = Table(
    "desk_recovery_code",
    METADATA,
    Column("account", Text, ForeignKey("desk_account.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Text, primary_key=True),
)

LINKS = Table(
    "desk_link",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("account", Text, ForeignKey("desk_account.id", ondelete="CASCADE"), index=True),
    Column("made_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
)

ATTEMPTS = Table(
    "desk_attempt",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("free_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    Index("ix_desk_attempt_ends_at", "ends_at"),
)

DEVICES = Table(
    "desk_device",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("account", Text, ForeignKey("desk_account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("ends_at", BigInteger, nullable=False),
)
