"""Where the lines and marks of a chart lie: numbers in, coordinates out. Colours and words are the template's. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 300
HEIGHT: Final = 160
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 10, 10, 24
_MARKS: Final = 3  # beside the zero; more would not be read

Point = tuple[float, float | None]
"""A moment and its value; None: nothing is known, and the line breaks."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of values; `label` is a key of the wording or a name."""

    label: str
    points: tuple[Point, ...]

    @property
    def newest(self) -> float | None:
        """The last value that is known."""
        return next((value for _, value in reversed(self.points) if value is not None), None)

    @property
    def largest(self) -> float | None:
        """The largest value that is known."""
        return max((value for _, value in self.points if value is not None), default=None)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on an axis."""

    place: float
    value: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as it is drawn; `paths` belong to the lines, in their order, and so do `dots`, where each line ends."""

    paths: tuple[str, ...]
    dots: tuple[tuple[float, float] | None, ...]
    ups: tuple[Mark, ...]
    acrosses: tuple[Mark, ...]
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    bottom: int = HEIGHT - _BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


def draw(lines: Sequence[Line], since: float, until: float, least_top: float = 0.0) -> Drawing:
    """Draw lines over a span of time from zero up to a round number, `least_top` at least."""
    largest = max([least_top, *(each.largest or 0.0 for each in lines)])
    step = round_step(largest / _MARKS)
    top = step * max(1, math.ceil(largest / step - 1e-9))
    across = _Scale(since, until, _LEFT, WIDTH - _RIGHT)
    up = _Scale(0.0, top, HEIGHT - _BOTTOM, _TOP)
    placed = [
        tuple((across(at), None if value is None else up(value)) for at, value in each.points if since <= at <= until)
        for each in lines
    ]
    return Drawing(
        paths=tuple(" ".join(_strokes(each)) for each in placed),
        dots=tuple(next(((x, y) for x, y in reversed(each) if y is not None), None) for each in placed),
        ups=tuple(Mark(up(step * n), step * n) for n in range(round(top / step) + 1)),
        acrosses=tuple(Mark(across(at), at) for at in (since, (since + until) / 2, until)),
    )


def round_step(wanted: float) -> float:
    """The round number (1, 2 or 5 times a power of ten) that is not less; 1 for nothing."""
    if wanted <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(power * each for each in (1, 2, 5, 10) if power * each >= wanted * (1 - 1e-9))


@dataclass(frozen=True, slots=True)
class _Scale:
    """Values to coordinates."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span else 0.0
        return round(self.start + share * (self.end - self.start), 1)


def _strokes(points: Sequence[tuple[float, float | None]]) -> Iterator[str]:
    """SVG path commands; a point that stands alone is a dot, drawn as a line of no length."""
    is_drawing = False
    for number, (x, y) in enumerate(points):
        if y is None:
            is_drawing = False
            continue
        follows = number + 1 < len(points) and points[number + 1][1] is not None
        if is_drawing:
            yield f"L{x:g} {y:g}"
        else:
            yield f"M{x:g} {y:g}" if follows else f"M{x:g} {y:g}h0"
        is_drawing = True
