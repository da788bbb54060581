"""`stadtlotse cache`: what is remembered, and forgetting it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cache.statistics import Snapshot
from cache.store import DiskStore
from proxy.settings import CacheSettings
from proxy.settings_file import load

cache_app = typer.Typer(help="What is remembered: translations of segments, and whole pages.", no_args_is_help=True)


class Layer(StrEnum):
    """The caches on disk."""

    segments = "segments"
    pages = "pages"


ConfigOption = Annotated[Path | None, typer.Option("--config", help="settings file")]
JsonOption = Annotated[bool, typer.Option("--json", help="answer for programs")]


@cache_app.command("stats")
def stats(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Show how much is remembered."""
    settings = load(config, os.environ).cache
    snapshots = [_snapshot(settings, layer) for layer in Layer]
    if as_json:
        layers = {each.layer: asdict(each) for each in snapshots}
        typer.echo(json.dumps({"folder": str(settings.folder), "layers": layers}, ensure_ascii=False))
        return
    table = Table("cache", "entries", "MiB", "limit in MiB", title=str(settings.folder), title_justify="left")
    for each in snapshots:
        table.add_row(each.layer, str(each.entries), f"{each.bytes / 2**20:.1f}", f"{each.limit / 2**20:.0f}")
    Console().print(table)


@cache_app.command("purge")
def purge(
    layer: Annotated[Layer | None, typer.Option("--layer", help="only this cache")] = None,
    language: Annotated[str | None, typer.Option("--language", help="only what is in this language")] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forget what is remembered; it is made anew when it is asked for."""
    settings = load(config, os.environ).cache
    counts: dict[str, int] = {}
    for each in (layer,) if layer else tuple(Layer):
        counts[each.value] = 0
        if _folder(settings, each).is_dir():
            with _opened(settings, each) as store:
                counts[each.value] = store.delete_tag(language) if language else store.clear()
    if as_json:
        typer.echo(json.dumps({"forgotten": counts}))
        return
    for name, count in counts.items():
        typer.echo(f"{name}: {count} forgotten")


def _snapshot(settings: CacheSettings, layer: Layer) -> Snapshot:
    """The state of one cache; looking must not make a folder."""
    if not _folder(settings, layer).is_dir():
        return Snapshot(layer.value, 0, 0, _limit(settings, layer), 0, 0, 0, 0)
    with _opened(settings, layer) as store:
        return store.snapshot()


@contextmanager
def _opened(settings: CacheSettings, layer: Layer) -> Iterator[DiskStore]:
    store = DiskStore(_folder(settings, layer), _limit(settings, layer), layer.value)
    try:
        yield store
    finally:
        store.close()


def _folder(settings: CacheSettings, layer: Layer) -> Path:
    return settings.folder / layer.value


def _limit(settings: CacheSettings, layer: Layer) -> int:
    megabytes = settings.segment_megabytes if layer is Layer.segments else settings.page_megabytes
    return megabytes << 20
