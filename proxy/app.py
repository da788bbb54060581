"""Makes every part and joins them; the only place that knows all.

The router is not used: targets are ours to read, in any form. One handler answers everything.
"""

import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from cache.clock import Clock, system_clock
from cache.pages import PageCache
from cache.statistics import Snapshot
from cache.store import open_store
from proxy import logs
from proxy.answers import refusal_answer, settle_headers, unreachable_answer
from proxy.assets import FOLDER, Assets
from proxy.errors import OriginError, VisitorError
from proxy.flow import Flow
from proxy.health import Health, package_version
from proxy.origin import Origin
from proxy.page_flow import PageFlow
from proxy.page_memory import PageMemory
from proxy.page_translator import PageTranslator
from proxy.reserved import Reserved
from proxy.settings import Settings
from proxy.site import site_of

log = structlog.stdlib.get_logger(__name__)

_MEGABYTE: Final = 1 << 20

FLOW: Final = web.AppKey("flow", Flow)


@dataclass(frozen=True, slots=True)
class Translation:
    """What the pages' half gives: a translator, what its pages are made with, and what to show of it."""

    translator: PageTranslator
    revision: Callable[[], str]
    """Changes whenever remembered pages must be made anew."""
    snapshots: Callable[[], tuple[Snapshot, ...]] = lambda: ()
    figures: Callable[[], Mapping[str, object]] = dict


OpenTranslation = Callable[[], AbstractAsyncContextManager[Translation]]


def create_app(settings: Settings, open_translation: OpenTranslation, clock: Clock = system_clock) -> web.Application:
    """The proxy as an application; `open_translation` is entered at start and left at the end."""
    app = web.Application(middlewares=[_answer_everything(settings)])
    app.router.add_route("*", "/{anything:.*}", _never, expect_handler=_expect)
    app.on_response_prepare.append(settle_headers)

    async def parts(app: web.Application) -> AsyncIterator[None]:
        origin = Origin(settings.origin, clock)
        await origin.open()
        store = open_store(settings.cache.folder / "pages", settings.cache.page_megabytes * _MEGABYTE, "pages")
        try:
            async with open_translation() as translation:
                ignored = settings.cache.ignored_cookies
                memory = PageMemory(PageCache(store), translation.revision, ignored, clock)
                pages = PageFlow(settings, origin, translation.translator, memory)
                health = Health(
                    settings, origin, lambda: (*translation.snapshots(), store.snapshot()), translation.figures, clock
                )
                places = {"health": health.answer, "assets": Assets(FOLDER).answer}
                app[FLOW] = Flow(site_of(settings, secrets.token_bytes(32)), origin, pages, Reserved(places))
                log.info("ready", version=package_version(), origin=settings.origin.url)
                yield
                await pages.close()
        finally:
            store.close()
            await origin.close()

    app.cleanup_ctx.append(parts)
    return app


def runner(app: web.Application, settings: Settings) -> web.AppRunner:
    """What runs the application: bodies unchanged, visitors that go away end their request."""
    limit = settings.server.max_header_bytes
    return web.AppRunner(
        app,
        access_log=None,
        auto_decompress=False,
        handler_cancellation=True,
        keepalive_timeout=75.0,
        lingering_time=3.0,
        max_line_size=limit,
        max_field_size=limit,
        shutdown_timeout=settings.server.drain_seconds,
    )


def _answer_everything(settings: Settings) -> Middleware:
    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        started = time.perf_counter()
        response: web.StreamResponse | None = None
        try:
            response = await _guarded(request)
            return response
        finally:
            seconds = time.perf_counter() - started
            logs.access(request, response, seconds, addresses=settings.log.addresses)

    return answer


async def _guarded(request: web.Request) -> web.StreamResponse:
    """The answer of the flow, or the answer to what went wrong."""
    try:
        return await request.app[FLOW].answer(request)
    except OriginError as error:
        log.warning("website gives no answer", error=type(error).__name__, reason=error.reason)
        first = request.raw_path[1:].partition("/")[0]
        response: web.StreamResponse = unreachable_answer(error.status, first)
    except VisitorError as error:
        response = refusal_answer(error.status, str(error))
    except Exception as error:
        if isinstance(error, web.HTTPException | ConnectionError):
            raise
        log.exception("request failed")
        response = refusal_answer(500, "something went wrong here; the log says what")
    if request.writer.output_size and request.transport is not None:
        request.transport.abort()  # half an answer is out already, and must not be taken for a whole one
    return response


async def _never(_request: web.Request) -> web.StreamResponse:
    return refusal_answer(404, "there is nothing here")


async def _expect(_request: web.Request) -> None:
    """RFC 9110 10.1.1: the visitor is told to go on when the origin takes the body; see `upload`."""
