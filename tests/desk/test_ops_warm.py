"""Warming from the desk: one run at a time, followed and stopped from any worker, gone on with later."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from desk.running import RunningDesk, running_desk
from desk.test_ops_history import opened
from loopback import Clock

from proxy.alone import alone
from proxy.desk.audit_log import AuditLog
from proxy.desk.ops.warm_pages import read_form
from proxy.desk.ops.warm_run import WarmRunner
from proxy.desk.ops.warm_store import SILENT_SECONDS, WarmEnd, WarmProgress, WarmStore, WarmWish
from proxy.warm_state import LOCK
from proxy.warm_target import target_of

_FAST = {"requests_per_second": 1000.0}


def store_of(desk: RunningDesk) -> WarmStore:
    """The runs as another worker of the machine sees them."""
    return WarmStore(desk.database, AuditLog(desk.database), "here", desk.clock)


async def until(true: Callable[[], bool]) -> None:
    """Wait for something."""
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(true):  # noqa: ASYNC110 another process tells by the database
            await asyncio.sleep(0.05)


def test_one_run_at_a_time_and_a_silent_one_is_over(database_url: str) -> None:
    clock = Clock()
    with closing(opened(database_url)) as database:
        store = WarmStore(database, AuditLog(database), "here", clock)
        run = store.begin("Ada", WarmWish(("tr",), words=10))
        assert run is not None
        assert store.begin("Bob", WarmWish(("ar",))) is None
        assert store.beat(run.number, WarmProgress(known=4, left=1))
        assert store.newest()[0].progress.share == 0.75
        clock.seconds += SILENT_SECONDS + 1
        assert store.newest()[0].end is WarmEnd.INTERRUPTED
        again = store.begin("Bob", WarmWish(("ar",)))
        assert again is not None
        assert store.ask_to_stop("Ada")
        assert not store.beat(again.number, WarmProgress())
        store.end(again.number, WarmEnd.STOPPED, WarmProgress(words=7))
        assert [(each.who, each.end) for each in store.newest()] == [
            ("Bob", WarmEnd.STOPPED),
            ("Ada", WarmEnd.INTERRUPTED),
        ]
        assert store.newest()[0].wish == WarmWish(("ar",))
        assert not store.ask_to_stop("Ada")
        assert [each.action for each in AuditLog(database).newest()] == [
            "warming.stop",
            "warming.start",
            "warming.start",
        ]


def test_only_the_last_runs_are_kept(database_url: str) -> None:
    with closing(opened(database_url)) as database:
        store = WarmStore(database, AuditLog(database), "here", Clock())
        for _ in range(25):
            run = store.begin("Ada", WarmWish(("tr",)))
            assert run is not None
            store.end(run.number, WarmEnd.DONE, WarmProgress())
        assert len(store.newest(100)) == 20


async def test_a_run_ends_with_its_budget_and_the_next_goes_on(tmp_path: Path) -> None:
    async with running_desk(tmp_path, warming=_FAST) as desk:
        store = store_of(desk)
        runner = WarmRunner(store, desk.settings.cache.folder, lambda: target_of(desk.settings, desk.url))
        assert await runner.start("Ada", WarmWish(("tr",), pages=3))
        await until(lambda: store.newest()[0].end is not None)
        first = store.newest()[0]
        assert (first.end, first.progress.pages, first.detail) == (WarmEnd.PAGES, 3, "")
        assert first.progress.translated == 3
        assert first.progress.left
        assert await runner.start("Ada", WarmWish(("tr",), pages=2))
        await until(lambda: store.newest()[0].end is not None)
        second = store.newest()[0]
        assert second.progress.left <= first.progress.left - 2 + (second.progress.known - first.progress.known)
        await runner.close()


async def test_another_worker_stops_a_run(tmp_path: Path) -> None:
    async with running_desk(tmp_path, warming={"requests_per_second": 5.0}) as desk:
        store = store_of(desk)
        runner = WarmRunner(store, desk.settings.cache.folder, lambda: target_of(desk.settings, desk.url))
        assert await runner.start("Ada", WarmWish(("tr", "ar")))
        await until(lambda: store.newest()[0].progress.known > 0)
        assert await asyncio.to_thread(store_of(desk).ask_to_stop, "Bob")
        await until(lambda: store.newest()[0].end is not None)
        assert store.newest()[0].end is WarmEnd.STOPPED
        with alone(desk.settings.cache.folder / LOCK) as is_alone:
            assert is_alone
        await runner.close()


async def test_a_run_that_ends_with_its_process_is_interrupted(tmp_path: Path) -> None:
    async with running_desk(tmp_path, warming={"requests_per_second": 5.0}) as desk:
        store = store_of(desk)
        runner = WarmRunner(store, desk.settings.cache.folder, lambda: target_of(desk.settings, desk.url))
        assert await runner.start("Ada", WarmWish(("tr",)))
        await until(lambda: store.newest()[0].progress.known > 0)
        await runner.close()
        assert (await asyncio.to_thread(store.newest))[0].end is WarmEnd.INTERRUPTED


async def test_what_keeps_a_run_from_beginning_is_told(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk, desk.client("ops") as ops:
        with alone(desk.settings.cache.folder / LOCK):
            async with ops.post("/ops/warm", {"language-tr": "yes", "words": "10"}) as got:
                assert got.status == 303

            store = WarmStore(desk.database, AuditLog(desk.database), socket.gethostname(), desk.clock)
            await until(lambda: store.newest()[0].end is WarmEnd.FAILED)
            async with ops.get("/ops/warm") as got:
                assert "stadtlotse cache warm" in await got.text()


async def test_a_form_that_cannot_be_followed_comes_back_with_what_was_typed(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk, desk.client("ops") as ops:
        async with ops.post("/ops/warm", {"words": "viele"}, headers={"Accept-Language": "de"}) as got:
            text = await got.text()
            assert got.status == 422
        assert 'value="viele"' in text
        assert 'aria-invalid="true"' in text
        assert "Wählen Sie mindestens eine Sprache." in text


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"language-tr": "yes"}, set()),
        ({"language-tr": "yes", "words": "0"}, {"words"}),
        ({"language-tr": "yes", "words": "1,5"}, {"words"}),
        ({"language-tr": "yes", "minutes": "1,5"}, set()),
        ({"language-xx": "yes", "minutes": "nan"}, {"languages", "minutes"}),
        ({"language-tr": "yes", "pages": "1e99"}, {"pages"}),
    ],
)
def test_numbers_of_a_budget(values: dict[str, str], wrong: set[str]) -> None:
    form = read_form(values, ("tr", "ar"))
    assert set(form.errors) == wrong
    if not wrong:
        assert form.wish().languages == ("tr",)
