"""`stadtlotse models`: which models exist and are here (`list`), and whether those here are whole and work (`verify`).

Exit codes: 0 all is well, 1 a model is missing, damaged or does not work, 2 the command was not understood.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from models.catalogue import NOT_MEASURED, SHIPPED, Catalogue, Model, load_catalogue, plain
from models.ctranslate import GeneratorEngine
from models.errors import CatalogueError, ModelError, ModelMissingError
from models.facts import read_model_facts, verify_model
from models.files import Problem
from models.golden import SENTENCE, Golden, look, words_per_second
from models.pins import Pin, read_pins, trusted
from models.running import Running
from models.starter import PACKAGED, StarterFacts, install_starter, read_facts, verify
from models.store import InstalledModel, ModelStore
from models.translator import TranslatorEngine
from proxy.parts import model_folder
from translation.checks import run as checks
from translation.checks.finding import Finding

app = typer.Typer(help="Translation models: which exist, which are here, whether they work.", no_args_is_help=True)
models_app = app

_STARTER: Final = "starter"
_BAD, _USAGE = 1, 2
_UNPINNED: Final = (
    "unpinned: the catalogue names no commit of it; the first pull takes the newest, records it and its checksums, "
    "and later pulls take the same (trust on first use); give --revision to name one yourself"
)

JsonOption = Annotated[bool, typer.Option("--json", help="Answer for programs.")]
FolderOption = Annotated[
    Path | None, typer.Option("--folder", help="Folder of models; else in the data folder of this user.")
]
CatalogueOption = Annotated[Path, typer.Option("--catalogue", help="Another catalogue of models, in TOML.")]
ThreadsOption = Annotated[int, typer.Option("--threads", min=0, help="Threads; 0: as many as cores.")]
KeyArgument = Annotated[str | None, typer.Argument(metavar="KEY", help="A model by its key; without: all here.")]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found out about one installed model."""

    key: str
    version: str
    folder: Path
    problems: tuple[Problem, ...]
    load_seconds: float
    golden: tuple[Golden, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.problems and not any(each.problem for each in self.golden)


@app.command("list")
def list_models(as_json: JsonOption = False, folder: FolderOption = None, catalogue: CatalogueOption = SHIPPED) -> None:
    """List all models of the catalogue: languages, licence, size, and which are installed."""
    store = ModelStore(folder or model_folder())
    try:
        known = load_catalogue(catalogue)
        facts = read_facts(PACKAGED)
        installed = store.installed()
        pins = read_pins(store.folder)
    except (ModelError, OSError) as error:
        raise _failed(error) from error
    if as_json:
        entries = [
            _entry(model, _versions(installed, model), facts) | {"taken_on_trust": _trust(model, pins)}
            for model in known.models
        ]
        typer.echo(json.dumps({"folder": str(store.folder), "models": entries}, ensure_ascii=False, indent=2))
        return
    console = Console()
    console.print(_table(known, installed, facts))
    console.print(f"Models lie in {store.folder}. Sizes are approximate.", style="dim", markup=False)
    for model in known.models:
        if not model.pinned:
            pin = trusted(pins, model.key, model.hub)
            console.print(f"{model.key}: {taken_on_trust(pin) if pin else _UNPINNED}.", markup=False)
        if model.notice and (_versions(installed, model) or model.key == _STARTER):
            console.print(f"{model.key}: {model.notice}.", markup=False)
    console.print(f"The terms are beside the starter: {PACKAGED / 'GEMMA_TERMS.md'}", markup=False)


@app.command("verify")
def verify_models(
    key: KeyArgument = None, as_json: JsonOption = False, folder: FolderOption = None, threads: ThreadsOption = 0
) -> None:
    """Check every byte of installed models, load them, and translate one sentence into each language."""
    store = ModelStore(folder or model_folder())
    if key:
        _refuse_unknown(key)
    try:
        if key in (None, _STARTER):
            # As `serve` does on its first start: so that the answer is about what will be used.
            install_starter(PACKAGED, store.folder)
        chosen = [model for model in store.installed() if key in (None, model.key)]
        if not chosen:
            store.path(key or "")
        results = [_verify(model, threads, quiet=as_json) for model in chosen]
    except (ModelError, OSError) as error:
        raise _failed(error) from error
    if as_json:
        typer.echo(json.dumps({"ok": all(each.ok for each in results), "models": _report(results)}, ensure_ascii=False))
    else:
        console = Console()
        for each in results:
            _show(console, each)
    if not all(each.ok for each in results):
        raise typer.Exit(_BAD)


def _refuse_unknown(key: str) -> None:
    try:
        load_catalogue().get(key)
    except ModelMissingError as error:
        raise typer.BadParameter(str(error), param_hint="KEY") from error


def _failed(error: Exception) -> typer.Exit:
    typer.echo(f"stadtlotse models: {error}", err=True)
    return typer.Exit(_USAGE if isinstance(error, CatalogueError) else _BAD)


def _versions(installed: Iterable[InstalledModel], model: Model) -> tuple[InstalledModel, ...]:
    return tuple(each for each in installed if each.key == model.key)


def _quality(model: Model, facts: StarterFacts) -> str:
    if model.key == _STARTER and facts.chrf:
        mean = sum(facts.chrf.values()) / len(facts.chrf)
        return f"mean chrF {mean:.1f} ({facts.chrf_set})"
    return model.quality if model.measured_here else NOT_MEASURED


def taken_on_trust(pin: Pin) -> str:
    """Say which commit was taken without anybody having named it."""
    return (
        f"unpinned: the catalogue names no commit of {pin.hub}; {pin.revision} was taken on trust on {pin.since} "
        "(trust on first use)"
    )


def _trust(model: Model, pins: Mapping[str, Pin]) -> dict[str, str] | None:
    pin = None if model.pinned else trusted(pins, model.key, model.hub)
    return {"commit": pin.revision, "since": pin.since} if pin else None


def _entry(model: Model, versions: tuple[InstalledModel, ...], facts: StarterFacts) -> dict[str, Any]:
    """The catalogue's facts, and what this machine adds."""
    here = [{"version": each.version, "folder": str(each.folder), "bytes": each.size} for each in versions]
    return {**plain(model), "pinned": model.pinned, "installed": here, "quality": _quality(model, facts)}


def _table(known: Catalogue, installed: tuple[InstalledModel, ...], facts: StarterFacts) -> Table:
    table = Table(title="Translation models", header_style="bold")
    for name in ("key", "kind", "languages", "licence", "MB", "installed", "quality"):
        table.add_column(name, justify="right" if name == "MB" else "left", overflow="fold")
    for model in known.models:
        # The first is in use; the others can be gone back to.
        versions = ", ".join(each.version for each in _versions(installed, model))
        packaged = "in the package" if model.key == _STARTER else ""
        table.add_row(
            model.key,
            model.kind,
            f"{model.source_language} → {' '.join(model.languages)}{'' if model.direct else ' (pivot)'}",
            escape(model.licence) if model.commercial else f"[bold red]{escape(model.licence)} NON-COMMERCIAL[/]",
            str(model.int8_mb),
            versions or packaged or "no",
            escape(_quality(model, facts)),
        )
    return table


def _engine(model: InstalledModel, threads: int) -> GeneratorEngine | TranslatorEngine:
    if model.key == _STARTER:
        return GeneratorEngine(model.folder, read_facts(model.folder), Running(threads=threads))
    return TranslatorEngine(model.folder, read_model_facts(model.folder), Running(threads=threads))


def _verify(model: InstalledModel, threads: int, *, quiet: bool) -> Verified:
    problems = verify(model.folder) if model.key == _STARTER else verify_model(model.folder)
    if problems:
        return Verified(model.key, model.version, model.folder, problems, 0.0, ())
    engine = _engine(model, threads)
    started = time.perf_counter()
    try:
        engine.load()
    except ModelError as error:
        return Verified(model.key, model.version, model.folder, (Problem("model.bin", str(error)),), 0.0, ())
    seconds = time.perf_counter() - started
    languages = sorted(engine.languages())
    answers = track(
        look(engine, languages),
        total=len(languages),
        description=f"{model.key} {model.version}",
        console=Console(stderr=True),
        disable=quiet or not sys.stderr.isatty(),
        transient=True,
    )
    return Verified(model.key, model.version, model.folder, (), seconds, tuple(answers))


def _findings(golden: Golden) -> tuple[Finding, ...]:
    """What the checks say of an answer: it would stay German, though the model works."""
    return () if golden.problem else checks.findings(SENTENCE, golden.answer, golden.language)


def _report(results: Iterable[Verified]) -> list[dict[str, Any]]:
    return [
        {
            "key": each.key,
            "version": each.version,
            "folder": str(each.folder),
            "ok": each.ok,
            "problems": [asdict(problem) for problem in each.problems],
            "load_seconds": round(each.load_seconds, 3),
            "words_per_second": round(words_per_second(each.golden), 1),
            "sentence": SENTENCE,
            "golden": [
                asdict(golden) | {"checks": [finding.check for finding in _findings(golden)]} for golden in each.golden
            ],
        }
        for each in results
    ]


def _show(console: Console, result: Verified) -> None:
    console.print(f"{result.key} {result.version} in {result.folder}", markup=False)
    for problem in result.problems:
        console.print(f"  WRONG: {problem.file} {problem.what}", style="bold red", markup=False)
    if not result.golden:
        return
    table = Table(title=SENTENCE, title_justify="left", header_style="bold")
    for name in ("language", "answer", "confidence", "aligned", ""):
        table.add_column(name, overflow="fold")
    for each in result.golden:
        state = f"[bold red]WRONG: {escape(each.problem)}[/]" if each.problem else ""
        left = "" if each.shown else "stays German: below the threshold"
        found = ", ".join(f"stays German: check {finding.check}" for finding in _findings(each))
        cells = (each.language, escape(each.answer), f"{each.confidence:.2f}", f"{each.aligned:.0%}")
        table.add_row(*cells, state or found or left)
    console.print(table)
    speed = f"{words_per_second(result.golden):.0f} words/s one sentence at a time"
    console.print(f"files whole, loaded in {result.load_seconds:.1f} s, {speed}")
