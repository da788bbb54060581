"""Makes every part and joins them; the only place that knows all.

The router is not used: targets are ours to read, in any form. One handler answers everything.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Final

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry

from cache.clock import Clock, system_clock
from cache.leases import Leases
from cache.pages import PageCache
from cache.statistics import Snapshot
from cache.store import open_store
from proxy.addresses import is_one, networks_of
from proxy.admission import Admission
from proxy.answers import refusal_answer, settle_headers, unreachable_answer
from proxy.assets import FOLDER, Assets
from proxy.connections import CONNECTIONS, ConnectionLimits, GuardedRunner
from proxy.errors import OriginError, VisitorError
from proxy.explaining import Explaining, ExplainPage
from proxy.figures import EngineFigures
from proxy.flow import Answerers, Flow
from proxy.health import Health, package_version
from proxy.metrics import Metrics, PartsCollector
from proxy.mirror.sheets import PLACE as MIRROR
from proxy.mirror.sheets import Sheets
from proxy.observing import Observers, headers_of, observed
from proxy.ops_site import MetricsPage
from proxy.origin import Origin
from proxy.page_flow import PageFlow
from proxy.page_memory import PageMemory
from proxy.page_translator import PageTranslator
from proxy.reader import PLACE as READER
from proxy.reader import Reader
from proxy.readiness import EngineState, Readiness
from proxy.reserved import Place, Reserved
from proxy.search_engines import NameService, SearchEngines, SystemNames
from proxy.settings import Settings
from proxy.site import site_of
from proxy.sitemaps import PLACE, Sitemaps
from proxy.tracing import open_tracing
from proxy.turns import Turns
from proxy.warm_key import warm_key
from proxy.website import open_website, page_marks, page_rules

log = structlog.stdlib.get_logger(__name__)

_MEGABYTE: Final = 1 << 20

FLOW: Final = web.AppKey("flow", Flow)
PLACES: Final = web.AppKey("places", Mapping[str, Place])


@dataclass(frozen=True, slots=True)
class Translation:
    """What the pages' half gives: a translator, what its pages are made with, and what to show of it."""

    translator: PageTranslator
    revision: Callable[[], str]
    """Changes whenever remembered pages must be made anew."""
    snapshots: Callable[[], tuple[Snapshot, ...]] = lambda: ()
    figures: Callable[[], Mapping[str, object]] = dict
    engine: Callable[[], EngineFigures] = EngineFigures
    waiting: Callable[[], int] = lambda: 0
    """How many sentences wait for the engine."""
    state: Callable[[], EngineState] = EngineState
    holds: Callable[[str], bool] = lambda _made_of: True
    """Whether a page that was made of this would be made the same now; may take milliseconds, in a thread."""
    forget: Callable[[], None] = lambda: None
    """Drops what is kept in memory of translations: they were purged on disk."""
    explain: ExplainPage | None = None
    """Says why each segment of a page reads as it does."""


OpenTranslation = Callable[[], AbstractAsyncContextManager[Translation]]


def create_app(
    settings: Settings,
    open_translation: OpenTranslation,
    clock: Clock = system_clock,
    registry: CollectorRegistry | None = None,
    names: NameService | None = None,
) -> web.Application:
    """The proxy as an application; `open_translation` is entered at start and left at the end.

    Metrics go into `registry`, else into one of its own; search engines are verified by `names`, else by the system.
    """
    names = names or SystemNames()
    registry = registry or CollectorRegistry()
    metrics = Metrics(registry, (settings.languages.source, *settings.languages.targets))
    tracing = open_tracing(settings.telemetry.traces)
    observers = Observers(settings, metrics, tracing)
    app = web.Application(middlewares=[observed(observers, _guarded)])
    app.router.add_route("*", "/{anything:.*}", _never, expect_handler=_expect)
    app.on_response_prepare.append(settle_headers)
    app.on_response_prepare.append(headers_of(settings))

    async def parts(app: web.Application) -> AsyncIterator[None]:
        origin = Origin(settings.origin, clock, metrics.origin)
        await origin.open()
        store = open_store(settings.cache.folder / "pages", settings.cache.page_megabytes * _MEGABYTE, "pages")
        leases = Leases(settings.cache.folder / "leases")
        try:
            async with open_translation() as translation:
                rules = page_rules(settings, translation.revision, translation.holds, translation.forget)
                marks = page_marks(settings.cache)
                memory = PageMemory(PageCache(store), rules, marks, clock, lambda: secrets.token_hex(8))
                known = open_website(settings.cache, origin, clock, memory.forget)
                site = site_of(settings, secrets.token_bytes(32))
                sheets = Sheets(site, known.website, clock)
                pages = PageFlow(
                    settings,
                    known.website,
                    translation.translator,
                    memory,
                    Turns(leases, settings.cache.wait_seconds),
                    sheets,
                )

                def snapshots() -> tuple[Snapshot, ...]:
                    return (*translation.snapshots(), *known.snapshots(), store.snapshot())

                registry.register(PartsCollector(snapshots, translation.engine, lambda: len(app[CONNECTIONS]() or ())))
                health = Health(settings, origin, snapshots, translation.figures, clock)
                app[PLACES] = {
                    "health": health.answer,
                    "ready": Readiness(
                        translation.state, degraded_is_ready=settings.telemetry.degraded_is_ready
                    ).answer,
                    "metrics": MetricsPage(metrics).answer,
                    "assets": Assets(FOLDER).answer,
                }
                sitemaps = Sitemaps(site, known.website, time.monotonic)
                public = {name: place for name, place in app[PLACES].items() if _is_public(name, settings)}
                public |= {PLACE: sitemaps.answer, MIRROR: sheets.answer}
                if translation.explain is not None:
                    public["explain"] = Explaining(site, known.website, translation.explain).answer
                engines = SearchEngines(names, settings.bots.verify_seconds, time.monotonic)
                admission = Admission(
                    settings,
                    engines,
                    translation.waiting,
                    await asyncio.to_thread(warm_key, settings.cache.folder),
                    time.monotonic,
                )
                public |= _reading(settings, Reader(site, known.website, translation.translator, admission))
                answerers = Answerers(origin, known.website, pages, Reserved(public), sitemaps)
                app[FLOW] = Flow(site, admission, answerers)
                log.info("ready", version=package_version(), origin=settings.origin.url)
                yield
                await pages.close()
                await sheets.close()
                await known.close()
        finally:
            leases.close()
            store.close()
            await origin.close()
            await asyncio.to_thread(tracing.close)

    app.cleanup_ctx.append(parts)
    return app


def _reading(settings: Settings, reader: Reader) -> Mapping[str, Place]:
    return {READER: reader.answer} if settings.accessibility.reader else {}


def runner(app: web.Application, settings: Settings) -> GuardedRunner:
    """What runs the application: bodies unchanged, visitors that go away end their request, slow ones are cut off."""
    server = settings.server
    limit = server.max_header_bytes
    networks = networks_of(server.trusted_proxies)
    running = GuardedRunner(
        app,
        ConnectionLimits(
            head_seconds=server.head_seconds,
            stall_seconds=server.stall_seconds,
            total=server.max_connections,
            per_address=server.max_connections_per_address,
            is_one=lambda peer: is_one(peer, networks),
        ),
        access_log=None,
        auto_decompress=False,
        handler_cancellation=True,
        keepalive_timeout=75.0,
        lingering_time=3.0,
        max_line_size=limit,
        max_field_size=limit,
        shutdown_timeout=server.drain_seconds,
    )
    app[CONNECTIONS] = lambda: running.connections
    return running


def _is_public(name: str, settings: Settings) -> bool:
    return name != "metrics" or settings.telemetry.metrics == "main"


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
