"""`stadtlotse cache warm`: has the website's pages translated before anybody asks for them."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import aiohttp
import typer
from aiohttp import web
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from proxy import logs
from proxy.alone import alone
from proxy.app import create_app, runner
from proxy.command.serve import translation_of
from proxy.own_address import own_address
from proxy.settings import Settings
from proxy.settings_file import load
from proxy.warm_state import LOCK, STATE, WarmState, state_to_go_on
from proxy.warm_target import target_of
from proxy.warming import Budget, Client, Report, Warmer, WarmingError
from translation.languages import language as known_language


def warm(
    *,
    languages: Annotated[
        list[str] | None, typer.Option("--language", help="only into this language; may be given several times")
    ] = None,
    words: Annotated[int | None, typer.Option("--words", min=1, help="translate at most so many words anew")] = None,
    minutes: Annotated[float | None, typer.Option("--minutes", min=0.01, help="end after so many minutes")] = None,
    pages: Annotated[int | None, typer.Option("--pages", min=1, help="end after so many pages")] = None,
    rate: Annotated[float | None, typer.Option("--rate", min=0.01, help="requests a second, at most")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="begin anew, not where the last run ended")] = False,
    url: Annotated[str, typer.Option("--url", help="where the proxy listens; else as the settings say")] = "",
    config: Annotated[Path | None, typer.Option("--config", help="settings file")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="answer for programs")] = False,
) -> None:
    """Translate the pages of sitemap and links in the background; a second run goes on where the first one ended."""
    settings = load(config, os.environ, {"warming.requests_per_second": ("--rate", rate)})
    codes = tuple(known_language(code).code for code in languages or settings.languages.targets)
    file = settings.cache.folder / STATE
    budget = Budget(words, None if minutes is None else minutes * 60, pages)
    with alone(settings.cache.folder / LOCK) as is_alone:
        if not is_alone:
            message = "these caches are being warmed already, from the desk or by another command; wait, or stop that"
            raise WarmingError(message)
        state = state_to_go_on(file, codes, fresh=fresh)
        report = asyncio.run(_run(settings, url, state, file, budget))
    if as_json:
        typer.echo(json.dumps(asdict(report) | {"waiting": len(state.waiting)}, ensure_ascii=False))
    else:
        _tell(report, state)


async def _run(settings: Settings, url: str, state: WarmState, file: Path, budget: Budget) -> Report:
    async with _proxy(settings, url or own_address(settings), own=not url) as where:
        target = target_of(settings, where)
        with _shown() as shown:
            task = shown.add_task("reading the sitemap", total=None)

            def progress(path: str, language: str, now: WarmState) -> None:
                total = len(now.seen)
                what = f"{language or 'de'} {path}"[:60]
                shown.update(task, completed=total - len(now.waiting), total=total, description=what)

            async with Client(target) as client:
                return await Warmer(client, state, file, target.links, budget, progress).run()


@asynccontextmanager
async def _proxy(settings: Settings, url: str, *, own: bool) -> AsyncIterator[str]:
    """The proxy that is running, or one of our own for as long as this takes."""
    if not own or await _answers(url):
        yield url
        return
    logs.set_up(settings.log.model_copy(update={"level": "warning"}))
    running = runner(create_app(settings, translation_of(settings)), settings)
    await running.setup()
    await web.TCPSite(running, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{running.addresses[0][1]}"
    finally:
        await running.cleanup()


async def _answers(url: str) -> bool:
    timeout = aiohttp.ClientTimeout(total=5)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"{url}/.stadtlotse/health") as answer,
        ):
            return answer.status in (200, 421)  # 421: it runs, and knows its host names
    except (aiohttp.ClientError, TimeoutError):
        return False


def _shown() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description:<60}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    return Progress(*columns, TimeElapsedColumn(), console=console, transient=True, disable=not sys.stderr.isatty())


def _tell(report: Report, state: WarmState) -> None:
    typer.echo(
        f"{report.pages} pages read, {report.translated} complete in a language, {report.incomplete} incomplete, "
        f"{report.failed} failed; {report.words} words translated anew"
    )
    if state.waiting:
        typer.echo(f"ended by {report.end.value}; {len(state.waiting)} pages wait: run it again to go on")
