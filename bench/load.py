"""A remembered page of 60 kB under load, beside nginx's `proxy_cache` with the untranslated page, in one run.

Needs Debian's nginx-light, wrk and hey. As many processes of each answer; the load comes from the same machine, so
ratios count and not the figures themselves. All on loopback, bounded in time.
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
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
from aiohttp import ClientSession, web

from bench.measure import Row

PROCESSES = 1
SECONDS = 5
ROUNDS = 3
SLOW_CLIENTS = 1000
_TEXT = "<p>Guten Tag, hier ist der Absatz Nummer {} mit Text über das Amt und seine Öffnungszeiten.</p>"
PAGE = ("<!doctype html><html lang=de><title>Amt</title><body>" + "".join(map(_TEXT.format, range(580)))).encode()

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
    async with _origin() as origin, _nginx(folder, origin) as beside, _stadtlotse(folder, origin) as (ours, process):
        await _remembered(f"{ours}/tr/amt", f"{beside}/amt")
        rates: dict[str, list[float]] = {"ours": [], "nginx": [], "gzip": []}
        for _ in range(ROUNDS):
            rates["nginx"].append(await _wrk(f"{beside}/amt"))
            rates["ours"].append(await _wrk(f"{ours}/tr/amt"))
            rates["gzip"].append(await _wrk(f"{ours}/tr/amt", "-H", "Accept-Encoding: gzip"))
        medians = {name: statistics.median(each) for name, each in rates.items()}
        slow = await _p99(f"{ours}/tr/amt", medians["ours"] / 2)
        before = process.memory_info().rss
        most = await _slow_clients(ours, process)
    ratio = medians["ours"] / medians["nginx"]
    return (
        Row(f"nginx proxy_cache, untranslated page of {len(PAGE) // 1000} kB", f"{medians['nginx']:.0f} a second"),
        Row("Stadtlotse, the same page remembered in Turkish", f"{medians['ours']:.0f} a second"),
        Row("share of nginx's", f"{ratio:.2f}", "0.25"),
        Row("the same, gzip as stored", f"{medians['gzip']:.0f} a second"),
        Row("99 % of answers at half of the capacity come within", f"{slow:.1f} ms", "20 ms"),
        Row(f"memory for {SLOW_CLIENTS} slow clients at once", f"{(most - before) / 1e6:.0f} MB", "100 MB"),
    )


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
async def _nginx(folder: Path, origin: str) -> AsyncIterator[str]:
    port = _free_port()
    file = folder / "nginx.conf"
    user = "" if os.geteuid() else "user root; "  # its workers must be able to enter the folder
    file.write_text(_NGINX.format(user=user, processes=PROCESSES, folder=folder, port=port, origin=origin))
    async with _process("nginx", "-p", str(folder), "-c", str(file)):
        await _listening(port)
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def _stadtlotse(folder: Path, origin: str) -> AsyncIterator[tuple[str, psutil.Process]]:
    port = _free_port()
    settings = {
        "STADTLOTSE_ENGINE__KIND": "identity",
        "STADTLOTSE_CACHE__FOLDER": str(folder / "ours"),
        "STADTLOTSE_LOG__LEVEL": "warning",
        "STADTLOTSE_TELEMETRY__METRICS": "off",
        "STADTLOTSE_SERVER__MAX_CONNECTIONS_PER_ADDRESS": "5000",
        "STADTLOTSE_LIMITS__REQUESTS_PER_SECOND": "0",
    }
    command = (sys.executable, "-m", "proxy", "serve", "--origin", origin, "--port", str(port))
    async with _process(*command, **settings) as pid:
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


async def _wrk(url: str, *options: str) -> float:
    said = await _said("wrk", "-t1", "-c16", f"-d{SECONDS}s", *options, url)
    if "Non-2xx" in said:
        raise RuntimeError(said)
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])


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
