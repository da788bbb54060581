"""The command line as a process: exit codes, messages, a server that starts and drains."""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from command_line import environment
from loopback import PAGE, handling, serving


async def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of one command."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "proxy", *arguments),
        cwd=folder,
        env=environment(folder),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    return process.returncode or 0, output.decode(), errors.decode()


@asynccontextmanager
async def started(folder: Path, *arguments: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A server process that answers, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "proxy", *arguments, "--port", str(port)),
        cwd=folder,
        env=environment(folder),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        await _until_healthy(f"http://127.0.0.1:{port}", process)
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def _until_healthy(url: str, process: asyncio.subprocess.Process) -> None:
    async with aiohttp.ClientSession() as client:
        for _ in range(300):
            assert process.returncode is None, (await process.communicate())[1].decode()
            try:
                async with client.get(url + "/.stadtlotse/health") as response:
                    assert response.status == 200
                    return
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.1)
    pytest.fail("the server did not start")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("serve", "--port", "0"), 2, "option --port: server.port must be a number from 1 to 65535, got 0"),
        (("serve", "--config", "nichts.toml"), 2, "nichts.toml: there is no such file"),
        (("serve", "--workers", "65"), 2, "less than or equal to 64"),
    ],
)
async def test_wrong_use(tmp_path: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    """Wrong use is told on standard error, with exit code 2 and without a traceback."""
    status, output, errors = await run(tmp_path, *arguments)
    assert (status, output) == (code, "")
    assert said in errors
    assert "Traceback" not in errors


async def test_cache_commands(tmp_path: Path) -> None:
    """Looking makes no folder; purging says how much was forgotten."""
    status, output, _ = await run(tmp_path, "cache", "stats", "--json")
    assert status == 0
    assert json.loads(output)["layers"]["pages"]["entries"] == 0
    assert not (tmp_path / "cache").exists()
    status, output, _ = await run(tmp_path, "cache", "purge", "--json")
    assert json.loads(output) == {"forgotten": {"segments": 0, "pages": 0, "answers": 0}}


async def test_cache_commands_beside_a_running_server(tmp_path: Path) -> None:
    """`cache stats` shows what the running server counts, and `cache purge` is noticed by it."""

    async def page(_request: web.Request) -> web.StreamResponse:
        headers = {"Cache-Control": "max-age=600", "Cache-Tag": "amt, stadt"}
        return web.Response(text=PAGE, content_type="text/html", headers=headers)

    async with serving(handling(page)) as origin, started(tmp_path, "serve", "--origin", origin) as (_, url):
        (tmp_path / "stadtlotse.toml").write_text(f"[server]\nport = {url.rpartition(':')[2]}\n")
        async with aiohttp.ClientSession() as client:

            async def status(path: str) -> str:
                async with client.get(url + path) as answer:
                    await answer.read()
                    return answer.headers["Cache-Status"]

            for _ in range(3):
                await status("/tr/amt")
                await status("/datei")
            code, output, _ = await run(tmp_path, "cache", "stats", "--json")
            report = json.loads(output)
            assert (code, report["running"]) == (0, True)
            assert report["layers"]["pages"]["entries"] == 2  # the page, and its coding
            assert report["layers"]["answers"]["entries"] == 2
            assert report["layers"]["answers"]["hits"] == 2
            code, output, _ = await run(tmp_path, "cache", "stats")
            (row,) = [line.split() for line in output.splitlines() if line.strip().startswith("answers")]
            assert (row[1], row[5], row[6], row[7]) == ("2", "2", "2", "50%")
            code, output, _ = await run(tmp_path, "cache", "purge", "--tag", "amt", "--json")
            assert json.loads(output)["forgotten"] == {"segments": 0, "pages": 1, "answers": 2}
            assert "uri-miss" in await status("/tr/amt")
            assert "uri-miss" in await status("/datei")


async def test_serve_drains(tmp_path: Path) -> None:
    """Asked to stop, the server ends what is running and takes nothing new."""
    asked = asyncio.Event()

    async def slow(_request: web.Request) -> web.StreamResponse:
        asked.set()
        await asyncio.sleep(1.0)
        return web.Response(text=PAGE, content_type="text/html")

    async with (
        serving(handling(slow)) as origin,
        started(tmp_path, "serve", "--origin", origin) as (process, url),
        aiohttp.ClientSession() as client,
    ):
        answer = asyncio.create_task(_text(client, url + "/x"))
        await asked.wait()
        process.send_signal(signal.SIGTERM)
        assert await answer == PAGE
        assert await asyncio.wait_for(process.wait(), 10) == 0
        with pytest.raises(aiohttp.ClientConnectorError):
            await client.get(url + "/x")


async def test_port_in_use(tmp_path: Path) -> None:
    """A port that is taken is told with what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, _, errors = await run(tmp_path, "serve", "--port", str(taken.getsockname()[1]))
    assert status == 2
    assert "choose another with --host and --port" in errors
    assert "Traceback" not in errors


async def test_demo(tmp_path: Path) -> None:
    """One command shows the sample city in every language, and Ctrl-C ends all of it."""
    async with started(tmp_path, "demo") as (process, url), aiohttp.ClientSession() as client:
        assert "Ruhrhafen" in await _text(client, url + "/")
        assert 'lang="ar"' in await _text(client, url + "/ar/")
        process.send_signal(signal.SIGINT)
        output, errors = await asyncio.wait_for(process.communicate(), 15)
    assert process.returncode == 0
    for said in (f"{url}/tr/", "Українська", "Ctrl-C"):
        assert said in output.decode()
    assert "Traceback" not in errors.decode()


async def _text(client: aiohttp.ClientSession, url: str) -> str:
    async with client.get(url) as response:
        return await response.text()
