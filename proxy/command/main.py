"""`stadtlotse`: the commands, and what becomes of errors.

Exit codes: 0 done, 1 it failed, 2 the command or the settings are wrong. The message says what to do.
"""

import sys
from typing import Annotated, Final

import typer

from cache.errors import CacheError
from glossary.errors import GlossaryError
from models.errors import ModelError
from proxy.command import aligning, measuring, obtaining
from proxy.command.audit import audit
from proxy.command.cache import cache_app
from proxy.command.demo import demo
from proxy.command.desk import desk_app
from proxy.command.glossary import glossary_app
from proxy.command.models import models_app
from proxy.command.rewrite import rewrite
from proxy.command.serve import serve
from proxy.command.translate import translate
from proxy.command.warm import warm
from proxy.errors import ProxyError, SettingsError
from proxy.health import package_version
from translation.languages import UnknownLanguageError

_FAILED: Final = 1
_WRONG: Final = 2

app = typer.Typer(
    help="Serves a German city's website in nine more languages, on the city's own machines.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"stadtlotse {package_version()}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """What all commands have."""


app.command()(demo)
app.command()(serve)
app.command()(translate)
app.command()(rewrite)
app.command()(audit)
obtaining.add_to(models_app)
measuring.add_to(models_app)
aligning.add_to(models_app)
app.add_typer(models_app, name="models")
cache_app.command("warm")(warm)
app.add_typer(cache_app, name="cache")
app.add_typer(glossary_app, name="glossary")
app.add_typer(desk_app, name="desk")


def run() -> None:
    """Run one command and leave with its exit code."""
    try:
        app(prog_name="stadtlotse")
    except (SettingsError, UnknownLanguageError) as error:
        sys.exit(_said(error, _WRONG))
    except (ProxyError, ModelError, CacheError, GlossaryError, OSError) as error:
        sys.exit(_said(error, _FAILED))
    except KeyboardInterrupt:
        sys.exit(130)  # 128 + SIGINT, as shells count


def _said(error: Exception, code: int) -> int:
    typer.echo(f"stadtlotse: {error}", err=True)
    return code
