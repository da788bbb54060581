"""Measures installed models, one after the other, and keeps beside each what helps to choose between them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from glossary.collection import load_collection
from glossary.match import Matcher
from models.assembling import running_of
from models.choosing import find
from models.cores import Cores
from models.engine import Engine
from models.errors import ModelMissingError
from models.inventory import Here
from models.keeping import Loadable, resident_bytes
from models.markup_set import Case
from models.measured import Quality, keep_quality, this_machine
from models.pivot import PivotEngine
from models.quality_set import DEVELOPMENT, QualitySet
from models.running import Gpu, Running
from proxy.engines import kept_names
from proxy.quality.markup import measure_markup
from proxy.quality.measure import measure
from proxy.quality.result import Decoding, LanguageResult, Result

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Material:
    """What models are measured on: texts, and segments with inline elements (none: their placing is not measured).

    `decoding` is how answers are looked for, as the setting of that name says.
    """

    texts: QualitySet
    marked: tuple[Case, ...] = ()
    decoding: Decoding = "fast"

    def of(self, language: str) -> tuple[Case, ...]:
        """Return the marked segments that have a translation into `language`."""
        return tuple(case for case in self.marked if language in case.translations)

    def segments(self, languages: Iterable[str]) -> int:
        """Return how many segments are translated in all."""
        return sum(len(self.texts.german) + len(self.of(code)) for code in languages)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured: one model, or two by way of English, and how it runs."""

    name: str
    legs: tuple[Here, ...]
    running: Running

    def languages(self, texts: QualitySet, wanted: Sequence[str]) -> tuple[str, ...]:
        """Return the languages to measure; raises `ModelMissingError` where one is wanted that it cannot do."""
        spoken = [code for code in texts.references if code in self.legs[-1].option.languages]
        lacking = [code for code in wanted if code not in spoken]
        if lacking or not spoken:
            message = f"{self.name} on {texts.name} can be measured in {' '.join(spoken) or 'no language'}"
            raise ModelMissingError(message + (f", not in {' '.join(lacking)}" if lacking else ""))
        return tuple(code for code in spoken if not wanted or code in wanted)


def named(name: str, here: Sequence[Here], cores: Cores, gpus: tuple[Gpu, ...], threads: int) -> Subject:
    """Return what `KEY`, `KEY@VERSION` or `KEY>KEY` means; raises `ModelMissingError` where it is not installed."""
    options = [each.option for each in here]
    legs = []
    for part in name.split(">"):
        option = find(part.strip(), options)
        if option is None:
            there = ", ".join(each.name for each in options)
            message = f"{part.strip()!r} is not installed (there is: {there}); see `stadtlotse models list`"
            raise ModelMissingError(message)
        legs.append(next(each for each in here if each.option == option))
    sources = [each.option.source for each in legs]
    if sources not in (["de"], ["de", "en"]):
        message = (
            f"{name!r} reads {' then '.join(sources)}: give a model of German, or one of German and one of English"
        )
        raise ModelMissingError(message)
    running = running_of(legs[0], "auto", threads, cores, gpus)
    return Subject(">".join(each.option.name for each in legs), tuple(legs), running)


def bench(
    subject: Subject,
    material: Material,
    languages: Sequence[str],
    cores: Cores,
    date: str,
    advance: Callable[[str, int], None],
) -> Result:
    """Load, measure each language, unload; `advance` hears of each language's segments. Raises `ModelError`."""
    before = resident_bytes()
    started = time.perf_counter()
    opened: list[Loadable] = [each.open(subject.running) for each in subject.legs]
    for each in opened:
        each.load()
    load_seconds = time.perf_counter() - started
    model_bytes = max(0, resident_bytes() - before)
    engine: Engine = opened[0] if len(opened) == 1 else PivotEngine(opened[0], opened[1], kept_names())
    texts, matcher = material.texts, Matcher(load_collection())
    wide = material.decoding == "better"
    found: dict[str, LanguageResult] = {}
    seconds, words, most = 0.0, 0, resident_bytes()
    for language in languages:
        told = partial(advance, language)
        result, took, read = measure(engine, texts, language, matcher, told, wide=wide)
        marked = material.of(language)
        markup = measure_markup(engine, marked, language, told, wide=wide) if marked else None
        found[language] = replace(result, markup=markup)
        seconds, words, most = seconds + took, words + read, max(most, resident_bytes())
    for each in opened:
        each.unload()
    running = subject.running
    return Result(
        model=subject.name,
        signature=engine.signature,
        set=texts.name,
        digest=texts.digest,
        date=date,
        machine=f"{this_machine(cores).processor}, {cores.usable} cores",
        running=f"{running.device} {running.compute_type}, {running.workers} workers of {running.threads} threads",
        load_seconds=round(load_seconds, 2),
        megabytes=round(most / _MEGABYTE, 1),
        model_megabytes=round(model_bytes / _MEGABYTE, 1),
        words_per_second=round(words / seconds, 1) if seconds else 0.0,
        languages=found,
        decoding=material.decoding,
    )


def keep(subject: Subject, result: Result) -> bool:
    """Keep a result on the whole development set beside its model, for `engine.policy`; tell whether that was one."""
    if result.set != DEVELOPMENT or len(subject.legs) > 1 or result.decoding != "fast":
        return False
    chrf = {code: each.chrf for code, each in result.languages.items()}
    keep_quality(subject.legs[0].folder, DEVELOPMENT, Quality(result.signature, chrf, result.words_per_second))
    return True
