"""Makes every part and joins them; the only place that knows all.

The router is not used: targets are ours to read, in any form. One handler answers everything.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Final, Protocol

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.process_collector import ProcessCollector

from cache.clock import Clock, system_clock
from cache.leases import Leases
from cache.pages import PageCache
from cache.statistics import Snapshot
from cache.store import Store, open_store
from proxy.addresses import is_one, networks_of
from proxy.admission import Admission
from proxy.answers import refusal_answer, settle_headers, unreachable_answer
from proxy.assets import FOLDER, Assets
from proxy.collecting import COLLECTING, Collecting, OpenCollecting, own_figures
from proxy.connections import CONNECTIONS, READY, ConnectionLimits, GuardedRunner
from proxy.desk.desk import Desk, OpenDesk
from proxy.desk.own_port import OwnFlow, divided
from proxy.desk.parts import Proxy
from proxy.errors import OriginError, VisitorError
from proxy.explaining import Explaining
from proxy.flow import Answerers, Flow
from proxy.health import Health, package_version
from proxy.interim import end_hints
from proxy.live_figures import LIVE_FIGURES
from proxy.metrics import Metrics, PartsCollector
from proxy.mirror.sheets import PLACE as MIRROR
from proxy.mirror.sheets import Sheets
from proxy.observing import Observers, headers_of, observed
from proxy.opened_translation import OpenTranslation, Translation
from proxy.ops_site import MetricsPage
from proxy.origin import Origin
from proxy.page_flow import PageFlow
from proxy.page_memory import PageMemory
from proxy.page_views import PageViews
from proxy.quick import Audience, Quick
from proxy.reader import PLACE as READER
from proxy.reader import Reader
from proxy.readiness import Readiness
from proxy.reply import Website
from proxy.reserved import Place, Reserved
from proxy.search_engines import NameService, SearchEngines, SystemNames
from proxy.settings import Settings
from proxy.site import Site, site_of
from proxy.sitemaps import PLACE, Sitemaps
from proxy.tracing import open_tracing
from proxy.turns import Turns
from proxy.warm_key import warm_key
from proxy.website import open_website, page_marks, page_rules

log = structlog.stdlib.get_logger(__name__)

_MEGABYTE: Final = 1 << 20
_NEVER_SECONDS: Final = 1e9  # the HTTP server does not see all requests, so it cannot tell which connection is idle


class Answering(Protocol):
    """Answers requests to one port."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The response to one request."""
        ...


FLOW: Final[web.AppKey[Answering]] = web.AppKey("flow")
DESK: Final = web.AppKey("desk", web.Application)
"""What answers on the desk's own port; there when the application has been set up."""
PLACES: Final = web.AppKey("places", Mapping[str, Place])


def create_app(
    settings: Settings,
    open_translation: OpenTranslation,
    clock: Clock = system_clock,
    registry: CollectorRegistry | None = None,
    names: NameService | None = None,
    open_desk: OpenDesk | None = None,
) -> web.Application:
    """The proxy as an application; `open_translation` is entered at start and left at the end, and so is the desk.

    Metrics go into `registry`, else into one of its own; search engines are verified by `names`, else by the system.
    """
    registry = registry or CollectorRegistry()
    metrics = Metrics(registry, (settings.languages.source, *settings.languages.targets))
    tracing = open_tracing(settings.telemetry.traces)
    views = PageViews()
    observers = Observers(settings, metrics, tracing, views)
    app = _application(observers)

    async def parts(app: web.Application) -> AsyncIterator[None]:
        origin = Origin(settings.origin, clock, metrics.origin)
        await origin.open()
        store = open_store(settings.cache.folder / "pages", settings.cache.page_megabytes * _MEGABYTE, "pages")
        leases = Leases(settings.cache.folder / "leases")
        try:
            async with open_translation() as translation, AsyncExitStack() as stack:
                memory = _page_memory(settings, translation, store, clock)
                known = open_website(settings.cache, origin, leases, clock, memory.forget)
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

                counted = PartsCollector(
                    snapshots, translation.engine, lambda: len(app[CONNECTIONS]() or ()), settings.cache.folder
                )
                collecting = await stack.enter_async_context(_collecting(app, registry, counted, clock))
                app[LIVE_FIGURES] = collecting.figures
                health = Health(settings, origin, snapshots, translation.figures, clock)
                app[PLACES] = {
                    "health": health.answer,
                    "ready": Readiness(
                        translation.state, degraded_is_ready=settings.telemetry.degraded_is_ready
                    ).answer,
                    "metrics": MetricsPage(collecting).answer,
                    "assets": Assets(FOLDER).answer,
                }
                sitemaps = Sitemaps(site, known.website, time.monotonic)
                public = {name: place for name, place in app[PLACES].items() if _is_public(name, settings)}
                public |= {PLACE: sitemaps.answer, MIRROR: sheets.answer} | _explaining(
                    site, known.website, translation
                )
                admission = Admission(
                    settings,
                    SearchEngines(names or SystemNames(), settings.bots.verify_seconds, time.monotonic),
                    translation.waiting,
                    await asyncio.to_thread(warm_key, settings.cache.folder),
                    time.monotonic,
                )
                public |= _reading(settings, Reader(site, known.website, translation.translator, admission))
                own = Proxy(
                    settings,
                    site,
                    known.website,
                    translation,
                    snapshots,
                    clock,
                    collecting.figures,
                    health.report,
                    views,
                    sheets,
                )
                desk = await stack.enter_async_context(open_desk(own)) if open_desk else Desk({})
                places = divided(public | dict(desk.places), settings.desk)
                answerers = Answerers(origin, known.website, pages, Reserved(places.website), sitemaps)
                app[FLOW] = Flow(site, admission, answerers)
                _be_quick(app, Quick(site, memory, admission, Audience(metrics, views), clock), settings)
                app[DESK] = _application(observers, OwnFlow(site, Reserved(places.own)))
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


def _application(observers: Observers, flow: Answering | None = None) -> web.Application:
    """An application that answers everything with its flow, now or later given, watched by the observers."""
    app = web.Application(middlewares=[observed(observers, _guarded)])
    if flow is not None:
        app[FLOW] = flow
    app.router.add_route("*", "/{anything:.*}", _never, expect_handler=_expect)
    app.on_response_prepare.append(end_hints)
    app.on_response_prepare.append(settle_headers)
    app.on_response_prepare.append(headers_of(observers.settings))
    app.on_response_prepare.append(_keep_ready)
    return app


def _collecting(
    app: web.Application, registry: CollectorRegistry, parts: PartsCollector, clock: Clock
) -> AbstractAsyncContextManager[Collecting]:
    """Whoever knows what all processes count: this one alone, unless it has been told of others."""
    registry.register(parts)
    ProcessCollector(registry=registry)
    opened: OpenCollecting = app.get(COLLECTING, lambda each: own_figures(each, clock))
    return opened(registry)


def _be_quick(app: web.Application, quick: Quick, settings: Settings) -> None:
    """Let requests be answered before they are parsed, unless each is to be timed or traced."""
    telemetry = settings.telemetry
    if settings.server.prepared_answers and not telemetry.server_timing and not telemetry.traces:
        app[READY] = quick


async def _keep_ready(request: web.Request, response: web.StreamResponse) -> None:
    ready = request.app.get(READY)
    if ready is not None:
        ready.keep(request, response)


def _page_memory(settings: Settings, translation: Translation, store: Store, clock: Clock) -> PageMemory:
    given = translation
    rules = page_rules(settings, given.revision, given.holds, given.forget, given.decided)
    return PageMemory(PageCache(store), rules, page_marks(settings.cache), clock, lambda: secrets.token_hex(8))


def _explaining(site: Site, website: Website, translation: Translation) -> dict[str, Place]:
    return {} if translation.explain is None else {"explain": Explaining(site, website, translation.explain).answer}


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
            idle_seconds=server.idle_seconds,
            total=server.max_connections,
            per_address=server.max_connections_per_address,
            is_one=lambda peer: is_one(peer, networks),
        ),
        access_log=None,
        auto_decompress=False,
        handler_cancellation=True,
        keepalive_timeout=_NEVER_SECONDS,
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
