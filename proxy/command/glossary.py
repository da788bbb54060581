"""`stadtlotse glossary`: the terms and overrides of editors: list, import, export, and check a file before.

Exit codes: 0 all is well, 1 the file has errors or somebody else changed an entry, 2 the command was not understood.
A file that the machine cannot read or write is said by `main`, as for every command.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.status import Status

from glossary import exchange
from glossary.collection import NOTICE, collection_bytes
from glossary.database import Database
from glossary.errors import GlossaryError
from glossary.impact import affected
from glossary.override_store import OverrideStore
from glossary.plain import to_plain
from glossary.store import TermStore
from glossary.term import State
from proxy.command.glossary_report import BAD, Dry, report, state_of, table_of
from proxy.parts import data_folder
from proxy.settings_file import load
from translation.languages import LANGUAGES, SOURCE

glossary_app = typer.Typer(help="Terms and corrected translations: what editors decided.", no_args_is_help=True)


JsonOption = Annotated[bool, typer.Option("--json", help="Answer for programs.")]
DatabaseOption = Annotated[
    Path | None, typer.Option("--database", help="The glossary's database; else in the data folder of this user.")
]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="Settings file.")]
FileArgument = Annotated[
    Path | None, typer.Argument(exists=True, dir_okay=False, help="csv, jsonl, tbx: terms; tmx, xliff: overrides.")
]
CollectionOption = Annotated[
    bool, typer.Option("--collection", help="The terms that come with Stadtlotse, instead of a file.")
]


class As(StrEnum):
    """The formats of an export."""

    csv = "csv"
    jsonl = "jsonl"
    tbx = "tbx"
    tmx = "tmx"
    xliff = "xliff"


def glossary_file() -> Path:
    """Return where the glossary lies if nothing else is said."""
    return data_folder() / "glossary.sqlite"


@glossary_app.command("list")
def list_terms(
    state: Annotated[State | None, typer.Option("--state", help="Only entries in this state.")] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the terms; drafts are unreviewed."""
    with _opened(database) as open_:
        terms = [each.value for each in TermStore(open_).all() if state in (None, each.value.state)]
        overrides = OverrideStore(open_).all()
        revision = open_.revision()
    stale = sum(bool(each.value.stale) for each in overrides)
    if as_json:
        counts = {"revision": revision, "overrides": len(overrides), "stale": stale}
        typer.echo(json.dumps({**counts, "terms": [to_plain(term) for term in terms]}, ensure_ascii=False))
        return
    console = Console()
    if terms:
        console.print(table_of(terms))
    states = Counter(state_of(term) for term in terms)
    parts = [f"{count} {name}" for name, count in states.items()] or ["no terms"]
    console.print(f"{', '.join(parts)}; {len(overrides)} overrides, {stale} stale", markup=False)
    if not terms and state is None:
        console.print("`stadtlotse glossary import --collection` imports the terms that come with Stadtlotse.")


@glossary_app.command("import")
def import_file(
    file: FileArgument = None,
    collection: CollectionOption = False,
    by: Annotated[str, typer.Option("--by", help="Who imports; else the user of this machine.")] = "",
    database: DatabaseOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import a file of terms or overrides: all of it or, if anything is wrong, nothing."""
    name, data = _input(file, collection=collection)
    with _opened(database, make=True) as open_, _busy(name):
        dry = _dry(open_, name, data, _languages(config))
        if dry.ok:
            dry.apply(by or _user())
    report(dry, name, as_json=as_json, done=True)
    if collection and not as_json:
        typer.echo(f"These terms are {NOTICE}.")


@glossary_app.command("export")
def export(
    form: Annotated[As, typer.Option("--format", help="csv, jsonl, tbx: terms; tmx, xliff: overrides.")] = As.csv,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File; else standard output.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Only overrides in this language.")] = None,
    database: DatabaseOption = None,
) -> None:
    """Write all terms, or all overrides, as a file that can be imported again."""
    with _opened(database) as open_:
        if form.value in exchange.TERM_FORMATS:
            data = exchange.TERM_FORMATS[form.value].write(each.value for each in TermStore(open_).all())
        else:
            overrides = (each.value for each in OverrideStore(open_).all())
            wanted = (each for each in overrides if language in (None, each.language))
            data = exchange.OVERRIDE_FORMATS[form.value].write(wanted)
    if output is None:
        sys.stdout.buffer.write(data)
        return
    output.write_bytes(data)


@glossary_app.command("check")
def check(
    file: FileArgument = None,
    *,
    collection: CollectionOption = False,
    impact: Annotated[bool, typer.Option("--impact", help="Say which German texts would be translated anew.")] = False,
    segments: Annotated[
        Path | None, typer.Option("--segments", help="The German texts for --impact, one a line; - reads them.")
    ] = None,
    database: DatabaseOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what importing a file would do, and what is wrong in which line; changes nothing."""
    if impact and segments is None:
        message = "give the German texts with --segments FILE, one a line, or --segments - to read them"
        raise typer.BadParameter(message, param_hint="--impact")
    name, data = _input(file, collection=collection)
    languages = _languages(config)
    with _opened(database) as open_, _busy(name):
        dry = _dry(open_, name, data, languages)
        there = [each.value for each in TermStore(open_).all()]
    changed: list[dict[str, object]] | None = None
    if segments is not None:
        texts = (sys.stdin.read() if str(segments) == "-" else segments.read_text("utf-8", "replace")).splitlines()
        changed = [asdict(each) for each in affected(there, dry.after, filter(str.strip, texts), languages)]
    report(dry, name, as_json=as_json, done=False, impact=changed)


def _dry(open_: Database, name: str, data: bytes, languages: Collection[str]) -> Dry:
    """Read a file and compare it with what is there."""
    terms, overrides = TermStore(open_), OverrideStore(open_)
    ending = exchange.format_of(name)
    there = terms.all()
    if ending in exchange.TERM_FORMATS:
        plan = exchange.plan_terms(exchange.TERM_FORMATS[ending].read(data), there, languages)
        counts = (plan.additions, len(plan.changes) - plan.additions, plan.unchanged)
        return Dry(*counts, plan.problems, exchange.after(there, plan), lambda by: exchange.apply(terms, plan, by))
    reading = exchange.OVERRIDE_FORMATS[ending].read(data)
    own = exchange.plan_overrides(reading, overrides.all(), languages)
    counts = (own.additions, len(own.changes) - own.additions, own.unchanged)
    same = tuple(each.value for each in there)
    return Dry(*counts, own.problems, same, lambda by: exchange.apply(overrides, own, by))


def _input(file: Path | None, *, collection: bool) -> tuple[str, bytes]:
    if (file is None) is not collection:
        message = "give a file, or --collection, and not both"
        raise typer.BadParameter(message, param_hint="FILE")
    if file is None:
        return "the collection of Stadtlotse.jsonl", collection_bytes()
    try:
        exchange.format_of(file.name)
        return file.name, file.read_bytes()
    except GlossaryError as error:
        raise typer.BadParameter(str(error), param_hint="FILE") from error


def _busy(name: str) -> Status:
    """Show on a terminal that it goes on: ten thousand entries take some seconds."""
    return Console(stderr=True).status(f"reading {escape(name)}")


@contextmanager
def _opened(path: Path | None, *, make: bool = False) -> Iterator[Database]:
    """Open the database; looking makes no file."""
    file = path or glossary_file()
    try:
        database = Database(file if make or file.exists() else Path(":memory:"))
        try:
            yield database
        finally:
            database.close()
    except GlossaryError as error:
        raise _failed(error) from error


def _languages(config: Path | None) -> frozenset[str]:
    """Those that are known or served: a term in a language that is not served yet does no harm."""
    targets = load(config, os.environ).languages.targets
    return frozenset(LANGUAGES).union(targets) - {SOURCE}


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        return f"user {os.getuid()}"


def _failed(error: Exception) -> typer.Exit:
    typer.echo(f"stadtlotse glossary: {error}", err=True)
    return typer.Exit(BAD)
