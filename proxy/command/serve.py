"""`stadtlotse serve`: the proxy before a website, until it is asked to stop."""

import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated

import structlog
import typer
import uvloop

from proxy import logs
from proxy.app import create_app
from proxy.desk.desk import desk_of
from proxy.engine_state import engine_or_absent
from proxy.engines import make_engine
from proxy.opened_translation import Translation
from proxy.own_address import own_address
from proxy.parts import model_folder, open_translation
from proxy.ready_notice import tell_ready
from proxy.serving import serve as run_until_stopped
from proxy.settings import Settings
from proxy.settings_file import load_with_places
from proxy.workers import running

log = structlog.stdlib.get_logger(__name__)


def serve(
    config: Annotated[
        Path | None, typer.Option("--config", help="settings file; else ./stadtlotse.toml if there is one")
    ] = None,
    origin: Annotated[str | None, typer.Option("--origin", help="the website: scheme and host")] = None,
    host: Annotated[str | None, typer.Option("--host", help="address to listen on")] = None,
    port: Annotated[int | None, typer.Option("--port", help="port to listen on")] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="processes that answer visitors")] = 1,
) -> None:
    """Serve the website in all languages."""
    options = {
        "origin.url": ("--origin", origin),
        "server.host": ("--host", host),
        "server.port": ("--port", port),
    }
    loaded = load_with_places(config, os.environ, options)
    settings = loaded.settings
    logs.set_up(settings.log)

    def started() -> None:
        log.info("listening", address=own_address(settings), languages=" ".join(settings.languages.targets))
        tell_ready(os.environ)

    if workers > 1:
        running.run(loaded, workers, started)
        return
    app = create_app(settings, translation_of(settings), open_desk=desk_of(settings, loaded.places))
    uvloop.run(run_until_stopped(app, settings, started))


def translation_of(settings: Settings) -> Callable[[], AbstractAsyncContextManager[Translation]]:
    """What opens the pages' half with these settings."""
    engine = engine_or_absent(make_engine, settings, model_folder())
    return lambda: open_translation(settings, engine)
