"""What a worker does: the proxy, with the engine of another process."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from cache.clock import system_clock
from proxy.app import create_app
from proxy.collecting import COLLECTING
from proxy.desk.desk import desk_of
from proxy.engine_state import engine_or_absent
from proxy.engines import make_engine
from proxy.opened_translation import Translation
from proxy.parts import model_folder, open_translation
from proxy.serving import serve
from proxy.workers.reporting import reporting
from proxy.workers.spec import Spec
from translation.remote_batcher import RemoteBatcher

_ENGINE_SECONDS: Final = 10.0  # after that the worker serves German pages until the engine is there


async def run(spec: Spec, ready: Callable[[], None], stop: asyncio.Event) -> None:
    """Serve visitors until asked to stop; raises `models.errors.ModelError`, `OSError`."""
    settings = spec.read_settings()
    # It tells its name and thresholds here; the model is read elsewhere.
    engine = engine_or_absent(make_engine, settings, model_folder())

    @asynccontextmanager
    async def translation() -> AsyncIterator[Translation]:
        remote = RemoteBatcher(Path(spec.engine_socket))
        await remote.open(_ENGINE_SECONDS)
        try:
            async with open_translation(settings, engine, remote) as opened:
                yield opened
        finally:
            await remote.close()

    app = create_app(settings, translation, open_desk=desk_of(settings, spec.settings_places))
    app[COLLECTING] = lambda registry: reporting(Path(spec.hub_socket), spec.name, registry, system_clock)
    ops = socket.socket(fileno=spec.ops_fd) if spec.ops_fd >= 0 else None
    await serve(app, settings, ready, listening=socket.socket(fileno=spec.listen_fd), stop=stop, ops=ops)
