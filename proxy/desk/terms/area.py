"""The terms' area: its routes, and what runs behind them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from glossary.errors import StoreError
from proxy.desk.area import Area, NavEntry
from proxy.desk.parts import DeskParts
from proxy.desk.permissions import Permission
from proxy.desk.routes import Handler, Route
from proxy.desk.terms.collection_pages import CollectionPages
from proxy.desk.terms.edit_pages import EditPages
from proxy.desk.terms.history_pages import HistoryPages
from proxy.desk.terms.import_pages import ImportPages
from proxy.desk.terms.list_pages import ListPages
from proxy.desk.terms.publish_pages import PublishPages
from proxy.desk.terms.workbench import Workbench, workbench

log = structlog.stdlib.get_logger(__name__)

_MEGABYTE = 1 << 20


def terms_area(parts: DeskParts) -> Area:
    """Make the area."""
    bench = workbench(parts)

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        # The first time, very many terms take seconds: nobody should wait for that at the list.
        first = asyncio.create_task(_in_step(bench), name="terms' list")
        try:
            yield
        finally:
            await bench.suggestions.close()
            await first

    return Area("terms", _routes(bench), (NavEntry("terms.nav", "/terms"),), running)


async def _in_step(bench: Workbench) -> None:
    try:
        await bench.in_step()
    except StoreError as error:
        log.warning("the list of terms could not be brought up to date", reason=str(error))


def _routes(bench: Workbench) -> tuple[Route, ...]:
    listed, edited, published = ListPages(bench), EditPages(bench), PublishPages(bench)
    history, imported, collection = HistoryPages(bench), ImportPages(bench), CollectionPages(bench)
    largest = (bench.parts.proxy.settings.desk.upload_megabytes + 1) * _MEGABYTE
    return (
        Route("GET", "/terms", listed.show),
        Route("GET", "/terms/export", listed.export),
        _edits("GET", "/terms/new", edited.new),
        _edits("POST", "/terms/new", edited.save),
        _edits("GET", "/terms/forms", edited.forms),
        Route("GET", "/terms/collection", collection.show),
        _edits("POST", "/terms/collection", collection.take),
        _edits("GET", "/terms/import", imported.choose),
        Route("POST", "/terms/import", imported.upload, Permission.EDIT_TERMS, largest),
        _edits("GET", "/terms/import/{upload}", imported.show),
        _edits("POST", "/terms/import/{upload}", imported.take),
        _edits("POST", "/terms/import/{upload}/drop", imported.drop),
        Route("GET", "/terms/{term}", edited.show),
        _edits("POST", "/terms/{term}", edited.save),
        _edits("POST", "/terms/{term}/merge", edited.merge),
        Route("GET", "/terms/{term}/publish", published.show),
        _edits("POST", "/terms/{term}/publish", published.publish),
        _edits("GET", "/terms/{term}/trial", published.trial),
        _edits("POST", "/terms/{term}/send-back", published.send_back),
        _edits("POST", "/terms/{term}/discard", published.discard),
        _edits("POST", "/terms/{term}/retire", published.retire),
        Route("GET", "/terms/{term}/history", history.show),
        _edits("POST", "/terms/{term}/restore", history.restore),
    )


def _edits(method: str, path: str, handler: Handler) -> Route:
    return Route(method, path, handler, Permission.EDIT_TERMS)
