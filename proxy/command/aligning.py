"""`stadtlotse models align`: how well a model aligns words, and which of its attention does it best.

It joins the commands of `proxy.command.models`. Exit codes as there: 0 done, 1 it failed, 2 not understood.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from models.alignment_heads import Measured, measure, try_all, write_down
from models.ctranslate import GeneratorEngine
from models.engine import Engine
from models.errors import ModelError
from models.facts import ModelFacts, read_model_facts
from models.markup_set import languages, read_set
from models.running import Running
from models.starter import PACKAGED, install_starter, read_facts
from models.store import ModelStore
from models.translator import TranslatorEngine
from proxy.command.models import FolderOption, JsonOption, ThreadsOption
from proxy.parts import model_folder

_STARTER = "starter"
_FAILED = 1

Key = Annotated[str, typer.Argument(metavar="KEY", help="An installed model by its key; see `stadtlotse models list`.")]
WriteOption = Annotated[bool, typer.Option("--write", help="Write the best choice of heads down in the model.")]


def align_model(
    key: Key,
    *,
    save: WriteOption = False,
    as_json: JsonOption = False,
    folder: FolderOption = None,
    threads: ThreadsOption = 0,
) -> None:
    """Measure on the bundled markup set how well a model aligns words, with each layer's attention."""
    store = ModelStore(folder or model_folder())
    try:
        if key == _STARTER:
            _show_table(store, as_json=as_json)
            return
        place = store.path(key)
        facts = read_model_facts(place)
        found = list(try_all(place, facts, _maker(threads), read_set()))
        best = max(found, key=lambda each: each.score)
        if save and best.alignment != facts.alignment:
            write_down(place, facts, best.alignment)
    except (ModelError, OSError) as error:
        typer.echo(f"stadtlotse models: {error}", err=True)
        raise typer.Exit(_FAILED) from error
    _show(found, best, facts, as_json=as_json)


def _maker(threads: int) -> Callable[[Path, ModelFacts], Engine]:
    return lambda place, facts: TranslatorEngine(place, facts, Running(threads=threads))


def _show_table(store: ModelStore, *, as_json: bool) -> None:
    """A decoder-only model gives no attention: its lexical table is measured, without loading the model."""
    engine = GeneratorEngine(install_starter(PACKAGED, store.folder), read_facts(PACKAGED))
    cases = read_set()
    scores = {language: round(measure(engine, cases, [language]), 4) for language in languages(cases)}
    if as_json:
        typer.echo(json.dumps({"model": _STARTER, "kind": "lexical table", "scores": scores}))
        return
    table = Table("language", "links within their element")
    for language, score in scores.items():
        table.add_row(language, f"{score:.1%}")
    Console().print(table)


def _show(found: list[Measured], best: Measured, facts: ModelFacts, *, as_json: bool) -> None:
    if as_json:
        rows = [{"layer": a.alignment.layer, "heads": a.alignment.heads, "score": round(a.score, 4)} for a in found]
        best_row = {"layer": best.alignment.layer, "heads": best.alignment.heads}
        typer.echo(json.dumps({"model": facts.key, "kind": "attention", "scores": rows, "best": best_row}))
        return
    table = Table("decoder layer", "heads", "links within their element")
    for each in found:
        heads = "mean of all" if each.alignment.heads == 0 else f"first {each.alignment.heads}"
        mark = " (best)" if each is best else ""
        table.add_row(str(each.alignment.layer), heads, f"{each.score:.1%}{mark}")
    Console().print(table)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("align")(align_model)
