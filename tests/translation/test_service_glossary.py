"""Law 6: a change of the glossary translates anew what contains it, and nothing else; the old is shown until then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from engines import ToyEngine, sure
from entries import names, term

from cache.memory_store import MIB, MemoryStore
from cache.private import PrivateMemory
from cache.segments import SegmentMemory
from glossary.live import NO_GLOSSARY, Snapshot, make_snapshot
from glossary.overrides import Override
from glossary.seed import SeedMemory
from glossary.term import Policy, Scope, State, Target, Term
from models.engine import Candidate
from translation.batcher import Batcher, BatchLimits
from translation.memories import Memories
from translation.order import Order
from translation.outcome import LATE, Layer, Outcome
from translation.segment import Part, Segment, Tag, TagKind
from translation.service import TranslationService

WORDS = {
    "Bibliothek": "kütüphane",
    "Meldestelle": "nüfus bürosu",
    "Schule": "okul",
    "Feuerwehr": "itfaiye",
    "Sporthalle": "spor salonu",
}


def turkish(german: str) -> tuple[Candidate, ...]:
    """Say in Turkish which house is closed."""
    word, number = german.split()[1:3]
    said = WORDS[word].replace("itfaiye", "İtfaiye")  # the capital of i has a dot
    return sure(f"{said[0].upper()}{said[1:]} {number} bu hafta ne yazık ki kapalı.")


def closed(word: str, number: int) -> str:
    """Say in German that a house is closed."""
    return f"Die {word} {number} ist in dieser Woche leider geschlossen."


@dataclass
class Place:
    """A service whose glossary can be changed."""

    service: TranslationService
    engine: ToyEngine
    glossary: Snapshot = NO_GLOSSARY

    async def ask(self, *texts: str, page: str = "", **order: object) -> list[Outcome]:
        """Translate texts of a page into Turkish."""
        wanted = Order("tr", page=page, **order)  # type: ignore[arg-type]
        return await self.service.translate([Segment((text,)) for text in texts], wanted)

    def edit(self, *terms: Term, overrides: tuple[Override, ...] = ()) -> None:
        """Publish another state of the glossary."""
        self.glossary = make_snapshot(terms, overrides, ("tr",))


@asynccontextmanager
async def place(engine: ToyEngine) -> AsyncIterator[Place]:
    """Run a service over `engine`."""
    store = MemoryStore(64 * MIB)
    memory = SegmentMemory(store)
    batcher = Batcher(engine, BatchLimits(tokens=4096), lambda *_: None)
    memories = Memories(memory, PrivateMemory(lambda: 1000.0, b"s" * 32))
    seed = SeedMemory([{"de": "Impressum", "tr": "Künye"}], ["tr"])
    made: list[Place] = []
    service = TranslationService(engine, batcher, memories, seed, lambda *_: None, lambda: made[0].glossary)
    made.append(Place(service, engine))
    try:
        yield made[0]
    finally:
        engine.free.set()
        await service.drain()
        await batcher.close()
        memory.close()
        store.close()


MANY = [pytest.param(100, id="500 segments"), pytest.param(2000, id="10,000 segments", marks=pytest.mark.slow)]


@pytest.mark.parametrize("houses", MANY)
async def test_of_many_remembered_segments(houses: int) -> None:
    """Of many remembered segments one changed term translates anew exactly those that contain it."""
    texts = [closed(word, number) for number in range(2, houses + 2) for word in WORDS]
    before = [term(german, tr=foreign) for german, foreign in WORDS.items()]
    after = [*before[:-1], term("Sporthalle", "Sporthallen", tr="spor salonu", state=State.APPROVED)]
    async with place(ToyEngine(turkish)) as it:
        it.edit(*before)
        for start in range(0, len(texts), 2000):
            assert {each.layer for each in await it.ask(*texts[start : start + 2000])} == {Layer.MODEL}
        it.engine.calls.clear()
        it.edit(*after)
        outcomes = await it.ask(*texts)
    anew = [text for text, outcome in zip(texts, outcomes, strict=True) if outcome.layer is not Layer.MEMORY]
    assert len(texts) == houses * len(WORDS)
    assert anew == [text for text in texts if "Sporthalle" in text]
    assert sorted(it.engine.asked) == sorted(anew)


HOUSE = "Das Bürgerhaus 7 öffnet am Montag um 9 Uhr."
TURKISH_HOUSE = "Halk evi 7 pazartesi günü saat 9'da açılır."
CHANGES: list[tuple[str, tuple[Term, ...], bool]] = [
    ("another word", (term("Rathaus", tr="belediye"),), False),
    ("the word", (term("Bürgerhaus", tr="halk evi"),), True),
    ("in another language", (Term("Bürgerhaus", targets=(Target("en", "community centre"),)),), False),
    ("on another page", (term("Bürgerhaus", tr="halk evi", scope=Scope(url="/rat/*")),), False),
    ("on this page", (term("Bürgerhaus", tr="halk evi", scope=Scope(url="/amt/*")),), True),
    ("kept", (term("Montag", policy=Policy.KEEP),), True),
    ("a part of a word", (term("Haus", tr="ev"),), False),
    ("retired", (term("Bürgerhaus", tr="halk evi", state=State.RETIRED),), False),
]


@pytest.mark.parametrize(("terms", "changes"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
async def test_what_a_key_holds(terms: tuple[Term, ...], changes: bool) -> None:
    """A key is another one where an entry matches this segment, on this page, in this language; else the same."""
    async with place(ToyEngine(lambda _: sure(TURKISH_HOUSE))) as it:
        segment = Segment((HOUSE,))
        before = it.service.key(segment, "tr", "/amt/seite")
        it.edit(*terms)
        assert (it.service.key(segment, "tr", "/amt/seite") != before) is changes


INSIDE, OUTSIDE = Segment((HOUSE,), frozenset((".recht",))), Segment((HOUSE,))
SCOPED = term("Bürgerhaus", tr="halk evi", scope=Scope(selector=".recht"), state=State.APPROVED)
GENERAL = term("Bürgerhaus", tr="toplum merkezi", state=State.APPROVED)
TOLD_APART: list[tuple[str, tuple[Term, ...], bool]] = [
    ("no entry", (), False),
    ("an entry for everywhere", (GENERAL,), False),
    ("an entry for the selector", (SCOPED,), True),
    ("one for each", (SCOPED, GENERAL), True),
    ("an entry for another selector", (replace(SCOPED, scope=Scope(selector="nav")),), False),
    ("an entry for the selector that is not in the text", (replace(SCOPED, lemma="Rathaus"),), False),
    ("for the selector on another page", (replace(SCOPED, scope=Scope("/rat/*", ".recht")),), False),
]


@pytest.mark.parametrize(("terms", "differ"), [row[1:] for row in TOLD_APART], ids=[row[0] for row in TOLD_APART])
async def test_one_text_in_two_places(terms: tuple[Term, ...], differ: bool) -> None:
    """A text has two keys on one page only where an entry tells the places apart; outside it has the one it had."""
    async with place(ToyEngine(lambda _: sure(TURKISH_HOUSE))) as it:
        before = it.service.key(OUTSIDE, "tr", "/amt/")
        it.edit(*terms)
        inside, outside = (it.service.key(each, "tr", "/amt/") for each in (INSIDE, OUTSIDE))
        assert (inside != outside) is differ
        assert (outside == before) is (GENERAL not in terms)


async def test_two_places_are_not_mixed_up() -> None:
    """Asked for together, again, and in the other order, each reads as the entry for its place says."""

    def answers(_: str) -> tuple[Candidate, ...]:
        other = TURKISH_HOUSE.replace("Halk evi", "Toplum merkezi")
        return (Candidate(other, -0.1, complete=True), Candidate(TURKISH_HOUSE, -0.2, complete=True))

    async with place(ToyEngine(answers)) as it:
        it.edit(SCOPED, GENERAL)
        for segments in ([OUTSIDE, INSIDE], [INSIDE, OUTSIDE], [OUTSIDE, INSIDE, OUTSIDE]):
            made = await it.service.translate(segments, Order("tr", page="/amt/"))
            assert [each.text.startswith("Halk evi") for each in made] == [each is INSIDE for each in segments]
        assert {each.layer for each in made} == {Layer.MEMORY}


async def test_a_term_inside_of_an_element_counts() -> None:
    """A term of two words is in the key where tags stand between them, and one of a link where the link is one."""
    a, end = Tag(TagKind.OPEN, "a", 0), Tag(TagKind.CLOSE, "a", 0)
    segment = Segment(("Der ", a, "Rat", end, " der ", a._replace(number=1), "Stadt", end._replace(number=1)))
    async with place(ToyEngine(sure)) as it:
        keys = {it.service.key(segment, "tr")}
        for german in ("Rat", "Stadt", "Rat der Stadt"):
            it.edit(term(german, tr="x"))
            keys.add(it.service.key(segment, "tr"))
        assert len(keys) == 4


async def test_the_old_is_shown_until_the_new_is_ready() -> None:
    """After a change the page reads as before while the engine works, and is not called complete."""
    async with place(ToyEngine(lambda _: sure(TURKISH_HOUSE))) as it:
        await it.ask(HOUSE)
        it.edit(term("Bürgerhaus", tr="halk evi"))
        it.engine.free.clear()
        [meanwhile] = await it.ask(HOUSE, deadline_seconds=0.02)
        assert (meanwhile.text, meanwhile.layer, meanwhile.provisional) == (TURKISH_HOUSE, Layer.OLDER, True)
        it.engine.free.set()
        await it.service.drain()
        [then] = await it.ask(HOUSE, deadline_seconds=0.02)
        assert (then.text, then.layer, then.provisional) == (TURKISH_HOUSE, Layer.MEMORY, False)


async def test_nothing_older_is_german() -> None:
    """What was never shown comes in German, as before."""
    async with place(ToyEngine(lambda _: sure(TURKISH_HOUSE))) as it:
        it.engine.free.clear()
        [outcome] = await it.ask(HOUSE, deadline_seconds=0.02)
        assert (outcome.parts, outcome.detail) == (None, LATE)


async def test_the_older_of_one_visitor_is_no_one_else_s() -> None:
    """What one visitor was shown on a private page is older for them alone (law 7)."""
    async with place(ToyEngine(lambda _: sure(TURKISH_HOUSE))) as it:
        await it.ask(HOUSE, private=True, visitor=b"erika")
        it.edit(term("Bürgerhaus", tr="halk evi"))
        it.engine.free.clear()
        own, other, public = await asyncio.gather(
            it.ask(HOUSE, private=True, visitor=b"erika", deadline_seconds=0.02),
            it.ask(HOUSE, private=True, visitor=b"olga", deadline_seconds=0.02),
            it.ask(HOUSE, deadline_seconds=0.02),
        )
        assert own[0].layer is Layer.OLDER
        assert (other[0].parts, public[0].parts) == (None, None)


async def test_one_state_for_a_request() -> None:
    """A request that began before a change is translated, and remembered, with what was so then."""
    async with place(ToyEngine(lambda _: sure(TURKISH_HOUSE))) as it:
        it.engine.free.clear()
        running = asyncio.create_task(it.ask(HOUSE))
        await asyncio.to_thread(it.engine.called.wait, 10)
        it.edit(term("Bürgerhaus", tr="halk evi"))
        it.engine.free.set()
        await running
        it.edit()
        assert (await it.ask(HOUSE))[0].layer is Layer.MEMORY


# Overrides

OVERRIDES = (
    Override("Die {a:1}Bücherei{/a:1} schließt.", "tr", "{a:1}Kütüphane{/a:1} kapanıyor.", author="Ayşe"),
    Override("3 Treffer", "tr", "3 sonuç"),
    Override("Impressum", "tr", "Site künyesi"),
    Override("Mehr", "tr", "Devamı", page="/amt/"),
)
A, END_A = Tag(TagKind.OPEN, "a", 0), Tag(TagKind.CLOSE, "a", 0)
SHOWN: list[tuple[str, tuple[Part, ...], str, tuple[Part, ...] | None]] = [
    ("with its marks", ("Die ", A, "Bücherei", END_A, " schließt."), "", (A, "Kütüphane", END_A, " kapanıyor.")),
    ("other numbers", ("12 Treffer",), "", ("12 sonuç",)),
    ("before the seed", ("Impressum",), "", ("Site künyesi",)),
    ("on its page", ("Mehr",), "/amt/", ("Devamı",)),
    ("on another page", ("Mehr",), "/rat/", None),
    ("without its marks", ("Die Bücherei schließt.",), "", None),
    ("with other marks", ("Die ", A._replace(name="b"), "Bücherei", END_A._replace(name="b"), " schließt."), "", None),
]


@pytest.mark.parametrize(("parts", "page", "shown"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
async def test_overrides(parts: tuple[Part, ...], page: str, shown: tuple[Part, ...] | None) -> None:
    """An editor's translation comes before all else, for exactly the segment that it was written for."""
    async with place(ToyEngine(lambda _: (Candidate("x", -9.0, complete=True),))) as it:
        it.edit(overrides=OVERRIDES)
        [outcome] = await it.service.translate([Segment(parts)], Order("tr", page=page))
        assert (outcome.parts if outcome.layer is Layer.OVERRIDE else None) == shown
        assert bool(it.engine.calls) is (shown is None)


async def test_an_override_is_gone_at_once() -> None:
    """A withdrawn override leaves what the model had said, and a new one needs no model."""
    async with place(ToyEngine(lambda _: sure(TURKISH_HOUSE))) as it:
        await it.ask(HOUSE)
        it.edit(overrides=(Override(HOUSE, "tr", "Başka"),))
        assert (await it.ask(HOUSE))[0].text == "Başka"
        it.edit()
        assert (await it.ask(HOUSE))[0].layer is Layer.MEMORY
        assert len(it.engine.calls) == 1


async def test_whole_strings() -> None:
    """A menu's entry that is a term reads as the glossary says, without the model."""
    async with place(ToyEngine(turkish)) as it:
        it.edit(term("Bauamt", tr="imar dairesi", policy=Policy.GLOSS), *names("Ruhrort"))
        outcomes = await it.ask("Bauamt", "Ruhrort")
        assert [outcome.text for outcome in outcomes] == ["İmar dairesi", "Ruhrort"]
        assert [outcome.trace.terms[0].lemma for outcome in outcomes] == ["Bauamt", "Ruhrort"]
        assert it.engine.calls == []


async def test_a_page_depends_on_its_segments_alone() -> None:
    """The digest of a page is another one where a term matches one of its segments, else the same."""
    segments = [Segment((HOUSE,)), Segment(("Impressum",))]
    order = Order("tr", page="/amt/")
    async with place(ToyEngine(turkish)) as it:
        before = it.service.digest(segments, order.place)
        it.edit(term("Rathaus", tr="belediye"))
        assert it.service.digest(segments, order.place) == before
        it.edit(term("Bürgerhaus", tr="halk evi"))
        assert it.service.digest(segments, order.place) != before


async def test_asking_what_is_remembered_makes_nothing() -> None:
    """What is remembered is said, what is not is not, and nobody's private memory is looked into (laws 7 and 9)."""
    async with place(ToyEngine(lambda _: sure(TURKISH_HOUSE))) as it:
        segments = [Segment((HOUSE,)), Segment(("5",)), Segment(("Mehr",))]
        await it.ask("Mehr", private=True, visitor=b"erika")
        await it.ask(HOUSE)
        calls = len(it.engine.calls)
        house, neutral, more = await it.service.remembered(segments, Order("tr"))
        assert house is not None
        assert (house.layer, house.model) == (Layer.MEMORY, "toy")
        assert neutral is not None
        assert neutral.layer is Layer.NEUTRAL
        assert more is None
        assert len(it.engine.calls) == calls
