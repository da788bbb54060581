"""`stadtlotse glossary`: the terms and overrides of editors: list, import, export, check a file before; and backup.

Exit codes: 0 all is well, 1 the file has errors or somebody else changed an entry, 2 the command was not understood.
A file that the machine cannot read or write is said by `main`, as for every command.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
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
from glossary.backup import back_up
from glossary.collection import NOTICE, collection_bytes, load_collection
from glossary.connecting import IN_MEMORY, place_of, shown
from glossary.database import Database
from glossary.errors import GlossaryError
from glossary.impact import affected
from glossary.override_store import OverrideStore
from glossary.plain import to_plain
from glossary.store import TermStore
from glossary.term import State, Term
from proxy.command.glossary_impact import lines_of, remembered_impact
from proxy.command.glossary_report import BAD, Dry, Shown, report, state_of, table_of
from proxy.parts import glossary_file
from proxy.settings import Settings
from proxy.settings_file import load
from translation.impact import Decisions
from translation.languages import LANGUAGES, SOURCE

glossary_app = typer.Typer(help="Terms and corrected translations: what editors decided.", no_args_is_help=True)


JsonOption = Annotated[bool, typer.Option("--json", help="Answer for programs.")]
DatabaseOption = Annotated[
    str | None,
    typer.Option("--database", help="The glossary's database, a file or postgresql://...; else that of the settings."),
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


@glossary_app.command("list")
def list_terms(
    state: Annotated[State | None, typer.Option("--state", help="Only entries in this state.")] = None,
    database: DatabaseOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the terms; drafts are unreviewed."""
    with _opened(database, config) as open_:
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
    with _opened(database, config, make=True) as open_, _busy(name):
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
    config: ConfigOption = None,
) -> None:
    """Write all terms, or all overrides, as a file that can be imported again."""
    with _opened(database, config) as open_:
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
    impact: Annotated[
        bool, typer.Option("--impact", help="Say which remembered segments and pages would be made anew.")
    ] = False,
    segments: Annotated[
        Path | None, typer.Option("--segments", help="For --impact: German texts, one a line, instead; - reads them.")
    ] = None,
    database: DatabaseOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what importing a file would do, and what is wrong in which line; changes nothing."""
    settings = load(config, os.environ)
    name, data = _input(file, collection=collection)
    languages = _languages(config)
    with _opened(database, config) as open_, _busy(name):
        dry = _dry(open_, name, data, languages)
        there = _decided(open_)
        shown = None
        if segments is not None:
            shown = _impact_on_texts(there[0], dry.after[0], segments, languages)
        elif impact:
            shown = _impact_on_memory(settings, there, dry.after)
    report(dry, name, as_json=as_json, done=False, impact=shown)


@glossary_app.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="The file to write; an older one is replaced.")],
    database: DatabaseOption = None,
    config: ConfigOption = None,
) -> None:
    """Copy the whole database, with history and accounts, to a file, while the proxy runs and editors write."""
    try:
        place = _place(database, config)
        with _busy("the database"):
            back_up(place, file)
    except GlossaryError as error:
        raise _failed(error) from error
    typer.echo(f"{file}: {file.stat().st_size / 1_000_000:.1f} MB, a copy of {shown(place)}")


def _decided(open_: Database) -> Decisions:
    terms = tuple(each.value for each in TermStore(open_).all())
    return terms, tuple(each.value for each in OverrideStore(open_).all())


def _impact_on_texts(before: Iterable[Term], now: Iterable[Term], file: Path, languages: Collection[str]) -> Shown:
    texts = (sys.stdin.read() if str(file) == "-" else file.read_text("utf-8", "replace")).splitlines()
    found = list(affected(before, now, filter(str.strip, texts), languages))
    lines = (*(f"  {each.text}" for each in found), f"{len(found)} texts would be translated anew")
    return Shown([asdict(each) for each in found], lines)


def _impact_on_memory(settings: Settings, before: Decisions, now: Decisions) -> Shown:
    found = remembered_impact(settings, _in_use(settings, before), _in_use(settings, now))
    return Shown(found.plain(), tuple(lines_of(found)))


def _in_use(settings: Settings, decided: Decisions) -> Decisions:
    """Return what the proxy uses: the collection while there are no terms, and drafts where the settings say so."""
    terms, overrides = decided
    if not terms and settings.glossary.collection:
        terms = load_collection()
    return tuple(term for term in terms if settings.glossary.drafts or term.state is State.APPROVED), overrides


def _dry(open_: Database, name: str, data: bytes, languages: Collection[str]) -> Dry:
    """Read a file and compare it with what is there."""
    terms, overrides = TermStore(open_), OverrideStore(open_)
    ending = exchange.format_of(name)
    there, corrected = terms.all(), overrides.all()
    if ending in exchange.TERM_FORMATS:
        plan = exchange.plan_terms(exchange.TERM_FORMATS[ending].read(data), there, languages)
        counts = (plan.additions, len(plan.changes) - plan.additions, plan.unchanged)
        after = exchange.after(there, plan), tuple(each.value for each in corrected)
        return Dry(*counts, plan.problems, after, lambda by: exchange.apply(terms, plan, by))
    reading = exchange.OVERRIDE_FORMATS[ending].read(data)
    own = exchange.plan_overrides(reading, corrected, languages)
    counts = (own.additions, len(own.changes) - own.additions, own.unchanged)
    same = tuple(each.value for each in there)
    return Dry(
        *counts, own.problems, (same, exchange.after(corrected, own)), lambda by: exchange.apply(overrides, own, by)
    )


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
def _opened(written: str | None, config: Path | None, *, make: bool = False) -> Iterator[Database]:
    """Open the database, else that of the settings; looking makes no file."""
    try:
        place = _place(written, config)
        there = make or not isinstance(place, Path) or place.exists()
        database = Database(place if there else IN_MEMORY)
        try:
            yield database
        finally:
            database.close()
    except GlossaryError as error:
        raise _failed(error) from error


def _place(written: str | None, config: Path | None) -> str | Path:
    return place_of(written) if written else glossary_file(load(config, os.environ))


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
