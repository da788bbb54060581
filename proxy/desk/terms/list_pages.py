"""The list of terms, and files of what it shows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from glossary.exchange import TERM_FORMATS
from proxy.desk.asked import Asked
from proxy.desk.permissions import Permission
from proxy.desk.terms.finding import HAS, ON_A_PAGE, SORTS, STATES, USES, Page, Query, query_of
from proxy.desk.terms.saying import done_of
from proxy.desk.terms.workbench import Workbench
from proxy.desk.texts.usage import TermUsage

_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl", "tbx": "application/x-tbx"}


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of a term, in all languages together."""

    fired: int = 0
    honoured: int = 0
    repaired: int = 0
    violated: int = 0


@dataclass(frozen=True, slots=True)
class ListPages:
    """Handlers."""

    bench: Workbench

    async def show(self, asked: Asked) -> web.StreamResponse:
        """One page of what is looked for."""
        query = query_of(asked.request.query)
        await self.bench.in_step()
        page, counts, figures, stands_in = await asyncio.to_thread(self._found, query)
        pages = max(1, -(-page.total // ON_A_PAGE))
        return self.bench.parts.pages.page(
            asked,
            "terms/list.html",
            query=query,
            found=page,
            counts=counts,
            figures=figures,
            pages=pages,
            stands_in=stands_in,
            done=done_of(asked),
            edits=Permission.EDIT_TERMS,
            choices={"states": STATES, "sorts": SORTS, "uses": USES, "has": HAS, "formats": tuple(TERM_FORMATS)},
            four_eyes=self.bench.copies.four_eyes,
        )

    async def export(self, asked: Asked) -> web.StreamResponse:
        """A file of all that is looked for."""
        form = asked.query("format")
        if form not in TERM_FORMATS:
            raise web.HTTPNotFound
        await self.bench.in_step()
        query = query_of(asked.request.query)
        data = await asyncio.to_thread(lambda: self.bench.transfer.export(form, self.bench.finder.ids(query)))
        headers = {"Content-Disposition": f'attachment; filename="terms.{form}"'}
        return web.Response(body=data, content_type=_TYPES[form], headers=headers)

    def _found(self, query: Query) -> tuple[Page, Mapping[str, int], Mapping[str, Figures], bool]:
        page = self.bench.finder.page(query)
        figures = together(self.bench.usage.of(row.id for row in page.rows))
        counts = self.bench.finder.counts()
        return page, counts, figures, "collection" in counts


def together(usage: tuple[TermUsage, ...]) -> Mapping[str, Figures]:
    """Return the figures of each term."""
    found: dict[str, Figures] = {}
    for each in usage:
        before = found.get(each.term, Figures())
        found[each.term] = Figures(
            before.fired + each.fired,
            before.honoured + each.honoured,
            before.repaired + each.repaired,
            before.violated + each.violated,
        )
    return found
