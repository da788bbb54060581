"""`stadtlotse rewrite`: one page offline, to standard output; with the identity engine the same bytes."""

from __future__ import annotations

import asyncio
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from proxy.command.translate import rewritten
from proxy.page import rewrite as pages
from proxy.parts import make_engine, model_folder, open_parts, page_settings
from proxy.settings import Settings
from proxy.settings_file import load
from translation.languages import language
from translation.order import Order
from translation.segment import Segment


class Kind(StrEnum):
    """Which engine translates."""

    ctranslate2 = "ctranslate2"
    identity = "identity"


def rewrite(
    to: Annotated[str, typer.Option("--to", help="target language, such as tr")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="the page")],
    engine: Annotated[Kind | None, typer.Option(help="identity gives the same bytes")] = None,
    explain: Annotated[bool, typer.Option(help="list the segments instead, and where each comes from")] = False,
    config: Annotated[Path | None, typer.Option(help="settings file")] = None,
) -> None:
    """Translate one page offline."""
    language(to)
    settings = load(config, os.environ)
    if engine is not None:
        chosen = settings.engine.model_copy(update={"kind": engine.value})
        settings = settings.model_copy(update={"engine": chosen})
    body = file.read_bytes()
    asyncio.run(_explain(settings, body, to) if explain else _write(settings, body, to))


async def _write(settings: Settings, body: bytes, to: str) -> None:
    async with open_parts(settings, make_engine(settings, model_folder())) as parts:
        appearance = None if parts.engine.faithful else page_settings(settings).appearance
        written = await rewritten(parts, body, to, settings, appearance)
    sys.stdout.buffer.write(written.body)


async def _explain(settings: Settings, body: bytes, to: str) -> None:
    async with open_parts(settings, make_engine(settings, model_folder())) as parts:
        page = pages.take_apart(body, "", settings.languages.source, page_settings(settings).exclusions)
        outcomes = await parts.service.translate(page.segments, Order(to))
    for segment, outcome in zip(page.segments, outcomes, strict=True):
        shown = segment.text if outcome.parts is None else Segment(outcome.parts).text
        reason = f": {outcome.detail}" if outcome.detail else ""
        typer.echo(f"{segment.text}\n  -> {shown}\n     [{outcome.layer.value}{reason}]")
