"""Faults for real, against `serve` as a process: the best page there is, nothing wrong stored, the log says why."""

import asyncio
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from loopback import handling, serving
from server_process import Server, server, until

from models.starter import PACKAGED, install_starter

MINUTE = {"Cache-Control": "max-age=60"}
STALE = {"Cache-Control": "max-age=0, stale-if-error=600", "ETag": '"1"'}


def page(text: str) -> str:
    return f"<!doctype html><html lang=de><title>Amt</title><main><p>{text}</p></main>"


class City:
    """An origin whose mood changes."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers
        self.mood: Callable[[web.Request], Awaitable[web.StreamResponse]] = self.well
        self.asked = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        return await self.mood(request)

    async def well(self, request: web.Request) -> web.StreamResponse:
        return web.Response(text=page(f"Guten Tag von {request.path}"), content_type="text/html", headers=self.headers)

    async def failing(self, _request: web.Request) -> web.StreamResponse:
        return web.Response(status=503, text=page("Wartung"), content_type="text/html")

    async def resetting(self, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        raise ConnectionResetError

    async def breaking_off(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/html", "Content-Length": "100000", **self.headers})
        await answer.prepare(request)
        await answer.write(page("Guten Tag, halb").encode())
        assert request.transport is not None
        request.transport.abort()
        return answer

    async def lying(self, _request: web.Request) -> web.StreamResponse:
        return web.Response(
            body=b"\x1f\x8bnot gzip", headers={"Content-Type": "text/html", "Content-Encoding": "gzip", **self.headers}
        )


@asynccontextmanager
async def town(
    folder: Path, headers: dict[str, str], *options: str, settings: dict[str, str] | None = None
) -> AsyncIterator[tuple[City, Server, aiohttp.ClientSession]]:
    city = City(headers)
    async with (
        serving(handling(city.answer)) as origin,
        server(folder, origin, *options, settings=settings) as running,
        aiohttp.ClientSession() as client,
    ):
        yield city, running, client


@pytest.mark.parametrize("mood", ["failing", "resetting", "breaking_off", "lying"])
async def test_when_the_website_fails_the_remembered_page_is_shown_and_the_failure_is_not_kept(
    tmp_path: Path, mood: str
) -> None:
    async with town(tmp_path, STALE) as (city, running, client):
        good = await running.ask(client, "/tr/amt")
        assert "Guten Tag von /amt" in good
        city.mood = getattr(city, mood)
        city.headers = STALE | {"ETag": '"2"'}
        assert await running.ask(client, "/tr/amt") in (good, ""), "the page from before, or an answer broken off"
        await running.ask(client, "/tr/neu")
        city.mood = city.well
        assert "Guten Tag von /neu" in await running.ask(client, "/tr/neu"), "the failure was kept"
        assert "Guten Tag von /amt" in await running.ask(client, "/tr/amt")


async def test_a_website_that_is_gone_answers_again_as_soon_as_it_is_back(tmp_path: Path) -> None:
    async with town(tmp_path, {}) as (city, running, client):
        for turn in range(6):
            city.mood = city.resetting if turn % 2 else city.well
            text = await running.ask(client, f"/tr/amt{turn}")
            assert ("Guten Tag" in text) == (turn % 2 == 0)
        assert running.statuses == [200, 502, 200, 502, 200, 502]


async def test_a_cache_folder_that_is_removed_while_running_costs_nothing_but_time(tmp_path: Path) -> None:
    async with town(tmp_path, MINUTE) as (_, running, client):
        for name in "abc":
            await running.ask(client, f"/tr/{name}")
        shutil.rmtree(tmp_path / "cache")
        for name in "abcdef":
            assert f"Guten Tag von /{name}" in await running.ask(client, f"/tr/{name}")
        assert set(running.statuses) == {200}


async def test_a_cache_that_is_overwritten_with_rubbish_costs_nothing_but_time(tmp_path: Path) -> None:
    async with town(tmp_path, MINUTE) as (_, running, client):
        for name in "abc":
            await running.ask(client, f"/tr/{name}")
        for file in [each for each in (tmp_path / "cache").rglob("*") if each.is_file()]:
            file.write_bytes(os.urandom(max(file.stat().st_size, 100)))
        for name in "abcdef":
            assert f"Guten Tag von /{name}" in await running.ask(client, f"/tr/{name}")
        assert set(running.statuses) == {200}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def fill(disk: Path) -> None:
    """Write until nothing goes in any more."""
    with (disk / "filler").open("ab", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(b"x" * 4096)


async def test_a_full_disk_costs_nothing_but_time_and_the_log_says_so(tmp_path: Path, small_disk: Path) -> None:
    folder = {"CACHE__FOLDER": str(small_disk / "cache")}
    async with town(tmp_path, MINUTE, settings=folder) as (_, running, client):
        await running.ask(client, "/tr/a")
        fill(small_disk)
        for number in range(20):
            assert f"Guten Tag von /{number}" in await running.ask(client, f"/tr/{number}")
        assert set(running.statuses) == {200}
        await until(lambda: "full" in running.log or "No space" in running.log, 10)


async def test_without_file_descriptors_it_recovers_by_itself(tmp_path: Path) -> None:
    async with town(tmp_path, {}) as (_, running, client):
        await running.ask(client, "/tr/a")
        _, hard = resource.prlimit(running.process.pid, resource.RLIMIT_NOFILE)
        used = len(os.listdir(f"/proc/{running.process.pid}/fd"))
        resource.prlimit(running.process.pid, resource.RLIMIT_NOFILE, (used + 2, hard))
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as many:
            asking = [asyncio.create_task(running.ask(many, f"/tr/{n}")) for n in range(40)]
            await asyncio.wait(asking, timeout=3)
            resource.prlimit(running.process.pid, resource.RLIMIT_NOFILE, (4096, hard))
            await asyncio.wait(asking, timeout=20)
            for task in asking:
                task.cancel()
        running.statuses.clear()
        for n in range(5):
            assert f"Guten Tag von /again{n}" in await running.ask(client, f"/tr/again{n}")
        assert running.statuses == [200] * 5


async def test_kill_9_under_load_leaves_nothing_wrong_behind(tmp_path: Path) -> None:
    city = City(MINUTE)
    async with serving(handling(city.answer)) as origin:
        for turn in range(3):
            async with server(tmp_path, origin) as running:
                done = asyncio.Event()
                clients = [asyncio.create_task(running.keep_asking(done, f"/tr/amt{n}")) for n in range(8)]
                await asyncio.sleep(0.4 + 0.3 * turn)
                os.kill(running.process.pid, signal.SIGKILL)
                done.set()
                await asyncio.gather(*clients)
        async with server(tmp_path, origin) as running, aiohttp.ClientSession() as client:
            for n in range(8):
                assert f"Guten Tag von /amt{n}" in await running.ask(client, f"/tr/amt{n}")
            assert "damaged" not in running.log


async def test_two_servers_share_one_cache(tmp_path: Path) -> None:
    city = City(MINUTE)
    async with (
        serving(handling(city.answer)) as origin,
        server(tmp_path, origin, settings={"SERVER__PUBLIC_URL": "https://www.stadt.example"}) as one,
        server(tmp_path, origin, settings={"SERVER__PUBLIC_URL": "https://www.stadt.example"}) as other,
        aiohttp.ClientSession() as client,
    ):
        for n in range(20):
            first, second = (one, other) if n % 2 else (other, one)
            text = await first.ask(client, f"/tr/amt{n}")
            assert await second.ask(client, f"/tr/amt{n}") == text
        assert city.asked == 20, "what one fetched, the other found"
        assert set(one.statuses + other.statuses) == {200}


async def test_a_worker_waits_for_the_engine_no_longer_than_the_deadline(tmp_path: Path) -> None:
    """The engine's process stands still: pages come in German, complete ones from memory, none is an error."""
    async with town(tmp_path, {}, "--workers", "2") as (_, running, client):
        engine = running.children()[0]
        os.kill(engine, signal.SIGSTOP)
        try:
            text = await running.ask(client, "/tr/amt")
            assert "Guten Tag von /amt" in text
            assert running.statuses == [200]
        finally:
            os.kill(engine, signal.SIGCONT)


@pytest.mark.parametrize("fault", ["truncated", "overwritten", "removed"])
async def test_a_broken_model_costs_translations_and_no_page(tmp_path: Path, fault: str) -> None:
    """What changed its size is seen and installed anew at the start; what did not is found out when it is loaded."""
    folder = install_starter(PACKAGED, tmp_path / "data" / "stadtlotse" / "models")
    weights = folder / "model.bin"
    if fault == "truncated":
        os.truncate(weights, weights.stat().st_size // 2)
    elif fault == "overwritten":
        with weights.open("r+b") as file:
            file.write(os.urandom(4096))
    else:
        weights.unlink()
    starter = {"ENGINE__KIND": "ctranslate2", "PAGES__DEADLINE_SECONDS": "1"}
    async with town(tmp_path, {}, settings=starter) as (_, running, client):
        pages = [await running.ask(client, f"/tr/amt{turn}") for turn in range(3)]
        assert running.statuses == [200] * 3
        assert all(f"/amt{turn}" in text for turn, text in enumerate(pages))
        if fault == "overwritten":
            assert "Guten Tag von /amt0" in pages[0]
            await until(lambda: "model.bin" in running.log or "cannot be loaded" in running.log, 20)


@pytest.mark.parametrize("options", [(), ("--workers", "2")])
async def test_where_no_model_can_be_installed_pages_come_in_german(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    starter = {"ENGINE__KIND": "ctranslate2", "PAGES__DEADLINE_SECONDS": "1"}
    async with town(tmp_path, {}, *options, settings=starter) as (_, running, client):
        assert "Guten Tag von /amt" in await running.ask(client, "/tr/amt")
        assert running.statuses == [200]
        assert "cannot" in running.log
