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
from proxy.app import Translation, create_app
from proxy.errors import SettingsError
from proxy.parts import make_engine, model_folder, open_translation
from proxy.serving import serve as run_until_stopped
from proxy.settings import Settings
from proxy.settings_file import load

log = structlog.stdlib.get_logger(__name__)


def serve(
    config: Annotated[
        Path | None, typer.Option("--config", help="settings file; else ./stadtlotse.toml if there is one")
    ] = None,
    origin: Annotated[str | None, typer.Option("--origin", help="the website: scheme and host")] = None,
    host: Annotated[str | None, typer.Option("--host", help="address to listen on")] = None,
    port: Annotated[int | None, typer.Option("--port", help="port to listen on")] = None,
    workers: Annotated[int, typer.Option("--workers", help="processes; only 1 for now")] = 1,
) -> None:
    """Serve the website in all languages."""
    if workers != 1:
        message = "--workers can only be 1 for now; run more instances on other ports and share the cache folder"
        raise SettingsError(message)
    options = {
        "origin.url": ("--origin", origin),
        "server.host": ("--host", host),
        "server.port": ("--port", port),
    }
    settings = load(config, os.environ, options)
    logs.set_up(settings.log)
    app = create_app(settings, translation_of(settings))

    def started() -> None:
        log.info("listening", address=address(settings), languages=" ".join(settings.languages.targets))

    uvloop.run(run_until_stopped(app, settings, started))


def translation_of(settings: Settings) -> Callable[[], AbstractAsyncContextManager[Translation]]:
    """What opens the pages' half with these settings."""
    engine = make_engine(settings, model_folder())
    return lambda: open_translation(settings, engine)


def address(settings: Settings) -> str:
    """Where the proxy can be reached."""
    host = settings.server.host
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{settings.server.port}"
