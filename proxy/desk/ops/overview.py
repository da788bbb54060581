"""What the ops page shows of the last hours: the charts, made of the steps between samples. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from proxy.desk.formats import Formats
from proxy.desk.ops.charts import Drawing, Line, Point, draw
from proxy.desk.ops.samples import Sample, Step, steps

SPANS: Final = (1, 6, 24, 48)
"""Hours that can be looked back."""
_MOST_POINTS: Final = 60
_GAP: Final = 3.0  # times the usual distance: nobody took samples meanwhile

Written = Callable[[Formats, float | None], str]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table behind a chart."""

    at: float
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart with the table behind it; `name` is a part of keys of the wording."""

    name: str
    lines: tuple[Line, ...]
    drawing: Drawing
    write: Written
    layers: bool = False
    """Whether the labels are names of layers."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """All points, the newest first."""
        moments = [at for at, _ in self.lines[0].points] if self.lines else []
        columns = [[value for _, value in each.points] for each in self.lines]
        return tuple(
            Row(at, tuple(column[number] for column in columns)) for number, at in reversed([*enumerate(moments)])
        )


def _short(formats: Formats, value: float | None) -> str:
    return formats.short(value)


def _percent(formats: Formats, value: float | None) -> str:
    return formats.percent(value)


def _size(formats: Formats, value: float | None) -> str:
    return formats.size(value)


def charts(samples: Sequence[Sample], since: float, until: float) -> tuple[Chart, ...]:
    """The charts of a span of time; empty ones where there are too few samples."""
    found = steps(samples, _MOST_POINTS)
    layers = sorted({layer for each in found for layer in each.hit_ratios})
    make = _Maker(_with_gaps(found), since, until)
    return (
        make.chart("requests", _short, requests=lambda step: 60 * step.requests / step.seconds),
        make.of_lines("hits", _percent, tuple(make.hits(layer) for layer in layers), 1.0, layers=True),
        make.chart("words", _short, words=lambda step: step.words / step.seconds),
        make.chart("queue", _short, waiting=lambda step: step.waiting),
        make.chart("busy", _percent, least_top=1.0, busy=lambda step: step.busy),
        make.chart("german", _short, late=lambda step: step.late, german=lambda step: step.german),
        make.chart("memory", _size, memory=lambda step: step.memory_bytes),
        make.chart("disk", _size, disk=lambda step: step.disk_free_bytes),
    )


_Placed = Sequence[tuple[float, Step | None]]


@dataclass(frozen=True, slots=True)
class _Maker:
    placed: _Placed
    since: float
    until: float

    def chart(
        self, name: str, write: Written, least_top: float = 0.0, **lines: Callable[[Step], float | None]
    ) -> Chart:
        made = tuple(Line(label, self._points(value)) for label, value in lines.items())
        return self.of_lines(name, write, made, least_top)

    def of_lines(
        self, name: str, write: Written, lines: tuple[Line, ...], least_top: float, *, layers: bool = False
    ) -> Chart:
        return Chart(name, lines, draw(lines, self.since, self.until, least_top), write, layers)

    def hits(self, layer: str) -> Line:
        return Line(layer, self._points(lambda step: step.hit_ratios.get(layer)))

    def _points(self, value: Callable[[Step], float | None]) -> tuple[Point, ...]:
        return tuple((at, None if step is None else value(step)) for at, step in self.placed)


def _with_gaps(found: Sequence[Step]) -> _Placed:
    """The steps with their moments, and nothing for those in which no samples were taken."""
    if not found:
        return ()
    usual = median(each.seconds for each in found)
    return [(each.at, each if each.seconds <= _GAP * usual else None) for each in found]
