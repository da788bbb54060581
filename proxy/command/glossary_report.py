"""What `stadtlotse glossary` says: the terms as a table, and what importing a file does, for people and programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from glossary.overrides import Override
from glossary.reading import Level, Problem
from glossary.term import State, Term

BAD: Final = 1
_SHOWN: Final = 2  # languages with their term in the table; all are in `--json`


@dataclass(frozen=True, slots=True)
class Dry:
    """What an import would do, and how it is done."""

    additions: int
    changes: int
    unchanged: int
    problems: tuple[Problem, ...]
    after: tuple[tuple[Term, ...], tuple[Override, ...]]  # all terms and overrides as they would be
    apply: Callable[[str], int]

    @property
    def ok(self) -> bool:
        """Whether nothing keeps the file out."""
        return not any(problem.level is Level.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a change would do to texts: as a value for JSON, and as lines for people."""

    plain: object
    lines: tuple[str, ...]


def report(dry: Dry, name: str, *, as_json: bool, done: bool, impact: Shown | None = None) -> None:
    """Say what was or would be done; leaves with exit code 1 if the file has errors."""
    if as_json:
        counts = {"new": dry.additions, "changed": dry.changes, "unchanged": dry.unchanged}
        answer = {"file": name, "ok": dry.ok, "imported": done and dry.ok, **counts}
        problems = [asdict(problem) for problem in dry.problems]
        extra = {} if impact is None else {"impact": impact.plain}
        typer.echo(json.dumps({**answer, "problems": problems, **extra}, ensure_ascii=False))
    else:
        _show(Console(), dry, name, done=done, impact=impact)
    if not dry.ok:
        raise typer.Exit(BAD)


def _show(console: Console, dry: Dry, name: str, *, done: bool, impact: Shown | None) -> None:
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
        for line in impact.lines:
            console.print(line, markup=False, soft_wrap=True)


def table_of(terms: Iterable[Term]) -> Table:
    """Return the terms as a table."""
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
            escape(term.lemma), rule, f"[{colour}]{state_of(term)}[/]", escape("; ".join(shown + more)), escape(changed)
        )
    return table


def state_of(term: Term) -> str:
    """Return the state as it is shown: a draft is what nobody has reviewed."""
    return "unreviewed" if term.state is State.DRAFT else term.state.value
