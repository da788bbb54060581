"""What the engine's process does: one model for all workers, ended by a watchdog when it hangs."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.process_collector import ProcessCollector

from cache.clock import system_clock
from models.engine import GREEDY
from proxy.engine_state import engine_or_absent
from proxy.engines import call_tokens, make_engine
from proxy.figures import Figures
from proxy.metrics import EngineCollector
from proxy.parts import WARM_UP, model_folder
from proxy.workers.reporting import reporting
from proxy.workers.spec import Spec
from translation.batcher import Batcher, BatchLimits
from translation.engine_server import EngineServer, watch
from translation.urgency import Urgency

log = structlog.stdlib.get_logger(__name__)

HANGS: Final = 70  # exit code: EX_SOFTWARE of sysexits.h


async def run(spec: Spec, ready: Callable[[], None], stop: asyncio.Event) -> None:
    """Serve the engine until asked to stop; raises `OSError`."""
    settings = spec.read_settings()
    limits = BatchLimits(call_tokens(settings, model_folder()), settings.engine.batch_wait_ms / 1000)
    engine = engine_or_absent(make_engine, settings, model_folder())
    figures = Figures()
    batcher = Batcher(engine, limits, figures.batch)
    registry = CollectorRegistry()
    registry.register(EngineCollector(lambda: figures.engine(batcher.waiting, ready=True, tokens=batcher.tokens)))
    ProcessCollector(registry=registry)
    server = EngineServer(batcher, Path(spec.engine_socket))
    await server.open()
    watching = asyncio.create_task(watch(batcher, settings.engine.hang_seconds, _give_up))
    try:
        async with reporting(Path(spec.hub_socket), spec.name, registry, system_clock):
            ready()
            batcher.submit(WARM_UP, settings.languages.targets[0], GREEDY, Urgency.BACKGROUND)
            await stop.wait()
    finally:
        watching.cancel()
        await server.close()
        await batcher.close()


def _give_up(seconds: float) -> None:
    # A thread inside the model cannot be interrupted; only the end of the process frees what it holds.
    log.critical("the engine hangs; its process ends and is started again", busy_seconds=round(seconds))
    os._exit(HANGS)
