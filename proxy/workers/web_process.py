"""What a worker does: the proxy, with the engine of another process."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from proxy.app import Translation, create_app
from proxy.engine_state import engine_or_absent
from proxy.engines import make_engine
from proxy.parts import model_folder, open_translation
from proxy.serving import serve
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

    app = create_app(settings, translation)
    await serve(app, settings, ready, listening=socket.socket(fileno=spec.listen_fd), stop=stop)
