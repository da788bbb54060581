"""Writes the history of the live figures: one process of a machine does, and another goes on when that one ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from glossary.errors import StoreError
from proxy.alone import alone
from proxy.desk.ops.samples import Samples, sample_of
from proxy.live_figures import ReadLiveFigures

log = structlog.stdlib.get_logger(__name__)

LOCK: Final = "ops-sampler.lock"


@dataclass(frozen=True, slots=True)
class Sampler:
    """Takes a sample every so many seconds, in whichever process holds the lock of the folder."""

    samples: Samples
    read: ReadLiveFigures
    folder: Path
    every_seconds: float = 60.0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Sample while inside."""
        task = asyncio.create_task(self._run(), name="ops sampler")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                with alone(self.folder / LOCK) as is_alone:
                    while is_alone:
                        await self._sample()
                        await asyncio.sleep(self.every_seconds)
            except OSError as error:
                log.warning("no history of figures: the cache folder cannot be written", reason=str(error))
            await asyncio.sleep(self.every_seconds)

    async def _sample(self) -> None:
        try:
            await asyncio.to_thread(self.samples.add, sample_of(await self.read()))
        except StoreError as error:
            log.warning("figures cannot be kept", reason=str(error))
