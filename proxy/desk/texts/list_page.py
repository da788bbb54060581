"""The list of texts with its filters, and what is done with several at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from proxy.desk.asked import Asked
from proxy.desk.permissions import Permission
from proxy.desk.rendering import see_other
from proxy.desk.texts.filters import ALL, TO_REVIEW, Filters, filters_of, filters_within, mark_of, written
from proxy.desk.texts.reading import OPEN, Reading, TextState
from proxy.desk.texts.register import Found, Mark
from proxy.desk.texts.workbench import Workbench, text_address

_ON_A_PAGE: Final = 40
_COUNTED: Final = 1000
_COUNTED_WORDS: Final = 200  # of texts that are searched, which takes longer


class ListPage:
    """Answers `/texts`."""

    def __init__(self, bench: Workbench) -> None:
        """Take what the area shares."""
        self._bench = bench

    async def show(self, asked: Asked) -> web.StreamResponse:
        """The texts that were asked for, most seen first."""
        query, bench = asked.request.query, self._bench
        filters = filters_of(query, bench.targets)
        most = _COUNTED_WORDS if filters.words else _COUNTED
        after, before = mark_of(query.get("after", "")), mark_of(query.get("before", ""))
        found, counts, total, models = await asyncio.to_thread(self._found, asked, filters, most, after, before)
        return bench.parts.pages.page(
            asked,
            "texts/list.html",
            own=bench.common(asked),
            filters=filters,
            found=found,
            counts=counts,
            total=total,
            most=most,
            models=models,
            open_count=sum(counts.get(state, 0) for state in OPEN),
            back=_address(filters, before=found.first) if found.has_before and found.first else "",
            on=_address(filters, after=found.last) if found.has_after and found.last else "",
            first=_address(filters) if after or before else "",
            approved=_numbers(query.get("approved", "")),
            withdrawn=query.get("withdrawn", ""),
            ended=query.get("ended", ""),
            may_any=any(asked.may(Permission.EDIT_TEXTS, each) for each in bench.targets),
            review=TO_REVIEW,
            all_states=ALL,
        )

    async def step(self, asked: Asked) -> web.StreamResponse:
        """Lead to the text that follows a place in the list, or stands before it."""
        query, bench = asked.request.query, self._bench
        filters = filters_within(query.get("from", ""), bench.targets)
        after, before = mark_of(query.get("after", "")), mark_of(query.get("before", ""))
        wanted = filters.search(bench.languages(asked))
        found = await asyncio.to_thread(bench.register.search, wanted, 1, after, before)
        said = {name: query[name] for name in ("saved", "approved-one") if name in query}
        if not found.readings:
            return see_other(f"/texts?{filters.query}&ended=yes")
        (reading,) = found.readings
        address = text_address(reading.language, reading.segment, filters.page, filters.query)
        return see_other(f"{address}&{urlencode(said)}" if said else address)

    async def approve(self, asked: Asked) -> web.StreamResponse:
        """Approve the chosen machine translations."""
        posted = await asked.request.post()
        filters = filters_within(str(posted.get("from", "")), self._bench.targets)
        chosen = await self._chosen(asked, [str(each) for each in posted.getall("text", [])])
        done = await asyncio.to_thread(self._bench.editing.approve, chosen, asked.account.name)
        numbers = " ".join(str(each.number) for each in done)
        return see_other(f"/texts?{filters.query}&{urlencode({'approved': numbers or '0'})}")

    async def undo(self, asked: Asked) -> web.StreamResponse:
        """Take approvals back."""
        posted = await asked.request.post()
        filters = filters_within(str(posted.get("from", "")), self._bench.targets)
        chosen = await self._chosen(asked, str(posted.get("texts", "")).split())
        done = await asyncio.to_thread(self._bench.editing.withdraw, chosen, asked.account.name)
        return see_other(f"/texts?{filters.query}&withdrawn={len(done)}")

    async def _chosen(self, asked: Asked, numbers: list[str]) -> tuple[Reading, ...]:
        known = [int(each) for each in numbers[:500] if each.isdecimal() and len(each) < 20]
        readings = await asyncio.to_thread(self._bench.register.some, known)
        if not all(asked.may(Permission.EDIT_TEXTS, each.language) for each in readings):
            raise web.HTTPForbidden(reason=self._bench.parts.pages.say(asked, "texts.not-yours"))
        return readings

    def _found(
        self, asked: Asked, filters: Filters, most: int, after: Mark | None, before: Mark | None
    ) -> tuple[Found, Mapping[TextState, int], int, tuple[str, ...]]:
        register = self._bench.register
        wanted = filters.search(self._bench.languages(asked))
        found = register.search(wanted, _ON_A_PAGE, after, before)
        return found, register.counts(filters.language), register.count(wanted, most), register.models()


def _address(filters: Filters, **mark: Mark) -> str:
    ends = urlencode({name: written(each) for name, each in mark.items()})
    return f"?{filters.query}&{ends}" if ends else f"?{filters.query}"


def _numbers(text: str) -> tuple[str, ...]:
    """Return the numbers of what was approved a moment ago."""
    return tuple(each for each in text.split()[:500] if each.isdecimal() and len(each) < 20)
