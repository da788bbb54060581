"""Cold translation of pages, against a bare `generate_batch` over the same sentences in the same run.

The service cuts, looks up, batches, checks and joins; the bare call has the sentences cut already and sorted by
length, with the best of several batch sizes. Both run on the same loaded model, one after the other, in turns.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from itertools import chain

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from city.app import SITE_PATHS, create_app

from bench.measure import Row
from cache.memory_store import MemoryStore
from cache.private import PrivateMemory
from cache.segments import SegmentMemory
from glossary.seed import SeedMemory
from models.delegating import DelegatingEngine
from models.engine import GREEDY, Candidate, Engine, Search
from proxy.engines import call_tokens, make_engine
from proxy.page import rewrite
from proxy.parts import model_folder
from proxy.settings import Settings
from translation.batcher import Batcher, BatchLimits
from translation.memories import Memories
from translation.order import Order
from translation.segment import Segment
from translation.service import TranslationService

_LANGUAGE = "tr"
_PAGES = 1
_SIZES = (256, 384, 768, 1024)


class _Recording(DelegatingEngine):
    """The engine, writing down what it is asked and how long it works."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.asked: list[str] = []
        self.seconds = 0.0

    def translate(self, texts: Sequence[str], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        """Translate and take the time; a second try is not part of the comparison."""
        if search != GREEDY:
            return [() for _ in texts]
        self.asked.extend(texts)
        started = time.perf_counter()
        answers = super().translate(texts, language, search)
        self.seconds += time.perf_counter() - started
        return answers


async def _segments() -> tuple[Segment, ...]:
    async with TestServer(create_app()) as server, ClientSession() as client:
        pages = []
        for path in SITE_PATHS[:_PAGES]:
            async with client.get(server.make_url(path)) as response:
                pages.append(rewrite.take_apart(await response.read(), "", "de"))
    return tuple(chain.from_iterable(each.segments for each in pages))


async def _through_service(engine: Engine, segments: Sequence[Segment], tokens: int) -> tuple[float, _Recording]:
    recording = _Recording(engine)
    memory = SegmentMemory(MemoryStore(1 << 26))
    batcher = Batcher(recording, BatchLimits(tokens=tokens), lambda _sentences, _seconds: None)
    private = PrivateMemory(time.time, secret=bytes(32))
    memories = Memories(memory, private)
    service = TranslationService(recording, batcher, memories, SeedMemory((), ()), lambda _l, _w: None)
    started = time.perf_counter()
    await service.translate(segments, Order(_LANGUAGE))
    seconds = time.perf_counter() - started
    await batcher.close()
    memory.close()
    return seconds, recording


def _bare(engine: Engine, sentences: Sequence[str], tokens: int) -> float:
    ordered = sorted(sentences, key=len)
    started = time.perf_counter()
    batch: list[str] = []
    size = 0
    for sentence in ordered:
        batch.append(sentence)
        size += len(sentence) // 4 + 8
        if size >= tokens:
            engine.translate(batch, _LANGUAGE, GREEDY)
            batch, size = [], 0
    if batch:
        engine.translate(batch, _LANGUAGE, GREEDY)
    return time.perf_counter() - started


def run() -> Sequence[Row]:
    """Measure."""
    settings = Settings()
    engine = make_engine(settings, model_folder())
    engine.translate(["Guten Tag."], _LANGUAGE, GREEDY)
    segments = asyncio.run(_segments())
    service, recording = asyncio.run(_through_service(engine, segments, call_tokens(settings, model_folder())))
    sentences = list(dict.fromkeys(recording.asked))
    words = sum(len(sentence.split()) for sentence in sentences)
    bare = {tokens: _bare(engine, sentences, tokens) for tokens in _SIZES}
    again, _ = asyncio.run(_through_service(engine, segments, call_tokens(settings, model_folder())))
    best = min(bare, key=lambda tokens: bare[tokens])
    ours = words / min(service, again)
    return (
        Row(f"cold translation of {_PAGES} pages ({len(sentences)} sentences, {words} words)", f"{ours:.0f} words/s"),
        Row(f"bare generate_batch, best batch size ({best} tokens)", f"{words / bare[best]:.0f} words/s"),
        Row("share of the bare speed", f"{ours * bare[best] / words:.0%}", "80%"),
    )
