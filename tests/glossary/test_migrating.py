"""Migrations: done once whoever comes first, several heads, and files of the versions before them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa
from entries import term

from glossary.database import Database
from glossary.errors import StoreError
from glossary.history import History
from glossary.listing import OverrideFilter, TermFilter
from glossary.migrating import upgrade
from glossary.override_store import OverrideStore
from glossary.overrides import Override
from glossary.store import TermStore
from glossary.tables import metadata
from glossary.term import Policy, Scope, Target, Term

_REVISION: Final = """
import sqlalchemy as sa
from alembic import op

revision = {name!r}
down_revision = {after!r}
branch_labels = {labels!r}
depends_on = None


def upgrade():
    {statement}
"""

# As versions before Alembic made them; a published statement, and never changed.
OLD: Final = (
    "CREATE TABLE counter (only INTEGER PRIMARY KEY CHECK (only = 1), revision INTEGER NOT NULL)",
    "INSERT INTO counter VALUES (1, 0)",
    """
    CREATE TABLE entry (
        kind TEXT NOT NULL, id TEXT NOT NULL, natural TEXT NOT NULL, body TEXT NOT NULL, revision INTEGER NOT NULL,
        PRIMARY KEY (kind, id)
    ) WITHOUT ROWID
    """,
    "CREATE UNIQUE INDEX entry_natural ON entry (kind, natural)",
    """
    CREATE TABLE change (
        number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, entry TEXT NOT NULL,
        revision INTEGER NOT NULL, action TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL,
        before TEXT, after TEXT
    )
    """,
    "CREATE INDEX change_entry ON change (kind, entry, number)",
    "PRAGMA user_version = 2",
)
TERMS: Final = (
    Term(
        "Bürgerbüro",
        Policy.GLOSS,
        ("Bürgerbüros",),
        targets=(Target("tr", "Vatandaş Bürosu", ("büro",)), Target("ar", "مكتب المواطنين")),
        scope=Scope("/rat/*", "nav", ("tr", "ar")),
        note="Amt für alle",
    ),
    term("Rathaus", tr="belediye"),
)
OVERRIDES: Final = (
    Override("Öffnungs\u00adzeiten <1>heute</1>", "tr", "<1>Bugün</1> açık", "/amt", stale="?", note="kurz"),
    Override("Mehr", "ar", "المزيد"),
)


@pytest.fixture(name="database")
def _database(database_url: str) -> Iterator[Database]:
    with closing(Database(database_url)) as database:
        yield database


def revision(folder: Path, name: str, statement: str, after: str | None = None, label: str | None = None) -> None:
    """Write a migration."""
    folder.mkdir(exist_ok=True)
    labels = (label,) if label else None
    code = _REVISION.format(name=name, after=after, labels=labels, statement=statement)
    (folder / f"{name}.py").write_text(code, "utf-8")


def tables_of(database: Database) -> set[str]:
    """The names of all tables."""
    with database.reading() as connection:
        return set(sa.inspect(connection).get_table_names())


def test_areas_have_heads_of_their_own(database: Database, tmp_path: Path) -> None:
    """Each area has its own base and goes on by itself; one may come later, and nothing is done twice."""
    folder = tmp_path / "areas"
    revision(folder, "loans_1", "op.create_table('loan', sa.Column('book', sa.Text))", label="loans")
    upgrade(database.engine, folder, "library_version")
    revision(folder, "loans_2", "op.add_column('loan', sa.Column('until', sa.Text))", after="loans_1")
    revision(folder, "books_1", "op.create_table('book', sa.Column('title', sa.Text))", label="books")
    for _ in range(2):
        upgrade(database.engine, folder, "library_version")
    assert {"loan", "book", "library_version", "glossary_version"} <= tables_of(database)
    with database.reading() as connection:
        assert [each["name"] for each in sa.inspect(connection).get_columns("loan")] == ["book", "until"]
        done = connection.execute(sa.text("SELECT version_num FROM library_version")).scalars()
        assert sorted(done) == ["books_1", "loans_2"]


def test_a_migration_that_fails_leaves_nothing(database: Database, tmp_path: Path) -> None:
    """Neither its own tables nor those of the migrations before it are there, and once it is mended it is done."""
    folder = tmp_path / "areas"
    revision(folder, "loans_1", "op.create_table('loan', sa.Column('book', sa.Text))")
    revision(folder, "loans_2", "op.execute('INSERT INTO nowhere VALUES (1)')", after="loans_1")
    with pytest.raises(StoreError, match="nowhere"):
        upgrade(database.engine, folder, "library_version")
    assert "loan" not in tables_of(database)
    revision(folder, "loans_2", "op.execute('INSERT INTO loan VALUES (1)')", after="loans_1")
    upgrade(database.engine, folder, "library_version")
    with database.reading() as connection:
        assert connection.execute(sa.text("SELECT book FROM loan")).scalars().all() == ["1"]


def test_many_open_a_new_database_at_once(database_url: str) -> None:
    """Whoever comes second finds the tables made."""

    def opened(_: int) -> int:
        with closing(Database(database_url)) as database:
            return database.revision()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(opened, range(12))) == [0] * 12


def test_a_newer_database_is_refused(database: Database, database_url: str, tmp_path: Path) -> None:
    """Nothing is written into what a later version has made, neither the glossary's nor another area's."""
    folder = tmp_path / "areas"
    revision(folder, "loans_1", "op.create_table('loan', sa.Column('book', sa.Text))")
    upgrade(database.engine, folder, "library_version")
    with database.changing() as connection:
        for table in ("library_version", "glossary_version"):
            connection.execute(sa.text(f"UPDATE {table} SET version_num = 'of a later year'"))  # noqa: S608 - our own
    with pytest.raises(StoreError, match="newer version of Stadtlotse; update"):
        upgrade(database.engine, folder, "library_version")
    with pytest.raises(StoreError, match="was written by a newer version of Stadtlotse; update, or restore a backup"):
        Database(database_url)


def test_what_is_made_is_what_statements_expect(database: Database) -> None:
    """The tables in `glossary.tables` have the columns that the migrations made."""
    with database.reading() as connection:
        found = sa.inspect(connection)
        for table in metadata.tables.values():
            made = {each["name"]: each["nullable"] for each in found.get_columns(table.name)}
            assert made == {each.name: each.nullable for each in table.columns}


def old_file(path: Path, tmp_path: Path) -> tuple[int, int]:
    """Write a file of a version before Alembic, with the bodies that a store writes; return revision and changes."""
    with closing(Database(tmp_path / "now.sqlite")) as now:
        TermStore(now).save_all([(each, 0) for each in TERMS], "Ayşe")
        OverrideStore(now).save_all([(each, 0) for each in OVERRIDES], "Ayşe")
        with now.reading() as connection:
            entries = connection.execute(sa.text("SELECT kind, id, natural, body, revision FROM entry")).all()
            changes = connection.execute(sa.text("SELECT * FROM change")).all()
        counter = now.revision()
    with closing(sqlite3.connect(path)) as old, old:
        for statement in OLD:
            old.execute(statement)
        old.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", map(tuple, entries))
        old.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", map(tuple, changes))
        old.execute("UPDATE counter SET revision = ?", (counter,))
    return counter, len(changes)


def test_a_file_of_the_first_versions_is_adopted(tmp_path: Path) -> None:
    """Entries, revisions and history are there, the lists as if they had been written now, and more can be written."""
    path = tmp_path / "old.sqlite"
    counter, changes = old_file(path, tmp_path)
    with closing(Database(path)) as adopted, closing(Database(tmp_path / "now.sqlite")) as now:
        assert adopted.revision() == counter
        assert len(History(adopted).recent()) == changes == 4
        assert TermStore(adopted).all() == TermStore(now).all()
        assert OverrideStore(adopted).all() == OverrideStore(now).all()
        for name in ("term_listing", "override_listing", "entry"):
            table = metadata.tables[name]
            columns = [each for each in table.columns if each.name != "number"]
            both = []
            for database in (adopted, now):
                with database.reading() as connection:
                    both.append(set(connection.execute(sa.select(*columns)).all()))
            assert both[0] == both[1] != set()
        assert TermStore(adopted).page(TermFilter(words="vatandaş")).total == 1
        assert OverrideStore(adopted).page(OverrideFilter(words="öffnungszeiten açık")).total == 1
        TermStore(adopted).save(term("Amt"), "Ben")
        assert adopted.revision() == counter + 1


def test_the_first_versions_leave_an_adopted_file_alone(tmp_path: Path) -> None:
    """They go by this number, and refuse one that they do not know."""
    path = tmp_path / "old.sqlite"
    old_file(path, tmp_path)
    Database(path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)


def test_a_file_of_the_very_first_version_has_no_history_yet(tmp_path: Path) -> None:
    """It gets one."""
    path = tmp_path / "first.sqlite"
    with closing(sqlite3.connect(path)) as old, old:
        for statement in (*OLD[:4], "PRAGMA user_version = 1"):
            old.execute(statement)
    with closing(Database(path)) as adopted:
        TermStore(adopted).save(term("Amt"), "Ben")
        assert [each.author for each in History(adopted).recent()] == ["Ben"]
