"""Keeps visitors' reports, finds them for editors and writes down what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from glossary.database import Database, utc_now
from proxy.desk.audit_log import AuditLog
from proxy.desk.reports.tables import REPORTS
from proxy.reports.report import NewReport, Taken


class State(StrEnum):
    """What became of a report."""

    OPEN = "open"
    FIXED = "fixed"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


DONE: Final = (State.FIXED, State.REJECTED, State.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Report:
    """One report; see `tables`."""

    number: int
    at: str
    language: str
    page: str
    subject: str
    segment: str
    german: str
    shown: str
    quote: str
    message: str
    state: State
    reason: str
    decided_by: str
    decided_at: str
    revision: int

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return self.state is State.OPEN


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports are asked for; "" and () stand for all."""

    states: tuple[State, ...] = ()
    language: str = ""
    page: str = ""
    """The beginning of its path."""
    segment: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of some reports; `by` is the account."""

    state: State
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Room:
    """How many reports are taken in one hour, and kept."""

    per_hour: int
    most: int


_COLUMNS: Final = tuple(REPORTS.c[name] for name in Report.__slots__)


class ReportStore:
    """The reports in a database."""

    def __init__(self, database: Database, audit: AuditLog, room: Room, now: Callable[[], datetime] = utc_now) -> None:
        """`audit` hears of every decision."""
        self._database = database
        self._audit = audit
        self._room = room
        self._now = now

    def add(self, report: NewReport) -> Taken:
        """Keep a report; raises `StoreError`."""
        with self._database.changing() as connection:
            known = select(REPORTS.c.number).where(REPORTS.c.nonce == report.nonce)
            if connection.execute(known).first() is not None:
                return Taken.STORED
            hour = _text(self._now() - timedelta(hours=1))
            recent = connection.execute(select(func.count()).where(REPORTS.c.at > hour)).scalar_one()
            if recent >= self._room.per_hour or not self._has_room(connection):
                return Taken.TOO_MANY
            values = {name: getattr(report, name) for name in NewReport.__slots__}
            subject = f"{report.language}/{report.segment}" if report.segment else report.nonce
            connection.execute(
                insert(REPORTS).values(
                    **values, at=_text(self._now()), subject=subject, state=State.OPEN.value, reason="", decided_by="",
                    decided_at="", revision=1,
                )
            )  # fmt: skip
        return Taken.STORED

    def _has_room(self, connection: Connection) -> bool:
        """Whether one more fits in; the oldest that is done goes for it."""
        stored = connection.execute(select(func.count()).select_from(REPORTS)).scalar_one()
        over = stored - self._room.most + 1
        if over <= 0:
            return True
        done = REPORTS.c.state != State.OPEN.value
        oldest = select(REPORTS.c.number).where(done).order_by(REPORTS.c.number).limit(over)
        numbers = connection.execute(oldest).scalars().all()
        connection.execute(delete(REPORTS).where(REPORTS.c.number.in_(numbers)))
        return len(numbers) == over

    def subjects(self, wanted: Wanted, before: int | None, limit: int) -> tuple[str, ...]:
        """Return what reports are about, the newest first; of those whose newest report is before a number."""
        newest = func.max(REPORTS.c.number)
        query = _where(select(REPORTS.c.subject), wanted).group_by(REPORTS.c.subject).order_by(newest.desc())
        if before is not None:
            query = query.having(newest < before)
        with self._database.reading() as connection:
            return tuple(str(subject) for (subject,) in connection.execute(query.limit(limit)))

    def about(self, subjects: Sequence[str], wanted: Wanted | None = None) -> tuple[Report, ...]:
        """Return the reports about some subjects, the newest first."""
        query = _where(select(*_COLUMNS), wanted or Wanted()).where(REPORTS.c.subject.in_(subjects))
        return self._reports(query)

    def one(self, number: int) -> Report | None:
        """Return the report of a number."""
        return next(iter(self._reports(select(*_COLUMNS).where(REPORTS.c.number == number))), None)

    def numbered(self, numbers: Iterable[int]) -> tuple[Report, ...]:
        """Return the reports of some numbers that are there."""
        return self._reports(select(*_COLUMNS).where(REPORTS.c.number.in_(list(numbers))))

    def counts(self) -> Mapping[State, int]:
        """Return how many reports there are of each state."""
        query = select(REPORTS.c.state, func.count()).group_by(REPORTS.c.state)
        with self._database.reading() as connection:
            return {State(state): int(count) for state, count in connection.execute(query)}

    def decide(self, revisions: Mapping[int, int], decision: Decision) -> tuple[Report, ...]:
        """Write a decision down for reports with the revisions that somebody saw; all, or none.

        Returns those that somebody else has answered meanwhile, as they are now: then nothing was written.
        """
        values = {
            "state": decision.state.value,
            "reason": decision.reason,
            "decided_by": "" if decision.state is State.OPEN else decision.by,
            "decided_at": "" if decision.state is State.OPEN else _text(self._now()),
        }
        with self._database.changing() as connection:
            rows = connection.execute(select(*_COLUMNS).where(REPORTS.c.number.in_(list(revisions))))
            there = tuple(map(_report, rows))
            changed = tuple(each for each in there if each.revision != revisions[each.number])
            if changed:
                return changed
            numbers = [each.number for each in there]
            raised = {"revision": REPORTS.c.revision + 1}
            connection.execute(update(REPORTS).where(REPORTS.c.number.in_(numbers)).values(values | raised))
            for each in there:
                detail = f"{decision.state.value}: {decision.reason}" if decision.reason else decision.state.value
                subject = f"report {each.number} {each.language} {each.page}"
                self._audit.record(decision.by, "report.decide", subject, detail, within=connection)
        return ()

    def _reports(self, query: Select[tuple[object, ...]]) -> tuple[Report, ...]:
        with self._database.reading() as connection:
            return tuple(map(_report, connection.execute(query.order_by(REPORTS.c.number.desc()))))


def _report(row: Sequence[object]) -> Report:
    values = dict(zip(Report.__slots__, row, strict=True))
    return Report(**(values | {"state": State(str(values["state"]))}))  # type: ignore[arg-type]


def _where(query: Select[tuple[object, ...]], wanted: Wanted) -> Select[tuple[object, ...]]:
    if wanted.states:
        query = query.where(REPORTS.c.state.in_([each.value for each in wanted.states]))
    if wanted.language:
        query = query.where(REPORTS.c.language == wanted.language)
    if wanted.page:
        query = query.where(REPORTS.c.page.startswith(wanted.page, autoescape=True))
    if wanted.segment:
        query = query.where(REPORTS.c.segment == wanted.segment)
    return query


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
