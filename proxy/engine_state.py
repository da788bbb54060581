"""The engine that is used, be it only one that says why there is none (law 8), and what state it is in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

from models.absent import AbsentEngine
from models.engine import Candidate, Engine
from models.errors import ModelError
from proxy.readiness import EngineState, State
from proxy.settings import Settings

log = structlog.stdlib.get_logger(__name__)


def engine_or_absent(make: Callable[[Settings, Path], Engine], settings: Settings, models: Path) -> Engine:
    """Make the engine; where that fails, one that leaves every page in German, and say so loudly."""
    try:
        return make(settings, models)
    except (ModelError, OSError) as error:
        log.critical("there is no engine: pages come in German until this is mended and restarted", reason=str(error))
        return AbsentEngine(frozenset(settings.languages.targets), str(error))


def state_of(engine: Engine, greeting: asyncio.Future[tuple[Candidate, ...]] | None, calls: int) -> EngineState:
    """The state of an engine that was sent a first greeting, and has answered `calls` times since."""
    if isinstance(engine, AbsentEngine):
        return EngineState(State.DEGRADED, engine.reason)
    if calls or greeting is None:
        return EngineState()
    if not greeting.done():
        return EngineState(State.STARTING, "the model is being loaded")
    error = None if greeting.cancelled() else greeting.exception()
    return EngineState(State.DEGRADED, str(error)) if error else EngineState()
