"""The collection that comes with Stadtlotse: what taking it over would do, and doing it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web

from proxy.desk.asked import Asked
from proxy.desk.permissions import Permission
from proxy.desk.rendering import see_other
from proxy.desk.terms.workbench import Workbench


@dataclass(frozen=True, slots=True)
class CollectionPages:
    """Handlers."""

    bench: Workbench

    async def show(self, asked: Asked) -> web.StreamResponse:
        """The dry run."""
        plan = await asyncio.to_thread(self.bench.takeover.plan)
        return self.bench.parts.pages.page(
            asked,
            "terms/collection.html",
            plan=plan,
            stands_in=await asyncio.to_thread(self.bench.index.stands_in),
            wanted=self.bench.parts.proxy.settings.glossary.collection,
            may_edit=asked.may(Permission.EDIT_TERMS),
        )

    async def take(self, asked: Asked) -> web.StreamResponse:
        """Take it over."""
        await asyncio.to_thread(self.bench.takeover.take, asked.account.name)
        await self.bench.in_step()
        return see_other("/terms?done=taken-over")
