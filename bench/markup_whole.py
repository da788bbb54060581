"""Inline markup end to end: the starter translates the bundled set, once a rung of the ladder is chosen for each text.

What is compared with the gold translation are the words within each element, by their stems: the model's words differ
from the gold ones, so no way reaches 1; the baselines are measured in the same way on answers of the same model.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sacrebleu

from bench.decoded import DecodedEngine
from bench.measure import Row
from bench.proportional import proportional
from models.alignment import Alignment
from models.ctranslate import GeneratorEngine
from models.engine import GREEDY, Engine
from models.markup_set import Case, languages, read_marked, read_set
from models.running import Running
from models.starter import PACKAGED, install_starter, read_facts
from proxy.parts import model_folder
from proxy.quality.placing import Score, is_whole, lines, other_text, parts_of, written
from translation import protect, sentences
from translation.batcher import Batcher, BatchLimits
from translation.markup import NotPlaced, take_out
from translation.outcome import Layer, Outcome
from translation.segment import Part
from translation.tagged import Helpers, part_by_part, translate_tagged
from translation.urgency import Urgency

_EVERY = 3  # of the set's segments: all of them take the starter most of an hour
ANSWERS = "STADTLOTSE_BENCH_ANSWERS"
"""Names a file that keeps the model's answers, so that a measurement can be repeated in seconds."""


@dataclass(slots=True)
class Result:
    """Sums of one language: scores and texts of the three ways, rungs, structural errors."""

    ours: Score
    apart: Score
    share: Score
    texts: tuple[list[str], ...]
    rungs: Counter[str]
    broken: int = 0


class Ways:
    """The three ways to translate a segment with one engine, whatever it is sure of."""

    def __init__(self, engine: Engine, batcher: Batcher, language: str) -> None:
        """Translate into `language`."""
        self._engine = engine
        self._batcher = batcher
        self._language = language

    async def ladder(self, parts: Sequence[Part]) -> Outcome:
        """Translate as the product does, without seed, glossary and checks."""
        helpers = Helpers(self._whole, self._text, self._phrases, self._align)
        return await translate_tagged(parts, helpers)

    async def apart(self, parts: Sequence[Part]) -> Outcome:
        """Translate each text between two tags on its own."""
        return await part_by_part(parts, self._text)

    async def share(self, parts: Sequence[Part]) -> tuple[Part, ...]:
        """Translate whole, and put the tags where they stood, by share of the words."""
        text, _ = take_out(parts)
        return proportional(parts, (await self._text(text)).text)

    async def _one(self, text: str) -> str:
        return (await self._batcher.submit(text, self._language, GREEDY, Urgency.VISITOR))[0].text

    async def _whole(self, text: str) -> Outcome:
        if len(sentences.split(text)) != 1:
            raise NotPlaced
        return Outcome((await self._one(text),), Layer.MODEL)

    async def _text(self, text: str) -> Outcome:
        core = text.strip()
        if not protect.needs_translation(core):
            return Outcome((text,), Layer.NEUTRAL)
        cut = sentences.split(core)
        made = await asyncio.gather(*(self._one(each.text) for each in cut))
        joined = "".join(one + each.space for one, each in zip(made, cut, strict=True))
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return Outcome((before + joined + after,), Layer.MODEL)

    async def _phrases(self, text: str) -> Sequence[str]:
        return [text, await self._one(text)] if protect.needs_translation(text) else [text]

    async def _align(self, text: str, translation: str) -> Alignment:
        return self._engine.align([(text, translation)], self._language)[0]


async def measure(engine: Engine, cases: Sequence[Case], language: str) -> Result:
    """Translate all cases in all three ways."""
    texts = tuple([""] * len(cases) for _ in range(3))
    result = Result(Score(), Score(), Score(), texts, Counter())
    batcher = Batcher(engine, BatchLimits(), lambda _sentences, _seconds: None)
    ways = Ways(engine, batcher, language)
    try:
        await asyncio.gather(*(_case(ways, number, case, result, language) for number, case in enumerate(cases)))
    finally:
        await batcher.close()
    return result


async def _case(ways: Ways, number: int, case: Case, result: Result, language: str) -> None:
    gold = case.translations[language]
    source = parts_of(case.german)
    ours = await ways.ladder(source.parts)
    result.rungs[ours.trace.markup] += 1
    result.broken += not is_whole(source.parts, ours.parts or ())
    pieces = [parts_of(line) for line in lines(case.german)]
    apart = [(await ways.apart(each.parts)).parts or () for each in pieces]
    share = [await ways.share(each.parts) for each in pieces]
    made = [written(ours.parts or (), source.names)]
    made += ["\n".join(written(p, each.names) for p, each in zip(way, pieces, strict=True)) for way in (apart, share)]
    result.ours += other_text(made[0], gold, language)
    result.apart += other_text(made[1], gold, language)
    result.share += other_text(made[2], gold, language)
    for texts, each in zip(result.texts, made, strict=True):
        texts[number] = read_marked(each).text


def run() -> Iterator[Row]:
    """Measure the starter."""
    cases = read_set()[::_EVERY]
    folder = install_starter(PACKAGED, model_folder())
    engine: Engine = GeneratorEngine(folder, read_facts(PACKAGED), Running(threads=1))
    if os.environ.get(ANSWERS):
        engine = DecodedEngine(engine, Path(os.environ[ANSWERS]))
    for language in languages(cases):
        found = asyncio.run(measure(engine, cases, language))
        gold = [[read_marked(case.translations[language]).text for case in cases]]
        chrf = [sacrebleu.corpus_chrf(texts, gold).score for texts in found.texts]
        f1 = [each.f1 / each.elements for each in (found.ours, found.apart, found.share)]
        rungs = ", ".join(f"{name or 'none'} {number}" for name, number in found.rungs.most_common())
        yield Row(
            f"{language}: {found.ours.elements} elements end to end; {rungs}; structural errors {found.broken}",
            f"F1 {f1[0]:.3f}, links {found.ours.links_exact / found.ours.links:.0%}, chrF {chrf[0]:.1f}",
            f"over {f1[1]:.3f} (parts, {found.apart.links_exact / found.apart.links:.0%}, chrF {chrf[1]:.1f}) "
            f"and {f1[2]:.3f} (proportional)",
        )
