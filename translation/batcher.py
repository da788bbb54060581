"""Gathers the sentences of many requests into calls of one engine.

Visitors pass bots, bots pass background work. A sentence that several requests want is translated once. The engine
works on a thread of its own, one call at a time: it uses all the cores it was given by itself. A call holds sentences
of like length, because a decoder-only model reads prompts in parallel only as far as the shortest.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from models.engine import Candidate, Engine, Search
from models.errors import EngineError
from translation.urgency import Urgency

Candidates = tuple[Candidate, ...]


class OverloadedError(EngineError):
    """More sentences wait than the queue may hold."""


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """`tokens` is the size of one call in tokens (estimated), `wait_seconds` how long an idle engine gathers."""

    tokens: int = 384
    wait_seconds: float = 0.005
    queue: int = 50_000


@dataclass(slots=True)
class _Job:
    """A waiting sentence; it changes only its urgency, and only upwards or by `relax`."""

    text: str
    language: str
    search: Search
    urgency: Urgency
    order: int
    answer: asyncio.Future[Candidates]
    taken: bool = False

    @property
    def size(self) -> int:
        # Four characters a token on both sides of the prompt is what the collection shows, less for short texts.
        return len(self.text) // 4 + 8


_SHUT_DOWN = "the engine was shut down"
_Lane = tuple[Urgency, str, Search]
_MOST_SENTENCES = 64


class Batcher:
    """Turns single sentences into batches for an engine; use it from one event loop."""

    def __init__(self, engine: Engine, limits: BatchLimits, on_batch: Callable[[int, float], None]) -> None:
        """Begin idle; `on_batch` hears of every call: sentences and seconds."""
        self._engine = engine
        self._limits = limits
        self._on_batch = on_batch
        self._jobs: dict[tuple[str, str, Search], _Job] = {}
        self._lanes: dict[_Lane, dict[int, _Job]] = {}
        self._count = 0
        self._wake = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="engine")
        self._loop: asyncio.Task[None] | None = None
        self._closed = False
        self._busy_since: float | None = None
        self._tokens = 0

    @property
    def busy_seconds(self) -> float:
        """How long the engine has been busy with the call of now; 0 where it has none."""
        return 0.0 if self._busy_since is None else asyncio.get_running_loop().time() - self._busy_since

    @property
    def tokens(self) -> int:
        """How many tokens the engine was given, estimated."""
        return self._tokens

    @property
    def waiting(self) -> int:
        """How many sentences wait or are being translated."""
        return len(self._jobs)

    def submit(self, text: str, language: str, search: Search, urgency: Urgency) -> asyncio.Future[Candidates]:
        """Ask for a translation; the future fails with `EngineError`. Raises `OverloadedError`."""
        key = (language, text, search)
        job = self._jobs.get(key)
        if job is not None:
            self.urge(text, language, search, urgency)
            return job.answer
        if self._closed:
            raise EngineError(_SHUT_DOWN)
        if len(self._jobs) >= self._limits.queue:
            message = f"{len(self._jobs)} sentences wait already"
            raise OverloadedError(message)
        self._count += 1
        future: asyncio.Future[Candidates] = asyncio.get_running_loop().create_future()
        job = _Job(text, language, search, urgency, self._count, future)
        self._jobs[key] = job
        self._lane(job)[job.order] = job
        if self._loop is None:
            self._loop = asyncio.create_task(self._run(), name="batcher")
        self._wake.set()
        return future

    def urge(self, text: str, language: str, search: Search, urgency: Urgency) -> None:
        """Let a sentence that waits be as urgent as that, if it is not."""
        job = self._jobs.get((language, text, search))
        if job is not None and not job.taken and urgency < job.urgency:
            self._move(job, urgency)

    def relax(self, text: str, language: str, search: Search) -> None:
        """Let a sentence wait for others: its visitor has gone on with the German text."""
        job = self._jobs.get((language, text, search))
        if job is not None and not job.taken:
            self._move(job, Urgency.BACKGROUND)

    async def close(self) -> None:
        """End; what still waits fails with `EngineError`, and so does what comes later."""
        self._closed = True
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
        for job in self._jobs.values():
            if not job.answer.done():
                job.answer.set_exception(EngineError(_SHUT_DOWN))
                job.answer.exception()
        self._jobs.clear()
        await asyncio.to_thread(self._thread.shutdown, wait=True, cancel_futures=True)

    def _lane(self, job: _Job) -> dict[int, _Job]:
        return self._lanes.setdefault((job.urgency, job.language, job.search), {})

    def _move(self, job: _Job, urgency: Urgency) -> None:
        del self._lane(job)[job.order]
        job.urgency = urgency
        self._lane(job)[job.order] = job

    async def _run(self) -> None:
        while True:
            if not self._jobs:
                self._wake.clear()
                await self._wake.wait()
                await asyncio.sleep(self._limits.wait_seconds)
            await self._translate(self._next_batch())

    def _next_batch(self) -> list[_Job]:
        """Take the most urgent and oldest sentence, and those of its language that are most like it in length."""
        self._lanes = {name: lane for name, lane in self._lanes.items() if lane}
        first = min(
            (next(iter(lane.values())) for lane in self._lanes.values()),
            key=lambda job: (job.urgency, job.order),
        )
        # A wide search follows several answers at once, and holds as much memory for each.
        most = self._limits.tokens // max(1, first.search.beam)
        batch: list[_Job] = []
        size = 0
        for urgency in Urgency:
            lane = self._lanes.get((urgency, first.language, first.search), {})
            near = heapq.nsmallest(
                _MOST_SENTENCES, lane.values(), key=lambda job: (abs(job.size - first.size), job.order)
            )
            for job in near:
                if batch and size + job.size > most:
                    return batch
                del lane[job.order]
                job.taken = True
                batch.append(job)
                size += job.size
        return batch

    async def _translate(self, batch: list[_Job]) -> None:
        loop = asyncio.get_running_loop()
        started = self._busy_since = loop.time()
        first = batch[0]
        self._tokens += sum(job.size for job in batch)
        try:
            answers = await loop.run_in_executor(
                self._thread,
                self._engine.translate,
                [job.text for job in batch],
                first.language,
                first.search,
            )
            if len(answers) != len(batch):
                message = f"{len(answers)} answers to {len(batch)} sentences"
                raise EngineError(message)
        except Exception as error:  # noqa: BLE001 whatever a model does, pages stay German and the proxy runs
            for job in batch:
                self._jobs.pop((job.language, job.text, job.search), None)
                if not job.answer.done():
                    job.answer.set_exception(EngineError(f"the engine failed: {error}"))
                    job.answer.exception()
            return
        finally:
            self._busy_since = None
        for job, answer in zip(batch, answers, strict=True):
            self._jobs.pop((job.language, job.text, job.search), None)
            if not job.answer.done():
                job.answer.set_result(answer)
        self._on_batch(len(batch), loop.time() - started)
