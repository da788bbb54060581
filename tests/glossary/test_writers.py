"""Twenty editors at once, on entries of their own and on the same ones: a log of what they meant, and what is there.

Each editor writes down what it means to do and how that ended. Afterwards the database has to hold exactly what the log
says was done: every change in the history, in order and by its author, and nothing else.
"""

from __future__ import annotations

import multiprocessing
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from entries import term

from glossary.database import Database
from glossary.errors import ConflictError
from glossary.history import Change, History
from glossary.listing import TermFilter
from glossary.plain import to_plain, written
from glossary.store import Stored, TermStore
from glossary.term import Term

EDITORS: Final = 20
_ROUNDS: Final = 6
_SHARED: Final = tuple(f"shared{number}" for number in range(4))


@dataclass(frozen=True, slots=True)
class Intention:
    """What an editor meant to do with an entry whose revision it had seen; `done` is the new revision, 0 if refused."""

    editor: str
    entry: str
    seen: int
    note: str
    done: int


def edit(store: TermStore, editor: str, entry: str, note: str) -> Intention:
    """Read an entry, think, and save it with one more remark in its note; say how it ended."""
    read = store.get(entry)
    if read is None:
        value, seen = term(entry, id=entry), 0
    else:
        value, seen = read.value, read.revision
    try:
        saved = store.save(replace(value, note=f"{value.note} {note}".strip()), editor, seen)
    except ConflictError:
        return Intention(editor, entry, seen, note, 0)
    return Intention(editor, entry, seen, note, saved.revision)


def editing(store: TermStore, editor: str, seed: int) -> list[Intention]:
    """One editor's morning: its own entry and the shared ones in turn, again and again."""
    wish = random.Random(seed)  # noqa: S311 - which entry is next
    log: list[Intention] = []
    for number in range(_ROUNDS):
        for entry in (f"own of {editor}", wish.choice(_SHARED)):
            log.append(edit(store, editor, entry, f"{editor}.{number}.{len(log)}"))
            while not log[-1].done:  # an editor who is refused reads again, and says it again
                log.append(edit(store, editor, entry, log[-1].note))
    return log


def check(database: Database, log: list[Intention]) -> None:
    """Compare the log with the database: entries, notes, authors, revisions, history, lists."""
    store, history = TermStore(database), History(database)
    done = sorted((each for each in log if each.done), key=lambda each: each.done)
    changes = sorted(history.recent(1 << 30), key=lambda each: each.number)
    assert [each.done for each in done] == list(range(1, len(done) + 1)), "a revision for each change, and none twice"
    assert [(each.author, each.entry, each.revision) for each in changes] == [
        (each.editor, each.entry, each.done) for each in done
    ]
    stored = {each.value.id: each for each in store.all()}
    assert set(stored) == {each.entry for each in done}
    for entry, now in stored.items():
        check_entry(now, [each for each in done if each.entry == entry], history.of("term", entry))
    assert database.revision() == len(done)
    assert {each.value.id: each for each in store.page(TermFilter()).entries}.items() <= stored.items()
    assert store.count(TermFilter()) == len(stored)


def check_entry(now: Stored[Term], done: list[Intention], changes: tuple[Change, ...]) -> None:
    """Every remark is in the note, in the order in which it was saved, and each change begins where the last ended."""
    assert now.value.note.split() == [each.note for each in done]
    assert (now.value.author, now.revision) == (done[-1].editor, done[-1].done)
    assert [each.seen for each in done] == [0, *(each.done for each in done[:-1])], "each had seen the one before"
    assert changes[0].before is None
    assert changes[-1].after == written(to_plain(now.value))
    assert all(later.before == earlier.after for earlier, later in pairwise(changes))


def test_twenty_editors_lose_nothing(database_url: str) -> None:
    """In the threads of one process; while others read, who see a state that was, and never half of one."""
    stop = threading.Event()
    with closing(Database(database_url)) as database, ThreadPoolExecutor(EDITORS + 4) as pool:
        store = TermStore(database)
        readers = [pool.submit(reading, database, stop) for _ in range(4)]
        logs = [pool.submit(editing, store, f"e{number}", number) for number in range(EDITORS)]
        try:
            log = [each for one in logs for each in one.result()]
        finally:
            stop.set()
        assert all(each.result() for each in readers)
        assert len([each for each in log if each.done]) == EDITORS * _ROUNDS * 2
        assert any(not each.done for each in log), "nobody was ever refused: they did not meet"
        check(database, log)


def reading(database: Database, stop: threading.Event) -> int:
    """Read all again and again: revisions only grow, and no entry is newer than the counter is afterwards."""
    store, last, count = TermStore(database), 0, 0
    while not stop.is_set():
        newest = max((each.revision for each in store.all()), default=0)
        now = database.revision()
        assert last <= newest <= now
        last, count = newest, count + 1
        stop.wait(0.02)
    return count


def _process(place: str, first: int, editors: int, log: multiprocessing.SimpleQueue[list[Intention]]) -> None:
    with closing(Database(place)) as database, ThreadPoolExecutor(editors) as pool:
        store = TermStore(database)
        mine = [pool.submit(editing, store, f"e{number}", number) for number in range(first, first + editors)]
        log.put([each for one in mine for each in one.result()])


def test_editors_in_two_processes_lose_nothing(database_url: str) -> None:
    """As with several workers: each process has its own connections."""
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.SimpleQueue[list[Intention]] = context.SimpleQueue()
    workers = [context.Process(target=_process, args=(database_url, first, 5, queue)) for first in (0, 5)]
    for worker in workers:
        worker.start()
    log = [*queue.get(), *queue.get()]
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    with closing(Database(database_url)) as database:
        check(database, log)
