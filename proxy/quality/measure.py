"""Measures one engine on one set, through the service, so that what is measured is what visitors would get.

Memory, seed and glossary are switched off: it is the model that is measured. What the engine answers is written down
on the way, so that nothing is translated twice.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Callable, Sequence

from cache.memory_store import MIB, MemoryStore
from cache.private import PrivateMemory
from cache.segments import SegmentMemory
from glossary.match import Matcher
from glossary.seed import SeedMemory
from models.delegating import DelegatingEngine
from models.engine import Candidate, Engine, Search
from models.quality_set import QualitySet
from proxy.quality.result import LanguageResult
from proxy.quality.scores import chrf, numbers_kept, overlap, terms_said
from translation import protect
from translation.batcher import Batcher, BatchLimits
from translation.improving import ThoroughService
from translation.memories import Memories
from translation.order import Order
from translation.outcome import Outcome
from translation.pieces import cut
from translation.segment import Segment
from translation.service import TranslationService

_AT_ONCE = 200  # segments, so that progress is seen


class Recording(DelegatingEngine):
    """An engine that writes down its first answers, and how long it worked for how many German words."""

    def __init__(self, engine: Engine) -> None:
        """Record `engine`."""
        super().__init__(engine)
        self.answers: dict[str, Candidate] = {}
        self.seconds = 0.0
        self.words = 0

    def translate(self, texts: Sequence[str], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        """Translate, and keep the best answer to each text that is asked for the first time."""
        started = time.perf_counter()
        answers = super().translate(texts, language, search)
        # Second tries are time that visitors wait for, but words that were counted already.
        self.seconds += time.perf_counter() - started
        for text, candidates in zip(texts, answers, strict=True):
            if text not in self.answers:
                self.words += len(text.split())
                if candidates:
                    self.answers[text] = candidates[0]
        return answers


def measure(
    engine: Engine,
    texts: QualitySet,
    language: str,
    matcher: Matcher,
    advance: Callable[[int], None],
    *,
    wide: bool = False,
) -> tuple[LanguageResult, float, int]:
    """Return a language's figures, the engine's seconds and the German words it read; `advance` hears of segments.

    `wide`: as with `engine.decoding = "better"`, once the better translations are there.
    Raises `models.errors.ModelError`.
    """
    recording = Recording(engine)
    segments = [Segment((text,)) for text in texts.german]
    outcomes = through_service(recording, segments, language, advance, wide=wide)
    raw = [" ".join(_said(recording, piece.text) for piece in cut(text.strip())) for text in texts.german]
    references = texts.references[language]
    shown = [number for number, outcome in enumerate(outcomes) if outcome.parts is not None]
    whole, bleu = overlap(raw, references)
    numbers = numbers_kept(texts.german, raw, language)
    terms = terms_said(matcher, texts.german, raw, language)
    sure = [each.confidence for each in recording.answers.values() if each.confidence > -math.inf]
    result = LanguageResult(
        segments=len(raw),
        chrf=round(whole, 2),
        bleu=round(bleu, 2),
        shown=len(shown) / len(raw),
        shown_chrf=_rounded(chrf([outcomes[n].text for n in shown], [references[n] for n in shown])),
        number_safety=numbers.share,
        numbers=numbers.all,
        term_success=terms.share,
        terms=terms.all,
        confidence=round(sum(sure) / len(sure), 4) if sure else 0.0,
        words_per_second=round(recording.words / recording.seconds, 1) if recording.seconds else 0.0,
        fallbacks=Counter(_reason(outcome) for outcome in outcomes if outcome.parts is None),
    )
    return result, recording.seconds, recording.words


def through_service(
    engine: Engine, segments: Sequence[Segment], language: str, advance: Callable[[int], None], *, wide: bool = False
) -> list[Outcome]:
    """Return what the service makes of each segment with this engine alone; raises `models.errors.ModelError`."""
    return asyncio.run(
        _translated(engine, segments, language, advance, ThoroughService if wide else TranslationService)
    )


async def _translated(
    engine: Engine,
    segments: Sequence[Segment],
    language: str,
    advance: Callable[[int], None],
    kind: type[TranslationService],
) -> list[Outcome]:
    batcher = Batcher(engine, BatchLimits(), lambda _sentences, _seconds: None)
    memory = SegmentMemory(MemoryStore(64 * MIB))
    memories = Memories(memory, PrivateMemory(time.time, secret=bytes(32)))
    seed = SeedMemory((), ())
    service = kind(engine, batcher, memories, seed, lambda _language, _what: None)
    outcomes: list[Outcome] = []
    try:
        for start in range(0, len(segments), _AT_ONCE):
            some = segments[start : start + _AT_ONCE]
            outcomes += await service.translate(some, Order(language))
            advance(len(some))
    finally:
        await service.drain()
        await batcher.close()
        memory.close()
    return outcomes


def _said(recording: Recording, piece: str) -> str:
    if not protect.needs_translation(piece):
        return piece
    answer = recording.answers.get(piece)
    return answer.text if answer else ""


def _reason(outcome: Outcome) -> str:
    """Return the kind of reason: `check numbers`, not the numbers themselves."""
    return outcome.detail.partition(":")[0]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
