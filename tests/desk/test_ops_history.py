"""The history behind the charts: kept in the database, bounded, written by one process of a machine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from glossary.database import Database
from glossary.errors import StoreError
from glossary.migrating import upgrade
from proxy.desk.desk import MIGRATIONS
from proxy.desk.ops.samples import Sample, Samples
from proxy.desk.ops.sampling import Sampler
from proxy.desk.tables import VERSION_TABLE
from proxy.live_figures import EngineLoad, LiveFigures


async def until(true: Callable[[], bool]) -> None:
    """Wait for something."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 the background tells nobody
            await asyncio.sleep(0.01)


def opened(place: str | Path) -> Database:
    """A database with the desk's tables."""
    database = Database(place)
    upgrade(database.engine, MIGRATIONS, VERSION_TABLE)
    return database


def test_old_samples_go_and_machines_do_not_mix(database_url: str) -> None:
    with closing(opened(database_url)) as database:
        here, there = Samples(database, "here", kept_seconds=100), Samples(database, "there", kept_seconds=100)
        there.add(Sample(10.0, requests=1))
        for at in range(0, 300, 50):
            here.add(Sample(float(at), requests=at, layers={"pages": (1, 2)}))
        assert [each.at for each in here.since(0.0)] == [150.0, 200.0, 250.0]
        assert here.since(200.0)[0] == Sample(200.0, requests=200, layers={"pages": (1, 2)})
        assert [each.requests for each in there.since(0.0)] == [1]


def test_a_clock_that_was_put_back_does_not_stop_the_history(database_url: str) -> None:
    with closing(opened(database_url)) as database:
        samples = Samples(database, "here")
        samples.add(Sample(1000.0))
        samples.add(Sample(900.0, requests=5))
        assert [(each.at, each.requests) for each in samples.since(0.0)] == [(900.0, 5)]


async def test_of_two_processes_one_takes_samples_until_it_ends(tmp_path: Path) -> None:
    taken: list[str] = []

    def reading(name: str):  # type: ignore[no-untyped-def]
        async def read() -> LiveFigures:
            taken.append(name)
            return LiveFigures(float(len(taken)), (), (), (), EngineLoad(), (), 0, 0, 0)

        return read

    with closing(opened(tmp_path / "desk.sqlite")) as database:
        samples = Samples(database, "here")
        first, second = (Sampler(samples, reading(name), tmp_path, 0.02) for name in ("first", "second"))
        async with AsyncExitStack() as both:
            async with first.running():
                await both.enter_async_context(second.running())
                await until(lambda: taken.count("first") >= 3)
                assert "second" not in taken
            await until(lambda: "second" in taken)
        assert len(samples.since(0.0)) >= 2


async def test_a_database_that_fails_costs_the_sample_and_nothing_else(tmp_path: Path) -> None:
    database = opened(tmp_path / "desk.sqlite")
    reads = 0

    async def read() -> LiveFigures:
        nonlocal reads
        reads += 1
        return LiveFigures(float(reads), (), (), (), EngineLoad(), (), 0, 0, 0)

    database.close()
    async with Sampler(Samples(database, "here"), read, tmp_path, 0.01).running():
        await until(lambda: reads >= 3)
    with pytest.raises(StoreError, match="closed"):
        Samples(database, "here").since(0.0)
