"""The start page, and where its quick search leads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from proxy.desk.asked import Asked
from proxy.desk.formats import Formats
from proxy.desk.home.work import KINDS, Work
from proxy.desk.ops.live_page import language_name
from proxy.desk.parts import DeskParts
from proxy.desk.permissions import Permission
from proxy.desk.rendering import see_other


@dataclass(frozen=True, slots=True)
class HomePage:
    """Answers `/` and `/search`."""

    parts: DeskParts
    work: Work
    terms_in_step: Callable[[], Awaitable[object]]
    """Brings the list of terms up to date, quick where nothing changed."""

    async def show(self, asked: Asked) -> web.Response:
        """What waits for who asks."""
        targets = self.parts.proxy.settings.languages.targets
        own = [code for code in targets if asked.may(Permission.EDIT_TEXTS, code)]
        languages = await asyncio.to_thread(self.work.languages, own or targets)
        await self.terms_in_step()
        terms = await asyncio.to_thread(self.work.terms)
        return self.parts.pages.page(
            asked,
            "home/home.html",
            languages_work=languages,
            kinds=KINDS,
            terms=terms,
            edits_texts=bool(own),
            edits_terms=asked.may(Permission.EDIT_TERMS),
            figures=await self.parts.proxy.live_figures() if asked.may(Permission.OPERATE) else None,
            state=self.parts.proxy.translation.state(),
            administers=asked.may(Permission.ADMINISTER),
            f=Formats(asked.language),
            names=lambda code: language_name(self.parts, asked, code),
        )

    async def search(self, asked: Asked) -> web.Response:
        """Lead to what was looked for: terms, texts or a page."""
        words, place = asked.query("q").strip(), asked.query("in")
        if place == "page":
            return see_other(f"/page?{urlencode({'language': asked.query('language'), 'path': words})}")
        if place == "texts":
            return see_other(f"/texts?{urlencode({'words': words, 'state': ''})}")
        return see_other(f"/terms?{urlencode({'q': words})}")
