"""The pages that only show: settings with their sources, the last accessibility report, health."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from aiohttp import web

from proxy.desk.asked import Asked
from proxy.desk.formats import Formats
from proxy.desk.ops.audits import AuditFolder
from proxy.desk.ops.configuration import configuration
from proxy.desk.ops.live_page import language_name
from proxy.desk.parts import DeskParts


@dataclass(frozen=True, slots=True)
class StatePages:
    """Answers `/ops/settings`, `/ops/accessibility` and `/ops/health`."""

    parts: DeskParts
    audits: AuditFolder

    async def settings(self, asked: Asked) -> web.Response:
        """All settings, or those that somebody set."""
        only_set = asked.query("all") != "yes"
        sections = configuration(self.parts.proxy.settings, self.parts.settings_places, only_set=only_set)
        return self.parts.pages.page(asked, "ops/settings.html", sections=sections, only_set=only_set)

    async def accessibility(self, asked: Asked) -> web.Response:
        """The last report; the findings of one rule or page."""
        report = await asyncio.to_thread(self.audits.newest)
        rule, page = asked.query("rule"), asked.query("page")
        return self.parts.pages.page(
            asked,
            "ops/accessibility.html",
            report=report,
            folder=str(self.audits.folder),
            rule=rule,
            page_url=page,
            findings=report.of(rule, page) if report and (rule or page) else (),
            f=Formats(asked.language),
            names=lambda code: language_name(self.parts, asked, code),
        )

    async def health(self, asked: Asked) -> web.Response:
        """The state of the parts."""
        report = await asyncio.to_thread(self.parts.proxy.health)
        return self.parts.pages.page(
            asked,
            "ops/health.html",
            report=report,
            state=self.parts.proxy.translation.state(),
            written=json.dumps(report, ensure_ascii=False, indent=2, default=str),
            f=Formats(asked.language),
        )
