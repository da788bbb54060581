"""Words aligned by a network's cross-attention: from pieces and rows of numbers to links between words.

A target word's attention is the mean of its pieces', a source word's the sum of its pieces'. What goes to pieces that
are no text (language, end) says that the network looked at no word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.alignment import Alignment, Link, Span, ordered, words

_LEAST: Final = 0.05  # weaker links are not given
_BLIND: Final = 0.1  # a target word that looks at all words together with less than this is not aligned

Attention = Sequence[Sequence[float]]
"""For each target piece, how much it looked at each source piece; a row sums to 1."""


def from_attention(
    source: str, source_pieces: Sequence[Span], target: str, target_pieces: Sequence[Span], attention: Attention
) -> Alignment:
    """Align two texts by the attention between their pieces, given by their places in the texts, in order."""
    rows: npt.NDArray[Any] = np.asarray([row[: len(source_pieces)] for row in attention], dtype=np.float64)
    of_source, of_target = words(source), words(target)
    if not rows.size or not of_source or not of_target:
        return ()
    weights = _shares(of_target, target_pieces[: len(rows)]) @ rows @ _belonging(of_source, source_pieces).T
    links = []
    for place, target_word in enumerate(of_target):
        seen = float(weights[place].sum())
        if seen < _BLIND:
            continue
        for other, source_word in enumerate(of_source):
            weight = float(weights[place, other]) / seen
            if weight >= _LEAST:
                links.append(Link(source_word, target_word, min(1.0, weight)))
    return ordered(links)


def _belonging(of_words: Sequence[Span], pieces: Sequence[Span]) -> npt.NDArray[np.float64]:
    """Return, words by pieces, 1 where a piece shares letters with a word; with several, its longest part counts."""
    matrix = np.zeros((len(of_words), len(pieces)))
    for column, (start, end) in enumerate(pieces):
        overlaps = [min(end, stop) - max(start, begin) for begin, stop in of_words]
        best = int(np.argmax(overlaps))
        if overlaps[best] > 0:
            matrix[best, column] = 1.0
    return matrix


def _shares(of_words: Sequence[Span], pieces: Sequence[Span]) -> npt.NDArray[np.float64]:
    """Return each word's mean over its pieces as a matrix, words by pieces."""
    matrix = _belonging(of_words, pieces)
    shares: npt.NDArray[np.float64] = matrix / np.maximum(matrix.sum(1, keepdims=True), 1.0)
    return shares
