"""A real `stadtlotse serve` before a real sample city: second views, calls of the model, and memory after a crawl.

The crawl asks once for every ninth page of the sample site in nine languages, eight visitors at a time; what is not
translated by the deadline goes on in the background meanwhile.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
from aiohttp import ClientError, ClientSession
from city.app import SITE_PATHS

from bench.measure import Row, milliseconds
from proxy.parts import data_folder
from proxy.settings import Settings

_LANGUAGES = Settings().languages.targets
_VISITOR = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
_RESIDENT = (
    ("interpreter and modules of `serve`", "import proxy.command.serve"),
    (
        "and the seed translation memory",
        "import proxy.command.serve, glossary.seed as s; seed = s.load_seed('en tr ar bg ro pl uk ru fr'.split())",
    ),
    (
        "modules and the loaded starter",
        (
            "import proxy.command.serve; from proxy.parts import *; from proxy.engines import make_engine;"
            "from models.engine import GREEDY;"
            "e = make_engine(Settings(), model_folder()); e.translate(['Guten Tag.'], 'tr', GREEDY)"
        ),
    ),
)


def run() -> Sequence[Row]:
    """Measure."""
    parts = tuple(Row(f"resident memory: {what}", f"{_resident(code):.0f} MB") for what, code in _RESIDENT)
    with tempfile.TemporaryDirectory() as folder:
        return (*asyncio.run(_measure(Path(folder))), *parts)


def _resident(code: str) -> float:
    tail = "; import psutil; print(psutil.Process().memory_info().rss)"
    done = subprocess.run([sys.executable, "-c", code + tail], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1]) / 1e6


async def _measure(folder: Path) -> Sequence[Row]:
    async with _running(folder) as (base, process), ClientSession(base) as client:
        first = await _complete(client, "/tr/buergerservice/")
        before = await _batches(client)
        views = [await _view(client, "/tr/buergerservice/") for _ in range(100)]
        calls = await _batches(client) - before
        fresh = [await _view(client, "/tr/buergerservice/", {"Cache-Control": "no-cache"}) for _ in range(30)]
        crawled = await _crawl(client)
        await asyncio.sleep(20)
        memory = process.memory_info().rss / 1e6
    return (
        Row("first complete view of /tr/buergerservice/ (cold)", f"{first:.1f} s"),
        Row("second view, page cache (whole request on loopback)", milliseconds(statistics.median(views)), "15 ms"),
        Row(
            "second view with no-cache: validated at the origin first", milliseconds(statistics.median(fresh)), "15 ms"
        ),
        Row("calls of the model during 100 second views", str(calls), "0"),
        Row(f"resident memory of `serve` after a crawl of {crawled} pages", f"{memory:.0f} MB", "600 MB"),
    )


@asynccontextmanager
async def _running(folder: Path) -> AsyncIterator[tuple[str, psutil.Process]]:
    city, proxy = _free_port(), _free_port()
    environment = os.environ | {
        "STADTLOTSE_CACHE__FOLDER": str(folder),
        "STADTLOTSE_LOG__LEVEL": "error",
        "XDG_DATA_HOME": str(data_folder().parent),
    }
    commands = (
        [sys.executable, "-m", "city", "--port", str(city)],
        [sys.executable, "-m", "proxy", "serve", "--origin", f"http://127.0.0.1:{city}", "--port", str(proxy)],
    )
    started = [_started(command, environment) for command in commands]
    base = f"http://127.0.0.1:{proxy}"
    try:
        await _answering(f"{base}/.stadtlotse/health")
        await _answering(f"http://127.0.0.1:{city}/")
        yield base, psutil.Process(started[1].pid)
    finally:
        for each in started:
            each.terminate()
        for each in started:
            each.wait(30)


def _started(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


async def _answering(url: str) -> None:
    async with ClientSession() as client:
        for _ in range(300):
            try:
                async with client.get(url):
                    return
            except ClientError:
                await asyncio.sleep(0.1)
    message = f"nothing answers at {url}"
    raise TimeoutError(message)


async def _view(client: ClientSession, path: str, headers: dict[str, str] | None = None) -> float:
    started = time.perf_counter()
    async with client.get(path, headers=headers) as answer:
        await answer.read()
    return time.perf_counter() - started


async def _complete(client: ClientSession, path: str) -> float:
    """Ask until the page comes whole; return how long that took."""
    started = time.perf_counter()
    while time.perf_counter() - started < 600:
        async with client.get(path) as answer:
            await answer.read()
            if re.search(r"\bhit\b", answer.headers.get("Cache-Status", "")):
                return time.perf_counter() - started
        await asyncio.sleep(0.5)
    message = f"{path} was not complete within ten minutes"
    raise TimeoutError(message)


async def _batches(client: ClientSession) -> int:
    async with client.get("/.stadtlotse/health") as answer:
        return int((await answer.json()).get("engine", {}).get("calls", 0))


async def _crawl(client: ClientSession) -> int:
    paths = [f"/{code}{path}" for path in SITE_PATHS[::9] for code in _LANGUAGES]
    for start in range(0, len(paths), 8):
        await asyncio.gather(*(_view(client, path, _VISITOR) for path in paths[start : start + 8]))
    return len(paths)
