"""The operations on what visitors report of translations."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field

from proxy.api.operation import Call, Model, Operation
from proxy.api.problem import ProblemError
from proxy.api.scopes import Scope
from proxy.desk.permissions import Permission
from proxy.desk.reports.store import Decision, Report, ReportStore, State, Wanted

_TAG: Final = "reports"
_MOST: Final = 100

StateName = Literal["open", "fixed", "rejected", "duplicate"]


class ReportEntry(Model):
    """One report; `shown` is the translation as it read then."""

    number: int
    at: str
    language: str
    page: str
    segment: str
    german: str
    shown: str
    quote: str
    message: str
    state: StateName
    reason: str
    decided_by: str
    revision: int


class ReportList(Model):
    """Reports, those about one segment together; `before` leads on to older ones, null at the end."""

    reports: tuple[ReportEntry, ...]
    before: int | None


class ReportQuery(Model):
    """Which reports; what is left out does not restrict."""

    state: StateName | None = None
    language: Annotated[str, Field(max_length=16)] = ""
    page: Annotated[str, Field(max_length=2000, description="the beginning of the page's path")] = ""
    before: Annotated[int | None, Field(ge=1, le=1 << 53)] = None
    limit: Annotated[int, Field(ge=1, le=_MOST)] = 50


class ReportSeen(Model):
    """A report as it was seen."""

    number: Annotated[int, Field(ge=1, le=1 << 53)]
    revision: Annotated[int, Field(ge=1, le=1 << 53)]


class ReportDecision(Model):
    """What became of some reports."""

    reports: Annotated[tuple[ReportSeen, ...], Field(min_length=1, max_length=_MOST)]
    state: StateName
    reason: Annotated[str, Field(max_length=1000)] = ""


class Decided(Model):
    """How many reports were decided."""

    reports: int


@dataclass(frozen=True, slots=True)
class Reports:
    """Does them."""

    store: ReportStore

    @property
    def operations(self) -> Sequence[Operation]:
        """The operations as the API lists them."""
        return (
            Operation("GET", "/reports", "listReports", "What visitors report", _TAG, self.list, ReportList, Scope.READ,
                      asks=ReportQuery),
            Operation("POST", "/reports/decide", "decideReports", "Say what became of reports, all or none", _TAG,
                      self.decide, Decided, Scope.TEXTS, takes=ReportDecision, problems=(404, 409)),
        )  # fmt: skip

    async def list(self, call: Call) -> ReportList:
        """Reports by what they are about, the newest first."""
        ask = call.query(ReportQuery)
        states = () if ask.state is None else (State(ask.state),)
        wanted = Wanted(states=states, language=ask.language, page=ask.page)
        subjects = await asyncio.to_thread(self.store.subjects, wanted, ask.before, ask.limit)
        found = await asyncio.to_thread(self.store.about, subjects, wanted) if subjects else ()
        newest = {each.subject: each.number for each in sorted(found, key=lambda each: each.number)}
        before = min(newest.values()) if len(subjects) == ask.limit and newest else None
        return ReportList(reports=tuple(map(_entry, found)), before=before)

    async def decide(self, call: Call) -> Decided:
        """Write it down, unless somebody was faster."""
        ask = call.content(ReportDecision)
        revisions = {each.number: each.revision for each in ask.reports}
        there = await asyncio.to_thread(self.store.numbered, revisions)
        if len(there) < len(revisions):
            raise ProblemError(404, "some of these reports are not there")
        for language in {each.language for each in there}:
            if not call.known.account.may(Permission.EDIT_TEXTS, language):
                raise ProblemError(403, f'the account of this token may not work on "{language}"')
        decision = Decision(State(ask.state), ask.reason, call.who)
        if await asyncio.to_thread(self.store.decide, revisions, decision):
            raise ProblemError(409, "somebody has answered some of these reports meanwhile; nothing was written")
        return Decided(reports=len(revisions))


def _entry(report: Report) -> ReportEntry:
    return ReportEntry(
        number=report.number,
        at=report.at,
        language=report.language,
        page=report.page,
        segment=report.segment,
        german=report.german,
        shown=report.shown,
        quote=report.quote,
        message=report.message,
        state=report.state.value,
        reason=report.reason,
        decided_by=report.decided_by,
        revision=report.revision,
    )
