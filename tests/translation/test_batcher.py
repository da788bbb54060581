"""The batcher: sentences of many requests in few calls, the urgent ones first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from engines import MiscountingEngine, ToyEngine, failing, sure

from models.engine import GREEDY, Search
from models.errors import EngineError
from translation.batcher import Batcher, BatchLimits, Candidates, OverloadedError
from translation.urgency import Urgency

VISITOR, BOT, BACKGROUND = Urgency


@asynccontextmanager
async def batching(engine: ToyEngine, **limits: float) -> AsyncIterator[Batcher]:
    """Run a batcher and close it."""
    heard: list[tuple[int, float]] = []
    batcher = Batcher(engine, BatchLimits(**limits), lambda n, seconds: heard.append((n, seconds)))  # type: ignore[arg-type]
    try:
        yield batcher
    finally:
        engine.free.set()
        await batcher.close()


def loud() -> ToyEngine:
    """An engine that shouts."""
    return ToyEngine(lambda text: sure(text.upper()))


async def held(engine: ToyEngine, batcher: Batcher) -> asyncio.Future[Candidates]:
    """Let the engine work on one sentence until it is set free, so that others gather."""
    engine.free.clear()
    first = batcher.submit("zuerst", "tr", GREEDY, VISITOR)
    await asyncio.to_thread(engine.called.wait, 10)
    return first


async def test_answers() -> None:
    """Each sentence gets its own answer, whatever it was gathered with."""
    async with batching(loud()) as batcher:
        texts = [f"satz {i}" + " wort" * (i % 7) for i in range(200)]
        answers = await asyncio.gather(*(batcher.submit(text, "tr", GREEDY, VISITOR) for text in texts))
        assert [answer[0].text for answer in answers] == [text.upper() for text in texts]
        assert batcher.waiting == 0


async def test_gathers() -> None:
    """What comes within the waiting time goes in one call, a call for each language and search."""
    engine = loud()
    async with batching(engine) as batcher:
        wide = Search(4, 4)
        asked = [("a", "tr", GREEDY), ("b", "en", GREEDY), ("c", "tr", wide), ("d", "tr", GREEDY)]
        await asyncio.gather(*(batcher.submit(*each, VISITOR) for each in asked))
        assert engine.calls == [(["a", "d"], "tr", GREEDY), (["b"], "en", GREEDY), (["c"], "tr", wide)]


async def test_once() -> None:
    """A sentence that many ask for is translated once, also while it is being translated."""
    engine = loud()
    async with batching(engine) as batcher:
        first = await held(engine, batcher)
        again = [batcher.submit("zuerst", "tr", GREEDY, BOT) for _ in range(5)]
        engine.free.set()
        await asyncio.gather(first, *again)
        assert engine.asked == ["zuerst"]


async def test_asked_again_later() -> None:
    """A batcher remembers nothing: that is the memory's task."""
    engine = loud()
    async with batching(engine) as batcher:
        for _ in range(2):
            await batcher.submit("a", "tr", GREEDY, VISITOR)
        assert engine.asked == ["a", "a"]


async def test_visitors_first() -> None:
    """Visitors pass bots, and bots pass the background, also in another language."""
    engine = loud()
    async with batching(engine, tokens=1) as batcher:
        await held(engine, batcher)
        asked = [("hinten", "tr", BACKGROUND), ("bot", "en", BOT), ("b", "tr", VISITOR), ("c", "en", VISITOR)]
        waiting = [batcher.submit(text, language, GREEDY, urgency) for text, language, urgency in asked]
        engine.free.set()
        await asyncio.gather(*waiting)
        assert engine.asked == ["zuerst", "b", "c", "bot", "hinten"]


async def test_visitors_never_wait_for_a_larger_batch() -> None:
    """A call for a visitor is filled up with less urgent sentences, and never the other way round."""
    engine = loud()
    async with batching(engine, tokens=27) as batcher:
        await held(engine, batcher)
        waiting = [batcher.submit(text, "tr", GREEDY, BACKGROUND) for text in ("h1", "h2", "h3")]
        waiting += [batcher.submit(text, "tr", GREEDY, VISITOR) for text in ("v1", "v2")]
        engine.free.set()
        await asyncio.gather(*waiting)
        assert [texts for texts, _, _ in engine.calls] == [["zuerst"], ["v1", "v2", "h1"], ["h2", "h3"]]


MOVES: list[tuple[str, Callable[[Batcher], object], list[str]]] = [
    ("asked for by a visitor", lambda batcher: batcher.submit("bot", "tr", GREEDY, VISITOR), ["a", "bot", "b"]),
    ("urged", lambda batcher: batcher.urge("bot", "tr", GREEDY, VISITOR), ["a", "bot", "b"]),
    ("urged less than it is", lambda batcher: batcher.urge("a", "tr", GREEDY, BACKGROUND), ["a", "b", "bot"]),
    ("relaxed", lambda batcher: batcher.relax("a", "tr", GREEDY), ["b", "bot", "a"]),
    ("relaxed, not there", lambda batcher: batcher.relax("x", "tr", GREEDY), ["a", "b", "bot"]),
    ("being translated", lambda batcher: batcher.relax("zuerst", "tr", GREEDY), ["a", "b", "bot"]),
]


@pytest.mark.parametrize(("move", "order"), [row[1:] for row in MOVES], ids=[row[0] for row in MOVES])
async def test_moves(move: Callable[[Batcher], object], order: list[str]) -> None:
    """What waits becomes more urgent when somebody more urgent asks, and less when its visitor has gone on."""
    engine = loud()
    async with batching(engine, tokens=1) as batcher:
        await held(engine, batcher)
        waiting = [batcher.submit(text, "tr", GREEDY, BOT if text == "bot" else VISITOR) for text in ("a", "bot", "b")]
        move(batcher)
        engine.free.set()
        await asyncio.gather(*waiting)
        assert engine.asked[1:] == order


async def test_like_lengths() -> None:
    """A call holds sentences of like length, and the oldest is always in it."""
    engine = loud()
    async with batching(engine, tokens=70) as batcher:
        await held(engine, batcher)
        long, short = "lang " * 20, "kurz"
        texts = [f"{long}1", f"{short} 1", f"{long}2", f"{short} 2", f"{short} 3"]
        waiting = [batcher.submit(text, "tr", GREEDY, VISITOR) for text in texts]
        engine.free.set()
        await asyncio.gather(*waiting)
        assert [len({len(text) for text in texts}) for texts, _, _ in engine.calls] == [1] * len(engine.calls)
        assert engine.calls[1][0][0] == f"{long}1"


@pytest.mark.parametrize("tokens", [1, 40, 768])
async def test_token_limit(tokens: int) -> None:
    """No call is larger than its limit, unless it is one sentence."""
    engine = loud()
    async with batching(engine, tokens=tokens) as batcher:
        await asyncio.gather(*(batcher.submit("wort " * (i % 40) + str(i), "tr", GREEDY, VISITOR) for i in range(150)))
        assert all(len(t) == 1 or sum(len(text) // 4 + 8 for text in t) <= tokens for t, _, _ in engine.calls)


@pytest.mark.parametrize(("search", "most"), [(GREEDY, 768), (Search(2), 384), (Search(4, 4), 192)])
async def test_a_wide_search_has_smaller_calls(search: Search, most: int) -> None:
    """It holds as much memory for each of the answers that it follows as a quick one for its only one."""
    engine = loud()
    async with batching(engine, tokens=768) as batcher:
        texts = [f"satz {number}" + " wort" * 12 for number in range(120)]
        await asyncio.gather(*(batcher.submit(text, "tr", search, VISITOR) for text in texts))
        sizes = [sum(len(text) // 4 + 8 for text in call) for call, _, _ in engine.calls]
        assert most / 2 < max(sizes) <= most


FAILURES = [
    (ToyEngine(failing(EngineError("kein Speicher"))), "kein Speicher"),
    (ToyEngine(failing(RuntimeError("irgendwas"))), "irgendwas"),
    (MiscountingEngine(sure), "0 answers to 1"),
]


@pytest.mark.parametrize(("engine", "message"), FAILURES, ids=["its own error", "any error", "wrong number"])
async def test_failures(engine: ToyEngine, message: str) -> None:
    """An engine's failure is an `EngineError` for those who asked, and the next sentence is tried anew."""
    async with batching(engine) as batcher:
        for _ in range(2):
            with pytest.raises(EngineError, match=message):
                await batcher.submit("a", "tr", GREEDY, VISITOR)
        assert batcher.waiting == 0


async def test_overload() -> None:
    """More than the queue holds is refused at once; what is in it already may be asked for."""
    engine = loud()
    async with batching(engine, queue=2) as batcher:
        first = await held(engine, batcher)
        second = batcher.submit("b", "tr", GREEDY, VISITOR)
        with pytest.raises(OverloadedError, match="2 sentences wait"):
            batcher.submit("c", "tr", GREEDY, VISITOR)
        assert batcher.submit("b", "tr", GREEDY, VISITOR) is second
        engine.free.set()
        await asyncio.gather(first, second)


async def test_close() -> None:
    """Closing fails what waits, and what comes later."""
    engine = loud()
    batcher = Batcher(engine, BatchLimits(tokens=1), lambda *_: None)
    first = await held(engine, batcher)
    second = batcher.submit("b", "tr", GREEDY, VISITOR)
    asyncio.get_running_loop().call_later(0.05, engine.free.set)
    await batcher.close()
    for future in (first, second):
        with pytest.raises(EngineError, match="shut down"):
            await future
    with pytest.raises(EngineError, match="shut down"):
        batcher.submit("c", "tr", GREEDY, VISITOR)


async def test_close_unused() -> None:
    """A batcher that nobody used closes, twice if need be."""
    batcher = Batcher(loud(), BatchLimits(), lambda *_: None)
    await batcher.close()
    await batcher.close()


async def test_event_loop_stays_free() -> None:
    """While the engine works, other requests go on."""
    engine = loud()
    async with batching(engine) as batcher:
        first = await held(engine, batcher)
        for _ in range(5):
            await asyncio.sleep(0)
        assert not first.done()
        engine.free.set()
        await first


async def test_reports() -> None:
    """Every call is reported: how many sentences and how long."""
    heard: list[tuple[int, float]] = []
    batcher = Batcher(loud(), BatchLimits(), lambda n, seconds: heard.append((n, seconds)))
    await asyncio.gather(*(batcher.submit(text, "tr", GREEDY, VISITOR) for text in "abc"))
    await batcher.close()
    assert [n for n, _ in heard] == [3]
    assert heard[0][1] >= 0
