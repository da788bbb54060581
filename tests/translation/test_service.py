"""The service: remembered, else by hand, else by the model, else German; in time, and private where it is private."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from engines import MiscountingEngine, ToyEngine, failing, sure

from cache.memory_store import MIB, MemoryStore
from cache.private import PrivateMemory
from cache.segments import SegmentMemory
from glossary.seed import SeedMemory
from models.engine import Candidate
from models.errors import EngineError
from translation.batcher import Batcher, BatchLimits
from translation.memories import Memories
from translation.order import Order
from translation.outcome import LATE, Layer, Outcome
from translation.segment import Part, Segment, Tag, TagKind
from translation.service import TranslationService
from translation.trace import TRIED
from translation.urgency import Urgency

TURKISH = {
    "Das Bürgeramt ist heute geschlossen.": "Vatandaş bürosu bugün kapalıdır.",
    "Bitte bringen Sie Ihren Ausweis mit.": "Lütfen kimliğinizi yanınızda getirin.",
    "Wir freuen uns auf Ihren Besuch.": "Ziyaretinizi dört gözle bekliyoruz.",
    "Die Bücherei öffnet um 10 Uhr.": "Kütüphane saat 10'da açılır.",
    "Guten Tag, Erika Mustermann!": "İyi günler, Erika Mustermann!",
    "Suche nach „Wohngeld beantragen“": "“Konut yardımı başvurusu” için arama",
    "Öffnungszeiten": "Açılış saatleri",
    "und": "ve",
}
CLOSED, BRING, VISIT, LIBRARY, HELLO, SEARCH, *_ = TURKISH


def turkish(text: str) -> tuple[Candidate, ...]:
    """Answer from the little dictionary."""
    return sure(TURKISH.get(text, f"bilinmiyor {text}"))


@dataclass
class Town:
    """A service with all its parts."""

    service: TranslationService
    engine: ToyEngine
    memory: SegmentMemory
    counted: Counter[tuple[str, str]]

    async def ask(self, *texts: str, **order: object) -> list[Outcome]:
        """Translate texts into Turkish."""
        return await self.service.translate([Segment((text,)) for text in texts], Order("tr", **order))  # type: ignore[arg-type]

    def remembered(self, text: str) -> bool:
        """Tell whether a text is in the shared memory."""
        return self.memory.get_hot(self.service.key(Segment((text,)), "tr")) is not None


@asynccontextmanager
async def town(engine: ToyEngine, **limits: int) -> AsyncIterator[Town]:
    """Run a service over `engine`, with a seed of one entry."""
    store = MemoryStore(8 * MIB)
    memory = SegmentMemory(store)
    batcher = Batcher(engine, BatchLimits(**limits), lambda *_: None)
    counted: Counter[tuple[str, str]] = Counter()
    seed = SeedMemory([{"de": "Impressum", "tr": "Künye"}, {"de": "Kontakt", "tr": "İletişim"}], ["tr"])
    private = PrivateMemory(lambda: 1000.0, b"s" * 32)
    service = TranslationService(
        engine, batcher, Memories(memory, private), seed, lambda language, what: counted.update([(language, what)])
    )
    try:
        yield Town(service, engine, memory, counted)
    finally:
        engine.free.set()
        await service.drain()
        await batcher.close()
        memory.close()
        store.close()


async def test_translates_and_remembers() -> None:
    """A sentence comes from the model once, and then from memory."""
    async with town(ToyEngine(turkish)) as it:
        first, second = await it.ask(CLOSED), await it.ask(CLOSED)
        assert first == [Outcome((TURKISH[CLOSED],), Layer.MODEL)]
        assert second == [Outcome((TURKISH[CLOSED],), Layer.MEMORY)]
        assert it.engine.asked == [CLOSED]


async def test_order_and_repetitions() -> None:
    """Answers come in the order of the segments, and what stands twice is asked for once."""
    async with town(ToyEngine(turkish)) as it:
        outcomes = await it.ask(BRING, CLOSED, BRING)
        assert [outcome.parts for outcome in outcomes] == [(TURKISH[text],) for text in (BRING, CLOSED, BRING)]
        assert sorted(it.engine.asked) == sorted([BRING, CLOSED])


async def test_sentences() -> None:
    """A paragraph is translated sentence by sentence, and the blanks between them stay."""
    async with town(ToyEngine(turkish)) as it:
        [outcome] = await it.ask(f"{CLOSED} {BRING}  {VISIT}")
        assert outcome.text.split() == f"{TURKISH[CLOSED]} {TURKISH[BRING]} {TURKISH[VISIT]}".split()
        assert sorted(it.engine.asked) == sorted([CLOSED, BRING, VISIT])


async def test_many_requests_ask_once() -> None:
    """What several requests want at the same time is translated once."""
    async with town(ToyEngine(turkish)) as it:
        answers = await asyncio.gather(*(it.ask(CLOSED, LIBRARY) for _ in range(8)))
        assert all(answer == answers[0] for answer in answers)
        assert sorted(it.engine.asked) == sorted([CLOSED, LIBRARY])


async def test_seed_before_model() -> None:
    """What was translated by hand never goes to the model."""
    async with town(ToyEngine(turkish)) as it:
        assert await it.ask("Impressum") == [Outcome(("Künye",), Layer.SEED)]
        assert it.engine.asked == []


@pytest.mark.parametrize(
    "text", ["12,50 €", "info@stadt.example", "https://www.stadt.example/a", "0203 123456", "PDF", "–"]
)
async def test_neutral(text: str) -> None:
    """What reads the same in every language is neither asked for nor remembered."""
    async with town(ToyEngine(turkish)) as it:
        assert await it.ask(text) == [Outcome((text,), Layer.NEUTRAL)]
        assert it.engine.asked == []
        assert not it.remembered(text)


async def test_late() -> None:
    """After the deadline a segment is German for now; it is finished in the background and there on the next view."""
    async with town(ToyEngine(turkish)) as it:
        it.engine.free.clear()
        assert await it.ask(CLOSED, "Impressum", deadline_seconds=0.02) == [
            Outcome(None, Layer.GERMAN, LATE),
            Outcome(("Künye",), Layer.SEED),
        ]
        it.engine.free.set()
        await it.service.drain()
        assert (await it.ask(CLOSED, deadline_seconds=0.02))[0].layer is Layer.MEMORY
        assert it.engine.asked == [CLOSED]


async def test_late_gives_way() -> None:
    """Who still waits passes the sentences of a visitor who has gone on with the German text."""
    async with town(ToyEngine(turkish), tokens=1) as it:
        it.engine.free.clear()
        await it.ask(LIBRARY, CLOSED, BRING, deadline_seconds=0.02)
        waiting = asyncio.create_task(it.ask(VISIT))
        await asyncio.sleep(0.01)
        it.engine.free.set()
        await waiting
        await it.service.drain()
        assert it.engine.asked == [LIBRARY, VISIT, CLOSED, BRING]


async def test_late_but_wanted() -> None:
    """What another visitor still waits for is not put off, and what is asked for again is urgent again."""
    async with town(ToyEngine(turkish), tokens=1) as it:
        it.engine.free.clear()
        await it.ask(LIBRARY, CLOSED, VISIT, deadline_seconds=0.02)
        again = asyncio.create_task(it.ask(VISIT))
        both = asyncio.create_task(it.ask(BRING)), asyncio.create_task(it.ask(BRING, deadline_seconds=0.01))
        await asyncio.sleep(0.05)
        it.engine.free.set()
        await asyncio.gather(again, *both)
        await it.service.drain()
        assert it.engine.asked == [LIBRARY, VISIT, BRING, CLOSED]


async def test_visitor_joins_background() -> None:
    """A visitor who wants what the background has begun does not wait like the background."""
    async with town(ToyEngine(turkish), tokens=1) as it:
        it.engine.free.clear()
        slow = asyncio.create_task(it.ask(LIBRARY, CLOSED, BRING, VISIT, urgency=Urgency.BACKGROUND))
        await asyncio.to_thread(it.engine.called.wait, 10)
        quick = asyncio.create_task(it.ask(VISIT))
        await asyncio.sleep(0.01)
        it.engine.free.set()
        await asyncio.gather(slow, quick)
        assert it.engine.asked == [LIBRARY, VISIT, CLOSED, BRING]


async def test_visitor_gone() -> None:
    """A visitor who closes the connection leaves the work to be finished, and nobody else without an answer."""
    async with town(ToyEngine(turkish)) as it:
        it.engine.free.clear()
        one, other = asyncio.create_task(it.ask(CLOSED)), asyncio.create_task(it.ask(CLOSED))
        await asyncio.to_thread(it.engine.called.wait, 10)
        one.cancel()
        await asyncio.gather(one, return_exceptions=True)
        it.engine.free.set()
        assert (await other)[0].text == TURKISH[CLOSED]


FAILURES = [
    (ToyEngine(failing(EngineError("kein Speicher"))), "kein Speicher"),
    (ToyEngine(failing(ZeroDivisionError("irgendwas"))), "irgendwas"),
    (MiscountingEngine(turkish), "0 answers"),
]


@pytest.mark.parametrize(("engine", "reason"), FAILURES, ids=["its own error", "any error", "wrong number"])
async def test_engine_failure(engine: ToyEngine, reason: str) -> None:
    """When the engine fails the text stays German with the reason, nothing is remembered, and it is tried again."""
    async with town(engine) as it:
        for _ in range(2):
            [outcome] = await it.ask(CLOSED)
            assert outcome.parts is None
            assert outcome.detail.startswith("engine: ")
            assert reason in outcome.detail
        assert not it.remembered(CLOSED)
        assert len(it.engine.calls) == 2


# What the model answers to the sentence about the library, and why that is not shown
REFUSED = [
    ("cut off", (Candidate("Kütüphane saat 10'da", 0.0, complete=False),), "cut off"),
    ("not sure", (Candidate("Kütüphane saat 10'da açılır.", -2.0, complete=True),), "not sure"),
    ("number lost", sure("Kütüphane yarın sabah açılır."), "check numbers"),
    ("wrong number", sure("Kütüphane saat 11'de açılır."), "check numbers"),
    ("copied", sure("Die Bücherei öffnet um 10 Uhr."), "check"),
    ("empty", sure(" "), "check empty"),
    ("nothing", (), "no answer"),
    ("wrong script", sure("تفتح المكتبة في الساعة 10."), "check"),
]


@pytest.mark.parametrize(("answer", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
async def test_refused(answer: tuple[Candidate, ...], reason: str) -> None:
    """A doubtful answer is not shown; the text stays German, which is remembered."""
    async with town(ToyEngine(lambda _: answer)) as it:
        first, second = await it.ask(LIBRARY), await it.ask(LIBRARY)
        assert first == second
        assert first[0].parts is None
        assert reason in first[0].detail
        assert it.remembered(LIBRARY)
        assert len(it.engine.calls) <= 3
        assert it.counted["tr", first[0].detail] == 2
        assert all(what.startswith(TRIED) for _, what in it.counted if what != first[0].detail)
        assert it.counted["tr", first[0].trace.attempts[0].counted] == 1


async def test_second_try() -> None:
    """Where the first answer fails a check, the best of several may pass."""
    answers = (*sure("Kütüphane yarın açılır."), *sure(TURKISH[LIBRARY]))

    async with town(ToyEngine(lambda _: answers)) as it:
        assert (await it.ask(LIBRARY))[0].text == TURKISH[LIBRARY]


async def test_one_bad_sentence() -> None:
    """A paragraph with one sentence that fails stays German as a whole."""
    async with town(ToyEngine(lambda text: sure("") if text == BRING else turkish(text))) as it:
        assert (await it.ask(f"{CLOSED} {BRING}"))[0].parts is None


A, END_A = Tag(TagKind.OPEN, "a", 0), Tag(TagKind.CLOSE, "a", 0)
BREAK = Tag(TagKind.VOID, "br", 1)


async def test_markup() -> None:
    """Every tag of a segment stands once in its translation, balanced; blanks at the ends of parts stay."""
    parts: tuple[Part, ...] = (CLOSED + " ", A, BRING, END_A, BREAK, VISIT)
    async with town(ToyEngine(turkish)) as it:
        [outcome] = await it.service.translate([Segment(parts)], Order("tr"))
        assert outcome.parts is not None
        assert Counter(part for part in outcome.parts if isinstance(part, Tag)) == Counter([A, END_A, BREAK])
        assert outcome.parts[outcome.parts.index(A) + 1] == TURKISH[BRING]
        assert outcome.text.startswith(TURKISH[CLOSED] + " ")


async def test_markup_comes_back_from_memory() -> None:
    """A remembered segment has its tags where they were."""
    segment = Segment((CLOSED + " ", A, BRING, END_A))
    async with town(ToyEngine(turkish)) as it:
        first, second = [(await it.service.translate([segment], Order("tr")))[0] for _ in range(2)]
        assert first.parts == second.parts
        assert second.layer is Layer.MEMORY


TEXTS = [
    "Wort",
    " Wort  und\u00a0Wort ",
    f"{CLOSED}  {BRING}",
    "a\u00adb",
    "x\udce4y",
    "Nr. 5 z. B. am 3. Mai. Und dann?",
]


@pytest.mark.parametrize("text", TEXTS)
async def test_identity(text: str) -> None:
    """With the identity engine every text is itself, to the letter (law 1)."""
    segments = [Segment((text,)), Segment((text, A, text, END_A, BREAK, text))]
    async with town(ToyEngine(sure, faithful=True)) as it:
        outcomes = await it.service.translate(segments, Order("tr"))
        assert [outcome.parts for outcome in outcomes] == [segment.parts for segment in segments]


async def test_broken_letters() -> None:
    """A byte that is no letter does not make a page fail."""
    async with town(ToyEngine(turkish)) as it:
        assert len(await it.ask("Wort\udce4 und Wort", CLOSED)) == 2


async def test_many_segments() -> None:
    """A page with very many segments is finished over several views."""
    texts = [f"{LIBRARY} Wort {i}" for i in range(2100)]
    async with town(ToyEngine(sure, faithful=True)) as it:
        first = await it.ask(*texts)
        assert sum(outcome.detail == LATE for outcome in first) == 100
        second = await it.ask(*texts)
        assert not any(outcome.detail == LATE for outcome in second)


# Law 7

ERIKA = {"private": True, "visitor": b"erika"}
MEHMET = {"private": True, "visitor": b"mehmet"}
OLGA = {"private": True, "visitor": b"olga"}


async def test_private_is_not_shared() -> None:
    """What one visitor sees on a private page is remembered for them alone."""
    async with town(ToyEngine(turkish)) as it:
        await it.ask(HELLO, **ERIKA)
        assert not it.remembered(HELLO)
        assert (await it.ask(HELLO, **ERIKA))[0].layer is Layer.PRIVATE
        assert (await it.ask(HELLO, **MEHMET))[0].layer is Layer.MODEL
        assert it.engine.asked == [HELLO, HELLO]


async def test_private_becomes_shared() -> None:
    """What several visitors see on their private pages is nobody's own: the menu is shared from then on."""
    async with town(ToyEngine(turkish)) as it:
        await it.ask(CLOSED, **ERIKA)
        await it.ask(CLOSED, **ERIKA)
        assert not it.remembered(CLOSED)
        await it.ask(CLOSED, **MEHMET)
        assert it.remembered(CLOSED)
        assert (await it.ask(CLOSED, **OLGA))[0].layer is Layer.MEMORY


async def test_private_reads_what_is_public() -> None:
    """A private page may use what is shared already."""
    async with town(ToyEngine(turkish)) as it:
        await it.ask(CLOSED)
        assert (await it.ask(CLOSED, **ERIKA))[0].layer is Layer.MEMORY


ECHOES = ["Wohngeld beantragen", "wohngeld", "WOHNGELD  beantragen", " Wohngeld\nbeantragen "]


@pytest.mark.parametrize("value", ECHOES)
async def test_echoes_are_not_shared(value: str) -> None:
    """A text that repeats what the request submitted is never shared, however many ask for the same."""
    async with town(ToyEngine(turkish)) as it:
        for name in (b"erika", b"mehmet", b"olga"):
            await it.ask(SEARCH, CLOSED, visitor=name, submitted=frozenset({value}))
        assert not it.remembered(SEARCH)
        assert it.remembered(CLOSED)


async def test_private_echoes_are_not_shared() -> None:
    """What several visitors submitted is private on a private page too."""
    async with town(ToyEngine(turkish)) as it:
        for visitor in (ERIKA, MEHMET, OLGA):
            await it.ask(SEARCH, submitted=frozenset({"Wohngeld beantragen"}), **visitor)
        assert not it.remembered(SEARCH)


# Law 6


async def test_keys() -> None:
    """A key differs with text, markup, language, engine and the translations by hand that matter, and else not."""
    async with town(ToyEngine(turkish)) as it, town(ToyEngine(turkish, signature="toy 2")) as other:
        segments = [Segment(("Wort",)), Segment(("Wort.",)), Segment((A, "Wort", END_A)), Segment(("Impressum",))]
        keys = [it.service.key(segment, language) for segment in segments for language in ("tr", "en")]
        keys += [other.service.key(segments[0], "tr")]
        assert len(set(keys)) == len(keys)
        assert it.service.key(Segment(("Wort",)), "tr") == keys[0]
