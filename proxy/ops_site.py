"""The separate port for ops: metrics, health and readiness, away from visitors.

Never in the way: where the port is taken, the next one is tried, and without any the proxy serves its visitors all the
same. Several processes share the port, and each answers for all of them.
"""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from proxy.answers import refusal_answer, settle_headers
from proxy.collecting import Collecting
from proxy.families import exposition
from proxy.metrics import CONTENT_TYPE
from proxy.reserved import Place
from proxy.settings import TelemetrySettings

log = structlog.stdlib.get_logger(__name__)

_PORTS_TRIED: Final = 64


class MetricsPage:
    """Answers with the metrics."""

    def __init__(self, collecting: Collecting) -> None:
        self._collecting = collecting

    async def answer(self, request: web.Request, path: str) -> web.StreamResponse:
        """All metrics of all processes."""
        if path or request.method not in ("GET", "HEAD"):
            return refusal_answer(404 if path else 405, "GET is all there is")
        body = exposition(await self._collecting.families())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})


@asynccontextmanager
async def ops_site(
    settings: TelemetrySettings, places: Mapping[str, Place], listening: socket.socket | None = None
) -> AsyncIterator[int | None]:
    """Serve `/metrics`, `/health` and `/ready` while inside; yields the port, None if there is none.

    `listening` is a socket that other processes listen on, too.
    """
    own = listening or listen_for_ops(settings)
    if own is None:
        yield None
        return
    app = web.Application()
    app.on_response_prepare.append(settle_headers)
    for name in ("metrics", "health", "ready"):
        app.router.add_get(f"/{name}", _handler(places[name]))
    running = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await running.setup()
    try:
        await web.SockSite(running, own).start()
        yield int(own.getsockname()[1])
    finally:
        await running.cleanup()


def listen_for_ops(settings: TelemetrySettings) -> socket.socket | None:
    """Return a listening socket as the settings say, None if they want none or there is none to be had."""
    if settings.metrics != "separate":
        return None
    reason = ""
    for port in range(settings.port, min(settings.port + _PORTS_TRIED, 65536)) if settings.port else (0,):
        try:
            family, _, _, _, where = socket.getaddrinfo(settings.host, port, type=socket.SOCK_STREAM)[0]
            listening = socket.create_server(where[:2], family=family)
        except OSError as error:
            reason = error.strerror or str(error)
            continue
        listening.setblocking(False)
        log.info("metrics", address=f"http://{settings.host}:{listening.getsockname()[1]}/metrics")
        return listening
    log.error("no port for the metrics; set telemetry.host and telemetry.port", host=settings.host, reason=reason)
    return None


def _handler(place: Place) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        return await place(request, "")

    return answer
