"""Keeps one engine and N workers alive, and replaces workers one by one without losing a request.

All workers accept from one listening socket that the supervisor opened and never closes: a connection that waits to be
accepted is nobody's yet, so none is lost when a worker goes (with a socket each, SO_REUSEPORT, the kernel would reset
those that wait at the one that goes). A process that ends unasked is started again, after a pause that doubles while
it keeps ending soon. Must not know what the processes do.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from proxy.errors import ProxyError
from proxy.workers.child import Child
from proxy.workers.spec import Role, Spec

log = structlog.stdlib.get_logger(__name__)

_SOON = 30.0  # seconds; a process that lives longer was no false start


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for a start, for an end, and between two starts of what keeps ending."""

    start: float = 60.0
    stop: float = 30.0
    first_pause: float = 0.2
    longest_pause: float = 30.0


class StartError(ProxyError):
    """A process ended, or was not ready in time, when everything was started."""


class Supervisor:
    """Runs processes until it is asked to stop: SIGTERM or SIGINT ends all, SIGHUP replaces the workers."""

    def __init__(self, engine: Spec, worker: Spec, workers: int, patience: Patience) -> None:
        """Take what to start."""
        self._specs = [engine, *(replace(worker, name=f"worker-{number}") for number in range(1, workers + 1))]
        self._patience = patience
        self._children: list[Child | None] = [None] * len(self._specs)
        self._stopping = asyncio.Event()
        self._replacing = asyncio.Lock()

    async def run(self, started: Callable[[], None]) -> None:
        """Start all, keep them alive, end them; raises `StartError`, `OSError`."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stopping.set)
        keepers: list[asyncio.Task[None]] = []
        replacements: set[asyncio.Task[None]] = set()

        def replace() -> None:
            task = asyncio.create_task(self.replace_workers())
            replacements.add(task)
            task.add_done_callback(replacements.discard)

        loop.add_signal_handler(signal.SIGHUP, replace)
        try:
            async with self._replacing:
                for place, spec in enumerate(self._specs):
                    self._children[place] = await self._begin(spec)
            keepers = [asyncio.create_task(self._keep(place)) for place in range(len(self._specs))]
            started()
            await self._stopping.wait()
        finally:
            self._stopping.set()
            loop.remove_signal_handler(signal.SIGHUP)
            for task in (*keepers, *replacements):
                task.cancel()
            await asyncio.gather(*keepers, *replacements, return_exceptions=True)
            await self._end_all()

    async def replace_workers(self) -> None:
        """Start a new worker for each, and let the old one go once the new one answers."""
        async with self._replacing:
            for place, spec in enumerate(self._specs):
                old = self._children[place]
                if spec.role is not Role.WEB or old is None:
                    continue
                try:
                    new = await self._begin(spec)
                except (StartError, OSError) as error:
                    log.error("a new worker does not start; the old ones go on", reason=str(error))
                    return
                self._children[place] = new
                code = await old.stop(self._patience.stop)
                log.info("worker replaced", old=old.pid, new=new.pid, exit_code=code)

    async def _begin(self, spec: Spec) -> Child:
        child = await Child.start(spec)
        try:
            ready = await child.ready(self._patience.start)
        except asyncio.CancelledError:
            await child.stop(self._patience.stop)
            raise
        if not ready:
            code = await child.stop(self._patience.stop)
            message = f"the {spec.role} process did not become ready (exit code {code}); its messages stand above"
            raise StartError(message)
        return child

    async def _keep(self, place: int) -> None:
        """Start what ends unasked again."""
        spec, patience = self._specs[place], self._patience
        loop = asyncio.get_running_loop()
        pause, since = patience.first_pause, loop.time()
        while not self._stopping.is_set():
            child = self._children[place]
            if child is not None:
                code = await child.ended()
                if self._children[place] is not child or self._stopping.is_set():
                    since = loop.time()
                    continue  # it was replaced
                log.error("a process ended unasked and is started again", role=spec.role, pid=child.pid, exit_code=code)
                self._children[place] = None
                pause = patience.first_pause if loop.time() - since > _SOON else pause
            await asyncio.sleep(pause)
            pause, since = min(pause * 2, patience.longest_pause), loop.time()
            try:
                async with self._replacing:
                    self._children[place] = await self._begin(spec)
            except (StartError, OSError) as error:
                log.error("a process does not start", role=spec.role, reason=str(error), next_try_seconds=pause)

    async def _end_all(self) -> None:
        """End the workers first: they may still wait for the engine."""
        for role in (Role.WEB, Role.ENGINE):
            ending = [child for child in self._children if child is not None and child.spec.role is role]
            await asyncio.gather(*(child.stop(self._patience.stop) for child in ending if child.alive))
