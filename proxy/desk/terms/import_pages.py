"""Files of terms: uploaded, looked at line by line, imported or thrown away."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web

from glossary.errors import ConflictError, GlossaryError, RefusedError
from proxy.desk.asked import Asked
from proxy.desk.rendering import see_other
from proxy.desk.terms.comparing import compare
from proxy.desk.terms.copies import OwnApprovalError
from proxy.desk.terms.fields import codes_of, to_fields
from proxy.desk.terms.lines import KINDS, Line, lines_of
from proxy.desk.terms.saying import done_of
from proxy.desk.terms.transfer import ChangedError, DryRun
from proxy.desk.terms.workbench import Workbench

_SHOWN = 100
"""Lines on a page."""


@dataclass(frozen=True, slots=True)
class ImportPages:
    """Handlers."""

    bench: Workbench

    async def choose(self, asked: Asked) -> web.StreamResponse:
        """Where a file is chosen; those that wait."""
        return await self._chooser(asked)

    async def upload(self, asked: Asked) -> web.StreamResponse:
        """Take a file, and show what importing it would do."""
        given = (await asked.request.post()).get("file")
        if not isinstance(given, web.FileField) or not given.filename:
            return await self._chooser(asked, wrong="no-file")
        data = await asyncio.to_thread(given.file.read)
        try:
            upload = await asyncio.to_thread(self.bench.transfer.receive, given.filename, data, asked.account.name)
        except GlossaryError:
            return await self._chooser(asked, wrong="format", name=given.filename)
        return see_other(f"/terms/import/{upload}")

    async def show(self, asked: Asked) -> web.StreamResponse:
        """The dry run."""
        return await self._dry(asked)

    async def take(self, asked: Asked) -> web.StreamResponse:
        """Import it: all or nothing."""
        form = await asked.form()
        revision = form.get("revision", "")
        seen = int(revision) if revision.isascii() and revision.isdigit() else -1
        take, upload = self.bench.transfer.take, asked.params["upload"]
        try:
            await asyncio.to_thread(take, upload, seen, asked.account.name)
        except (ChangedError, ConflictError):
            return await self._dry(asked, status=409, said="changed")
        except OwnApprovalError:
            return await self._dry(asked, status=403, said="own")
        except RefusedError:
            return await self._dry(asked, status=422)
        await self.bench.in_step()
        return see_other("/terms?done=imported&sort=changed")

    async def drop(self, asked: Asked) -> web.StreamResponse:
        """Throw it away."""
        await asyncio.to_thread(self.bench.transfer.drop, asked.params["upload"], asked.account.name)
        return see_other("/terms/import?done=dropped")

    async def _chooser(self, asked: Asked, wrong: str = "", name: str = "") -> web.StreamResponse:
        waiting = await asyncio.to_thread(self.bench.transfer.waiting)
        return self.bench.parts.pages.page(
            asked,
            "terms/import.html",
            status=422 if wrong else 200,
            wrong=wrong,
            name=name,
            waiting=waiting,
            done=done_of(asked),
            most=self.bench.parts.proxy.settings.desk.upload_megabytes,
        )

    async def _dry(self, asked: Asked, status: int = 200, said: str = "") -> web.StreamResponse:
        run = await asyncio.to_thread(self.bench.transfer.dry, asked.params["upload"])
        if run is None:
            raise web.HTTPNotFound
        own = self.bench.copies.four_eyes and run.upload.by == asked.account.name
        number = asked.query("page", "1")
        page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
        lines = lines_of(run.plan)
        shown = lines[(max(page, 1) - 1) * _SHOWN :][:_SHOWN]
        return self.bench.parts.pages.page(
            asked,
            "terms/dry_run.html",
            status=status,
            run=run,
            lines=[(line, self._changes(line)) for line in shown],
            page=max(page, 1),
            more=len(lines) > max(page, 1) * _SHOWN,
            own_upload=own,
            said=said,
            kinds=KINDS,
            counts=_counts(run),
        )

    def _changes(self, line: Line) -> object:
        if line.change is None or line.change.before is None:
            return ()
        before, after = line.change.before.value, line.change.value
        codes = tuple(dict.fromkeys((*codes_of(before, self.bench.targets), *codes_of(after, ()))))
        return compare(to_fields(before, codes), to_fields(after, codes))


def _counts(run: DryRun) -> dict[str, int]:
    plan = run.plan
    return {
        "new": plan.additions,
        "changed": len(plan.changes) - plan.additions,
        "same": plan.unchanged,
        "errors": len(plan.errors),
        "warnings": len(plan.problems) - len(plan.errors),
    }
