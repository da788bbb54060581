"""`stadtlotse translate`: text from the command line or, a segment a line, from standard input."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from proxy.links import SiteLinks
from proxy.page import rewrite
from proxy.parts import Parts, make_engine, model_folder, open_parts, page_settings
from proxy.settings import Settings
from proxy.settings_file import load
from translation.languages import language
from translation.order import Order
from translation.outcome import Outcome
from translation.segment import Segment


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one line, as `--json` and `--explain` show it."""

    german: str
    text: str
    layer: str
    reason: str
    confidence: float


def translate(
    to: Annotated[str, typer.Option("--to", help="target language, such as tr")],
    text: Annotated[str, typer.Argument(help="German text; without it, standard input is read line by line")] = "",
    html: Annotated[bool, typer.Option("--html", help="the text is a fragment of HTML")] = False,
    explain: Annotated[bool, typer.Option(help="say for each line where its translation comes from")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
    config: Annotated[Path | None, typer.Option(help="settings file")] = None,
) -> None:
    """Translate German text."""
    language(to)
    settings = load(config, os.environ)
    if html:
        sys.stdout.write(asyncio.run(_fragment(settings, text or sys.stdin.read(), to)))
        return
    lines = [text] if text else (line.rstrip("\n") for line in sys.stdin)
    show = _as_json if as_json else _explained if explain else _plain
    asyncio.run(_lines(settings, lines, to, show))


async def _lines(settings: Settings, lines: Iterable[str], to: str, show: Callable[[Line], str]) -> None:
    async with open_parts(settings, make_engine(settings, model_folder())) as parts:
        for group in _groups(lines, 64):
            segments = [Segment((line.strip(),)) for line in group]
            outcomes = await parts.service.translate(segments, Order(to))
            for german, outcome in zip(group, outcomes, strict=True):
                typer.echo(show(_line(german, outcome)))


def _groups(lines: Iterable[str], size: int) -> Iterable[Sequence[str]]:
    group: list[str] = []
    for line in lines:
        group.append(line)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def _line(german: str, outcome: Outcome) -> Line:
    text = german if outcome.parts is None else "".join(part for part in outcome.parts if isinstance(part, str))
    return Line(german, text, outcome.layer.value, outcome.detail, round(outcome.confidence, 3))


def _plain(line: Line) -> str:
    return line.text


def _as_json(line: Line) -> str:
    return json.dumps(asdict(line), ensure_ascii=False)


def _explained(line: Line) -> str:
    reason = f": {line.reason}" if line.reason else f", confidence {line.confidence}" if line.confidence else ""
    return f"{line.text}\n    [{line.layer}{reason}]"


async def _fragment(settings: Settings, html: str, to: str) -> str:
    async with open_parts(settings, make_engine(settings, model_folder())) as parts:
        written = await rewritten(parts, html.encode(), to, settings, None)
        return written.body.decode()


async def rewritten(
    parts: Parts, body: bytes, to: str, settings: Settings, appearance: rewrite.Appearance | None
) -> rewrite.Written:
    """Translate a page offline; its links are those of a site without a name."""
    page = rewrite.take_apart(body, "", settings.languages.source, page_settings(settings).exclusions)
    outcomes = await parts.service.translate(page.segments, Order(to)) if page.segments else []
    links = SiteLinks(to, "https://localhost", frozenset(), settings.pages.excluded_paths, settings.languages.targets)
    return rewrite.put_together(page, [outcome.parts for outcome in outcomes], "/", links, appearance)
