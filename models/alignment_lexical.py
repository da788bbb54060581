"""Aligns words by a lexical table, by what they look like and by where they stand; needs no network.

For models that give no attention, such as the decoder-only starter. Words compete: a source word that explains one
target word well explains others less, and what no evidence joins goes where its neighbours went.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from models.alignment import Alignment, Link, Span, ordered, words
from models.alignment_latin import in_latin
from models.alignment_stems import plain, stem
from models.alignment_table import LexicalTable

PACKAGED: Final = Path(__file__).with_name("alignment_files")

Matrix = npt.NDArray[np.float64]
"""Shape (source words, target words)."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """How evidence is weighed; the defaults were chosen on one half of the hand-aligned sentences."""

    same: float = 0.9  # the same letters or digits
    similar: float = 0.5  # at most, for words that look alike
    compound: float = 0.6  # a table's chance by way of a compound's part
    floor: float = 0.0015  # a pair without evidence
    small: float = 0.3  # times the floor, for a German word that carries no meaning of its own
    nothing: float = 0.01  # a word that stands for none
    slope: float = 3.0  # how fast chances fall off the diagonal
    neighbours: float = 10.0  # how much a link gains by those beside it
    rounds: int = 3
    least: float = 0.05  # weaker links are not given


DEFAULT: Final = Weighing()

# How much a link beside a link says: (source steps, target steps) and share.
_BESIDE: Final = (
    ((1, 1), 1.0),
    ((-1, -1), 1.0),
    ((1, -1), 0.4),
    ((-1, 1), 0.4),
    ((0, 1), 0.5),
    ((0, -1), 0.5),
    ((1, 0), 0.3),
    ((-1, 0), 0.3),
    ((2, 2), 0.3),
    ((-2, -2), 0.3),
    ((1, 2), 0.4),
    ((-1, -2), 0.4),
    ((2, 1), 0.4),
    ((-2, -1), 0.4),
)
_SMALL_WORDS: Final = frozenset(
    "der die das den dem des ein eine einen einem einer eines und oder sie ihr ihre ihren ihrem ihrer es er wir uns "
    "man sich ist sind war wird werden wurde wurden worden sein hat haben zu zum zur am im an auf aus bei beim von vom "
    "ab als auch so dass nach".split()
)
_SHORTEST_PART: Final = 4  # letters; of a head 3 will do: -amt, -rat


class LexicalAligner:
    """Aligns German texts with translations; a language's table is read when it is first needed."""

    def __init__(self, folder: Path = PACKAGED, weighing: Weighing = DEFAULT) -> None:
        """Use the tables `LANGUAGE.bin` in `folder`; a language without one is aligned by looks and places."""
        self._folder = folder
        self._weighing = weighing
        self._lock = threading.Lock()
        self._tables: dict[str, LexicalTable | None] = {}

    def align(self, source: str, target: str, language: str) -> Alignment:
        """Align German `source` with `target`; raises `models.errors.ModelDamagedError` for a broken table."""
        source_words, target_words = words(source), words(target)
        if not source_words or not target_words:
            return ()
        table = self._table(language)
        german = [source[a:b] for a, b in source_words]
        evidence = self._evidence(german, [target[a:b] for a, b in target_words], language, table)
        small = np.array([self._weighing.small if word.lower() in _SMALL_WORDS else 1.0 for word in german])
        weights = self._competition(evidence, self._weighing.floor * small[:, None])
        return self._links(weights, source_words, target_words)

    def _table(self, language: str) -> LexicalTable | None:
        with self._lock:
            if language not in self._tables:
                file = self._folder / f"{language}.bin"
                self._tables[language] = LexicalTable(file) if file.exists() else None
            return self._tables[language]

    def _evidence(self, source: list[str], target: list[str], language: str, table: LexicalTable | None) -> Matrix:
        weighing = self._weighing
        target_stems = [stem(word, language) for word in target]
        source_plain, target_plain = [plain(word) for word in source], [plain(word) for word in target]
        looks = np.array([[_looks(one, other) for other in target_plain] for one in source_plain])
        scores: Matrix = np.where(looks >= 1.0, weighing.same, np.maximum(looks - 0.6, 0.0) / 0.4 * weighing.similar)
        if table is not None:
            for row, word in enumerate(source):
                scores[row] = np.maximum(scores[row], self._chances(stem(word, "de"), target_stems, table))
        return scores

    def _chances(self, german: str, targets: Sequence[str], table: LexicalTable) -> npt.NDArray[np.float64]:
        ahead, back = table.chances(german, targets)
        chances: npt.NDArray[np.float64] = np.sqrt(ahead * back)
        for part in _parts(german, table):
            ahead, back = table.chances(part, targets)
            chances = np.maximum(chances, np.sqrt(ahead * back) * self._weighing.compound)
        return chances

    def _competition(self, evidence: Matrix, floor: Matrix) -> Matrix:
        """Return how much of each target word each source word explains; `floor` is a pair's without evidence."""
        weighing = self._weighing
        rows, columns = evidence.shape
        down, along = np.arange(rows) / max(1, rows - 1), np.arange(columns) / max(1, columns - 1)
        diagonal = np.exp(-weighing.slope * np.abs(down[:, None] - along[None, :]))
        strength = (evidence + floor) * diagonal
        share = strength
        for _ in range(weighing.rounds):
            back = share / (share.sum(0, keepdims=True) + weighing.nothing)
            ahead = share / (share.sum(1, keepdims=True) + weighing.nothing)
            agreed = np.sqrt(back * ahead)
            taken = 1 - agreed
            # A pair without evidence is worth less where one of the two is explained already.
            free = floor * taken.min(1, keepdims=True) * taken.min(0, keepdims=True)
            strength = (evidence + free) * diagonal
            share = strength * (1 + weighing.neighbours * _beside(agreed))
        ahead = share / (share.sum(1, keepdims=True) + weighing.nothing)
        agreed = share * np.sqrt(ahead)
        result: Matrix = agreed / (agreed.sum(0, keepdims=True) + weighing.nothing / 4)
        return result

    def _links(self, weights: Matrix, source: Sequence[Span], target: Sequence[Span]) -> Alignment:
        found = np.argwhere(weights >= self._weighing.least)
        return ordered(Link(source[row], target[column], float(weights[row, column])) for row, column in found)


def _beside(weights: Matrix) -> Matrix:
    """Return how strong the links beside each pair are."""
    rows, columns = weights.shape
    padded = np.pad(weights, 2)
    total = np.zeros_like(weights)
    for (down, along), share in _BESIDE:
        total += share * padded[2 + down : 2 + down + rows, 2 + along : 2 + along + columns]
    return total


def _looks(one: str, other: str) -> float:
    """Return how alike two plain words look: 1 for the same letters or digits, else less than 1."""
    if one == other or (one[:1].isdigit() and _digits(one) == _digits(other)):
        return 1.0 if one else 0.0
    if min(len(one), len(other)) < 4 or one[0].isdigit() or other[0].isdigit():
        return 0.0
    latin = in_latin(other)
    if latin[0] != one[0] and latin[-3:] != one[-3:]:
        return 0.0
    common = min(len(one), len(latin))
    if one[:common] == latin[:common]:
        return 0.95 - 0.3 * (1 - common / max(len(one), len(latin)))
    return min(0.95, SequenceMatcher(None, one, latin, autojunk=False).ratio())


def _digits(word: str) -> str:
    return "".join(letter for letter in word if letter.isdigit()).lstrip("0")


def _parts(german: str, table: LexicalTable) -> list[str]:
    """Return the stems of what a compound begins and ends with, as far as the table knows them."""
    length = len(german)
    if length < 2 * _SHORTEST_PART or german[0].isdigit():
        return []
    heads = (german[cut:] for cut in range(_SHORTEST_PART - 1, length - _SHORTEST_PART + 2))
    head = next((each for each in heads if each in table), "")
    leads = (stem(german[:cut], "de") for cut in range(length - max(len(head), 3), _SHORTEST_PART - 1, -1))
    lead = next((each for each in leads if each in table), "")
    return [each for each in (lead, head) if each]
