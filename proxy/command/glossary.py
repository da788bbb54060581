"""`stadtlotse glossary`: the terms and overrides of editors: list, import, export, and check a file before.

Exit codes: 0 all is well, 1 the file has errors or somebody else changed an entry, 2 the command was not understood.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from glossary import exchange
from glossary.collection import NOTICE, collection_bytes
from glossary.database import Database
from glossary.errors import GlossaryError
from glossary.impact import affected
from glossary.override_store import OverrideStore
from glossary.plain import to_plain
from glossary.reading import Level, Problem
from glossary.store import TermStore
from glossary.term import State, Term
from proxy.parts import data_folder
from proxy.settings_file import load

glossary_app = typer.Typer(help="Terms and corrected translations: what editors decided.", no_args_is_help=True)

_BAD: Final = 1
_SHOWN: Final = 2  # languages with their term in the table; all are in `--json`

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


@dataclass(frozen=True, slots=True)
class Dry:
    """What an import would do, and how it is done."""

    additions: int
    changes: int
    unchanged: int
    problems: tuple[Problem, ...]
    after: tuple[Term, ...]  # all terms as they would be
    apply: Callable[[str], int]

    @property
    def ok(self) -> bool:
        """Whether nothing keeps the file out."""
        return not any(problem.level is Level.ERROR for problem in self.problems)


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
        console.print(_table(terms))
    states = Counter(_state(term) for term in terms)
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
    with _opened(database, make=True) as open_:
        dry = _dry(open_, name, data, _languages(config))
        if dry.ok:
            dry.apply(by or _user())
    _report(dry, name, as_json=as_json, done=True)
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
    try:
        output.write_bytes(data)
    except OSError as error:
        raise _failed(error) from error


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
    with _opened(database) as open_:
        dry = _dry(open_, name, data, languages)
        there = [each.value for each in TermStore(open_).all()]
    changed: list[dict[str, object]] | None = None
    if segments is not None:
        try:
            texts = (sys.stdin if str(segments) == "-" else segments.open(encoding="utf-8")).read().splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise _failed(error) from error
        changed = [asdict(each) for each in affected(there, dry.after, filter(str.strip, texts), languages)]
    _report(dry, name, as_json=as_json, done=False, impact=changed)


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


def _report(dry: Dry, name: str, *, as_json: bool, done: bool, impact: list[dict[str, object]] | None = None) -> None:
    """Say what was or would be done; leaves with exit code 1 if the file has errors."""
    if as_json:
        counts = {"new": dry.additions, "changed": dry.changes, "unchanged": dry.unchanged}
        answer = {"file": name, "ok": dry.ok, "imported": done and dry.ok, **counts}
        problems = [asdict(problem) for problem in dry.problems]
        extra = {} if impact is None else {"impact": impact}
        typer.echo(json.dumps({**answer, "problems": problems, **extra}, ensure_ascii=False))
    else:
        _show(Console(), dry, name, done=done, impact=impact)
    if not dry.ok:
        raise typer.Exit(_BAD)


def _show(console: Console, dry: Dry, name: str, *, done: bool, impact: list[dict[str, object]] | None) -> None:
    if dry.problems:
        table = Table(title=f"Problems in {name}", title_justify="left", header_style="bold")
        table.add_column("line", justify="right")
        for column in ("", "kind", "what is wrong"):
            table.add_column(column, overflow="fold")
        for problem in dry.problems:
            style = "bold red" if problem.level is Level.ERROR else "yellow"
            line = str(problem.line or "all")
            table.add_row(line, f"[{style}]{problem.level.value}[/]", problem.code, escape(problem.message))
        console.print(table)
    did = "nothing was imported" if done and not dry.ok else "imported" if done else "would be imported"
    if not done and not dry.ok:
        did = "would not be imported, because of the errors"
    counts = f"{dry.additions} new, {dry.changes} changed, {dry.unchanged} unchanged"
    console.print(f"{name}: {counts}; {did}", markup=False)
    if impact is not None:
        for each in impact:
            console.print(f"  {each['text']}", markup=False)
        console.print(f"{len(impact)} texts would be translated anew", markup=False)


def _table(terms: Iterable[Term]) -> Table:
    table = Table(title="Terms", title_justify="left", header_style="bold")
    for name in ("German", "rule", "state", "translations", "changed"):
        table.add_column(name, overflow="fold")
    for term in terms:
        shown = [f"{each.language}: {each.term}" for each in term.targets[:_SHOWN]]
        more = [f"and {len(term.targets) - _SHOWN} more"] if len(term.targets) > _SHOWN else []
        colour = "green" if term.state is State.APPROVED else "yellow"
        changed = f"{term.author} {term.changed_at[:10]}"
        rule = f"{term.policy.value}, {term.match.value}{', as written' if term.case else ''}"
        table.add_row(
            escape(term.lemma), rule, f"[{colour}]{_state(term)}[/]", escape("; ".join(shown + more)), escape(changed)
        )
    return table


def _state(term: Term) -> str:
    return "unreviewed" if term.state is State.DRAFT else term.state.value


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
    except OSError as error:
        raise _failed(error) from error


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
    return frozenset(load(config, os.environ).languages.targets)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        return f"user {os.getuid()}"


def _failed(error: Exception) -> typer.Exit:
    typer.echo(f"stadtlotse glossary: {error}", err=True)
    return typer.Exit(_BAD)
