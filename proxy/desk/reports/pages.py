"""The queue of visitors' reports and the reports of one text, as pages of the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from proxy.desk.asked import Asked
from proxy.desk.formats import Formats
from proxy.desk.parts import DeskParts
from proxy.desk.permissions import Permission
from proxy.desk.rendering import see_other
from proxy.desk.reports.queue import Group, grouped, revisions
from proxy.desk.reports.store import DONE, Decision, Report, ReportStore, State, Wanted

_ON_A_PAGE: Final = 40
_LONGEST_REASON: Final = 500
_STATES: Final[Mapping[str, tuple[State, ...]]] = {
    "open": (State.OPEN,),
    "done": DONE,
    **{each.value: (each,) for each in DONE},
    "all": (),
}


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What a form asks for; `problem` is a key of the wording, "" where nothing is wrong."""

    revisions: Mapping[int, int]
    state: State | None
    reason: str
    back: str

    @property
    def problem(self) -> str:
        if not self.revisions:
            return "reports.problem.none"
        if self.state is None:
            return "reports.problem.decision"
        if self.state is State.REJECTED and not self.reason:
            return "reports.problem.reason"
        return "reports.problem.long" if len(self.reason) > _LONGEST_REASON else ""


class ReportPages:
    """Answers for `/reports`."""

    def __init__(self, parts: DeskParts, store: ReportStore) -> None:
        """Take the desk's parts and the reports."""
        self._parts = parts
        self._store = store

    async def queue(self, asked: Asked) -> web.StreamResponse:
        """The reports that are open, or those that were asked for."""
        return await self._queue(asked)

    async def one(self, asked: Asked) -> web.StreamResponse:
        """The reports about one text."""
        return await self._one(asked, _number(asked.params["number"]))

    async def decide(self, asked: Asked) -> web.StreamResponse:
        """Write down what became of reports, and lead back."""
        chosen = await _chosen(asked)
        if chosen.problem:
            return await self._again(asked, chosen, error=chosen.problem, status=422)
        there = await asyncio.to_thread(self._store.numbered, chosen.revisions)
        if not all(asked.may(Permission.EDIT_TEXTS, each.language) for each in there):
            raise web.HTTPForbidden(reason=self._parts.pages.say(asked, "reports.not-yours"))
        decision = Decision(chosen.state or State.OPEN, chosen.reason, asked.account.name)
        changed = await asyncio.to_thread(self._store.decide, chosen.revisions, decision)
        if changed:
            return self._conflict(asked, chosen, changed, {each.number: each for each in there})
        mark = "&" if "?" in chosen.back else "?"
        return see_other(f"{chosen.back}{mark}{urlencode({'answered': len(there), 'as': decision.state.value})}")

    async def _again(self, asked: Asked, chosen: _Chosen, *, error: str, status: int) -> web.StreamResponse:
        number = chosen.back.removeprefix("/reports/").partition("?")[0]
        if number.isdecimal():
            return await self._one(asked, int(number), chosen, error=error, status=status)
        return await self._queue(asked, chosen, error=error, status=status)

    async def _queue(
        self, asked: Asked, chosen: _Chosen | None = None, *, error: str = "", status: int = 200
    ) -> web.StreamResponse:
        query = dict(asked.request.query)
        shown = query.get("state", "open") if query.get("state", "open") in _STATES else "open"
        wanted = Wanted(
            _STATES[shown], query.get("language", ""), query.get("page", "").strip(), query.get("segment", "")
        )
        before = int(query["before"]) if query.get("before", "").isdecimal() else None
        groups, on, counts = await asyncio.to_thread(self._found, wanted, before)
        kept = {name: query[name] for name in ("state", "language", "page", "segment") if query.get(name)}
        return self._parts.pages.page(
            asked,
            "reports/queue.html",
            status=status,
            groups=groups,
            counts=counts,
            wanted=wanted,
            shown=shown,
            kept=kept,
            first=urlencode(kept) if before is not None else None,
            on=urlencode(kept | {"before": str(on)}) if on is not None else "",
            chosen=chosen,
            error=error,
            answered=query.get("answered", ""),
            answered_as=query.get("as", ""),
            filters=tuple(_STATES),
            enabled=self._parts.proxy.settings.takes_reports,
            edits=Permission.EDIT_TEXTS,
            may_answer=asked.may(Permission.EDIT_TEXTS),
            formats=Formats(asked.language),
        )

    def _found(self, wanted: Wanted, before: int | None) -> tuple[tuple[Group, ...], int | None, Mapping[State, int]]:
        """A page of the queue, the number before which the next one begins, and how many there are of all."""
        subjects = self._store.subjects(wanted, before, _ON_A_PAGE + 1)
        shown = subjects[:_ON_A_PAGE]
        groups = grouped(shown, self._store.about(shown, wanted))
        on = groups[-1].newest.number if len(subjects) > _ON_A_PAGE and groups else None
        return groups, on, self._store.counts()

    async def _one(
        self, asked: Asked, number: int, chosen: _Chosen | None = None, *, error: str = "", status: int = 200
    ) -> web.StreamResponse:
        report = await asyncio.to_thread(self._store.one, number)
        if report is None:
            raise web.HTTPNotFound
        group = Group(await asyncio.to_thread(self._store.about, [report.subject]))
        return self._parts.pages.page(
            asked,
            "reports/one.html",
            status=status,
            group=group,
            number=number,
            edits=Permission.EDIT_TEXTS,
            formats=Formats(asked.language),
            chosen=chosen,
            error=error,
            answered=asked.query("answered"),
            answered_as=asked.query("as"),
        )

    def _conflict(
        self, asked: Asked, chosen: _Chosen, changed: tuple[Report, ...], there: Mapping[int, Report]
    ) -> web.Response:
        """Show what others decided meanwhile beside what was chosen; the form can be sent again, with both in view."""
        now = {each.number: each for each in changed}
        pairs = [(now.get(number, each), number in now) for number, each in sorted(there.items())]
        key = " ".join(f"{each.number}:{each.revision}" for each, _ in pairs)
        return self._parts.pages.page(
            asked,
            "reports/conflict.html",
            status=409,
            chosen=chosen,
            pairs=pairs,
            key=key,
            formats=Formats(asked.language),
        )


async def _chosen(asked: Asked) -> _Chosen:
    posted = await asked.request.post()
    state, reason, back = (str(posted.get(name, "")).strip() for name in ("decision", "reason", "back"))
    own = back == "/reports" or back.startswith(("/reports?", "/reports/"))
    return _Chosen(
        revisions(str(each) for each in posted.getall("report", [])),
        State(state) if state in tuple(State) else None,
        reason.replace("\r\n", "\n"),
        back if own and "\n" not in back and "\r" not in back else "/reports",
    )


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise web.HTTPNotFound
    return int(text)
