"""One engine for several workers: a real batcher behind a real Unix socket."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from models.engine import GREEDY, Candidate, Search
from models.errors import EngineError
from models.identity import IdentityEngine
from translation.batcher import Batcher, BatchLimits
from translation.engine_server import EngineServer, watch
from translation.remote_batcher import RemoteBatcher
from translation.urgency import Urgency

WIDE = Search(beam=4, candidates=2, suppress=("İkamet",))


class CountingEngine(IdentityEngine):
    """Answers in capitals, and notes every sentence it was given; waits for the gate."""

    def __init__(self) -> None:
        super().__init__(frozenset({"tr"}))
        self.asked: list[str] = []
        self.searches: list[Search] = []
        self.gate = threading.Event()
        self.gate.set()

    def translate(self, texts: Sequence[str], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        """Note and answer."""
        self.gate.wait(10)
        self.asked += texts
        self.searches.append(search)
        if any("kaputt" in text for text in texts):
            message = "a broken sentence"
            raise EngineError(message)
        return [
            (Candidate(f"{text.upper()} \u2028 {language}", -0.25, True), Candidate("2", -1.5, False)) for text in texts
        ]


def nothing(_sentences: int, _seconds: float) -> None:
    """Count nothing."""


@asynccontextmanager
async def shared(engine: CountingEngine, path: Path, workers: int = 2) -> AsyncIterator[list[RemoteBatcher]]:
    batcher = Batcher(engine, BatchLimits(), nothing)
    server = EngineServer(batcher, path)
    await server.open()
    remotes = [RemoteBatcher(path) for _ in range(workers)]
    try:
        assert all([await remote.open(5) for remote in remotes])
        yield remotes
    finally:
        for remote in remotes:
            await remote.close()
        await server.close()
        await batcher.close()


async def test_answers_come_back_whole_in_whatever_script(tmp_path: Path) -> None:
    engine = CountingEngine()
    async with shared(engine, tmp_path / "engine") as (one, _):
        answer = await one.submit("Straße\n„hier“", "tr", WIDE, Urgency.VISITOR)
    assert answer == (Candidate("STRASSE\n„HIER“ \u2028 tr", -0.25, True), Candidate("2", -1.5, False))
    assert engine.searches == [WIDE]


async def test_what_two_workers_want_is_translated_once(tmp_path: Path) -> None:
    engine = CountingEngine()
    engine.gate.clear()
    async with shared(engine, tmp_path / "engine") as (one, other):
        first = one.submit("Rathaus", "tr", GREEDY, Urgency.BACKGROUND)
        again = one.submit("Rathaus", "tr", GREEDY, Urgency.VISITOR)
        second = other.submit("Rathaus", "tr", GREEDY, Urgency.VISITOR)
        await asyncio.sleep(0.05)
        engine.gate.set()
        assert await first == await second == await again
    assert engine.asked == ["Rathaus"]


async def test_a_failing_engine_fails_the_sentence_and_no_other(tmp_path: Path) -> None:
    async with shared(CountingEngine(), tmp_path / "engine") as (one, _):
        with pytest.raises(EngineError, match="a broken sentence"):
            await one.submit("kaputt", "tr", GREEDY, Urgency.VISITOR)
        assert (await one.submit("heil", "tr", GREEDY, Urgency.VISITOR))[0].text.startswith("HEIL")


async def test_without_the_engines_process_sentences_fail_at_once_and_later_succeed(tmp_path: Path) -> None:
    remote = RemoteBatcher(tmp_path / "engine")
    assert not await remote.open(0.01)
    with pytest.raises(EngineError, match="being started again"):
        remote.submit("Rathaus", "tr", GREEDY, Urgency.VISITOR)
    batcher = Batcher(CountingEngine(), BatchLimits(), nothing)
    server = EngineServer(batcher, tmp_path / "engine")
    await server.open()
    for _ in range(100):
        try:
            answer = await remote.submit("Rathaus", "tr", GREEDY, Urgency.VISITOR)
            break
        except EngineError:
            await asyncio.sleep(0.05)
    assert answer[0].text.startswith("RATHAUS")
    await remote.close()
    await server.close()
    await batcher.close()


async def test_when_the_engines_process_goes_whoever_waits_is_told(tmp_path: Path) -> None:
    engine = CountingEngine()
    engine.gate.clear()
    batcher = Batcher(engine, BatchLimits(), nothing)
    server = EngineServer(batcher, tmp_path / "engine")
    await server.open()
    remote = RemoteBatcher(tmp_path / "engine")
    assert await remote.open(5)
    waiting = remote.submit("Rathaus", "tr", GREEDY, Urgency.VISITOR)
    await asyncio.sleep(0.05)
    await server.close()
    with pytest.raises(EngineError, match="being started again"):
        await asyncio.wait_for(waiting, 5)
    engine.gate.set()
    await remote.close()
    await batcher.close()


async def test_a_peer_that_talks_nonsense_is_let_go_and_others_are_served(tmp_path: Path) -> None:
    async with shared(CountingEngine(), tmp_path / "engine") as (one, _):
        for nonsense in (b"hello\n", b"[]\n", b'{"ask": 1}\n', b"x" * (2 << 20)):
            reader, writer = await asyncio.open_unix_connection(tmp_path / "engine")
            writer.write(nonsense)
            with suppress(ConnectionResetError):
                assert await asyncio.wait_for(reader.read(), 5) == b""
            writer.close()
        assert (await one.submit("heil", "tr", GREEDY, Urgency.VISITOR))[0].text.startswith("HEIL")


async def test_the_watchdog_notices_a_hanging_engine() -> None:
    engine = CountingEngine()
    engine.gate.clear()
    batcher = Batcher(engine, BatchLimits(), nothing)
    noticed: list[float] = []
    watching = asyncio.create_task(watch(batcher, 0.2, noticed.append))
    await asyncio.sleep(0.4)
    assert not noticed, "an idle engine does not hang"
    batcher.submit("Rathaus", "tr", GREEDY, Urgency.VISITOR)
    await asyncio.wait_for(watching, 5)
    assert noticed[0] > 0.2
    engine.gate.set()
    await batcher.close()
