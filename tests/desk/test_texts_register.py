"""The register: what stands on pages is written once, found again, counted and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from glossary.database import Database
from glossary.live import NO_GLOSSARY, Snapshot, make_snapshot
from glossary.migrating import upgrade
from glossary.overrides import Override
from glossary.term import Place
from proxy.desk.desk import MIGRATIONS
from proxy.desk.tables import VERSION_TABLE
from proxy.desk.texts.ids import segment_id
from proxy.desk.texts.noting import NotedPage, noted, with_names
from proxy.desk.texts.reading import Reading, TextState
from proxy.desk.texts.recorder import Recorder, RecorderRules
from proxy.desk.texts.register import Mark, Register, Search
from proxy.desk.texts.usage import TermUsage, Usage
from proxy.desk.texts.writing import RegisterWriter, weight_of
from proxy.pages_made import PageMade
from translation.outcome import LATE, Layer, Outcome
from translation.segment import Segment, Tag, TagKind
from translation.trace import TermResult, TermUse, Trace


class Time:
    """A clock for the database."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 1, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def database(database_url: str, time: Time) -> Iterator[Database]:
    opened = Database(database_url, time)
    upgrade(opened.engine, MIGRATIONS, VERSION_TABLE)
    yield opened
    opened.close()


@pytest.fixture
def writer(database: Database) -> RegisterWriter:
    return RegisterWriter(database)


@pytest.fixture
def register(database: Database) -> Register:
    return Register(database)


def machine(german: str, target: str, confidence: float = 0.9, language: str = "tr", **more: object) -> Reading:
    return with_names(
        Reading(0, "", language, german, target, TextState.MACHINE, "", confidence, "opus@1", **more)  # type: ignore[arg-type]
    )


OPENING = machine("Das Amt ist offen.", "Daire açıktır.", 0.4)
CLOSED = machine("Das Amt ist geschlossen.", "Daire kapalıdır.", 0.8)
LINK = machine("Zum {a:1}Formular{/a:1}", "{a:1}Forma{/a:1} git")
GERMAN = with_names(Reading(0, "", "tr", "Straßenreinigung", None, TextState.FAILED, "check numbers: 3 is missing"))


def test_what_stands_on_a_page_is_found_in_its_order(writer: RegisterWriter, register: Register) -> None:
    """Texts of pages; the same text on two pages is one row."""
    writer.note([NotedPage("/amt/", "tr", (OPENING, LINK)), NotedPage("/rathaus/", "tr", (LINK, GERMAN))])
    assert [each.german for each in register.segments_of("/amt/", "tr")] == [OPENING.german, LINK.german]
    assert [each.german for each in register.segments_of("/rathaus/", "tr")] == [LINK.german, GERMAN.german]
    assert register.segments_of("/amt/", "ar") == ()
    assert register.places(LINK.number).count == 2
    assert {each.path for each in register.places(LINK.number).pages} == {"/amt/", "/rathaus/"}


def test_a_page_that_changed_leaves_nothing_behind(writer: RegisterWriter, register: Register) -> None:
    """What stands on no page any more is gone, also from the search."""
    writer.note([NotedPage("/amt/", "tr", (OPENING, LINK))])
    writer.note([NotedPage("/amt/", "tr", (LINK, CLOSED))])
    assert [each.german for each in register.segments_of("/amt/", "tr")] == [LINK.german, CLOSED.german]
    assert register.reading(OPENING.number) is None
    assert register.search(Search("açıktır")).readings == ()


def test_writing_twice_is_writing_once(writer: RegisterWriter, register: Register, time: Time) -> None:
    """As several workers do; only the day of the last sight moves."""
    for _ in range(2):
        writer.note([NotedPage("/amt/", "tr", (OPENING,))])
        time.now += timedelta(days=1)
    (found,) = register.segments_of("/amt/", "tr")
    assert (found.first_seen[:10], found.last_seen[:10]) == ("2026-05-01", "2026-05-02")
    assert register.counts() == {TextState.MACHINE: 1}


def test_many_may_write_at_once(writer: RegisterWriter, register: Register) -> None:
    """As several workers do with the same pages: everything is there once, and no view is lost."""
    pages = [NotedPage(f"/{n}/", "tr", (OPENING, machine(f"Text {n}", f"Metin {n}"))) for n in range(6)]

    def work(turn: int) -> None:
        writer.note([pages[turn % 6], pages[(turn + 1) % 6]])
        writer.count({(pages[turn % 6].path, "tr"): 1, (pages[(turn + 1) % 6].path, "tr"): 1})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(24)))
    assert register.counts() == {TextState.MACHINE: 7}
    assert sum(each.views for each in register.places(OPENING.number).pages) == 48
    assert [each.seen for each in register.some([OPENING.number])] == [48]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("OFFEN", [OPENING]),
        ("açık", [OPENING]),
        ("amt ist", [OPENING, CLOSED]),
        ("Formular", [LINK]),
        ("{a:1}", []),  # marks are no words
        ("ß", [GERMAN]),  # shorter than the index knows
        ("100%", []),
        ('"', []),
        ("straßenREINIGUNG", [GERMAN]),
    ],
)
def test_search_by_words(writer: RegisterWriter, register: Register, words: str, found: list[Reading]) -> None:
    """In German and in the target text, whatever the capitals."""
    writer.note([NotedPage("/amt/", "tr", (OPENING, CLOSED, LINK, GERMAN))])
    assert {each.number for each in register.search(Search(words)).readings} == {each.number for each in found}


def test_filters_restrict_together(writer: RegisterWriter, register: Register) -> None:
    """Language, state, page, term and model."""
    term = (TermUse("t1", "Amt", "Amt", TermResult.VIOLATED),)
    marked = machine("Ein Amt", "Bir daire", terms=term)
    arabic = machine("Ein Amt", "مكتب", language="ar")
    writer.note([NotedPage("/amt/", "tr", (marked, GERMAN)), NotedPage("/amt/", "ar", (arabic,))])

    def numbers(wanted: Search) -> set[int]:
        return {each.number for each in register.search(wanted).readings}

    assert numbers(Search(language="ar")) == {arabic.number}
    assert numbers(Search(states=(TextState.FAILED,))) == {GERMAN.number}
    assert numbers(Search(term="t1")) == {marked.number}
    assert numbers(Search("amt", page="/amt/")) == {marked.number, arabic.number}
    assert numbers(Search(page="/anderswo/")) == set()
    assert numbers(Search(model="opus@1", language="tr")) == {marked.number}
    assert numbers(Search(languages=("ar", "en"))) == {arabic.number}
    assert register.count(Search(language="tr")) == 2
    assert register.models() == ("opus@1",)


def test_the_queue_has_the_most_seen_first_and_of_those_the_least_certain(
    writer: RegisterWriter, register: Register
) -> None:
    """Paging forwards and back goes through all of it once."""
    often = [machine(f"Oft {n}", f"Sık {n}", n / 10) for n in range(5)]
    seldom = [machine(f"Selten {n}", f"Az {n}", n / 10) for n in range(5)]
    writer.note([NotedPage("/oft/", "tr", tuple(often[::-1])), NotedPage("/selten/", "tr", tuple(seldom))])
    assert writer.count({("/oft/", "tr"): 40, ("/selten/", "tr"): 2, ("/unbekannt/", "tr"): 1}) == (
        ("/unbekannt/", "tr"),
    )
    wanted, seen, after = Search(language="tr"), list[str](), None
    while True:
        part = register.search(wanted, 3, after=after)
        seen += [each.german for each in part.readings]
        if not part.has_after:
            break
        after = part.last
    assert seen == [each.german for each in (*often, *seldom)]
    back = register.search(wanted, 3, before=Mark(weight_of(2), 0.0, (1 << 63) - 1))
    assert [each.german for each in back.readings] == [*seen[3:5], seen[5]]
    assert back.has_before
    assert back.has_after


def test_views_count_for_all_that_stands_on_the_page(writer: RegisterWriter, register: Register) -> None:
    """A text of two pages is seen as often as both."""
    writer.note([NotedPage("/amt/", "tr", (OPENING, LINK)), NotedPage("/rathaus/", "tr", (LINK,))])
    writer.count({("/amt/", "tr"): 3, ("/rathaus/", "tr"): 4})
    seen = {each.german: each.seen for each in register.segments_of("/amt/", "tr")}
    assert seen == {OPENING.german: 3, LINK.german: 7}
    assert [each.views for each in register.places(LINK.number).pages] == [4, 3]


def test_pages_that_nobody_sees_are_forgotten(writer: RegisterWriter, register: Register, time: Time) -> None:
    """After a time, and of too many the longest unseen."""
    writer.note([NotedPage("/alt/", "tr", (OPENING,))])
    time.now += timedelta(days=2)
    writer.note([NotedPage(f"/neu/{n}", "tr", (CLOSED,)) for n in range(3)])
    assert writer.prune("2026-05-02T00:00:00Z", 100) == 1
    assert register.segments_of("/alt/", "tr") == ()
    assert register.reading(OPENING.number) is None
    assert writer.prune("2026-05-02T00:00:00Z", 2) == 1
    assert register.places(CLOSED.number).count == 2


def test_words_that_stand_everywhere_are_found_in_order(
    writer: RegisterWriter, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Along the list, and not by looking all of them up: the result is the same."""
    texts = [machine(f"Amt {n}", f"Daire {n}", n / 10) for n in range(5)]
    writer.note([NotedPage("/amt/", "tr", (*texts, GERMAN))])
    looked_up = register.search(Search("amt", "tr"), 3)
    monkeypatch.setattr("proxy.desk.texts.register._FREQUENT", 4)
    assert register.search(Search("amt", "tr"), 3) == looked_up
    assert [each.german for each in looked_up.readings] == ["Amt 0", "Amt 1", "Amt 2"]
    assert register.count(Search("amt", "tr")) == 5


def test_usage_of_terms(writer: RegisterWriter, database: Database) -> None:
    """By language and result."""
    results = (TermResult.HONOURED, TermResult.RERANKED, TermResult.VIOLATED, TermResult.HONOURED)
    readings = [
        machine(f"Amt {n}", f"Daire {n}", terms=(TermUse("t1", "Amt", "Amt", result),))
        for n, result in enumerate(results)
    ]
    writer.note([NotedPage("/amt/", "tr", tuple(readings))])
    usage = Usage(database)
    (found,) = usage.of(["t1", "t2"])
    assert found == TermUsage("t1", "tr", honoured=2, repaired=1, violated=1)
    assert found.fired == 4
    assert usage.fired() == usage.violated("tr") == {"t1"}
    assert usage.violated("ar") == frozenset()


# From pages to readings


def made(path: str, outcomes: dict[str, Outcome], state: Snapshot = NO_GLOSSARY) -> PageMade:
    segments = tuple(Segment((text,)) for text in outcomes)
    return PageMade(path, Place(path.partition("?")[0], "tr"), segments, tuple(outcomes.values()), state)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome(("x",), Layer.MODEL, confidence=0.5, model="m"), TextState.MACHINE),
        (Outcome(("x",), Layer.MEMORY, confidence=0.5, model="m"), TextState.MACHINE),
        (Outcome(("x",), Layer.SEED), TextState.FIXED),
        (Outcome(("x",), Layer.NEUTRAL), TextState.FIXED),
        (Outcome(("x",), Layer.OVERRIDE), TextState.OVERRIDDEN),
        (Outcome(("x",), Layer.OLDER), TextState.WAITING),
        (Outcome(None, Layer.GERMAN, LATE), TextState.WAITING),
        (Outcome(None, Layer.GERMAN, "engine: gone"), TextState.WAITING),
        (Outcome(None, Layer.GERMAN, "check numbers: no"), TextState.FAILED),
        (Outcome(None, Layer.GERMAN, "the model is not sure enough"), TextState.GERMAN),
    ],
)
def test_states(outcome: Outcome, state: TextState) -> None:
    """What became of a segment, as editors are told."""
    (found,) = noted(made("/amt/", {"Ein Satz.": outcome})).readings
    assert found.state is state
    assert found.segment == segment_id("Ein Satz.")


def test_private_texts_are_not_noted() -> None:
    """Law 7."""
    page = noted(made("/amt/", {"Frau Meier": Outcome(("x",), Layer.PRIVATE), "Amt": Outcome(("y",), Layer.MODEL)}))
    assert [each.german for each in page.readings] == ["Amt"]


def test_texts_that_no_database_takes_are_left_out() -> None:
    """Half a surrogate pair; zero."""
    page = noted(made("/amt/", {"\ud83d": Outcome(("x",), Layer.MODEL), "b\0": Outcome(("y",), Layer.MODEL)}))
    assert page.readings == ()


def test_german_that_changed_under_an_override_is_stale() -> None:
    """The page's own override was for what stood there before, whether that has been noted in it or not."""
    old = Override("Das Amt ist heute offen.", "tr", "Daire bugün açık.", page="/amt/", id="o1")
    state = make_snapshot((), (old,), ("tr",))
    page = noted(made("/amt/?seite=2", {"Das Amt ist morgen offen.": Outcome(("x",), Layer.MODEL)}, state))
    assert [each.state for each in page.readings] == [TextState.STALE]
    elsewhere = noted(made("/buch/", {"Das Amt ist morgen offen.": Outcome(("x",), Layer.MODEL)}, state))
    assert [each.state for each in elsewhere.readings] == [TextState.MACHINE]


def test_marks_are_as_editors_see_them() -> None:
    """Numbers from 1."""
    link = Tag(TagKind.OPEN, "a", 0)
    segment = Segment((link, "Amt", Tag(TagKind.CLOSE, "a", 0)))
    outcome = Outcome((link, "Daire", Tag(TagKind.CLOSE, "a", 0)), Layer.MODEL)
    (found,) = noted(PageMade("/", Place("/", "tr"), (segment,), (outcome,), NO_GLOSSARY)).readings
    assert (found.german, found.target) == ("{a:1}Amt{/a:1}", "{a:1}Daire{/a:1}")


def test_of_a_term_used_twice_the_worse_is_kept() -> None:
    """One line for a term."""
    trace = Trace(
        terms=(TermUse("1", "Amt", "Amt", TermResult.VIOLATED), TermUse("1", "Amt", "Amtes", TermResult.HONOURED))
    )
    (found,) = noted(made("/", {"Das Amt.": Outcome(("x",), Layer.MODEL, trace=trace)})).readings
    assert [use.result for use in found.terms] == [TermResult.VIOLATED]


# The recorder


def test_the_recorder_writes_what_it_heard(writer: RegisterWriter, register: Register) -> None:
    """Pages first, then their views; a page that is as it was is not written again."""
    views = [{("/amt/", "tr"): 2}, {("/amt/", "tr"): 1}]
    recorder = Recorder(writer, lambda: views.pop(0) if views else {}, RecorderRules(days=36500))
    page = made("/amt/", {"Amt": Outcome(("Daire",), Layer.MODEL, confidence=0.5, model="m")})
    for _ in range(2):
        recorder.hear(page)
        recorder.flush()
    (found,) = register.segments_of("/amt/", "tr")
    assert (found.target, found.seen) == ("Daire", 3)


def test_too_many_pages_are_dropped_and_counted(writer: RegisterWriter) -> None:
    """Nothing waits for the database."""
    recorder = Recorder(writer, dict, RecorderRules(waiting=2, days=36500))
    for n in range(5):
        recorder.hear(made(f"/{n}", {"Amt": Outcome(("Daire",), Layer.MODEL)}))
    assert recorder.dropped == 3


def test_a_database_that_fails_stops_nothing(database: Database, writer: RegisterWriter) -> None:
    """The pages are forgotten, the thread goes on."""
    recorder = Recorder(writer, dict, RecorderRules(days=36500))
    recorder.hear(made("/", {"Amt": Outcome(("Daire",), Layer.MODEL)}))
    database.close()
    recorder.flush()
    recorder.flush()


def test_leaving_the_recorder_writes_the_rest(writer: RegisterWriter, register: Register) -> None:
    """Nothing that was heard is lost when the proxy ends."""
    recorder = Recorder(writer, dict, RecorderRules(seconds=60, days=36500))
    recorder.start()
    recorder.hear(made("/", {"Amt": Outcome(("Daire",), Layer.MODEL)}))
    recorder.close()
    assert [each.target for each in register.segments_of("/", "tr")] == ["Daire"]


def test_pages_that_are_viewed_and_not_known_are_told(writer: RegisterWriter) -> None:
    """Such as pages remembered from before the register was there."""
    views = [{("/amt/", "tr"): 2}]
    recorder = Recorder(writer, lambda: views.pop(0) if views else {}, RecorderRules(days=36500))
    recorder.flush()
    assert recorder.take_unknown() == ("/amt/", "tr")
    assert recorder.take_unknown() is None
