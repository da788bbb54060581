"""The editors' desk with a full database: 10,000 terms, 200,000 texts; how long each of its pages takes.

Real requests to the running proxy, one after the other, from a client that has signed in. Each figure is the median;
the page is whole when it is counted. `STADTLOTSE_BENCH_DATABASE` names another database than a new SQLite file; one
that was filled before is used as it is.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from desk.running import Client, running_desk

from bench.measure import Row, interleaved, milliseconds
from glossary.database import Database
from glossary.live import NO_GLOSSARY
from glossary.migrating import upgrade
from glossary.override_store import OverrideStore
from glossary.overrides import Override
from glossary.store import TermStore
from glossary.term import Place, State, Target, Term
from proxy.desk.desk import MIGRATIONS
from proxy.desk.tables import VERSION_TABLE
from proxy.desk.texts.noting import NotedPage, with_names
from proxy.desk.texts.reading import Reading, TextState
from proxy.desk.texts.recorder import Recorder, RecorderRules
from proxy.desk.texts.register import Register
from proxy.desk.texts.writing import RegisterWriter
from proxy.page_views import PageViews
from proxy.pages_made import PageMade
from translation.outcome import Layer, Outcome
from translation.segment import Segment
from translation.trace import TermResult, TermUse

_TERMS: Final = 10_000
_TEXTS: Final = 200_000
_OVERRIDES: Final = 5_000
_ON_A_PAGE: Final = 100
_COMMON: Final = 20  # texts that stand on every page, as navigation does
_LANGUAGES: Final = ("ar", "en", "tr", "uk")
_TIMES: Final = 9
_SYLLABLES: Final = "ab amt an bau bür der ein fahr fall form frei gabe ge haus hilf kind leis mel ord plan rat recht satz schein stadt steu ter tung um ver wohn zeug zu".split()  # noqa: E501
_STATES: Final = (TextState.MACHINE,) * 16 + (TextState.FAILED, TextState.GERMAN, TextState.OVERRIDDEN, TextState.FIXED)

PAGES: Final[Sequence[tuple[str, str]]] = (
    ("texts, the queue", "/texts"),
    ("texts, one language, any state", "/texts?language=tr&state="),
    ("texts, a word", "/texts?state=&words={rare}"),
    ("texts, a frequent word", "/texts?state=&words={common}"),
    ("texts, two letters", "/texts?state=&words=am"),
    ("texts, nothing found", "/texts?state=&words=xyzzyplugh"),
    ("texts, of a page", "/texts?state=&page=/seite/7/&language=tr"),
    ("texts, with a term", "/texts?state=&term=t00042"),
    ("texts, failed a check", "/texts?state=failed"),
    ("one text", "/texts/tr/{segment}"),
    ("one text that stands on every page", "/texts/tr/{everywhere}"),
    ("next of the queue", "/texts/next?from=language%3Dtr%26state%3Dreview&after=20_0.5_1"),
    ("terms", "/terms"),
    ("terms, searched", "/terms?q={rare}"),
    ("terms, a page far behind", "/terms?page=150"),
    ("terms, without a target in some language", "/terms?has=missing"),
    ("terms, never found", "/terms?use=never"),
    ("terms, most violated first", "/terms?use=violated&sort=violated"),
    ("one term", "/terms/t00042"),
    ("one term, its history", "/terms/t00042/history"),
    ("one term, what publishing it would change", "/terms/t00000/publish"),
    ("reports", "/reports"),
)


def run() -> Sequence[Row]:
    """Fill a database and measure."""
    with tempfile.TemporaryDirectory() as folder:
        place = os.environ.get("STADTLOTSE_BENCH_DATABASE") or str(Path(folder) / "glossary.sqlite")
        began = time.perf_counter()
        found = fill(place)
        filled = time.perf_counter() - began
        return [
            Row(f"{_TERMS:,} terms and {_TEXTS:,} texts written", f"{filled:.0f} s"),
            *asyncio.run(_measured(Path(folder), place, found)),
            *_heard(),
        ]


def fill(place: str) -> dict[str, str]:
    """Write terms, overrides and texts where there are none; return what the addresses of `PAGES` need."""
    chance = random.Random(7)  # noqa: S311 - the same texts every time
    words = _words(chance)
    database = Database(place)
    upgrade(database.engine, MIGRATIONS, VERSION_TABLE)
    register = Register(database)
    if not register.counts():
        _write(database, chance, words)
    texts = register.segments_of("/seite/7/", "tr")
    database.close()
    return {
        "rare": texts[50].german.split()[0],
        "common": words[0],
        "segment": texts[50].segment,
        "everywhere": texts[0].segment,
    }


def _write(database: Database, chance: random.Random, words: Sequence[str]) -> None:
    terms = [
        Term(word.capitalize(), targets=(Target("tr", f"{word}lik"),), state=State.APPROVED, id=f"t{number:05}")
        for number, word in enumerate(words[1000 : 1000 + _TERMS])
    ]
    TermStore(database).save_all(((term, 0) for term in terms), "bench")
    overrides = (
        Override(f"Von Hand {number} {words[number]}.", "tr", f"Elle {number}.") for number in range(_OVERRIDES)
    )
    OverrideStore(database).save_all(((each, 0) for each in overrides), "bench")
    writer, pages = RegisterWriter(database), _pages(chance, words)
    for some in iter(lambda: [page for _, page in zip(range(50), pages, strict=False)], []):
        writer.note(some)
        writer.count({(page.path, page.language): chance.randrange(1, 2000) for page in some})


def _words(chance: random.Random) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < 1000 + _TERMS:
        made["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5)))] = None
    return sorted(made, key=len)


def _pages(chance: random.Random, words: Sequence[str]) -> Iterator[NotedPage]:
    """Pages of a hundred texts, of which each language has a few in common, until there are enough."""
    weights = [1 / (number + 10) for number in range(len(words))]

    def sentence() -> str:
        return " ".join(chance.choices(words, weights, k=chance.randint(2, 25)))

    common = {code: [_reading(chance, code, sentence, n) for n in range(_COMMON)] for code in _LANGUAGES}
    for number in range(_TEXTS // (_ON_A_PAGE * len(_LANGUAGES))):
        for code in _LANGUAGES:
            own = [_reading(chance, code, sentence, number) for _ in range(_ON_A_PAGE)]
            yield NotedPage(f"/seite/{number}/", code, (*common[code], *own))


def _reading(chance: random.Random, code: str, sentence: Callable[[], str], number: int) -> Reading:
    german, state = f"{sentence().capitalize()}.", chance.choice(_STATES)
    target = None if state in (TextState.FAILED, TextState.GERMAN) else f"{sentence()} {number}"
    use = TermUse(f"t{chance.randrange(_TERMS):05}", "Amt", "Amt", chance.choice(tuple(TermResult)))
    reason = "check numbers: 3 is missing" if state is TextState.FAILED else ""
    return with_names(Reading(0, "", code, german, target, state, reason, chance.random(), "model@1", terms=(use,)))


async def _measured(folder: Path, place: str, found: dict[str, str]) -> list[Row]:
    rows = []
    async with running_desk(folder, database=place) as desk, desk.client(f"bench-{time.time_ns()}", "admin") as client:
        for name, address in PAGES:
            path = address.format(**found)
            status, milliseconds = await _asked(client, path)
            what = name if status < 400 else f"{name} ({status})"
            rows.append(Row(what, f"{milliseconds:.0f} ms", "150 ms"))
    return rows


async def _asked(client: Client, path: str) -> tuple[int, float]:
    """Return the status of a page, and the median of how long it takes."""
    times, status = [], 0
    for number in range(_TIMES + 1):
        began = time.perf_counter()
        async with client.get(path) as got:
            await got.read()
            status = got.status
        if number:  # the first one fills caches of the database
            times.append((time.perf_counter() - began) * 1000)
    return status, statistics.median(times)


def _heard() -> list[Row]:
    """Measure what a page of a hundred texts costs its visitor, and the thread that writes it down."""
    german = tuple(Segment((f"Text {number} der Stadt, mit einigen Wörtern mehr.",)) for number in range(_ON_A_PAGE))
    made = tuple(Outcome((f"Metin {number}",), Layer.MEMORY, confidence=0.5, model="m") for number in range(_ON_A_PAGE))
    page = PageMade("/seite/", Place("/seite/", "tr"), german, made, NO_GLOSSARY)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "glossary.sqlite")
        upgrade(database.engine, MIGRATIONS, VERSION_TABLE)
        views = PageViews()
        views.wanted = True
        recorder = Recorder(RegisterWriter(database), views.take, RecorderRules(waiting=10_000))

        def visit() -> None:
            for _ in range(1000):
                recorder.hear(page)
                views.count("/seite/", "tr")

        heard = interleaved({"visit": visit}, 5)["visit"]
        first, again = (interleaved({"noted": recorder.flush}, 1)["noted"] for _ in range(2))
        database.close()
    return [
        Row("a page of 100 texts heard and its view counted, in the event loop", f"{heard * 1000:.1f} µs", "300 µs"),
        Row("5,000 such pages looked at behind, and one written", milliseconds(first)),
        Row("nothing new", milliseconds(again)),
    ]
