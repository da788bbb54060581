"""Word alignment on 100 hand-aligned sentences of the markup set: is a target word's best source the right one?

`word_links.jsonl` beside this file names, for content words (nouns, verbs, adjectives, adverbs, numbers, names), the
German words and those of the translation that stand for each other. A target word is right if its heaviest link leads
to one of its German words. The sentences are spread over the nine languages.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.measure import Row, milliseconds
from models.alignment import best_sources, words
from models.alignment_lexical import LexicalAligner
from models.markup_set import read_marked, read_set

LINKS: Final = Path(__file__).with_name("word_links.jsonl")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A pair and its links: German words and the words that stand for them, in small letters."""

    german: str
    translation: str
    language: str
    links: tuple[tuple[frozenset[str], frozenset[str]], ...]


def read_sentences() -> tuple[Sentence, ...]:
    """Read the hand-aligned sentences."""
    cases = {case.german: case for case in read_set()}
    found = []
    for line in LINKS.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        language = record["language"]
        links = tuple((_words(one), _words(other)) for one, other in record["links"])
        german, translation = record["segment"], cases[record["segment"]].translations[language]
        found.append(Sentence(read_marked(german).text, read_marked(translation).text, language, links))
    return tuple(found)


def _words(text: str) -> frozenset[str]:
    return frozenset(text[start:end].lower() for start, end in words(text))


def score(sentence: Sentence, aligner: LexicalAligner) -> tuple[int, int, int]:
    """Return how many content words there are, how many are aligned, and how many of these rightly."""
    best = best_sources(aligner.align(sentence.german, sentence.translation, sentence.language))
    found = {sentence.translation[slice(*there)].lower(): here for there, here in best.items()}
    asked = aligned = right = 0
    for german, translation in sentence.links:
        for word in translation:
            asked += 1
            if word in found:
                aligned += 1
                right += sentence.german[slice(*found[word])].lower() in german
    return asked, aligned, right


def run() -> Sequence[Row]:
    """Measure the lexical table."""
    sentences = read_sentences()
    aligner = LexicalAligner()
    by_language: dict[str, list[int]] = {}
    for sentence in sentences:
        total = by_language.setdefault(sentence.language, [0, 0, 0])
        for place, value in enumerate(score(sentence, aligner)):
            total[place] += value
    started = time.process_time()
    for sentence in sentences:
        aligner.align(sentence.german, sentence.translation, sentence.language)
    each = (time.process_time() - started) / len(sentences)
    asked, aligned, right = (sum(total[place] for total in by_language.values()) for place in range(3))
    rows = [
        Row(
            f"{language}: best source of {total[0]} content words right",
            f"{total[2] / total[0]:.1%} (aligned {total[1] / total[0]:.0%})",
        )
        for language, total in by_language.items()
    ]
    everything = f"all: best source of {asked} content words in {len(sentences)} sentences right"
    rows.append(Row(everything, f"{right / asked:.1%} (aligned {aligned / asked:.0%})", "85%"))
    rows.append(Row("time to align a sentence", milliseconds(each)))
    return tuple(rows)
