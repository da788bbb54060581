"""The ops page of live figures and of the last hours."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web

from proxy.desk.asked import Asked
from proxy.desk.formats import Formats
from proxy.desk.ops.overview import SPANS, charts
from proxy.desk.ops.samples import Samples
from proxy.desk.parts import DeskParts
from proxy.live_figures import ReadLiveFigures
from translation.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class LivePage:
    """Answers `/ops`."""

    parts: DeskParts
    samples: Samples
    read: ReadLiveFigures

    async def show(self, asked: Asked) -> web.Response:
        """The figures of now and of so many hours back."""
        hours = next((each for each in SPANS if asked.query("hours") == str(each)), SPANS[0])
        figures = await self.read()
        since = figures.at - 3600 * hours
        samples = await asyncio.to_thread(self.samples.since, since)
        return self.parts.pages.page(
            asked,
            "ops/live.html",
            figures=figures,
            state=self.parts.proxy.translation.state(),
            charts_shown=charts(samples, since, figures.at),
            hours=hours,
            spans=SPANS,
            f=Formats(asked.language),
            names=lambda code: language_name(self.parts, asked, code),
        )


def language_name(parts: DeskParts, asked: Asked, code: str) -> str:
    """A language as people call it; what is no language of the site is called other."""
    if code not in LANGUAGES:
        return parts.pages.say(asked, "ops.languages.other")
    return LANGUAGES[code].german if asked.language == "de" else LANGUAGES[code].english
