"""The ops area: its pages, and what runs behind them."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from models.inventory import inventory
from models.store import ModelStore
from proxy.desk.area import Area, NavEntry
from proxy.desk.ops.audits import AuditFolder
from proxy.desk.ops.cache_pages import CachePages
from proxy.desk.ops.live_page import LivePage
from proxy.desk.ops.model_pages import ModelPages
from proxy.desk.ops.samples import Samples
from proxy.desk.ops.sampling import Sampler
from proxy.desk.ops.state_pages import StatePages
from proxy.desk.ops.warm_pages import WarmPages
from proxy.desk.ops.warm_run import WarmRunner
from proxy.desk.ops.warm_store import WarmStore
from proxy.desk.parts import DeskParts
from proxy.desk.permissions import Permission
from proxy.desk.routes import Handler, Route
from proxy.own_address import own_address
from proxy.parts import data_folder, model_folder
from proxy.warm_target import target_of

log = structlog.stdlib.get_logger(__name__)


def ops_area(parts: DeskParts) -> Area:
    """Make the area."""
    proxy = parts.proxy
    machine, folder = socket.gethostname(), proxy.settings.cache.folder
    samples = Samples(parts.database, machine)
    sampler = Sampler(samples, proxy.live_figures, folder)
    live = LivePage(parts, samples, proxy.live_figures)
    cache = CachePages(parts)
    runs = WarmStore(parts.database, parts.audit, machine, proxy.clock)
    warming = WarmRunner(runs, folder, lambda: target_of(proxy.settings, own_address(proxy.settings)))
    warm = WarmPages(parts, runs, warming)

    models = ModelPages(parts, lambda: inventory(ModelStore(model_folder()), log.warning))
    state = StatePages(parts, AuditFolder(proxy.settings.desk.audit_folder or data_folder() / "audit"))

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        async with sampler.running():
            yield
        await warming.close()
        await cache.done()

    return Area(
        "ops",
        (
            _shows("/ops", live.show),
            _shows("/ops/cache", cache.show),
            _shows("/ops/cache/page/{key}", cache.one),
            _shows("/ops/cache/purge", cache.before_purge),
            _does("/ops/cache/purge", cache.purge),
            _shows("/ops/warm", warm.show),
            _does("/ops/warm", warm.start),
            _does("/ops/warm/stop", warm.stop),
            _shows("/ops/models", models.show),
            _shows("/ops/models/{language}", models.edit),
            _does("/ops/models/{language}", models.save),
            _shows("/ops/settings", state.settings),
            _shows("/ops/accessibility", state.accessibility),
            _shows("/ops/health", state.health),
        ),
        (NavEntry("ops.nav.ops", "/ops", Permission.OPERATE),),
        running,
    )


def _shows(path: str, handler: Handler) -> Route:
    return Route("GET", path, handler, Permission.OPERATE)


def _does(path: str, handler: Handler) -> Route:
    return Route("POST", path, handler, Permission.OPERATE)
