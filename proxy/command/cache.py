"""`stadtlotse cache`: what is remembered, and forgetting it."""

import json
import os
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from cache.statistics import Snapshot
from proxy.purging import Layer, Wanted, snapshot
from proxy.purging import purge as forget
from proxy.settings import Settings
from proxy.settings_file import load

cache_app = typer.Typer(
    help="What is remembered: translations of segments, whole pages, and answers of the website.", no_args_is_help=True
)

_SERVER_SECONDS: Final = 1.0
_COUNTS: Final = ("hits", "misses", "errors", "evictions")

ConfigOption = Annotated[Path | None, typer.Option("--config", help="settings file")]
JsonOption = Annotated[bool, typer.Option("--json", help="answer for programs")]


@cache_app.command("stats")
def stats(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Show how much is remembered, and how often that helped since the running server was started."""
    settings = load(config, os.environ)
    counted = _counted(settings)
    snapshots = [_with_counts(snapshot(settings.cache, layer), counted) for layer in Layer]
    if as_json:
        layers = {each.layer: asdict(each) for each in snapshots}
        folder = str(settings.cache.folder)
        typer.echo(json.dumps({"folder": folder, "running": counted is not None, "layers": layers}, ensure_ascii=False))
        return
    Console().print(_table(settings, snapshots, counted is not None))


@cache_app.command("purge")
def purge(
    *,
    layer: Annotated[Layer | None, typer.Option("--layer", help="only this cache")] = None,
    language: Annotated[str, typer.Option("--language", help="only what is in this language")] = "",
    url: Annotated[str, typer.Option("--url", help="one German page or file: its address, or from the path on")] = "",
    prefix: Annotated[str, typer.Option("--prefix", help="everything whose address begins so")] = "",
    tag: Annotated[str, typer.Option("--tag", help="what the website gave this Cache-Tag, Surrogate-Key or xkey")] = "",
    segment: Annotated[str, typer.Option("--segment", help="one German text, and the pages on which it stands")] = "",
    term: Annotated[str, typer.Option("--term", help="German texts with these words, and their pages")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forget what is remembered; it is made anew when it is asked for. A running server notices.

    Several options together: what all of them hold for. None: everything.
    """
    wanted = Wanted(language, url, prefix, tag, segment, term)
    counts = forget(load(config, os.environ).cache, (layer,) if layer else tuple(Layer), wanted)
    if as_json:
        typer.echo(json.dumps({"forgotten": counts}))
        return
    for name, count in counts.items():
        typer.echo(f"{name}: {count} forgotten")


def _table(settings: Settings, snapshots: list[Snapshot], running: bool) -> Table:
    caption = "counted since the server was started" if running else "no server answers: nothing counted"
    columns = ("cache", "entries", "MiB", "limit", "used", "hits", "misses", "ratio", "errors", "evicted")
    folder = str(settings.cache.folder)
    table = Table(*columns, title=folder, title_justify="left", caption=caption, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in table.columns[1:]:
        column.justify = "right"
    for each in snapshots:
        size, limit = each.bytes / 2**20, each.limit / 2**20
        asked = each.hits + each.misses
        counts = [str(each.hits), str(each.misses), f"{each.hit_ratio:.0%}" if asked else "–"]
        counts += [str(each.errors), str(each.evictions)]
        shown = counts if running else ["–"] * len(counts)
        table.add_row(each.layer, str(each.entries), f"{size:.1f}", f"{limit:.0f}", f"{size / limit:.0%}", *shown)
    return table


def _with_counts(known: Snapshot, counted: Mapping[str, Mapping[str, int]] | None) -> Snapshot:
    found = (counted or {}).get(known.layer)
    if not found:
        return known
    hits, misses, errors, evictions = (found[name] for name in _COUNTS)
    return replace(known, hits=hits, misses=misses, errors=errors, evictions=evictions)


def _counted(settings: Settings) -> Mapping[str, Mapping[str, int]] | None:
    """What the running server has counted, by layer; None if none answers."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.server.host, settings.server.host)  # noqa: S104
    address = f"[{host}]" if ":" in host else host
    url = f"http://{address}:{settings.server.port}/.stadtlotse/health"
    try:
        with urllib.request.urlopen(url, timeout=_SERVER_SECONDS) as answer:  # made of settings
            report = json.load(answer)
        return {str(name): {key: int(layer[key]) for key in _COUNTS} for name, layer in report["cache"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
