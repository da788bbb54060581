"""What checks and glossary cost beside the translation itself, on the first page of the sample city.

Sentences are translated by the model of the settings on one thread; keys, terms and checks are then made for the same
sentences and answers. All is processor time, so that other programs on the machine do not count.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from city.app import SITE_PATHS, create_app

from bench.measure import Row, milliseconds
from glossary.collection import load_collection
from glossary.live import Snapshot, make_snapshot
from glossary.term import Place
from models.engine import GREEDY, Engine
from proxy.engines import make_engine
from proxy.page import rewrite
from proxy.parts import model_folder
from proxy.settings import Settings
from translation import protect
from translation.checks import run as checks
from translation.naming import matching
from translation.pieces import asked, cut
from translation.segment import Segment
from translation.terms import terms_of

_LANGUAGE = "tr"
_PAGES = 1
_BATCH = 16


async def _segments() -> tuple[Segment, ...]:
    async with TestServer(create_app()) as server, ClientSession() as client:
        found: dict[str, Segment] = {}
        for path in SITE_PATHS[:_PAGES]:
            async with client.get(server.make_url(path)) as response:
                page = rewrite.take_apart(await response.read(), "", "de")
            found.update({segment.skeleton: segment for segment in page.segments})
    return tuple(found.values())


def _translated(engine: Engine, texts: Sequence[str]) -> list[str]:
    ordered = sorted(texts, key=len)
    answers: dict[str, str] = {}
    for start in range(0, len(ordered), _BATCH):
        batch = ordered[start : start + _BATCH]
        found = engine.translate(batch, _LANGUAGE, GREEDY)
        answers |= {text: each[0].text if each else "" for text, each in zip(batch, found, strict=True)}
    return [answers[text] for text in texts]


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _keys(segments: Sequence[Segment], place: Place, snapshot: Snapshot) -> None:
    for segment in segments:
        matching(segment.text, asked(segment), place, snapshot)


def _terms(pairs: Sequence[tuple[str, str]], place: Place, snapshot: Snapshot) -> None:
    for german, answer in pairs:
        terms_of(german, snapshot, place).violated(answer)


def run() -> Sequence[Row]:
    """Measure."""
    settings = Settings()
    settings = settings.model_copy(update={"engine": settings.engine.model_copy(update={"threads": 1})})
    engine = make_engine(settings, model_folder())
    segments = asyncio.run(_segments())
    texts = {piece.text for segment in segments for piece in cut(segment.text)}
    sentences = sorted(text for text in texts if protect.needs_translation(text))
    snapshot = make_snapshot(load_collection(), (), (_LANGUAGE,))
    place = Place("/", _LANGUAGE)
    engine.translate(sentences[:1], _LANGUAGE, GREEDY)
    answers: list[str] = []
    translating = _seconds(lambda: answers.extend(_translated(engine, sentences)))
    pairs = list(zip(sentences, answers, strict=True))
    checks.findings(*pairs[0], _LANGUAGE)  # reads the profiles of languages, once
    parts = {
        "find its terms for the keys": _seconds(lambda: _keys(segments, place, snapshot)),
        "find and judge its terms": _seconds(lambda: _terms(pairs, place, snapshot)),
        "all checks": _seconds(lambda: [checks.findings(*pair, _LANGUAGE) for pair in pairs]),
    }
    what = f"{len(segments)} segments of a page, {len(sentences)} sentences"
    share = sum(parts.values()) / translating
    return (
        Row(f"translate {what}, one thread", milliseconds(translating)),
        *(Row(name, milliseconds(seconds)) for name, seconds in parts.items()),
        Row("checks and glossary beside the translation", f"{share:.1%}", "10 %"),
    )
