"""A first look at a model that can be loaded: one German sentence into each language, checked and timed.

It finds what checksums cannot: wrong language tokens, a tokenizer of another model, an engine that does not fit this
processor. It says nothing of quality; for that there is a bench.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from models.alignment import best_sources, words
from models.engine import GREEDY, Engine
from models.errors import EngineError

SENTENCE: Final = "Den Personalausweis können Sie im Bürgerbüro beantragen."
WORDS: Final = len(SENTENCE.split())

_OTHER_SCRIPTS: Final = (("ar", "ARABIC"), ("bg", "CYRILLIC"), ("ru", "CYRILLIC"), ("uk", "CYRILLIC"))
_LEAST_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Golden:
    """The answer in one language; `problem` is empty if nothing is wrong, `shown` whether visitors would see it.

    `aligned` is the share of the answer's words that the engine finds a German word for.
    """

    language: str
    answer: str
    confidence: float
    shown: bool
    seconds: float
    problem: str
    aligned: float = 0.0


def look(engine: Engine, languages: Iterable[str], clock: Callable[[], float] = time.perf_counter) -> Iterator[Golden]:
    """Translate the sentence into each language, one after the other."""
    for language in languages:
        started = clock()
        try:
            best = engine.translate([SENTENCE], language, GREEDY)[0][0]
        except EngineError as error:
            yield Golden(language, "", 0.0, shown=False, seconds=clock() - started, problem=str(error))
            continue
        seconds = clock() - started
        shown = best.confidence >= engine.confidence(language)
        problem = problem_of(best.text, language) if best.complete else "the answer does not end"
        try:
            aligned = aligned_share(engine, best.text, language)
        except EngineError as error:
            aligned, problem = 0.0, problem or str(error)
        yield Golden(language, best.text, best.confidence, shown, seconds, problem, aligned)


def aligned_share(engine: Engine, answer: str, language: str) -> float:
    """Return the share of an answer's words that stand for a word of the sentence; raises `EngineError`."""
    there = words(answer)
    (found,) = engine.align([(SENTENCE, answer)], language)
    return len(best_sources(found)) / len(there) if there else 0.0


def problem_of(answer: str, language: str) -> str:
    """Say what is plainly wrong with an answer, or nothing."""
    letters = [character for character in answer if character.isalpha()]
    if not letters:
        return "the answer has no letters"
    if answer == SENTENCE:
        return "the answer is the German sentence"
    script = dict(_OTHER_SCRIPTS).get(language, "LATIN")
    share = sum(unicodedata.name(character, "").startswith(script) for character in letters) / len(letters)
    return "" if share >= _LEAST_SHARE else f"the answer is not in {script.capitalize()} letters"


def words_per_second(answers: Iterable[Golden]) -> float:
    """Return German words per second, one sentence at a time; 0 if nothing was translated."""
    seconds = [each.seconds for each in answers if not each.problem]
    total = sum(seconds)
    return WORDS * len(seconds) / total if total else 0.0
