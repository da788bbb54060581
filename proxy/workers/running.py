"""Starts the processes of `stadtlotse serve --workers N` and stays until they have ended."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from proxy.serving import listen
from proxy.settings import Settings
from proxy.workers.spec import Role, Spec, plain
from proxy.workers.supervisor import Patience, Supervisor


def run(settings: Settings, workers: int, started: Callable[[], None]) -> None:
    """Serve with so many workers until asked to stop; raises `SettingsError`, `StartError`, `OSError`."""
    with listen(settings) as listening, tempfile.TemporaryDirectory(prefix="stadtlotse-") as folder:
        # Only its owner may enter a folder made so: whoever can reach the socket may use the engine.
        engine_socket = str(Path(folder) / "engine")
        engine = Spec(Role.ENGINE, plain(settings), engine_socket)
        worker = Spec(Role.WEB, plain(settings), engine_socket, listen_fd=listening.fileno())
        patience = Patience(stop=settings.server.drain_seconds + 10)
        asyncio.run(Supervisor(engine, worker, workers, patience).run(started))
