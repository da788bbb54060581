"""Backups: one consistent state while others write, whole or not at all, and what is restored is what was there."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from databases import Server, programs
from entries import term
from typer.testing import CliRunner

from glossary.backup import back_up
from glossary.database import Database
from glossary.errors import ConflictError, StoreError
from glossary.history import History
from glossary.store import TermStore
from glossary.term import Term
from proxy.command.glossary import glossary_app


@contextmanager
def writers(database: Database, count: int = 3) -> Iterator[None]:
    """Threads that write pairs of terms, both or none, and one shared term, as fast as they can."""
    stop = threading.Event()
    store = TermStore(database)

    def write(name: int) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            store.save_all([(Term(f"links {name}.{number}"), 0), (Term(f"rechts {name}.{number}"), 0)], "x")
            shared = store.get("shared")
            assert shared is not None
            with suppress(ConflictError):
                store.save(replace(shared.value, note=f"{name}.{number}"), "x", shared.revision)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)


def check_one_state(restored: Database) -> int:
    """See that a database is one state: pairs are whole, the history leads to what is there; return its revision."""
    entries = TermStore(restored).all()
    lemmas = {each.value.lemma for each in entries}
    assert {each.replace("links", "rechts") for each in lemmas if each.startswith("links")} == {
        each for each in lemmas if each.startswith("rechts")
    }
    changes = History(restored).recent(1 << 30)
    newest = {each.entry: each.revision for each in reversed(changes)}
    assert newest == {each.value.id: each.revision for each in entries}
    assert max(each.revision for each in changes) == restored.revision()
    return restored.revision()


def filled(database: Database) -> None:
    """Put something in, so that a copy takes its time."""
    values = [(term(f"Wort {number}", note="lang " * 100), 0) for number in range(500)]
    TermStore(database).save_all([(Term("Rathaus", id="shared"), 0), *values], "x")


def test_a_copy_of_a_file_that_is_written(tmp_path: Path) -> None:
    """Every copy is one state, a later one has more, and nobody who wrote was stopped."""
    to = tmp_path / "copies" / "copy.sqlite"
    seen = []
    with closing(Database(tmp_path / "glossary.sqlite")) as database:
        filled(database)
        with writers(database):
            for _ in range(3):
                before = database.revision()
                back_up(tmp_path / "glossary.sqlite", to)
                with closing(Database(to)) as restored:
                    seen.append(check_one_state(restored))
                assert before <= seen[-1] <= database.revision()
        assert check_one_state(database) > seen[-1]
    assert seen == sorted(seen)
    assert [each.name for each in to.parent.iterdir()] == ["copy.sqlite"]
    assert to.stat().st_mode & 0o777 == 0o600


def test_a_dump_of_a_server_that_is_written(postgresql_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """What pg_dump writes can be restored, and is one state."""
    bin_ = programs()
    assert bin_
    monkeypatch.setenv("PATH", str(bin_), prepend=os.pathsep)
    address = postgresql_server.new()
    with closing(Database(address)) as database:
        filled(database)
        to = Path(str(postgresql_server.folder) + ".dump")
        try:
            with writers(database):
                back_up(address, to)
            other = postgresql_server.new()
            subprocess.run([bin_ / "pg_restore", "--no-owner", f"--dbname={other}", to], check=True)
        finally:
            to.unlink(missing_ok=True)
    with closing(Database(other)) as restored:
        assert check_one_state(restored) > 1


def test_without_pg_dump(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is said what to install, or what to do on the server; the password is not."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        StoreError, match=r"install Debian's postgresql-client, or run on the server: pg_dump"
    ) as caught:
        back_up("postgresql://anna:geheim@host/stadt", tmp_path / "copy.dump")
    assert "geheim" not in str(caught.value)


def test_a_password_is_not_on_the_command_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Everybody on a machine can read command lines; the tool gets it in its environment."""
    tool = tmp_path / "pg_dump"
    tool.write_text('#!/bin/sh\necho "$@ / $PGPASSWORD" >&2\nexit 3\n', "utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(StoreError, match=r"--dbname=postgresql://anna@host/stadt / geheim$"):
        back_up("postgresql://anna:geheim@host/stadt", tmp_path / "copy.dump")
    assert [each.name for each in tmp_path.iterdir()] == ["pg_dump"]


def test_a_damaged_database_gives_no_backup(tmp_path: Path) -> None:
    """What is found by the check of the copy is said, and the last good copy stays."""
    path, to = tmp_path / "glossary.sqlite", tmp_path / "copy.sqlite"
    with closing(Database(path)) as database:
        filled(database)
    back_up(path, to)
    good = to.read_bytes()
    with path.open("rb+") as file:
        for page in range(20, 60):
            file.seek(page * 4096)
            file.write(bytes(100))
    with pytest.raises(StoreError, match=r"damaged|malformed"):
        back_up(path, to)
    assert to.read_bytes() == good
    assert sorted(each.name for each in tmp_path.iterdir() if each.suffix == ".sqlite") == ["copy.sqlite", path.name]


def test_what_cannot_be_copied(tmp_path: Path) -> None:
    """A database that is not there, a copy onto itself, and a folder that is none are refused."""
    path = tmp_path / "glossary.sqlite"
    with pytest.raises(StoreError, match="there is no database"):
        back_up(path, tmp_path / "copy.sqlite")
    Database(path).close()
    with pytest.raises(StoreError, match="is the database itself"):
        back_up(path, tmp_path / "." / "glossary.sqlite")
    with pytest.raises(StoreError, match="no backup could be written"):
        back_up(path, path / "copy.sqlite")


def test_the_command(tmp_path: Path) -> None:
    """It says what it wrote, and leaves with 1 and a reason where it could not."""
    path, to = tmp_path / "glossary.sqlite", tmp_path / "copy.sqlite"
    with closing(Database(path)) as database:
        filled(database)
    done = CliRunner().invoke(glossary_app, ["backup", str(to), "--database", str(path)])
    assert done.exit_code == 0
    assert f"a copy of {path}" in done.output.replace("\n", "")
    with closing(sqlite3.connect(to)) as copy:
        assert copy.execute("SELECT count(*) FROM entry").fetchone() == (501,)
    failed = CliRunner().invoke(glossary_app, ["backup", str(to), "--database", str(tmp_path / "none.sqlite")])
    assert failed.exit_code == 1
    assert "there is no database" in failed.output
