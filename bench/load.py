"""A remembered page of 60 kB under load, beside nginx's `proxy_cache` with the untranslated page, in one run.

Needs Debian's nginx-light, wrk and hey. As many processes of each answer; the load comes from the same machine, so
ratios count and not the figures themselves. Where other work goes on beside, the processor time that a request costs
says more than how many came through. All on loopback, bounded in time.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from aiohttp import ClientSession, web

from bench.measure import Row

PROCESSES = 1
SECONDS = 3
ROUNDS = 3
SLOW_CLIENTS = 1000
_TEXT = "<p>Guten Tag, hier ist der Absatz Nummer {} mit Text über das Amt und seine Öffnungszeiten.</p>"
PAGE = ("<!doctype html><html lang=de><title>Amt</title><body>" + "".join(map(_TEXT.format, range(580)))).encode()

_BROWSER = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language: tr,de;q=0.7,en;q=0.3",
    "Accept-Encoding: gzip, deflate, br, zstd",
    "Connection: keep-alive",
    "Upgrade-Insecure-Requests: 1",
    "Sec-Fetch-Dest: document",
    "Sec-Fetch-Mode: navigate",
    "Sec-Fetch-Site: same-origin",
    "Priority: u=0, i",
)
_NAMES = {
    "nginx": f"nginx proxy_cache, untranslated page of {len(PAGE) // 1000} kB",
    "ours": "Stadtlotse, the same page remembered in Turkish",
    "browser": "the same, asked with a browser's headers (brotli as stored)",
    "gzip": "the same, gzip as stored",
    "304": "the same, to visitors who have it already (304)",
    "full": "the same without prepared answers",
}


@dataclass(frozen=True)
class _Load:
    """What is asked for, of whom, and with which headers."""

    url: str
    process: psutil.Process
    headers: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Seen:
    """Requests a second, and microseconds of processor time for each."""

    rate: float
    cost: float


_NGINX = """
{user}daemon off; worker_processes {processes}; pid {folder}/pid; error_log stderr crit;
events {{ worker_connections 4096; }}
http {{ access_log off; sendfile on; proxy_cache_path {folder}/cache keys_zone=z:10m; proxy_temp_path {folder}/temp;
client_body_temp_path {folder}/body; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
scgi_temp_path {folder}/s;
server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass {origin}; proxy_cache z; proxy_cache_valid 200 1h; }} }} }}
"""


def run() -> Sequence[Row]:
    """Measure."""
    missing = [each for each in ("nginx", "wrk", "hey") if shutil.which(each) is None]
    if missing:
        return (Row(f"not measured: {', '.join(missing)} not installed (Debian: nginx-light wrk hey)", "-"),)
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> Sequence[Row]:
    async with (
        _origin() as origin,
        _nginx(folder, origin) as (beside, their_process),
        _stadtlotse(folder / "ours", origin) as (ours, process),
        _stadtlotse(folder / "full", origin, STADTLOTSE_SERVER__PREPARED_ANSWERS="false") as (full, full_process),
    ):
        loads = {
            "nginx": _Load(f"{beside}/amt", their_process),
            "ours": _Load(f"{ours}/tr/amt", process),
            "browser": _Load(f"{ours}/tr/amt", process, _BROWSER),
            "gzip": _Load(f"{ours}/tr/amt", process, ("Accept-Encoding: gzip",)),
            "304": _Load(f"{ours}/tr/amt", process, (f"If-None-Match: {await _validator(f'{ours}/tr/amt')}",)),
            "full": _Load(f"{full}/tr/amt", full_process),
        }
        for load in loads.values():
            await _remembered(load.url)
        seen: dict[str, list[_Seen]] = {name: [] for name in loads}
        for _ in range(ROUNDS):
            for name, load in loads.items():
                seen[name].append(await _wrk(load))
        medians = {name: _median(each) for name, each in seen.items()}
        slow = await _p99(f"{ours}/tr/amt", medians["ours"].rate / 2)
        before = process.memory_info().rss
        most = await _slow_clients(ours, process)
    return (
        *(
            Row(name, f"{medians[each].rate:.0f} a second, {medians[each].cost:.0f} us")
            for each, name in _NAMES.items()
        ),
        Row("share of nginx's requests a second", f"{medians['ours'].rate / medians['nginx'].rate:.2f}", "0.25"),
        Row("nginx's processor time for a request, as a share of ours", f"{_share(medians, 'ours'):.2f}", "0.25"),
        Row("the same with a browser's headers", f"{_share(medians, 'browser'):.2f}", "0.25"),
        Row("the same without prepared answers", f"{_share(medians, 'full'):.2f}"),
        Row("99 % of answers at half of the capacity come within", f"{slow:.1f} ms", "20 ms"),
        Row(f"memory for {SLOW_CLIENTS} slow clients at once", f"{(most - before) / 1e6:.0f} MB", "100 MB"),
    )


def _share(medians: Mapping[str, _Seen], name: str) -> float:
    return medians["nginx"].cost / medians[name].cost


def _median(seen: Sequence[_Seen]) -> _Seen:
    return _Seen(statistics.median(each.rate for each in seen), statistics.median(each.cost for each in seen))


@asynccontextmanager
async def _origin() -> AsyncIterator[str]:
    async def answer(_request: web.BaseRequest) -> web.StreamResponse:
        headers = {"Cache-Control": "max-age=3600", "ETag": '"1"'}
        return web.Response(body=PAGE, content_type="text/html", charset="utf-8", headers=headers)

    running = web.ServerRunner(web.Server(answer, access_log=None))
    await running.setup()
    site = web.TCPSite(running, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{running.addresses[0][1]}"
    finally:
        await running.cleanup()


@asynccontextmanager
async def _nginx(folder: Path, origin: str) -> AsyncIterator[tuple[str, psutil.Process]]:
    port = _free_port()
    file = folder / "nginx.conf"
    user = "" if os.geteuid() else "user root; "  # its workers must be able to enter the folder
    file.write_text(_NGINX.format(user=user, processes=PROCESSES, folder=folder, port=port, origin=origin))
    async with _process("nginx", "-p", str(folder), "-c", str(file)) as pid:
        await _listening(port)
        yield f"http://127.0.0.1:{port}", psutil.Process(pid)


@asynccontextmanager
async def _stadtlotse(folder: Path, origin: str, **more: str) -> AsyncIterator[tuple[str, psutil.Process]]:
    port = _free_port()
    settings = {
        "STADTLOTSE_ENGINE__KIND": "identity",
        "STADTLOTSE_CACHE__FOLDER": str(folder),
        "STADTLOTSE_DESK__PLACE": "off",
        "STADTLOTSE_LOG__LEVEL": "warning",
        "STADTLOTSE_TELEMETRY__METRICS": "off",
        "STADTLOTSE_SERVER__MAX_CONNECTIONS_PER_ADDRESS": "5000",
        "STADTLOTSE_LIMITS__REQUESTS_PER_SECOND": "0",
    }
    command = (sys.executable, "-m", "proxy", "serve", "--origin", origin, "--port", str(port))
    async with _process(*command, **settings | more) as pid:
        await _listening(port)
        yield f"http://127.0.0.1:{port}", psutil.Process(pid)


@asynccontextmanager
async def _process(*command: str, **settings: str) -> AsyncIterator[int]:
    process = await asyncio.create_subprocess_exec(*command, env=os.environ | settings, stdout=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _listening(port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            await asyncio.sleep(0.05)


async def _remembered(*urls: str) -> None:
    async with ClientSession() as client:
        for url in urls:
            for _ in range(3):
                async with client.get(url) as response:
                    if response.status != 200 or len(await response.read()) < len(PAGE):
                        message = f"{url} answers {response.status}"
                        raise RuntimeError(message)
                await asyncio.sleep(0.2)


async def _validator(url: str) -> str:
    async with ClientSession() as client, client.get(url, headers={"Accept-Encoding": "identity"}) as response:
        return response.headers["ETag"]


async def _wrk(load: _Load) -> _Seen:
    before = _processor_seconds(load.process)
    headers = (option for header in load.headers for option in ("-H", header))
    said = await _said("wrk", "-t1", "-c16", f"-d{SECONDS}s", *headers, load.url)
    if "Non-2xx" in said and "If-None-Match" not in "".join(load.headers):
        raise RuntimeError(said)
    rate = float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])
    requests = float(re.findall(r"(\d+) requests in", said)[0])
    return _Seen(rate, (_processor_seconds(load.process) - before) / requests * 1e6)


def _processor_seconds(process: psutil.Process) -> float:
    """Of a process and its children, in the kernel and outside."""
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    return sum(each.user + each.system for each in times)


async def _p99(url: str, rate: float) -> float:
    clients = 20
    said = await _said("hey", "-z", f"{SECONDS}s", "-c", str(clients), "-q", f"{rate / clients:.0f}", url)
    return float(re.findall(r"99% in ([\d.]+) secs", said)[0]) * 1000


async def _said(*command: str) -> str:
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    output, _ = await process.communicate()
    return output.decode()


async def _slow_clients(base: str, process: psutil.Process) -> int:
    """Let many clients ask and read next to nothing; return the most bytes that the server had in memory."""
    host, port = base.removeprefix("http://").split(":")
    clients = []
    most = 0
    for number in range(SLOW_CLIENTS):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect((host, int(port)))
        client.sendall(b"GET /tr/amt HTTP/1.1\r\nHost: " + base.removeprefix("http://").encode() + b"\r\n\r\n")
        clients.append(client)
        if number % 50 == 0:
            await asyncio.sleep(0.05)
    for _ in range(3 * SECONDS):
        await asyncio.sleep(0.3)
        for client in clients:
            client.recv(64)
        most = max(most, process.memory_info().rss)
    for client in clients:
        client.close()
    return most


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
