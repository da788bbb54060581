"""`stadtlotse audit`: what is inaccessible, or worse than in German, on one page or a crawl.

The audit is imported when it runs: Playwright is an extra, and no other command shall wait for parser and dictionaries.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.status import Status
from rich.table import Table

from proxy.audit.axe import axe_file
from proxy.audit.errors import AuditError
from proxy.audit.plan import Plan, Wishes
from proxy.audit.result import Report
from proxy.audit.verdict import FailOn, failed
from proxy.errors import SettingsError
from translation.languages import SOURCE, language

_FAILED: Final = 1

UrlArgument = Annotated[str, typer.Argument(help="address of a German page, at the proxy")]
CrawlOption = Annotated[int, typer.Option("--crawl", min=1, max=10_000, metavar="N", help="follow links: N pages")]
LanguagesOption = Annotated[
    str | None, typer.Option("--lang", metavar="xx,...", help="languages; default: what the site serves; '' for none")
]
FileOption = Annotated[Path | None, typer.Option("--axe", dir_okay=False, help="axe.min.js; default: from npm")]
ChromiumOption = Annotated[Path | None, typer.Option("--chromium", help="the browser; default: Debian's")]


def audit(
    url: UrlArgument,
    *,
    crawl: CrawlOption = 1,
    lang: LanguagesOption = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="write JSON; - for standard output")] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="write CSV; - for standard output")] = None,
    earl_file: Annotated[
        Path | None, typer.Option("--earl", help="write EARL as JSON-LD; - for standard output")
    ] = None,
    html_file: Annotated[
        Path | None, typer.Option("--html", help="write the report in German; English beside it")
    ] = None,
    fail_on: Annotated[FailOn, typer.Option(help="the least that makes the exit code 1")] = FailOn.worse,
    axe: FileOption = None,
    no_axe: Annotated[bool, typer.Option("--no-axe", help="own rules only")] = False,
    chromium: ChromiumOption = None,
    wait: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="for a page's translation to be complete")
    ] = 120,
) -> None:
    """Check a page or a crawl for barriers, German against translated."""
    _check(url, axe)
    if html_file == Path("-"):
        message = "--html needs the name of a file: the report has pictures and an English page beside it"
        raise SettingsError(message)
    languages = None if lang is None else tuple(code for code in lang.replace(",", " ").split() if code != SOURCE)
    for code in languages or ():
        language(code)
    wishes = Wishes(None if no_axe else axe_file(axe), complete_seconds=wait, screenshot=html_file is not None)
    report = _made(Plan(url, SOURCE, languages, crawl, wishes), chromium)
    outputs = {"json": json_file, "csv": csv_file, "earl": earl_file, "html": html_file}
    _write(report, {kind: file for kind, file in outputs.items() if file is not None})
    if Path("-") not in outputs.values():
        _show(report)
    if failed(report, fail_on):
        raise typer.Exit(_FAILED)


def _check(url: str, axe: Path | None) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        message = f'"{url}" is no address of a page; it looks like http://localhost:8800/buergerservice/'
        raise SettingsError(message)
    if axe is not None and not axe.is_file():
        message = f"there is no file {axe}; --axe names axe.min.js of the npm package axe-core"
        raise SettingsError(message)
    if importlib.util.find_spec("playwright") is None:
        message = "the audit needs Playwright: pip install 'stadtlotse[audit]', and Debian's package chromium"
        raise AuditError(message)


def _made(plan: Plan, chromium: Path | None) -> Report:
    from proxy.audit.run import run  # noqa: PLC0415

    console = Console(stderr=True)
    with Status("…", console=console) as status:
        said: Callable[[str], None] = status.update if console.is_terminal else lambda _: None
        return asyncio.run(run(plan, chromium, datetime.now().astimezone(), said))


def _write(report: Report, outputs: dict[str, Path]) -> None:
    from proxy.audit.report import files  # noqa: PLC0415

    for kind, file in outputs.items():
        if file == Path("-"):
            typer.echo(files.TEXTS[kind](report), nl=False)
        else:
            files.write(report, kind, file)


def _show(report: Report) -> None:
    """The rules that found something, and how often."""
    from proxy.audit.report.rows import by_rule, rule_rows  # noqa: PLC0415

    rows = rule_rows(report)
    table = Table("rule", "", "WCAG", "new", *report.languages, title=report.url, title_justify="left")
    for name, found in by_rule(report).items():
        counts = Counter(each.language for each in found)
        table.add_row(
            name,
            rows[name].weight.value,
            " ".join(rows[name].criteria),
            str(sum(each.new for each in found) or ""),
            *(str(counts[code] or "") for code in report.languages),
        )
    console = Console(width=None if os.isatty(1) else 160)
    console.print(table)
    for _, reason in report.unreachable:
        console.print(f"not audited: {reason}", markup=False)
    if not report.with_axe:
        console.print("axe-core is not installed: own rules only (scripts/node-tools installs it)")
    console.print("Automatic rules find a part of the barriers only; this is no statement of conformance.")
