"""`stadtlotse serve` as a process of its own on a free port, with all that it writes."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from command_line import environment


@dataclass
class Server:
    """A running `serve`, and what came of requests."""

    process: asyncio.subprocess.Process
    url: str
    statuses: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    log: str = ""

    async def read_log(self) -> None:
        """Take what all its processes write, so that none waits for a full pipe."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.log += line.decode()

    def children(self) -> list[int]:
        """The numbers of its processes, oldest first: at the start the engine, then the workers."""
        with Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").open() as file:
            return sorted(map(int, file.read().split()))

    async def ask(self, client: aiohttp.ClientSession, path: str) -> str:
        """One request; notes how it ended, and answers its text."""
        try:
            async with client.get(self.url + path) as response:
                text = await response.text()
                self.statuses.append(response.status)
                return text
        except (aiohttp.ClientError, OSError) as error:
            self.failures.append(f"{type(error).__name__}: {error}")
            return ""

    async def keep_asking(self, until: asyncio.Event, path: str) -> None:
        """Requests one after the other, each on a connection of its own."""
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as client:
            while not until.is_set():
                await self.ask(client, path)


@asynccontextmanager
async def server(
    folder: Path, origin: str, *options: str, settings: Mapping[str, str] | None = None
) -> AsyncIterator[Server]:
    """A server before an origin, with a home in `folder`; `settings` are STADTLOTSE_ variables without the prefix."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chosen = {"TELEMETRY__METRICS": "off"} | dict(settings or {})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "proxy", "serve", "--origin", origin, "--port", str(port), *options),
        cwd=folder,
        env=environment(folder) | {f"STADTLOTSE_{name}": value for name, value in chosen.items()},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    running = Server(process, f"http://127.0.0.1:{port}")
    reading = asyncio.create_task(running.read_log())
    try:
        await until(lambda: "listening" in running.log or process.returncode is not None)
        assert process.returncode is None, running.log
        yield running
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 60)
        except TimeoutError:
            process.kill()
        await reading


async def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 processes send no events
            await asyncio.sleep(0.05)


def gone(pid: int) -> bool:
    """Whether a process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    except OSError:
        return True
