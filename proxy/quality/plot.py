"""Drawings of results as SVG: bars by language, and speed against quality. No script, no colour that alone says it.

Each has a title and a description for those who do not see it (SVG 2 section 5.7); the page has the same in a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import cycle, islice
from typing import Final

_WIDTH, _HEIGHT = 760, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 48, 36, 56
# Dark enough on white for 3:1 (WCAG 2.2, 1.4.11); the pattern tells them apart without colour (1.4.1).
_COLOURS: Final = ("#1b4f8f", "#a8400f", "#1f6b3a", "#6d2c8f", "#7a5a00")
_DASHES: Final = ("", "6 3", "2 3", "10 4", "1 5")


@dataclass(frozen=True, slots=True)
class Series:
    """One model: its name, and a value for each of the groups (None: not measured)."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One model: words a second, and mean chrF."""

    name: str
    speed: float
    quality: float


def bars(title: str, groups: Sequence[str], series: Sequence[Series], name: str) -> str:
    """Return bars from 0 to 100, grouped; `name` is an id of the drawing on its page."""
    inner, room = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    slot = inner / max(1, len(groups))
    width = slot * 0.8 / max(1, len(series))
    parts = [_grid(room, tuple(range(0, 101, 20)), 100.0)]
    for number, (each, colour, dash) in enumerate(zip(series, *_styles(len(series)), strict=True)):
        for group, value in enumerate(each.values):
            if value is None:
                continue
            x = _LEFT + group * slot + slot * 0.1 + number * width
            height = room * value / 100
            y = _TOP + room - height
            parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width * 0.92:.1f}" height="{height:.1f}" fill="{colour}" '
                f'stroke="#000" stroke-dasharray="{dash}"><title>{escape(f"{each.name}, {groups[group]}: {value:.1f}")}'
                "</title></rect>"
            )
            parts.append(_text(x + width / 2, y - 3, f"{value:.0f}", size=10))
    parts += [_text(_LEFT + (number + 0.5) * slot, _TOP + room + 18, group) for number, group in enumerate(groups)]
    parts.append(_legend([each.name for each in series]))
    return _svg(name, title, _told(groups, series), parts)


def scatter(title: str, points: Sequence[Point], name: str) -> str:
    """Return speed (across) against quality (up), each point with its name."""
    inner, room = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    most = max([each.speed for each in points], default=1.0) * 1.25 or 1.0
    parts = [_grid(room, tuple(range(0, 101, 20)), 100.0)]
    parts += [_text(_LEFT + inner * part / 4, _TOP + room + 18, f"{most * part / 4:.0f}") for part in range(5)]
    parts.append(_text(_LEFT + inner / 2, _TOP + room + 38, "German words a second"))
    parts.append(_text(_LEFT, _TOP - 8, "mean chrF", anchor="start"))
    for number, (each, colour) in enumerate(zip(points, _styles(len(points))[0], strict=True)):
        x, y = _LEFT + inner * each.speed / most, _TOP + room - room * each.quality / 100
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{colour}" stroke="#000"/>')
        # By turns above and below, so that two versions of a model can be read side by side.
        parts.append(_text(x, y + 20 if number % 2 else y - 10, each.name))
    told = "; ".join(f"{each.name}: {each.speed:.0f} words/s, chrF {each.quality:.1f}" for each in points)
    return _svg(name, title, told, parts)


def _styles(count: int) -> tuple[list[str], list[str]]:
    return list(islice(cycle(_COLOURS), count)), list(islice(cycle(_DASHES), count))


def _grid(room: int, values: Sequence[int], most: float) -> str:
    lines = []
    for value in values:
        y = _TOP + room - room * value / most
        lines.append(f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#bbb"/>')
        lines.append(_text(_LEFT - 8, y + 4, str(value), anchor="end"))
    return "".join(lines)


def _legend(names: Sequence[str]) -> str:
    colours, dashes = _styles(len(names))
    parts = []
    slot = (_WIDTH - _LEFT - _RIGHT) / max(1, len(names))
    for number, (each, colour, dash) in enumerate(zip(names, colours, dashes, strict=True)):
        x = _LEFT + number * slot
        parts.append(
            f'<rect x="{x:.1f}" y="{_HEIGHT - 20}" width="14" height="12" fill="{colour}" stroke="#000" '
            f'stroke-dasharray="{dash}"/>'
        )
        parts.append(_text(x + 20, _HEIGHT - 10, each, anchor="start"))
    return "".join(parts)


def _text(x: float, y: float, words: str, *, anchor: str = "middle", size: int = 12) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{escape(words)}</text>'


def _told(groups: Sequence[str], series: Sequence[Series]) -> str:
    return "; ".join(
        f"{each.name}: "
        + ", ".join(
            f"{group} {value:.1f}" for group, value in zip(groups, each.values, strict=True) if value is not None
        )
        for each in series
    )


def _svg(name: str, title: str, told: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="{name}-t {name}-d" '
        'font-family="sans-serif" fill="#111">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(told)}</desc>'
        f"{''.join(parts)}</svg>"
    )
