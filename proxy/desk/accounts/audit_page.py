"""The audit log as a page, with a filter, and as a file for spreadsheets."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from proxy.desk.asked import Asked
from proxy.desk.audit_log import AuditLog, Entry, Wanted
from proxy.desk.rendering import DESK, Pages

_SHOWN: Final = 100
_IN_FILE: Final = 50_000
_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_COLUMNS: Final = ("number", "at", "who", "action", "subject", "detail")


@dataclass(frozen=True, slots=True)
class AuditPage:
    """`/audit-log` and `/audit-log.csv`."""

    pages: Pages
    audit: AuditLog

    async def page(self, asked: Asked) -> web.StreamResponse:
        """The newest lines, or those before one."""
        before, given = asked.query("before"), _given(asked)
        number = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
        lines = await asyncio.to_thread(self.audit.newest, _SHOWN + 1, number, _wanted(given))
        kept = {name: value for name, value in given.items() if value}
        older = urlencode({**kept, "before": lines[_SHOWN - 1].number}) if len(lines) > _SHOWN else ""
        return self.pages.page(
            asked,
            "accounts/audit_log.html",
            lines=lines[:_SHOWN],
            names=await asyncio.to_thread(self.audit.names),
            given=given,
            older=f"{DESK}/audit-log?{older}" if older else "",
            newest=f"{DESK}/audit-log?{urlencode(kept)}" if number is not None else "",
            file=f"{DESK}/audit-log.csv?{urlencode(kept)}",
        )

    async def file(self, asked: Asked) -> web.StreamResponse:
        """The same lines as CSV (RFC 4180), the newest first."""
        lines = await asyncio.to_thread(self.audit.newest, _IN_FILE, None, _wanted(_given(asked)))
        text = await asyncio.to_thread(_written, lines)
        headers = {"Content-Disposition": 'attachment; filename="audit-log.csv"'}
        return web.Response(text=text, content_type="text/csv", charset="utf-8", headers=headers)


def _given(asked: Asked) -> dict[str, str]:
    return {name: asked.query(name).strip() for name in ("who", "action", "text", "since", "until")}


def _wanted(given: dict[str, str]) -> Wanted:
    """The days of the form are whole days, in UTC as the log has them."""
    since, until = _day(given["since"]), _day(given["until"])
    return Wanted(
        who=given["who"],
        action=given["action"],
        text=given["text"],
        since=since.isoformat() if since else "",
        until=(until + timedelta(days=1)).isoformat() if until else "",
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year < date.max.year else None


def _written(lines: Sequence[Entry]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerows([_cell(value) for value in asdict(line).values()] for line in lines)
    return out.getvalue()


def _cell(value: object) -> str:
    """A text that a spreadsheet does not take for a formula (OWASP, "CSV injection")."""
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text
