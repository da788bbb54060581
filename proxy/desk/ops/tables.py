"""The tables of the ops area: the history of the live figures, and the runs of warming."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text

from proxy.desk.tables import METADATA

SAMPLES: Final = Table(
    "desk_sample",
    METADATA,
    Column("machine", Text, primary_key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("counts", Text, nullable=False),
)
"""`at` in seconds since 1970; `counts` is JSON, as `samples` writes it."""

WARM_RUNS: Final = Table(
    "desk_warm_run",
    METADATA,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("machine", Text, nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("began_at", BigInteger, nullable=False),
    Column("beat_at", BigInteger, nullable=False),
    Column("progress", Text, nullable=False),
    Column("stop_asked", Boolean, nullable=False),
    Column("end", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
"""Runs of warming from the desk: `asked` and `progress` are JSON, `end` is empty while a run goes on."""
