"""Charts lie inside their frame, numbers read as people write them, and steps say what happened between samples."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.desk.formats import Formats
from proxy.desk.ops.charts import HEIGHT, WIDTH, Line, draw, round_step
from proxy.desk.ops.overview import charts
from proxy.desk.ops.samples import Sample, decode, sample_of, steps
from proxy.live_figures import EngineLoad, Hits, LanguageFigures, LayerFigures, LiveFigures, ProcessFigures

_VALUES = st.one_of(st.none(), st.floats(0, 1e12))


@given(st.lists(_VALUES, max_size=80))
def test_every_point_of_a_line_lies_inside_the_frame(values: list[float | None]) -> None:
    """Whatever the values; a line breaks exactly where nothing is known."""
    line = Line("x", tuple((1000.0 + n, value) for n, value in enumerate(values)))
    drawing = draw([line], 1000.0, 1000.0 + max(1, len(values) - 1))
    places = [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.e+-]+) ([\d.e+-]+)", drawing.paths[0])]
    assert len(places) == sum(value is not None for value in values)
    assert all(drawing.left - 0.1 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places)
    runs = sum(value is not None and before is None for before, value in pairwise([None, *values]))
    assert drawing.paths[0].count("M") == runs
    assert drawing.ups[0].value == 0
    assert drawing.ups[-1].value >= max([value for value in values if value is not None], default=0) * (1 - 1e-9)
    assert len(drawing.ups) <= 5


@given(st.floats(1e-9, 1e15))
def test_a_step_is_round_and_not_less_than_wanted(wanted: float) -> None:
    """1, 2 or 5 times a power of ten, less than two and a half times what is wanted."""
    step = round_step(wanted)
    assert wanted * (1 - 1e-6) <= step <= 2.5 * wanted
    assert float(f"{step:.0e}") == pytest.approx(step)
    assert f"{step:.0e}"[0] in "125"


@pytest.mark.parametrize(
    ("german", "english", "write"),
    [
        ("1.234.567", "1,234,567", lambda f: f.number(1_234_567)),
        ("0,25", "0.25", lambda f: f.short(0.25)),
        ("12,5", "12.5", lambda f: f.short(12.49)),
        ("–", "–", lambda f: f.short(None)),
        ("33,3\N{NO-BREAK SPACE}%", "33.3%", lambda f: f.percent(1 / 3)),
        ("100\N{NO-BREAK SPACE}%", "100%", lambda f: f.percent(1)),
        ("1,5\N{NO-BREAK SPACE}GB", "1.5\N{NO-BREAK SPACE}GB", lambda f: f.size(1.5e9)),
        ("999\N{NO-BREAK SPACE}B", "999\N{NO-BREAK SPACE}B", lambda f: f.size(999)),
        (
            "1\N{NO-BREAK SPACE}T 1\N{NO-BREAK SPACE}h",
            "1\N{NO-BREAK SPACE}d 1\N{NO-BREAK SPACE}h",
            lambda f: f.duration(90_059),
        ),
        ("0\N{NO-BREAK SPACE}s", "0\N{NO-BREAK SPACE}s", lambda f: f.duration(0)),
        ("–", "–", lambda f: f.moment("no time")),
    ],
)
def test_numbers_read_as_people_write_them(german: str, english: str, write) -> None:  # type: ignore[no-untyped-def]
    assert write(Formats("de")) == german
    assert write(Formats("en")) == english


def test_a_restart_is_no_negative_count() -> None:
    """Counts that went back began anew; what came before is not counted twice."""
    before = Sample(0, requests=100, words=10, layers={"pages": (5, 10)})
    after = Sample(60, requests=30, words=4, layers={"pages": (1, 4)})
    (step,) = steps([before, after], 10)
    assert (step.requests, step.words, step.hit_ratios) == (30, 4, {"pages": 0.25})


@given(st.integers(2, 400), st.integers(1, 60))
def test_joined_steps_lose_nothing(count: int, most: int) -> None:
    """However many are joined: the newest is there, and all that was counted since the first kept one."""
    samples = [Sample(60.0 * n, requests=n * n) for n in range(count)]
    found = steps(samples, most)
    assert 1 <= len(found) <= most
    assert found[-1].at == samples[-1].at
    first = found[0].at - found[0].seconds
    assert sum(each.requests for each in found) == samples[-1].requests - int((first / 60) ** 2)


def test_a_sample_says_what_the_figures_say_and_survives_being_kept() -> None:
    figures = LiveFigures(
        at=1000.5,
        languages=(LanguageFigures("tr", 7, Hits(3, 5), 40, 2, 60, 4), LanguageFigures("de", 3)),
        layers=(LayerFigures("pages", Hits(3, 5), 9, 100, 1000, 0, 0),),
        fallbacks=(),
        engine=EngineLoad(ready=True, waiting=6, busy_seconds=1.5),
        processes=(ProcessFigures("worker-1", 500, 1.0, 9, 0.0), ProcessFigures("engine", 700, 1.0, 9, 0.0)),
        connections=1,
        disk_bytes=100,
        disk_free_bytes=40,
    )
    sample = sample_of(figures)
    assert (sample.requests, sample.words, sample.late, sample.german, sample.memory_bytes) == (10, 40, 2, 4, 1200)
    assert decode(sample.at, sample.encode()) == sample
    assert decode(1.0, '{"version": 0}') is None
    assert decode(1.0, "broken") is None


def test_a_time_without_samples_breaks_the_lines() -> None:
    """What happened in it is in the count after it, and would be drawn as if it had happened at once."""
    at = [*range(0, 600, 60), *range(7200, 7800, 60)]
    samples = [Sample(float(second), requests=second) for second in at]
    requests = charts(samples, 0.0, 7800.0)[0]
    assert [value for _, value in requests.lines[0].points].count(None) == 1
    assert requests.drawing.paths[0].count("M") == 2
    assert all(value in (None, 60.0) for _, value in requests.lines[0].points)


def test_without_samples_there_are_charts_without_lines() -> None:
    assert all(not chart.rows for chart in charts((), 0.0, 3600.0))
