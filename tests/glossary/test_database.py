"""The database itself: transactions, many threads, places that can be used and places that cannot."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from entries import term

from glossary.database import Database
from glossary.errors import StoreError
from glossary.store import TermStore
from glossary.tables import entry

SHELF = sa.Table("shelf", sa.MetaData(), sa.Column("book", sa.Text, primary_key=True))


@pytest.fixture(name="database")
def _database(database_url: str) -> Iterator[Database]:
    with closing(Database(database_url)) as database:
        with database.changing() as connection:
            SHELF.create(connection)
        yield database


def books(database: Database) -> list[str]:
    """What stands in a table of somebody else."""
    with database.reading() as connection:
        return list(connection.execute(sa.select(SHELF.c.book).order_by(SHELF.c.book)).scalars())


def test_the_dialect_is_known(database: Database, database_url: str) -> None:
    """Who needs another statement for the one database asks for it."""
    assert database.dialect == ("postgresql" if database_url.startswith("postgresql") else "sqlite")
    assert database.engine.dialect.name == database.dialect


def test_what_is_no_entry_leaves_the_revision(database: Database) -> None:
    """Accounts and sessions do not make the glossary look changed; an entry does."""
    with database.changing() as connection:
        connection.execute(sa.insert(SHELF).values(book="Faust"))
    assert (books(database), database.revision()) == (["Faust"], 0)
    with database.writing() as (connection, revision):
        connection.execute(sa.insert(SHELF).values(book="Nathan"))
    assert (books(database), database.revision(), revision) == (["Faust", "Nathan"], 1, 1)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_undoes_all(database: Database, error: type[BaseException]) -> None:
    """Whatever ends a transaction, nothing of it stays, and the next one works."""

    def change() -> None:
        with database.changing() as connection:
            connection.execute(sa.insert(SHELF).values(book="Faust"))
            raise error

    def write() -> None:
        with database.writing() as (connection, _):
            connection.execute(sa.insert(SHELF).values(book="Faust"))
            raise error

    for interrupted in (change, write):
        with pytest.raises(error):
            interrupted()
    assert (books(database), database.revision()) == ([], 0)


def test_who_reads_cannot_write(database: Database) -> None:
    """A statement that writes is refused where reading was announced; the connection can write again afterwards."""
    with pytest.raises(StoreError, match=r"readonly|read-only"), database.reading() as connection:
        connection.execute(sa.insert(SHELF).values(book="Faust"))
    for number in range(30):  # more than there are connections
        with database.changing() as connection:
            connection.execute(sa.insert(SHELF).values(book=f"Band {number}"))
        assert len(books(database)) == number + 1


def test_a_reader_sees_one_state(database: Database) -> None:
    """What others write meanwhile is not seen before the next transaction."""
    with database.reading() as connection:
        count = sa.select(sa.func.count()).select_from(entry)
        assert connection.execute(count).scalar_one() == 0
        with ThreadPoolExecutor(1) as other:
            other.submit(TermStore(database).save, term("Amt"), "Ayşe").result()
        assert connection.execute(count).scalar_one() == 0
    assert len(TermStore(database).all()) == 1


def test_readers_do_not_wait_for_each_other_nor_for_a_writer(database: Database) -> None:
    """Ten threads are inside a transaction at the same time, while an eleventh writes."""
    meeting = threading.Barrier(11)

    def read() -> int:
        with database.reading() as connection:
            before = connection.execute(sa.select(SHELF)).all()
            meeting.wait(20)
            return len(before) + len(connection.execute(sa.select(SHELF)).all())

    def write() -> int:
        with database.changing() as connection:
            connection.execute(sa.insert(SHELF).values(book="Faust"))
            meeting.wait(20)
            return 0

    with ThreadPoolExecutor(11) as pool:
        assert [each.result() for each in (*(pool.submit(read) for _ in range(10)), pool.submit(write))] == [0] * 11


def test_more_threads_than_connections(database: Database) -> None:
    """Who finds no free connection waits for one."""
    with ThreadPoolExecutor(40) as pool:
        assert list(pool.map(lambda _: database.revision(), range(200))) == [0] * 200


def test_writers_come_one_after_the_other(database: Database) -> None:
    """What a writer read is still so when it writes, whichever of the two ways it writes."""

    def add(number: int) -> None:
        if number % 2:
            with database.changing() as connection:
                _one_more(connection)
        else:
            with database.writing() as (connection, _):
                _one_more(connection)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert books(database) == [f"{number:02}" for number in range(40)]


def _one_more(connection: sa.Connection) -> None:
    count = connection.execute(sa.select(sa.func.count()).select_from(SHELF)).scalar_one()
    connection.execute(sa.insert(SHELF).values(book=f"{count:02}"))


def test_a_closed_database_says_so(database: Database) -> None:
    """Nothing is opened again by who comes late."""
    database.close()
    with pytest.raises(StoreError, match="was closed"):
        database.revision()


def test_in_memory() -> None:
    """It is one state for all threads, and gone when it is closed."""
    with closing(Database(":memory:")) as database, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: TermStore(database).save(term(f"Amt {number}"), "x"), range(20)))
        assert len(TermStore(database).all()) == database.revision() == 20
    with closing(Database(":memory:")) as another:
        assert TermStore(another).all() == ()


def test_settings_of_a_file(tmp_path: Path) -> None:
    """What was saved survives a power cut, readers do not wait, and references are kept, on every connection."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with (
        closing(Database(tmp_path / "new" / "glossary.sqlite")) as database,
        database.reading() as first,
        database.reading() as second,
    ):
        for connection in (first, second):
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}
            assert found == wanted


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (
            "postgresql://anna:geheim@127.0.0.1:1/stadt",
            r"anna:\*\*\*@127.0.0.1:1/stadt cannot be used.*start the server",
        ),
        ("mysql://anna:geheim@localhost/stadt", "neither a path nor an address such as postgresql:"),
        ("postgresql://anna@localhost/stadt?password=geheim", "an address such as postgresql://user:password@host"),
        ("postgresql://anna:geheim@[::1/stadt", "neither a path nor an address such as postgresql:"),
    ],
)
def test_a_password_is_never_shown(place: str, said: str) -> None:
    """A server that is not there, or not understood, is told with what to do and without the password."""
    with pytest.raises(StoreError, match=said) as caught:
        Database(place)
    shown: BaseException | None = caught.value
    while shown:
        assert "geheim" not in f"{shown!s}{shown!r}"
        shown = shown.__cause__


def test_a_user_and_a_database_that_the_server_does_not_know(database_url: str) -> None:
    """It is said what to make or to mend."""
    if not database_url.startswith("postgresql"):
        pytest.skip("only a server has users")
    with pytest.raises(StoreError, match="does not exist; make it on the server"):
        Database(database_url.replace("/test", "/other"))
    with pytest.raises(StoreError, match="does not exist; make it on the server"):
        Database(database_url.replace("stadtlotse@", "nobody@"))


def test_a_server_that_was_started_anew(database_url: str) -> None:
    """Connections that the server has cut meanwhile are opened again, and nobody notices."""
    if not database_url.startswith("postgresql"):
        pytest.skip("only a server cuts connections")
    with closing(Database(database_url)) as database, closing(Database(database_url)) as other:
        assert database.revision() == 0
        with other.changing() as connection:
            cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            assert connection.execute(sa.text(f"{cut} AND datname = current_database()")).scalar_one() >= 1
        assert database.revision() == 0
