"""`stadtlotse models bench|compare|tune`: how good and how fast models are, and how they run best here.

They join the commands of `proxy.command.models`. Exit codes as there: 0 done, 1 it failed or became worse, 2 not
understood.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from models.cores import read_cores
from models.devices import read_gpus
from models.errors import ModelError
from models.inventory import Here, bring_starter, inventory
from models.markup_set import read_set
from models.measured import keep_tuning, this_machine
from models.quality_set import DEVELOPMENT, evenly, read_quality_set
from models.running import worker_plans
from models.store import ModelStore
from models.tuning import CALLS, Trial, best, fastest, is_busy, tune, tuning
from proxy.command.models import FolderOption, JsonOption, ThreadsOption
from proxy.parts import data_folder, model_folder
from proxy.quality import bench
from proxy.quality.compare import Change, Tolerance, compare, pairs
from proxy.quality.page import page, percent, ratio, reasons
from proxy.quality.result import Decoding, Result, read_results, written

_FAILED: Final = 1
_TUNED_ON: Final = 24  # sentences: some three hundred words, so that a turn takes seconds

Names = Annotated[
    list[str], typer.Argument(metavar="MODEL...", help="KEY or KEY@VERSION; 'KEY>KEY' goes by way of English.")
]
Name = Annotated[str, typer.Argument(metavar="MODEL", help="KEY or KEY@VERSION.")]


class Looked(StrEnum):
    """How answers are looked for."""

    FAST = "fast"
    BETTER = "better"


def bench_models(
    models: Names,
    *,
    wanted: Annotated[
        str, typer.Option("--set", help="dev (comes with the package), a JSON Lines file, or a folder of XX.txt.")
    ] = DEVELOPMENT,
    languages: Annotated[str, typer.Option("--languages", help="Some only, such as en,tr; else all it speaks.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=0, help="Texts, evenly spread over the set; 0: all.")] = 0,
    markup: Annotated[
        bool, typer.Option("--markup/--no-markup", help="Measure the placing of links and emphasis, too.")
    ] = True,
    decoding: Annotated[
        Looked, typer.Option("--decoding", help="As engine.decoding; better: once the better translations are there.")
    ] = Looked.FAST,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page with drawings and tables.")] = None,
    keep: Annotated[Path | None, typer.Option("--keep", help="File for the results; else in the data folder.")] = None,
    as_json: JsonOption = False,
    folder: FolderOption = None,
    threads: ThreadsOption = 0,
) -> None:
    """Measure installed models on a set of texts: quality, what is kept, what stays German, speed, memory."""
    chosen = tuple(languages.replace(",", " ").split())
    with _errors():
        marked = evenly(read_set(), limit) if markup else ()
        looked: Decoding = "better" if decoding is Looked.BETTER else "fast"
        material = bench.Material(read_quality_set(wanted).spread(limit), marked, looked)
        here, cores, gpus = _here(folder), read_cores(), read_gpus()
        subjects = [bench.named(name, here, cores, gpus, threads) for name in models]
        with _progress(quiet=as_json) as progress:
            results = [_benched(each, material, each.languages(material.texts, chosen), progress) for each in subjects]
        place = keep or data_folder() / "bench" / _file_name(results)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(written(tuple(results)))
        if html:
            html.write_text(page(results), encoding="utf-8")
    if as_json:
        typer.echo(written(tuple(results)).decode())
        return
    console = Console()
    for result in results:
        _show(console, result)
    console.print(f"kept in {place}" + (f", drawn in {html}" if html else ""), markup=False)


def compare_results(
    before: Annotated[Path, typer.Argument(metavar="A.json", help="Results of `models bench`.")],
    after: Annotated[Path, typer.Argument(metavar="B.json", help="Later results, or those of another model.")],
    *,
    chrf: Annotated[float, typer.Option("--chrf", min=0, help="Points of chrF that may be lost.")] = 1.0,
    share: Annotated[
        float, typer.Option("--share", min=0, max=1, help="Of texts shown, numbers and terms kept.")
    ] = 0.02,
    speed: Annotated[float, typer.Option("--speed", min=0, max=1, help="Part of the speed that may be lost.")] = 0.2,
    as_json: JsonOption = False,
) -> None:
    """Compare two measurements figure by figure; exit code 1 where one became worse than is tolerated."""
    with _errors():
        found = [
            (one, other, compare(one, other, Tolerance(chrf, share, speed)))
            for one, other in pairs(read_results(before), read_results(after))
        ]
    if as_json:
        report = [
            {"before": one.name, "after": other.name, "set": one.set, "changes": [asdict(each) for each in changes]}
            for one, other, changes in found
        ]
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        console = Console()
        for one, other, changes in found:
            console.print(_changes(one, other, changes))
    if any(each.worse for _, _, changes in found for each in changes):
        raise typer.Exit(_FAILED)


def tune_model(
    model: Name,
    *,
    language: Annotated[str, typer.Option("--language", help="Into which language; else one that it speaks.")] = "",
    rounds: Annotated[int, typer.Option("--rounds", min=1, max=20, help="Turns of each combination.")] = 2,
    as_json: JsonOption = False,
    folder: FolderOption = None,
) -> None:
    """Find by measuring how a model runs best on this machine's cores, and keep it beside the model for `serve`."""
    with _errors():
        cores = read_cores()
        subject = bench.named(model, _here(folder), cores, (), 0)
        leg = subject.legs[0]
        into = language or min(leg.option.languages)
        texts = read_quality_set(DEVELOPMENT).spread(_TUNED_ON).german
        if is_busy(os.getloadavg()[0], cores):
            typer.echo("stadtlotse models: this machine is busy with other things: tune it when it is not", err=True)
        turns: list[Trial] = []
        with _progress(quiet=as_json) as progress:
            task = progress.add_task(subject.name, total=rounds * len(CALLS) * len(worker_plans(cores)))
            for turn in tune(leg.open, cores, texts, into, time.perf_counter, rounds):
                turns.append(turn)
                progress.advance(task)
        trials = fastest(turns)
        chosen = best(trials)
        keep_tuning(leg.folder, tuning(chosen, this_machine(cores), leg.open(subject.running).signature))
    if as_json:
        typer.echo(json.dumps({"best": asdict(chosen), "trials": [asdict(each) for each in trials]}, indent=2))
        return
    Console().print(_trials(trials, chosen))


def add_to(app: typer.Typer) -> None:
    """Add these commands to `stadtlotse models`."""
    app.command("bench")(bench_models)
    app.command("compare")(compare_results)
    app.command("tune")(tune_model)


def _here(folder: Path | None) -> tuple[Here, ...]:
    store = ModelStore(folder or model_folder())
    bring_starter(store)
    return inventory(store, lambda what: typer.echo(f"stadtlotse models: {what}", err=True))


def _benched(subject: bench.Subject, material: bench.Material, languages: Sequence[str], progress: Progress) -> Result:
    task = progress.add_task(subject.name, total=material.segments(languages))

    def advance(language: str, segments: int) -> None:
        progress.update(task, description=f"{subject.name} {language}", advance=segments)

    date = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    result = bench.bench(subject, material, languages, read_cores(), date, advance)
    try:
        bench.keep(subject, result)
    except ModelError as error:
        # The figures are in the results all the same; only the choice by quality does without them.
        typer.echo(f"stadtlotse models: {error}", err=True)
    return result


def _file_name(results: Sequence[Result]) -> str:
    names = "+".join(each.name for each in results)
    return re.sub(r"[^A-Za-z0-9@.+-]+", "_", f"{names}-{results[0].set}-{results[0].date}") + ".json"


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except (ModelError, OSError) as error:
        typer.echo(f"stadtlotse models: {error}", err=True)
        raise typer.Exit(_FAILED) from error


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=quiet or not sys.stderr.isatty()) as progress:
        yield progress


def _show(console: Console, result: Result) -> None:
    title = f"{result.name} on {result.set}: mean chrF {result.chrf:.1f}, {result.words_per_second:.0f} words/s"
    table = Table(title=title, title_justify="left", header_style="bold")
    for name in ("", "chrF", "BLEU", "shown", "its chrF", "numbers", "terms", "markup", "placing", "words/s"):
        table.add_column(name, justify="right" if name else "left")
    for code, each in result.languages.items():
        table.add_row(
            code,
            f"{each.chrf:.1f}",
            f"{each.bleu:.1f}",
            percent(each.shown),
            "–" if each.shown_chrf is None else f"{each.shown_chrf:.1f}",
            percent(each.number_safety),
            percent(each.term_success),
            ratio(each.markup.f1 if each.markup else None),
            ratio(each.markup.placing_f1 if each.markup else None),
            f"{each.words_per_second:.0f}",
        )
    console.print(table)
    for code, each in result.languages.items():
        console.print(f"{code} stays German: {reasons(each)}", markup=False, highlight=False)
    console.print(
        f"{result.machine}, {result.running}; loaded in {result.load_seconds:.1f} s, model "
        f"{result.model_megabytes:.0f} MB, process {result.megabytes:.0f} MB",
        markup=False,
    )


def _changes(before: Result, after: Result, changes: Sequence[Change]) -> Table:
    table = Table(title=f"{before.name} → {after.name} on {before.set}", title_justify="left", header_style="bold")
    for name in ("", "figure", "before", "after", "change", ""):
        table.add_column(name, justify="right" if name in ("before", "after", "change") else "left")
    for each in changes:
        digits = 3 if max(each.before, each.after) <= 1 else 1
        table.add_row(
            each.language,
            each.figure,
            f"{each.before:.{digits}f}",
            f"{each.after:.{digits}f}",
            f"{each.after - each.before:+.{digits}f}",
            "[bold red]WORSE[/]" if each.worse else "",
        )
    return table


def _trials(trials: Sequence[Trial], chosen: Trial) -> Table:
    table = Table(title="How it runs on this machine", title_justify="left", header_style="bold")
    for name in ("workers", "threads each", "tokens a call", "words/s", ""):
        table.add_column(name, justify="right")
    for each in trials:
        mark = "best" if each == chosen else ""
        table.add_row(
            str(each.workers), str(each.threads), str(each.batch_tokens), f"{each.words_per_second:.0f}", mark
        )
    return table
