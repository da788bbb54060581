"""Exporting texts to files, and importing them: choose a file, see what it would do, then do it."""

from __future__ import annotations

import asyncio
from typing import Final

from aiohttp import web

from glossary.errors import GlossaryError
from glossary.listing import OverrideFilter
from proxy.desk.asked import Asked
from proxy.desk.permissions import Permission
from proxy.desk.rendering import see_other
from proxy.desk.texts.filters import Filters, filters_of
from proxy.desk.texts.transfer import Transfer
from proxy.desk.texts.workbench import Workbench

_TYPES: Final = {"tmx": "application/x-tmx+xml", "xliff": "application/xliff+xml"}
_SHOWN: Final = 200


class TransferPage:
    """Answers `/texts/transfer` and what is below it."""

    def __init__(self, bench: Workbench) -> None:
        """Take what the area shares."""
        self._bench = bench
        self._transfer = Transfer(bench.parts.database, bench.parts.audit, bench.targets)

    async def show(self, asked: Asked) -> web.StreamResponse:
        """The forms."""
        return self._page(asked)

    async def export(self, asked: Asked) -> web.StreamResponse:
        """A file: what editors wrote, or the texts that a list shows."""
        query = asked.request.query
        form = query.get("format", "xliff") if query.get("format") in _TYPES else "xliff"
        filters = filters_of(query, self._bench.targets)
        data = await asyncio.to_thread(self._written, form, filters, asked.account.name, query.get("what") == "found")
        name = f"stadtlotse-{filters.language or 'alle'}.{form}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(body=data, content_type=_TYPES[form], headers=headers)

    async def receive(self, asked: Asked) -> web.StreamResponse:
        """Take a file, and lead to its dry run."""
        file = (await asked.request.post()).get("file")
        if not isinstance(file, web.FileField) or not file.filename:
            return self._page(asked, error="texts.transfer.no-file", status=422)
        data = await asyncio.to_thread(file.file.read)
        try:
            upload = await asyncio.to_thread(self._transfer.receive, file.filename, data, asked.account.name)
        except GlossaryError as error:
            return self._page(asked, error="texts.transfer.no-format", detail=str(error), status=422)
        return see_other(f"/texts/transfer/{upload}")

    async def dry(self, asked: Asked) -> web.StreamResponse:
        """What a file would do."""
        return await self._dry(asked)

    async def take(self, asked: Asked) -> web.StreamResponse:
        """Import it."""
        form, upload = await asked.form(), asked.params["upload"]
        if not asked.may(Permission.EDIT_TEXTS):
            raise web.HTTPForbidden
        try:
            count = await asyncio.to_thread(
                self._transfer.take, upload, form.get("digest", ""), asked.account.name, self._writable(asked)
            )
        except GlossaryError as error:
            return await self._dry(asked, str(error), 409)
        return see_other(f"/texts/transfer?imported={count}")

    def _written(self, form: str, filters: Filters, by: str, found: bool) -> bytes:
        if found:
            return self._transfer.export_found(form, filters, by)
        return self._transfer.export_overrides(form, OverrideFilter(language=filters.language), by)

    async def _dry(self, asked: Asked, error: str = "", status: int = 200) -> web.Response:
        run = await asyncio.to_thread(
            self._transfer.dry, asked.params["upload"], asked.account.name, self._writable(asked)
        )
        if run is None:
            raise web.HTTPNotFound(reason=self._bench.parts.pages.say(asked, "texts.transfer.gone"))
        return self._bench.parts.pages.page(
            asked, "texts/dry_run.html", status=status, own=self._bench.common(asked), run=run, error=error, most=_SHOWN
        )

    def _page(self, asked: Asked, error: str = "", detail: str = "", status: int = 200) -> web.Response:
        return self._bench.parts.pages.page(
            asked,
            "texts/transfer.html",
            status=status,
            own=self._bench.common(asked),
            error=error,
            detail=detail,
            imported=asked.query("imported"),
            filters=filters_of(asked.request.query, self._bench.targets),
            may_any=bool(self._writable(asked)),
            megabytes=self._bench.parts.proxy.settings.desk.upload_megabytes,
        )

    def _writable(self, asked: Asked) -> tuple[str, ...]:
        return tuple(each for each in self._bench.targets if asked.may(Permission.EDIT_TEXTS, each))
