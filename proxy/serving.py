"""Runs an application until it is asked to stop, then lets running requests end."""

import asyncio
import signal
from collections.abc import Callable

from aiohttp import web

from proxy.app import runner
from proxy.errors import SettingsError
from proxy.settings import Settings


async def serve(app: web.Application, settings: Settings, started: Callable[[], None]) -> None:
    """Listen as the settings say; returns after SIGINT or SIGTERM and the draining that follows."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    running = runner(app, settings)
    await running.setup()
    try:
        await _listen(running, settings)
        started()
        await stop.wait()
    finally:
        await running.cleanup()


async def _listen(running: web.AppRunner, settings: Settings) -> None:
    server = settings.server
    try:
        await web.TCPSite(running, server.host, server.port).start()
    except OSError as error:
        message = (
            f"cannot listen on {server.host} port {server.port} ({error.strerror or error}); "
            "choose another with --host and --port or in [server]"
        )
        raise SettingsError(message) from error
