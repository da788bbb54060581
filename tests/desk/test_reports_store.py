"""Reports in both databases: limits, room, grouping and answers, also when many come at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from glossary.database import Database
from glossary.migrating import upgrade
from proxy.desk.audit_log import AuditLog
from proxy.desk.desk import MIGRATIONS
from proxy.desk.reports.store import Decision, ReportStore, Room, State, Wanted
from proxy.desk.tables import VERSION_TABLE
from proxy.reports.report import NewReport, Taken

FIXED = Decision(State.FIXED, "", "test")


def new(number: int, segment: str = "abc") -> NewReport:
    """Return a report with a form of its own."""
    return NewReport("tr", f"/amt/{number}", segment, "Amt", "Daire", "", "", f"n{number}")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database with the desk's tables."""
    with closing(Database(database_url)) as opened:
        upgrade(opened.engine, MIGRATIONS, VERSION_TABLE)
        yield opened


def test_what_is_answered_makes_room(database: Database) -> None:
    """So many in an hour, so many in all: the oldest that is answered goes for a new one, an open one never."""
    now = [datetime(2026, 11, 22, tzinfo=UTC)]
    store = ReportStore(database, AuditLog(database), Room(2, 3), lambda: now[0])
    assert [store.add(new(number)) for number in (1, 2, 2)] == [Taken.STORED] * 3
    assert store.add(new(3)) is Taken.TOO_MANY
    now[0] += timedelta(minutes=61)
    assert [store.add(new(number)) for number in (3, 4)] == [Taken.STORED, Taken.TOO_MANY]
    assert store.decide({2: 1}, FIXED) == ()
    assert store.add(new(4)) is Taken.STORED
    now[0] += timedelta(minutes=61)
    assert store.add(new(5)) is Taken.TOO_MANY
    subjects = store.subjects(Wanted(), None, 10)
    assert [each.page for each in store.about(subjects)] == ["/amt/4", "/amt/3", "/amt/1"]


def test_many_at_once(database: Database) -> None:
    """Eight senders, twice each: one form is one report, and the limit of the hour holds for all together."""
    store = ReportStore(database, AuditLog(database), Room(5, 100))
    with ThreadPoolExecutor(8) as senders:
        taken = list(senders.map(store.add, [new(number) for number in range(8)] * 2))
    assert sum(store.counts().values()) == 5
    assert taken.count(Taken.TOO_MANY) == 6


def test_two_answer_at_once(database: Database) -> None:
    """Of two who saw the same, one is first; the other gets what is there now and has changed nothing."""
    store = ReportStore(database, AuditLog(database), Room(100, 100))
    for number in range(3):
        store.add(new(number))
    seen = {each.number: each.revision for each in store.about(store.subjects(Wanted(), None, 10))}
    with ThreadPoolExecutor(2) as editors:
        other = Decision(State.REJECTED, "anders", "other")
        results = list(editors.map(lambda each: store.decide(seen, each), (FIXED, other)))
    assert sorted(map(len, results)) == [0, 3]
    assert len({each.state for each in store.numbered(seen)}) == 1


def test_groups_and_filters(database: Database) -> None:
    """One text of one language is one subject; a path is looked for as it is written, whatever signs are in it."""
    store = ReportStore(database, AuditLog(database), Room(100, 100))
    for number, segment in enumerate(("abc", "abc", "", "")):
        store.add(new(number, segment))
    store.add(NewReport("ar", "/%_/", "abc", "Amt", "x", "", "", "n9"))
    assert len(store.subjects(Wanted(), None, 10)) == 4
    assert len(store.subjects(Wanted(segment="abc"), None, 10)) == 2
    assert len(store.subjects(Wanted(page="/%"), None, 10)) == 1
    assert len(store.subjects(Wanted(language="tr"), 3, 10)) == 1
    assert store.subjects(Wanted((State.FIXED,)), None, 10) == ()
