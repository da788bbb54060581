"""`stadtlotse demo`: a sample city and the proxy before it, in one process, without any network."""

import importlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Final

import typer
import uvloop
from aiohttp import web

from proxy import logs
from proxy.app import create_app
from proxy.command.serve import translation_of
from proxy.desk.desk import desk_of
from proxy.errors import SettingsError
from proxy.own_address import own_address
from proxy.serving import serve
from proxy.settings import Settings
from proxy.settings_file import load_with_places
from translation.languages import language

_TRY: Final = (
    ("/tr/termin/schritt-1", "book an appointment; below, the city's log shows the German values"),
    ("/ar/", "the start page from right to left"),
    ("/uk/maengelmelder/", "report a broken street lamp, with a photo"),
    ("/.stadtlotse/desk/", "the editors' desk; the line above that says `desk` has the link to its first account"),
    ("/.stadtlotse/health", "how the parts are"),
)


def demo(
    port: Annotated[int, typer.Option("--port", help="port of the proxy")] = 8800,
    host: Annotated[str, typer.Option("--host", help="address to listen on")] = "127.0.0.1",
) -> None:
    """Show a sample city in all languages; Ctrl-C ends it."""
    uvloop.run(_run(host, port))


async def _run(host: str, port: int) -> None:
    async with _city() as origin:
        options = {
            "origin.url": ("of the demo", origin),
            "server.host": ("--host", host),
            "server.port": ("--port", port),
            # Who only looks around needs no telephone for it.
            "desk.second_factor": ("of the demo", ()),
        }
        # A settings file of a real site that lies about here must not decide on the demo.
        loaded = load_with_places(None, os.environ, options, default=Path(os.devnull))
        settings = loaded.settings
        logs.set_up(settings.log)
        app = create_app(settings, translation_of(settings), open_desk=desk_of(settings, loaded.places))
        await serve(app, settings, lambda: _welcome(settings, origin))


@asynccontextmanager
async def _city() -> AsyncIterator[str]:
    """The sample city on a free port."""
    try:
        city = importlib.import_module("city.app")
    except ModuleNotFoundError as error:
        message = "the sample city is not installed; in a source folder it is found with PYTHONPATH=tests"
        raise SettingsError(message) from error
    running = web.AppRunner(city.create_app(), access_log=None, shutdown_timeout=1.0)
    await running.setup()
    await web.TCPSite(running, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{running.addresses[0][1]}"
    finally:
        await running.cleanup()


def _welcome(settings: Settings, origin: str) -> None:
    """Where to look, and for what. Lines are not cut: addresses are there to be clicked."""
    here = own_address(settings)
    languages: list[tuple[str, str]] = [(settings.languages.source, f"{here}/")]
    languages += [(code, f"{here}/{code}/") for code in settings.languages.targets]
    lines = ["", "Stadtlotse: the sample city of Ruhrhafen, translated on this machine", ""]
    lines += [f"  {url:<28}  {language(code).autonym}" for code, url in languages]
    lines += ["", "To try:"]
    lines += [f"  {here + path}\n      {what}" for path, what in _TRY]
    lines += ["", f"The city itself, without the proxy: {origin}/", "Ctrl-C ends both.", ""]
    typer.echo("\n".join(lines))
