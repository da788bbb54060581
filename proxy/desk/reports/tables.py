"""The table of visitors' reports."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from proxy.desk.tables import METADATA

REPORTS: Final = Table(
    "desk_report",
    METADATA,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False, index=True),
    Column("language", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("segment", Text, nullable=False),
    Column("german", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("nonce", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Text, nullable=False),
    Column("revision", Integer, nullable=False),
)
"""`subject` is what reports are grouped by: language and segment, or the report's own nonce where none was recognised.

`decided_by` is the account of the desk that answered; of the visitor there is no column.
"""
