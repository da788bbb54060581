"""How the benchmarks take time: interleaved, medians, processor time."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was measured, the figure, and what it shall be."""

    what: str
    figure: str
    goal: str = ""


def interleaved(jobs: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Run the jobs in turn; return the median processor seconds of each."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            started = time.process_time()
            job()
            times[name].append(time.process_time() - started)
    return {name: statistics.median(each) for name, each in times.items()}


def milliseconds(seconds: float) -> str:
    """Return a time for the table."""
    return f"{seconds * 1000:.1f} ms"
