"""Opens the editors' desk: its database, its areas, and what answers under the reserved prefix."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import structlog
from aiohttp import web

from glossary.database import Database
from glossary.errors import StoreError
from glossary.migrating import upgrade
from proxy.answers import refusal_answer
from proxy.api.api import open_api
from proxy.api.token_pages import tokens_area
from proxy.desk.accounts.area import open_accounts
from proxy.desk.areas import areas_of
from proxy.desk.assets import DeskAssets
from proxy.desk.audit_log import AuditLog
from proxy.desk.gate import Gate
from proxy.desk.parts import DeskParts, Proxy
from proxy.desk.rendering import DESK, Pages
from proxy.desk.reports.area import report_places
from proxy.desk.routes import Route, Routes
from proxy.desk.tables import VERSION_TABLE
from proxy.desk.wording import load_wording
from proxy.parts import glossary_file
from proxy.reserved import Place
from proxy.settings import Settings

log = structlog.stdlib.get_logger(__name__)

_NO_PLACES: Final[Mapping[str, str]] = MappingProxyType({})
MIGRATIONS: Final = Path(__file__).parent / "migrations" / "versions"


@dataclass(frozen=True, slots=True)
class Desk:
    """The open desk: what answers under which name of the reserved prefix."""

    places: Mapping[str, Place]
    routes: tuple[Route, ...] = ()
    """What can be asked for at the desk itself."""


OpenDesk = Callable[[Proxy], AbstractAsyncContextManager[Desk]]


def desk_of(settings: Settings, settings_places: Mapping[str, str] = _NO_PLACES) -> OpenDesk | None:
    """What opens the desk that the settings ask for; the desk shows where they were set."""
    if settings.desk.place == "off":
        return None
    return lambda proxy: open_desk(proxy, glossary_file(settings), settings_places)


@asynccontextmanager
async def open_desk(
    proxy: Proxy, place: Path | str, settings_places: Mapping[str, str] = _NO_PLACES
) -> AsyncIterator[Desk]:
    """Open the desk on the database at `place`; where that fails, visitors do not notice, and the desk says so."""
    async with AsyncExitStack() as stack:
        try:
            desk = await stack.enter_async_context(_opened(proxy, place, settings_places))
        except (StoreError, OSError) as error:
            log.error("the editors' desk cannot be opened; the website is served without it", reason=str(error))
            desk = Desk({"desk": _closed, "api": _closed, **report_places(proxy, None)})
        yield desk


@asynccontextmanager
async def _opened(proxy: Proxy, place: Path | str, settings_places: Mapping[str, str]) -> AsyncIterator[Desk]:
    database = await asyncio.to_thread(Database, place)
    try:
        await asyncio.to_thread(upgrade, database.engine, MIGRATIONS, VERSION_TABLE)
        assets = DeskAssets()
        pages = Pages(load_wording(), assets, proxy.settings.languages.targets)
        parts = DeskParts(proxy, database, pages, AuditLog(database), settings_places)
        async with AsyncExitStack() as stack:
            accounts = open_accounts(parts)
            api = open_api(parts)
            stack.push_async_callback(api.close)
            areas = (*areas_of(parts), accounts.area, tokens_area(parts, api.tokens))
            pages.with_navigation([entry for area in areas for entry in area.navigation])
            for area in areas:
                await stack.enter_async_context(area.running())
            own = Route("GET", "/assets/{mark}/{name}", assets.answer, needs=None)
            routes = (own, *(route for area in areas for route in area.routes))
            gate = Gate(proxy.site, Routes(DESK, routes), pages, accounts.identify)
            public = {name: place for area in areas for name, place in area.places.items()}
            yield Desk({"desk": gate.answer, "api": api.place, **public}, routes)
    finally:
        await asyncio.to_thread(database.close)


async def _closed(_request: web.Request, _path: str) -> web.StreamResponse:
    return refusal_answer(503, "the desk's database cannot be opened; the log says why")
