"""Whether pages are translated at all: what the engine is at, and the answer of `/.stadtlotse/ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

from proxy.answers import refusal_answer


class State(StrEnum):
    """What visitors get."""

    STARTING = "starting"
    """Remembered pages, else German: the model is being loaded."""
    READY = "ready"
    DEGRADED = "degraded"
    """Remembered pages, else German, until somebody does something."""


@dataclass(frozen=True, slots=True)
class EngineState:
    """The engine as visitors feel it; `reason` says why not, for ops."""

    state: State = State.READY
    reason: str = ""


class Readiness:
    """Answers `/.stadtlotse/ready`: 200 for what may have visitors, else 503."""

    def __init__(self, engine: Callable[[], EngineState], *, degraded_is_ready: bool) -> None:
        self._engine = engine
        self._degraded_is_ready = degraded_is_ready

    async def answer(self, request: web.Request, path: str) -> web.StreamResponse:
        """The state as JSON."""
        if path or request.method not in ("GET", "HEAD"):
            return refusal_answer(404 if path else 405, "GET /.stadtlotse/ready is all there is")
        now = self._engine()
        fit = now.state is State.READY or (now.state is State.DEGRADED and self._degraded_is_ready)
        report = {"status": now.state.value} | ({"reason": now.reason} if now.reason else {})
        return web.json_response(report, status=200 if fit else 503, headers={"Cache-Control": "no-store"})
