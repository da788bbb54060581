"""The texts' area: its pages, and what runs behind them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from proxy.desk.area import Area, NavEntry
from proxy.desk.parts import DeskParts
from proxy.desk.permissions import Permission
from proxy.desk.routes import Handler, Route
from proxy.desk.texts.catching_up import CatchingUp
from proxy.desk.texts.edit_page import EditPage
from proxy.desk.texts.list_page import ListPage
from proxy.desk.texts.recorder import Recorder, RecorderRules
from proxy.desk.texts.transfer_page import TransferPage
from proxy.desk.texts.workbench import Workbench
from proxy.desk.texts.writing import RegisterWriter

_MEGABYTE: Final = 1 << 20
_ONE: Final = "/texts/{language}/{segment:[0-9a-f]{16}}"


def texts_area(parts: DeskParts) -> Area:
    """Make the area."""
    proxy = parts.proxy
    settings = proxy.settings.desk
    rules = RecorderRules(days=settings.register_days, pages=settings.register_pages)
    recorder = Recorder(RegisterWriter(parts.database), proxy.views.take, rules)

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        proxy.translation.pages_made.hear(recorder.hear)
        proxy.views.wanted = True
        recorder.start()
        try:
            async with CatchingUp(proxy, recorder).running():
                yield
        finally:
            await asyncio.to_thread(recorder.close)

    bench = Workbench(parts)
    routes = (*_listing(ListPage(bench)), *_transferring(TransferPage(bench), settings.upload_megabytes))
    return Area("texts", (*routes, *_editing(EditPage(bench))), (NavEntry("texts.nav", "/texts"),), running)


def _listing(page: ListPage) -> tuple[Route, ...]:
    return (
        Route("GET", "/texts", page.show),
        Route("GET", "/texts/next", page.step),
        _does("/texts/approve", page.approve),
        _does("/texts/undo", page.undo),
    )


def _transferring(page: TransferPage, megabytes: int) -> tuple[Route, ...]:
    return (
        Route("GET", "/texts/transfer", page.show),
        Route("GET", "/texts/export", page.export),
        Route("POST", "/texts/transfer", page.receive, Permission.EDIT_TEXTS, megabytes * _MEGABYTE),
        Route("GET", "/texts/transfer/{upload:[0-9a-f]{16}}", page.dry, Permission.EDIT_TEXTS),
        _does("/texts/transfer/{upload:[0-9a-f]{16}}", page.take),
    )


def _editing(page: EditPage) -> tuple[Route, ...]:
    return (
        Route("GET", _ONE, page.show),
        Route("GET", f"{_ONE}/why", page.why),
        _does(_ONE, page.save),
        _does(f"{_ONE}/approve", page.approve),
        _does(f"{_ONE}/withdraw", page.withdraw),
        _does(f"{_ONE}/remove", page.remove),
        _does(f"{_ONE}/restore", page.restore),
        Route("POST", f"{_ONE}/check", page.check),
    )


def _does(path: str, handler: Handler) -> Route:
    return Route("POST", path, handler, Permission.EDIT_TEXTS)
