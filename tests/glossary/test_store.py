"""Terms in a real database: optimistic locking, history, many processes, and the same as a dictionary."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from entries import term, terms
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from glossary.database import Database
from glossary.errors import ConflictError, GlossaryError, StoreError, TermError
from glossary.history import Action, History
from glossary.store import TermStore, term_natural
from glossary.term import Scope, State, Term

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(name="database")
def _database(database_url: str) -> Iterator[Database]:
    with closing(Database(database_url, lambda: NOON)) as database:
        yield database


def test_a_new_entry_gets_id_author_and_time(database: Database) -> None:
    """What is saved is what was given, with an id, its author and the time."""
    saved = TermStore(database).save(term("Rathaus", tr="belediye"), "Ayşe")
    assert saved.value == replace(
        term("Rathaus", tr="belediye"), id=saved.value.id, author="Ayşe", changed_at="2026-05-01T12:00:00Z"
    )
    assert TermStore(database).get(saved.value.id) == saved
    assert saved.revision == database.revision() == 1


def test_a_selector_that_never_matches_is_refused(database: Database) -> None:
    """It is said what is wrong and what to write; what was stored before can be retired, and is read as ever."""
    store, wrong = TermStore(database), term("Amt", tr="daire", scope=Scope(selector="nav a"), id="1")
    with pytest.raises(TermError, match=r"'nav a' is not a simple one; write a tag, \.class or #id"):
        store.save(wrong, "Ayşe")
    retired = store.save(replace(wrong, state=State.RETIRED), "Ayşe")
    with pytest.raises(TermError):
        store.save_all([(wrong, retired.revision)], "Ben")
    assert store.all() == (retired,)


def test_two_editors(database: Database) -> None:
    """The second to save what both have read is refused, and nothing of the first's is lost."""
    store = TermStore(database)
    read = store.save(term("Rathaus"), "Ayşe")
    first = store.save(replace(read.value, note="1"), "Ben", read.revision)
    with pytest.raises(ConflictError, match="you saw revision 1, it is now at revision 2; read it again"):
        store.save(replace(read.value, note="2"), "Cem", read.revision)
    assert store.get(read.value.id) == first
    assert database.revision() == 2


def test_a_deleted_entry_cannot_be_changed_nor_a_known_one_made_again(database: Database) -> None:
    """The revision that was seen decides, also where there is no entry."""
    store = TermStore(database)
    saved = store.save(term("Rathaus"), "Ayşe")
    with pytest.raises(ConflictError):
        store.save(saved.value, "Ben")
    store.delete(saved.value.id, "Ben", saved.revision)
    with pytest.raises(ConflictError, match="it is not there any more"):
        store.delete(saved.value.id, "Ben", saved.revision)


def test_one_entry_for_a_lemma_and_scope(database: Database) -> None:
    """A second entry for a lemma is refused, unless one of the two is retired."""
    store = TermStore(database)
    store.save(term("Rathaus"), "Ayşe")
    with pytest.raises(TermError, match="another term"):
        store.save(term("Rathaus"), "Ben")
    store.save(term("Rathaus", state=State.RETIRED), "Ben")
    assert len(store.all()) == 2


def test_many_changes_are_written_all_or_none(database: Database) -> None:
    """An error in the last of many leaves no trace of the first, nor in the history."""
    store = TermStore(database)
    with pytest.raises(ConflictError):
        store.save_all([(term("Amt"), 0), (term("Rathaus", id="1"), 7)], "Ayşe")
    assert store.all() == ()
    assert History(database).recent() == ()
    assert database.revision() == 0


def test_history_and_restoring(database: Database) -> None:
    """Every change is there with its author; what was deleted can be had again, as one more change."""
    store, history = TermStore(database), History(database)
    saved = store.save(term("Rathaus", tr="belediye"), "Ayşe")
    changed = store.save(replace(saved.value, note="neu"), "Ben", saved.revision)
    store.delete(saved.value.id, "Cem", changed.revision)
    changes = history.of("term", saved.value.id)
    assert [(each.action, each.author) for each in changes] == [
        (Action.CREATE, "Ayşe"),
        (Action.CHANGE, "Ben"),
        (Action.DELETE, "Cem"),
    ]
    assert changes[0].before is None
    assert changes[1].before == changes[0].after
    restored = store.restore(changes[2].number, "Dana", 0)
    assert (restored.value.note, restored.value.author) == ("neu", "Dana")
    first = store.restore(changes[0].number, "Dana", restored.revision)
    assert first.value.note == ""
    assert [each.action for each in history.recent(2)] == [Action.RESTORE, Action.RESTORE]
    with pytest.raises(StoreError, match="no change 99"):
        store.restore(99, "Dana", 0)


_STEPS = st.lists(
    st.tuples(st.sampled_from(("save", "change", "delete", "reopen")), st.integers(0, 3), terms()), max_size=8
)


@settings(max_examples=25)
@given(steps=_STEPS)
def test_the_same_as_a_dictionary(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, Term]]) -> None:
    """Whatever is done, the store has what a dictionary of entries would have, also after opening it again."""
    path = tmp_path_factory.mktemp("store") / "glossary.sqlite"
    model: dict[str, Term] = {}
    database = Database(path, lambda: NOON)
    for action, which, value in steps:
        store = TermStore(database)
        known = sorted(model)
        entry = known[which % len(known)] if known else ""
        stored = store.get(entry)
        seen = stored.revision if stored else 0
        try:
            if action == "reopen":
                database.close()
                database = Database(path, lambda: NOON)
            elif action == "delete" and stored:
                store.delete(entry, "x", seen)
                del model[entry]
            else:
                new = replace(value, id=entry if action == "change" else "")
                saved = store.save(new, "x", seen if new.id else 0)
                model[saved.value.id] = saved.value
        except GlossaryError:
            assert any(term_natural(each) == term_natural(value) for each in model.values())
    assert {each.value.id: each.value for each in TermStore(database).all()} == model
    database.close()


def _writer(path: str, name: str, count: int) -> None:
    with closing(Database(Path(path))) as database:
        store = TermStore(database)
        for number in range(count):
            store.save(Term(f"{name}{number}"), name)
            done = False
            while not done:
                shared = store.get("shared")
                assert shared is not None
                try:
                    store.save(replace(shared.value, note=f"{shared.value.note}{name}"), name, shared.revision)
                    done = True
                except ConflictError:
                    continue


def test_two_processes_lose_nothing(tmp_path: Path) -> None:
    """Two processes that open, write and change one entry at a time lose no entry and no change."""
    path = tmp_path / "glossary.sqlite"
    with closing(Database(path)) as database:
        TermStore(database).save_all([(Term("Rathaus", id="shared"), 0)], "x")
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_writer, args=(str(path), name, 12)) for name in "AB"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    with closing(Database(path)) as database:
        stored = {each.value.lemma: each.value for each in TermStore(database).all()}
        assert len(stored) == 25
        assert sorted(stored["Rathaus"].note) == ["A"] * 12 + ["B"] * 12
        assert database.revision() == 49
        assert len(History(database).recent(1000)) == 49


def test_two_processes_open_a_new_file_at_once(tmp_path: Path) -> None:
    """Whoever comes second to make the tables finds them made."""
    path = tmp_path / "new" / "glossary.sqlite"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_opener, args=(str(path),)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]


def _opener(path: str) -> None:
    Database(Path(path)).close()


def test_a_file_that_cannot_be_used(tmp_path: Path) -> None:
    """A file that is no database, or of a newer version, is refused with its name and what to do."""
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match=r"broken\.sqlite cannot be used"):
        Database(broken)
    newer = tmp_path / "newer.sqlite"
    with closing(Database(newer)) as database, database.changing() as connection:
        connection.execute(text("UPDATE glossary_version SET version_num = 'of a later year'"))
    with pytest.raises(StoreError, match="newer version of Stadtlotse; update"):
        Database(newer)
    with pytest.raises(StoreError):
        Database(tmp_path)


def test_readers_do_not_wait_for_a_writer(database: Database, database_url: str) -> None:
    """What is not finished is not seen, by another process neither."""
    with database.writing(), closing(Database(database_url)) as other:
        assert TermStore(other).all() == ()
