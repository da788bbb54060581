"""`stadtlotse rewrite`: one page offline, to standard output; with the identity engine the same bytes."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from proxy.accessibility.repairs import log
from proxy.command.translate import Show, explain_page, rewritten, shown_as
from proxy.engines import make_engine
from proxy.page import charset
from proxy.page.rewrite import Appearance
from proxy.parts import model_folder, open_parts, page_settings
from proxy.settings import Settings
from proxy.settings_file import load
from translation.languages import language


class Kind(StrEnum):
    """Which engine translates."""

    ctranslate2 = "ctranslate2"
    identity = "identity"


def rewrite(
    to: Annotated[str, typer.Option("--to", help="target language, such as tr")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="the page")],
    *,
    engine: Annotated[Kind | None, typer.Option(help="identity gives the same bytes")] = None,
    explain: Annotated[bool, typer.Option(help="list the segments instead, and why each reads as it does")] = False,
    repairs: Annotated[bool, typer.Option(help="list what is repaired for accessibility instead")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="with --explain or --repairs: JSON, a line each")] = False,
    config: Annotated[Path | None, typer.Option(help="settings file")] = None,
) -> None:
    """Translate one page offline."""
    language(to)
    settings = load(config, os.environ)
    if engine is not None:
        chosen = settings.engine.model_copy(update={"kind": engine.value})
        settings = settings.model_copy(update={"engine": chosen})
    body = file.read_bytes()
    show = shown_as(explain=True, as_json=as_json)
    if repairs:
        asyncio.run(_repairs(settings, body, to, as_json=as_json))
        return
    asyncio.run(_explain(settings, body, to, show) if explain else _write(settings, body, to))


async def _write(settings: Settings, body: bytes, to: str) -> None:
    async with open_parts(settings, make_engine(settings, model_folder())) as parts:
        appearance = None if parts.engine.faithful else page_settings(settings, parts.engine).appearance
        written = await rewritten(parts, body, to, settings, appearance)
    sys.stdout.buffer.write(written.body)


async def _repairs(settings: Settings, body: bytes, to: str, *, as_json: bool) -> None:
    """List a page's repairs; nothing of what it says in the other language matters for them."""
    async with open_parts(settings, make_engine(settings, model_folder())) as parts:
        written = await rewritten(parts, body, to, settings, Appearance())
    for each in log(charset.decode(body, "").text, written.changes):
        if as_json:
            typer.echo(json.dumps(asdict(each), ensure_ascii=False))
        else:
            typer.echo(f"{each.line}:{each.column} {each.rule} (EN 301 549 {each.clause})")
            typer.echo(f"    {each.before or '(nothing)'}\n -> {each.after.strip() or '(nothing)'}")


async def _explain(settings: Settings, body: bytes, to: str, show: Show) -> None:
    async with open_parts(settings, make_engine(settings, model_folder())) as parts:
        await explain_page(parts, body, to, settings, show)
