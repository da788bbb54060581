"""A copy of the whole database while others write: one consistent state, in a file that is there whole or not at all.

SQLite is copied by its own online backup and then checked. PostgreSQL has its own tool for that, `pg_dump`, which this
calls; the password goes to it in a variable of the environment, and not on its command line, which others can read.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from glossary.connecting import is_address, shown
from glossary.errors import StoreError


def back_up(place: str | Path, to: Path) -> None:
    """Copy the database to a file, which takes the place of an older one; raises `StoreError`."""
    if is_address(place):
        _dump(str(place), to)
    else:
        _copy(Path(place), to)


def _copy(path: Path, to: Path) -> None:
    if not path.exists():
        message = f"there is no database {path}"
        raise StoreError(message)
    if to.exists() and to.samefile(path):
        message = f"{to} is the database itself; name another file"
        raise StoreError(message)
    try:
        with (
            _written_whole(to) as new,
            closing(sqlite3.connect(path)) as source,
            closing(sqlite3.connect(new)) as copy,
        ):
            # All pages in one step: with a write-ahead log nobody waits for it, and between two steps a change
            # by somebody else would make it begin anew.
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # then it is one file, which can be carried anywhere
            _check(copy)
    except sqlite3.Error as failure:
        message = f"no backup was made of {path}: {failure}"
        raise StoreError(message) from failure


def _check(copy: sqlite3.Connection) -> None:
    found = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
    if found != ["ok"]:
        message = f"the copy is damaged ({'; '.join(found)}), and so is the database; restore the last backup"
        raise StoreError(message)


def _dump(address: str, to: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        message = (
            "pg_dump is not installed here; install Debian's postgresql-client, or run on the server:"
            f" pg_dump --format=custom --file={to} {shown(address)}"
        )
        raise StoreError(message)
    url = make_url(address).set(drivername="postgresql")
    environment = {**os.environ, "PGPASSWORD": url.password} if url.password else dict(os.environ)
    bare = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)
    with _written_whole(to) as new:
        command = [program, "--format=custom", f"--file={new}", f"--dbname={bare.render_as_string()}"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            message = f"pg_dump failed: {done.stderr.strip() or f'exit code {done.returncode}'}"
            raise StoreError(message)


@contextmanager
def _written_whole(to: Path) -> Iterator[Path]:
    """Lend a new file beside the one that is wanted; it takes its place when all went well."""
    new = to.with_name(f".{to.name}.{secrets.token_hex(4)}")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # accounts are in it, too
        try:
            yield new
            with new.open("rb+") as written:
                os.fsync(written.fileno())
            new.replace(to)
        finally:
            new.unlink(missing_ok=True)
    except OSError as failure:
        message = f"no backup could be written to {to}: {failure}"
        raise StoreError(message) from failure
