"""Chooses from which confidence on an answer may be shown, per language, on held-out answers whose quality is known.

Confidence is the mean log-probability of an answer's pieces; quality its sentence chrF. *Rather German than wrong*:
what is shown should be clearly better than the mean of all, but most must still be shown.

Must not know: models, tokenizers, files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Wish:
    """What a threshold should reach: points of chrF over the mean of all answers, and the least share of answers that
    is shown.
    """

    gain: float = 5.0
    least_shown: float = 0.6


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold and what it does on the answers it was chosen on; ``reached`` says whether the wish came true."""

    confidence: float
    shown: float
    mean_all: float
    mean_shown: float
    mean_hidden: float
    reached: bool


def choose(confidences: Sequence[float], qualities: Sequence[float], wish: Wish) -> Threshold:
    """The lowest threshold with the wished gain that shows enough; if there is none, the one of the best gain that
    shows enough.
    """
    if not confidences:
        message = "no answers to choose a threshold on"
        raise ValueError(message)
    ranked = sorted(zip(confidences, qualities, strict=True), reverse=True)
    total, mean_all = len(ranked), sum(q for _, q in ranked) / len(ranked)
    best: Threshold | None = None
    summed = 0.0
    for shown, (confidence, quality) in enumerate(ranked, 1):
        summed += quality
        if shown < wish.least_shown * total or (shown < total and ranked[shown][0] == confidence):
            continue
        mean = summed / shown
        hidden = (mean_all * total - summed) / (total - shown) if shown < total else 0.0
        found = Threshold(confidence, shown / total, mean_all, mean, hidden, mean - mean_all >= wish.gain)
        if best is None or found.reached or (not best.reached and found.mean_shown > best.mean_shown):
            best = found
    assert best is not None  # noqa: S101 showing all is always possible
    return best


def correlation(first: Sequence[float], second: Sequence[float]) -> float:
    """Pearson's correlation, 0 where one side does not vary."""
    n = len(first)
    a, b = sum(first) / n, sum(second) / n
    both = sum((x - a) * (y - b) for x, y in zip(first, second, strict=True))
    spread = sum((x - a) ** 2 for x in first) * sum((y - b) ** 2 for y in second)
    return both / float(spread**0.5) if spread else 0.0


def by_quintile(confidences: Sequence[float], qualities: Sequence[float], parts: int = 5) -> list[tuple[float, float]]:
    """(mean confidence, mean quality) of equal parts, from the least to the most confident."""
    ranked = sorted(zip(confidences, qualities, strict=True))
    cuts = [i * len(ranked) // parts for i in range(parts + 1)]
    out = []
    for low, high in pairwise(cuts):
        part = ranked[low:high]
        out.append((sum(c for c, _ in part) / len(part), sum(q for _, q in part) / len(part)))
    return out
