"""`serve --workers 2` as processes: killed ones come back, replaced ones lose no request, nobody is left behind."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from loopback import PAGE, handling, serving
from server_process import Server, gone, server, until


async def slow(_request: web.Request) -> web.Response:
    """A page that takes its time, so that requests are under way at any moment."""
    await asyncio.sleep(0.05)
    return web.Response(text=PAGE, content_type="text/html")


@asynccontextmanager
async def two_workers(folder: Path) -> AsyncIterator[Server]:
    """Two workers before an origin."""
    async with serving(handling(slow)) as origin, server(folder, origin, "--workers", "2") as running:
        yield running


async def test_workers_are_replaced_one_by_one_without_losing_a_request(tmp_path: Path) -> None:
    async with two_workers(tmp_path) as running:
        before = set(running.children()[1:])
        done = asyncio.Event()
        clients = [asyncio.create_task(running.keep_asking(done, "/tr/amt")) for _ in range(6)]
        running.process.send_signal(signal.SIGHUP)
        await until(lambda: not before & set(running.children()) and len(running.children()) == 3)
        await asyncio.sleep(0.5)
        done.set()
        await asyncio.gather(*clients)
    assert not running.failures
    assert set(running.statuses) == {200}
    assert len(running.statuses) > 50


async def test_a_killed_worker_and_a_killed_engine_are_started_again(tmp_path: Path) -> None:
    async with two_workers(tmp_path) as running:
        engine, worker, _ = running.children()
        os.kill(worker, signal.SIGKILL)
        os.kill(engine, signal.SIGKILL)
        async with aiohttp.ClientSession() as client:
            await running.ask(client, "/tr/amt")  # the other worker; without an engine, so in German
        await until(lambda: len(running.children()) == 3 and not {worker, engine} & set(running.children()))
        assert running.statuses == [200]


async def test_when_the_supervisor_is_killed_nobody_is_left_behind(tmp_path: Path) -> None:
    async with two_workers(tmp_path) as running:
        children = running.children()
        running.process.kill()
        await until(lambda: all(map(gone, children)))


async def test_a_stop_ends_everybody_and_lets_running_requests_end(tmp_path: Path) -> None:
    async with two_workers(tmp_path) as running, aiohttp.ClientSession() as client:
        children = running.children()
        under_way = asyncio.create_task(running.ask(client, "/tr/amt?anew"))
        await asyncio.sleep(0.02)
        running.process.terminate()
        await under_way
        assert await asyncio.wait_for(running.process.wait(), 30) == 0
        assert all(map(gone, children))
    assert not running.failures


@pytest.mark.parametrize("path", ["/tr/amt", "/amt"])
async def test_many_first_requests_to_two_workers_cost_one_fetch(tmp_path: Path, path: str) -> None:
    """Of a page to translate, and of one that passes through."""
    asked: list[str] = []

    async def counted(request: web.Request) -> web.Response:
        asked.append(request.path)
        await asyncio.sleep(0.3)
        return web.Response(text=PAGE, content_type="text/html", headers={"Cache-Control": "max-age=60"})

    async with serving(handling(counted)) as origin, server(tmp_path, origin, "--workers", "2") as running:
        connections = aiohttp.TCPConnector(force_close=True, limit=0)
        async with aiohttp.ClientSession(connector=connections) as client:
            await asyncio.gather(*(running.ask(client, path) for _ in range(60)))
    assert running.statuses == [200] * 60
    assert asked == ["/amt"]
