"""`stadtlotse models pull|convert|remove|rollback`: bringing models to this machine, and taking them away.

They join the commands of `proxy.command.models`. Exit codes as there: 0 done, 1 it failed, 2 not understood.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from models.catalogue import SHIPPED, Model, load_catalogue
from models.errors import CatalogueError, ModelError, ModelMissingError
from models.install import remove, rollback
from models.obtain import Request, bring, convert_folder, obtain, only_fetch
from models.pins import PINS, Pin, read_pins
from models.store import InstalledModel, ModelStore
from proxy.command.models import CatalogueOption, FolderOption, JsonOption, taken_on_trust
from proxy.parts import model_folder

_FAILED, _USAGE = 1, 2

Key = Annotated[str, typer.Argument(metavar="KEY", help="A model by its key; see `stadtlotse models list`.")]
KeyVersion = Annotated[str, typer.Argument(metavar="KEY[@VERSION]", help="A model, and which version of it.")]
RevisionOption = Annotated[str, typer.Option("--revision", help="Full commit, where the catalogue names none.")]
NonCommercialOption = Annotated[
    bool, typer.Option("--accept-non-commercial", help="Your use is not commercial, as the licence demands.")
]
PickleOption = Annotated[bool, typer.Option("--allow-pickle", help="Read pickled weights (as weights only).")]


class Size(StrEnum):
    """How weights are kept: int8 for processors, the others for GPUs that have them."""

    INT8 = "int8"
    INT8_FLOAT16 = "int8_float16"
    INT8_BFLOAT16 = "int8_bfloat16"


QuantizationOption = Annotated[Size, typer.Option("--quantization", help="int8 for processors; others for GPUs.")]


class _Shown:
    """A line on a terminal that tells what is being done, with a bar while bytes arrive; else nothing."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)

    def report(self, what: str) -> None:
        self._progress.update(self._task, description=what)

    def advance(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=total)


def pull_model(
    key: Key,
    *,
    source: Annotated[
        Path | None, typer.Option("--from", help="Folder or archive (.tar, .tar.zst) made elsewhere; no network.")
    ] = None,
    only: Annotated[
        Path | None, typer.Option("--only-fetch", help="Fetch into this folder and stop, to carry it elsewhere.")
    ] = None,
    mirror: Annotated[str, typer.Option("--mirror", help="Address of a mirror of the hub.")] = "",
    revision: RevisionOption = "",
    accept_non_commercial: NonCommercialOption = False,
    allow_pickle: PickleOption = False,
    quantization: QuantizationOption = Size.INT8,
    as_json: JsonOption = False,
    folder: FolderOption = None,
    catalogue: CatalogueOption = SHIPPED,
) -> None:
    """Fetch, convert and install a model of the catalogue, or install one that was made elsewhere."""
    if source and (only or mirror):
        message = "takes what is there already: --mirror and --only-fetch do not go with it"
        raise typer.BadParameter(message, param_hint="--from")
    models = folder or model_folder()
    with _errors():
        model = _model(key, catalogue)
        request = Request(model, quantization.value, revision, mirror, accept_non_commercial, allow_pickle, _today())
        with _shown(quiet=as_json) as shown:
            if source:
                place = bring(request, source, models, shown.report)
            elif only:
                place = only_fetch(request, only, models, shown.report, shown.advance)
            else:
                place = obtain(request, models, shown.report, shown.advance)
        pin = None if model.revision else read_pins(models).get(model.key)
    _tell(model, place, pin, as_json=as_json, fetched_only=bool(only))
    if pin and not as_json:
        typer.echo(f"{model.key}: {taken_on_trust(pin)}; {models / PINS} says so, and later pulls take the same")


def convert_model(
    source: Annotated[Path, typer.Argument(metavar="SOURCE_FOLDER", help="Folder of a transformers model.")],
    *,
    key: Annotated[str, typer.Option("--key", help="Which model of the catalogue it is.")],
    quantization: QuantizationOption = Size.INT8,
    revision: RevisionOption = "",
    accept_non_commercial: NonCommercialOption = False,
    allow_pickle: PickleOption = False,
    as_json: JsonOption = False,
    folder: FolderOption = None,
    catalogue: CatalogueOption = SHIPPED,
) -> None:
    """Convert published weights for CTranslate2, check vocabulary and tokenizer, and install the model."""
    with _errors():
        model = _model(key, catalogue)
        request = Request(model, quantization.value, revision, "", accept_non_commercial, allow_pickle, _today())
        with _shown(quiet=as_json) as shown:
            place = convert_folder(request, source, folder or model_folder(), shown.report)
    _tell(model, place, None, as_json=as_json, fetched_only=False)


def remove_model(
    name: KeyVersion,
    every: Annotated[bool, typer.Option("--all", help="All versions of it.")] = False,
    as_json: JsonOption = False,
    folder: FolderOption = None,
) -> None:
    """Remove a version of a model from this machine."""
    key, _, version = name.partition("@")
    with _errors():
        removed = remove(ModelStore(folder or model_folder()), key, version, every=every)
    if as_json:
        typer.echo(json.dumps({"removed": [_named(each) for each in removed]}))
        return
    for each in removed:
        typer.echo(f"removed {_named(each)} ({each.size / 1e6:.0f} MB)")


def rollback_model(name: KeyVersion, as_json: JsonOption = False, folder: FolderOption = None) -> None:
    """Use the version of a model that was used before, or the one named."""
    key, _, version = name.partition("@")
    with _errors():
        chosen = rollback(ModelStore(folder or model_folder()), key, version)
    if as_json:
        typer.echo(json.dumps({"current": _named(chosen)}))
    else:
        typer.echo(f"{_named(chosen)} is used from the next start on")


def add_to(app: typer.Typer) -> None:
    """Add these commands to `stadtlotse models`."""
    app.command("pull")(pull_model)
    app.command("convert")(convert_model)
    app.command("remove")(remove_model)
    app.command("rollback")(rollback_model)


def _model(key: str, catalogue: Path) -> Model:
    known = load_catalogue(catalogue)
    try:
        return known.get(key)
    except ModelMissingError as error:
        raise typer.BadParameter(str(error), param_hint="KEY") from error


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except (ModelError, OSError) as error:
        typer.echo(f"stadtlotse models: {error}", err=True)
        raise typer.Exit(_USAGE if isinstance(error, CatalogueError) else _FAILED) from error


@contextmanager
def _shown(*, quiet: bool) -> Iterator[_Shown]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=quiet or not sys.stderr.isatty()) as progress:
        yield _Shown(progress)


def _named(model: InstalledModel) -> str:
    return f"{model.key}@{model.version}"


def _today() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d")


def _tell(model: Model, place: Path, pin: Pin | None, *, as_json: bool, fetched_only: bool) -> None:
    if as_json:
        trust = {"commit": pin.revision, "since": pin.since} if pin else None
        report = {"key": model.key, "folder": str(place), "installed": not fetched_only, "taken_on_trust": trust}
        typer.echo(json.dumps(report))
        return
    if fetched_only:
        typer.echo(f"{model.key} is in {place}; on the other machine: stadtlotse models pull {model.key} --from FOLDER")
        return
    first = model.languages[0]
    typer.echo(f"{model.key} is in {place}; to use it set engine.models.{first} = {model.key!r} in the settings")
    typer.echo(f"measure it with `stadtlotse models bench {model.key}`")
    if model.notice:
        typer.echo(f"{model.key}: {model.notice}.")
