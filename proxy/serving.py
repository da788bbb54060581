"""Runs an application until it is asked to stop, then lets running requests end.

A stop loses no request: first nobody is accepted any more and each answer closes its connection, so that clients go
elsewhere; then connections that stayed idle are closed; requests that still run have the drain time to end.
"""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from proxy.app import DESK, PLACES, runner
from proxy.desk.own_port import own_port
from proxy.errors import SettingsError
from proxy.ops_site import ops_site
from proxy.rewarming import Rewarming
from proxy.settings import Settings
from proxy.warm_target import target_of

_LAST_ANSWERS_SECONDS = 1.0  # for clients that send on an open connection; the others find it closed and open a new one


async def serve(
    app: web.Application,
    settings: Settings,
    started: Callable[[], None],
    *,
    listening: socket.socket | None = None,
    stop: asyncio.Event | None = None,
    ops: socket.socket | None = None,
) -> None:
    """Listen as the settings say, or on sockets that listen already: for visitors and, `ops`, for metrics.

    Returns after SIGINT, SIGTERM or `stop`, and the draining that follows. Raises `SettingsError`.
    """
    stop = stop or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)

    async def close_at_the_end(_request: web.Request, response: web.StreamResponse) -> None:
        if stop.is_set():
            response.force_close()
            response.headers["Connection"] = "close"  # RFC 9112 9.6; the server has written its own headers already

    app.on_response_prepare.append(close_at_the_end)
    running = runner(app, settings)
    await running.setup()
    try:
        site = await _listen(running, settings, listening)
        async with (
            ops_site(settings.telemetry, app[PLACES], ops),
            own_port(settings.desk, lambda: runner(app[DESK], settings), shared=listening is not None),
            _rewarming(running, settings),
        ):
            started()
            await stop.wait()
            running.answer_slowly()
        await site.stop()
        await _last_answers(running, min(_LAST_ANSWERS_SECONDS, settings.server.drain_seconds))
    finally:
        await running.cleanup()


def listen(settings: Settings) -> socket.socket:
    """Return a listening socket as the settings say, for several processes to accept from; raises `SettingsError`."""
    server = settings.server
    try:
        family, kind, number, _, where = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, number)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.setblocking(False)
            listening.bind(where)
            listening.listen(1024)
        except OSError:
            listening.close()
            raise
    except OSError as error:
        raise _cannot_listen(settings, error) from error
    return listening


async def _listen(running: web.BaseRunner, settings: Settings, listening: socket.socket | None) -> web.BaseSite:
    server = settings.server
    site: web.BaseSite = (
        web.TCPSite(running, server.host, server.port) if listening is None else web.SockSite(running, listening)
    )
    try:
        await site.start()
    except OSError as error:
        raise _cannot_listen(settings, error) from error
    return site


@asynccontextmanager
async def _rewarming(running: web.BaseRunner, settings: Settings) -> AsyncIterator[None]:
    """Look for new pages while inside, if the settings want it."""
    if not settings.warming.enabled:
        yield
        return
    host, port = running.addresses[0][:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 where it listens, not where it is asked
    target = target_of(settings, f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}")
    looking = asyncio.create_task(Rewarming(settings, target).run(), name="rewarming")
    try:
        yield
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


async def _last_answers(running: web.BaseRunner, seconds: float) -> None:
    """Wait until clients have taken the hint that this process ends, at most so long."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while running.server is not None and running.server.connections and loop.time() < until:  # noqa: ASYNC110 aiohttp tells nobody
        await asyncio.sleep(0.02)


def _cannot_listen(settings: Settings, error: OSError) -> SettingsError:
    server = settings.server
    return SettingsError(
        f"cannot listen on {server.host} port {server.port} ({error.strerror or error}); "
        "choose another with --host and --port or in [server]"
    )
