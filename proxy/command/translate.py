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

from glossary.live import Snapshot
from proxy.accessibility.repairs import Repairs
from proxy.command.explained import lines_of
from proxy.engines import make_engine
from proxy.links import SiteLinks
from proxy.page import rewrite
from proxy.parts import Parts, model_folder, open_parts, page_settings
from proxy.settings import Settings
from proxy.settings_file import load
from proxy.translating import glossed_parts
from translation.explain import Explanation
from translation.explain import explain as explain_segment
from translation.glossing import Glosses
from translation.languages import language
from translation.order import Order
from translation.outcome import Outcome
from translation.segment import Segment

Show = Callable[["Line", Explanation], str]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one line, as `--json` shows it; with `--explain` it shows the whole explanation."""

    german: str
    text: str
    layer: str
    reason: str
    confidence: float


def translate(
    to: Annotated[str, typer.Option("--to", help="target language, such as tr")],
    text: Annotated[str, typer.Argument(help="German text; without it, standard input is read line by line")] = "",
    html: Annotated[bool, typer.Option("--html", help="the text is a fragment of HTML")] = False,
    explain: Annotated[bool, typer.Option(help="say for each segment why it reads as it does")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
    config: Annotated[Path | None, typer.Option(help="settings file")] = None,
) -> None:
    """Translate German text."""
    language(to)
    settings = load(config, os.environ)
    show = shown_as(explain=explain, as_json=as_json)
    if html:
        asyncio.run(_fragment(settings, text or sys.stdin.read(), to, show if explain else None))
        return
    lines = [text] if text else (line.rstrip("\n") for line in sys.stdin)
    asyncio.run(_lines(settings, lines, to, show))


def shown_as(*, explain: bool, as_json: bool) -> Show:
    """Return how an outcome is written."""
    if explain:
        return _explained_as_json if as_json else _explained
    return _as_json if as_json else _plain


async def _lines(settings: Settings, lines: Iterable[str], to: str, show: Show) -> None:
    order = Order(to)
    async with open_parts(settings, make_engine(settings, model_folder())) as parts:
        state = parts.service.glossary
        for group in _groups(lines, 64):
            segments = [Segment((line.strip(),)) for line in group]
            outcomes = await parts.service.translate(segments, order, state)
            for german, outcome in zip(group, outcomes, strict=True):
                reasons = explain_segment(Segment((german.strip(),)), outcome, order.place, state)
                typer.echo(show(_line(german, outcome), reasons))


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


def _plain(line: Line, _reasons: Explanation) -> str:
    return line.text


def _as_json(line: Line, _reasons: Explanation) -> str:
    return json.dumps(asdict(line), ensure_ascii=False)


def _explained(_line: Line, reasons: Explanation) -> str:
    return "\n".join(lines_of(reasons))


def _explained_as_json(_line: Line, reasons: Explanation) -> str:
    return json.dumps(asdict(reasons), ensure_ascii=False)


async def _fragment(settings: Settings, html: str, to: str, show: Show | None) -> None:
    async with open_parts(settings, make_engine(settings, model_folder())) as parts:
        if show is not None:
            await explain_page(parts, html.encode(), to, settings, show)
            return
        written = await rewritten(parts, html.encode(), to, settings, None)
        sys.stdout.write(written.body.decode())


async def rewritten(
    parts: Parts, body: bytes, to: str, settings: Settings, appearance: rewrite.Appearance | None
) -> rewrite.Written:
    """Translate a page offline; its links are those of a site without a name."""
    order, state = Order(to), parts.service.glossary
    page = _taken_apart(body, settings, state)
    outcomes = await parts.service.translate(page.segments, order, state) if page.segments else []
    links = SiteLinks(to, "https://localhost", frozenset(), settings.pages.excluded_paths, settings.languages.targets)
    words = glossed_parts(page.document, outcomes, Glosses(state, order.place))
    repairs = Repairs(frozenset(settings.accessibility.repairs_off))
    return rewrite.put_together(page, words, "/", links, appearance, (repairs,))


def _taken_apart(body: bytes, settings: Settings, state: Snapshot) -> rewrite.Page:
    exclusions, selectors = page_settings(settings).exclusions, state.matcher.selectors
    return rewrite.take_apart(body, "", settings.languages.source, exclusions, selectors)


async def explain_page(parts: Parts, body: bytes, to: str, settings: Settings, show: Show) -> None:
    """Translate a page offline, and write for each segment why it reads as it does."""
    order, state = Order(to), parts.service.glossary
    page = _taken_apart(body, settings, state)
    outcomes = await parts.service.translate(page.segments, order, state)
    for segment, outcome in zip(page.segments, outcomes, strict=True):
        typer.echo(show(_line(segment.text, outcome), explain_segment(segment, outcome, order.place, state)))
