"""Measures installed models, one after the other, and keeps beside each what helps to choose between them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from glossary.collection import load_collection
from glossary.match import Matcher
from models.assembling import running_of
from models.choosing import find
from models.cores import Cores
from models.engine import Engine
from models.errors import ModelMissingError
from models.inventory import Here
from models.keeping import Loadable, resident_bytes
from models.measured import Quality, keep_quality, this_machine
from models.pivot import PivotEngine
from models.quality_set import DEVELOPMENT, QualitySet
from models.running import Gpu, Running
from proxy.engines import kept_names
from proxy.quality.measure import measure
from proxy.quality.result import LanguageResult, Result

_MEGABYTE = 1_000_000


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
    texts: QualitySet,
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
    matcher = Matcher(load_collection())
    found: dict[str, LanguageResult] = {}
    seconds, words, most = 0.0, 0, resident_bytes()
    for language in languages:
        result, took, read = measure(engine, texts, language, matcher, lambda n, code=language: advance(code, n))  # type: ignore[misc]
        found[language] = result
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
    )


def keep(subject: Subject, result: Result) -> bool:
    """Keep a result on the whole development set beside its model, for `engine.policy`; tell whether that was one."""
    if result.set != DEVELOPMENT or len(subject.legs) > 1:
        return False
    chrf = {code: each.chrf for code, each in result.languages.items()}
    keep_quality(subject.legs[0].folder, DEVELOPMENT, Quality(result.signature, chrf, result.words_per_second))
    return True
