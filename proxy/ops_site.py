"""The separate port for ops: metrics, health and readiness, away from visitors.

Never in the way: where the port is taken, the proxy says so and serves its visitors without it. Processes that share a
machine take the next ports.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from proxy.answers import refusal_answer, settle_headers
from proxy.metrics import CONTENT_TYPE, Metrics
from proxy.reserved import Place
from proxy.settings import TelemetrySettings

log = structlog.stdlib.get_logger(__name__)

_PORTS_TRIED: Final = 64  # as many as there may be workers


class MetricsPage:
    """Answers with the metrics."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def answer(self, request: web.Request, path: str) -> web.StreamResponse:
        """All metrics; reading them waits for the stores, in a thread."""
        if path or request.method not in ("GET", "HEAD"):
            return refusal_answer(404 if path else 405, "GET is all there is")
        body = await asyncio.to_thread(self._metrics.exposition)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})


@asynccontextmanager
async def ops_site(settings: TelemetrySettings, places: Mapping[str, Place]) -> AsyncIterator[int | None]:
    """Serve `/metrics`, `/health` and `/ready` while inside; yields the port, None if there is none."""
    if settings.metrics != "separate":
        yield None
        return
    app = web.Application()
    app.on_response_prepare.append(settle_headers)
    for name in ("metrics", "health", "ready"):
        app.router.add_get(f"/{name}", _handler(places[name]))
    running = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await running.setup()
    try:
        yield await _listen(running, settings)
    finally:
        await running.cleanup()


def _handler(place: Place) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        return await place(request, "")

    return answer


async def _listen(running: web.AppRunner, settings: TelemetrySettings) -> int | None:
    reason = ""
    for port in range(settings.port, min(settings.port + _PORTS_TRIED, 65536)) if settings.port else (0,):
        try:
            await web.TCPSite(running, settings.host, port).start()
        except OSError as error:
            reason = error.strerror or str(error)
            continue
        taken = int(running.addresses[0][1])
        log.info("metrics", address=f"http://{settings.host}:{taken}/metrics")
        return taken
    log.error("no port for the metrics; set telemetry.host and telemetry.port", host=settings.host, reason=reason)
    return None
