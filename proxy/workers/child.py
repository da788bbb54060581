"""One started process: told what to do, heard when it is ready, asked to end.

A process says that it is ready by writing a byte to a pipe, and that it has ended by closing it, as it does however
it ends.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from dataclasses import replace

from proxy.workers.spec import Spec

COMMAND = (sys.executable, "-m", "proxy.workers")


class Child:
    """A running process with its role."""

    def __init__(self, spec: Spec, process: asyncio.subprocess.Process, ready: asyncio.Future[bool]) -> None:
        """Use `start` instead."""
        self.spec = spec
        self._process = process
        self._ready = ready

    @classmethod
    async def start(cls, spec: Spec) -> Child:
        """Start a process; raises `OSError`."""
        heard, said = os.pipe()
        spec = replace(spec, ready_fd=said)
        inherited = tuple(each for each in (said, spec.listen_fd, spec.ops_fd) if each >= 0)
        try:
            process = await asyncio.create_subprocess_exec(
                *COMMAND, stdin=asyncio.subprocess.PIPE, pass_fds=inherited, process_group=0
            )
        except OSError:
            os.close(heard)
            raise
        finally:
            os.close(said)
        ready = _hear(heard)
        if process.stdin is not None:
            # It stays open: its end tells the child that the supervisor is gone, however that happened.
            with suppress(ConnectionError):
                process.stdin.write(spec.encode() + b"\n")
                await process.stdin.drain()
        return cls(spec, process, ready)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.returncode is None

    async def ready(self, seconds: float) -> bool:
        """Wait until it is ready; tell whether that came in time, and before its end."""
        with suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(self._ready), seconds)
        return False

    async def ended(self) -> int:
        """Wait for its end; return the exit code, negative for a signal."""
        return await self._process.wait()

    async def stop(self, seconds: float) -> int:
        """Ask it to end, and make it end where it has not in time; return the exit code."""
        self._signal(signal.SIGTERM)
        with suppress(TimeoutError):
            return await asyncio.wait_for(self._process.wait(), seconds)
        self._signal(signal.SIGKILL)
        return await self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            self._process.send_signal(number)


def _hear(pipe: int) -> asyncio.Future[bool]:
    """Return what becomes true when a byte comes, and false when the pipe is closed without one."""
    loop = asyncio.get_running_loop()
    heard: asyncio.Future[bool] = loop.create_future()

    def readable() -> None:
        loop.remove_reader(pipe)
        said = os.read(pipe, 1)
        os.close(pipe)
        if not heard.done():
            heard.set_result(bool(said))

    loop.add_reader(pipe, readable)
    return heard
