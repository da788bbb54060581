"""Databases for tests: a new SQLite file, and a new database on a PostgreSQL server of our own, if it is installed.

The fixture `database_url` gives a test first the one, then the other; it is known to all tests (`conftest`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

import psycopg
import pytest
from psycopg import sql

OWNER: Final = "stadtlotse"
# A test's server may lose everything in a power cut. UTC and English: what it says is compared.
_OPTIONS: Final = "-c fsync=off -c timezone=UTC -c lc_messages=C -c max_connections=120 -c listen_addresses=''"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, reached through a Unix socket in its folder."""

    folder: Path
    names: Iterator[int]

    def new(self) -> str:
        """Make an empty database; return its address."""
        name = f"test{next(self.names)}"
        with psycopg.connect(host=str(self.folder), dbname="postgres", user=OWNER, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"postgresql://{OWNER}@/{name}?host={self.folder}"


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs; Debian does not put those of the server on the path."""
    found = shutil.which("initdb")
    folders = (
        [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    )
    return next((each for each in folders if (each / "initdb").exists()), None)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A server that lives as long as the tests."""
    bin_ = programs()
    if bin_ is None:
        pytest.skip("there is no PostgreSQL here: install Debian's package postgresql (scripts/postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="stadtlotse-postgresql-"))  # short: a socket's path has 107 characters
    try:
        if os.getuid() == 0:  # the server refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
        data = folder / "data"
        _run([bin_ / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"])
        options = f"{_OPTIONS} -k {folder}"
        _run([bin_ / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start"])
        try:
            yield Server(folder, count(1))
        finally:
            _run([bin_ / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The place of a database that has no tables yet, as `Database` takes it."""
    if request.param == "sqlite":
        return str(tmp_path / "glossary.sqlite")
    server: Server = request.getfixturevalue("postgresql_server")
    return server.new()


def _run(command: Sequence[str | Path]) -> None:
    owner = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", **owner, check=False)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr
