"""Starts the processes of `stadtlotse serve --workers N` and stays until they have ended."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from cache.clock import system_clock
from proxy.ops_site import listen_for_ops
from proxy.serving import listen
from proxy.settings import TelemetrySettings
from proxy.settings_file import Loaded
from proxy.workers.hub import open_hub
from proxy.workers.spec import Role, Spec, plain
from proxy.workers.supervisor import Patience, Supervisor

_ENGINE = "engine"


def run(loaded: Loaded, workers: int, started: Callable[[], None]) -> None:
    """Serve with so many workers until asked to stop; raises `SettingsError`, `StartError`, `OSError`."""
    settings = loaded.settings
    with ExitStack() as stack:
        listening = stack.enter_context(listen(settings))
        ops = listen_for_ops(settings.telemetry)
        if ops is None and settings.telemetry.metrics == "separate":  # said already; the workers need not try again
            telemetry = TelemetrySettings.model_validate(settings.telemetry.model_dump() | {"metrics": "off"})
            settings = settings.model_copy(update={"telemetry": telemetry})
        # Only its owner may enter a folder made so: whoever can reach the sockets may use the engine.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stadtlotse-")))
        engine = Spec(Role.ENGINE, plain(settings), str(folder / "engine"), str(folder / "figures"), name=_ENGINE)
        worker = replace(
            engine,
            role=Role.WEB,
            settings_places=dict(loaded.places),
            listen_fd=listening.fileno(),
            ops_fd=stack.enter_context(ops).fileno() if ops is not None else -1,
        )
        patience = Patience(stop=settings.server.drain_seconds + 10)
        asyncio.run(_supervised(Supervisor(engine, worker, workers, patience), started, Path(engine.hub_socket)))


async def _supervised(supervisor: Supervisor, started: Callable[[], None], hub: Path) -> None:
    async with open_hub(hub, system_clock):
        await supervisor.run(started)
