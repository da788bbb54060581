"""The history of the live figures: a sample a minute, what happened between two of them, and where they are kept.

A sample holds counts since the start, so that one that is missing loses nothing; counts that went back tell of a
restart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import Final

from sqlalchemy import delete, insert, select

from glossary.database import Database
from proxy.desk.ops.tables import SAMPLES
from proxy.live_figures import LiveFigures

KEPT_SECONDS: Final = 48 * 3600
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Sample:
    """The machine at one moment; `layers` are hits and look-ups by layer, all counts since the start."""

    at: float
    requests: int = 0
    words: int = 0
    late: int = 0
    """Pages sent with German in them because the deadline came first."""
    shown: int = 0
    german: int = 0
    """Segments left in German."""
    waiting: int = 0
    busy_seconds: float = 0.0
    memory_bytes: int = 0
    disk_free_bytes: int = 0
    layers: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def encode(self) -> str:
        """Return it as text, without its time."""
        values = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "at"}
        return json.dumps(values | {"version": _VERSION}, separators=(",", ":"))


def sample_of(figures: LiveFigures) -> Sample:
    """What is kept of live figures."""
    return Sample(
        at=figures.at,
        requests=figures.requests,
        words=figures.words,
        late=figures.late_pages,
        shown=sum(each.shown for each in figures.languages),
        german=sum(each.german for each in figures.languages),
        waiting=figures.engine.waiting,
        busy_seconds=figures.engine.busy_seconds,
        memory_bytes=figures.memory_bytes,
        disk_free_bytes=figures.disk_free_bytes,
        layers={each.layer: (each.lookups.hits, each.lookups.lookups) for each in figures.layers},
    )


def decode(at: float, text: str) -> Sample | None:
    """Return a kept sample; None for what another version wrote."""
    try:
        values = json.loads(text)
        if values.pop("version") != _VERSION:
            return None
        layers = {str(name): (int(hits), int(asked)) for name, (hits, asked) in values.pop("layers").items()}
        return Sample(at=at, layers=layers, **values)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


@dataclass(frozen=True, slots=True)
class Step:
    """What happened between two samples; None where nothing can be said."""

    at: float
    seconds: float
    requests: float
    words: float
    late: float
    german: float
    busy: float
    """Share of the time in which the model worked."""
    waiting: float
    memory_bytes: float
    disk_free_bytes: float
    hit_ratios: Mapping[str, float | None]


def steps(samples: Sequence[Sample], at_most: int) -> tuple[Step, ...]:
    """What happened between samples, joined to at most so many steps."""
    every = max(1, -(-(len(samples) - 1) // at_most))
    kept = [*reversed(samples[::-1][::every])]
    return tuple(_step(before, after) for before, after in pairwise(kept) if after.at > before.at)


def _step(before: Sample, after: Sample) -> Step:
    return Step(
        at=after.at,
        seconds=after.at - before.at,
        requests=_grown(before.requests, after.requests),
        words=_grown(before.words, after.words),
        late=_grown(before.late, after.late),
        german=_grown(before.german, after.german),
        busy=min(1.0, _grown(before.busy_seconds, after.busy_seconds) / (after.at - before.at)),
        waiting=after.waiting,
        memory_bytes=after.memory_bytes,
        disk_free_bytes=after.disk_free_bytes,
        hit_ratios=dict(_ratios(before, after)),
    )


def _ratios(before: Sample, after: Sample) -> Iterator[tuple[str, float | None]]:
    for layer, (hits, lookups) in after.layers.items():
        hits_before, lookups_before = before.layers.get(layer, (0, 0))
        asked = _grown(lookups_before, lookups)
        yield layer, min(1.0, _grown(hits_before, hits) / asked) if asked else None


def _grown(before: float, after: float) -> float:
    """How much a count grew; one that went back began anew."""
    return after - before if after >= before else after


class Samples:
    """The samples of one machine in a database; what is older than `kept_seconds` is taken out."""

    def __init__(self, database: Database, machine: str, kept_seconds: int = KEPT_SECONDS) -> None:
        self._database = database
        self._machine = machine
        self._kept = kept_seconds

    def add(self, sample: Sample) -> None:
        """Keep a sample; raises `StoreError`."""
        own = SAMPLES.c.machine == self._machine
        at = int(sample.at)
        with self._database.changing() as connection:
            connection.execute(delete(SAMPLES).where(own, (SAMPLES.c.at < at - self._kept) | (SAMPLES.c.at >= at)))
            connection.execute(insert(SAMPLES).values(machine=self._machine, at=at, counts=sample.encode()))

    def since(self, at: float) -> tuple[Sample, ...]:
        """The samples from a moment on, the oldest first; raises `StoreError`."""
        query = (
            select(SAMPLES.c.at, SAMPLES.c.counts)
            .where(SAMPLES.c.machine == self._machine, SAMPLES.c.at >= int(at))
            .order_by(SAMPLES.c.at)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(sample for when, counts in rows if (sample := decode(float(when), counts)) is not None)
