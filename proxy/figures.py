"""What is counted while serving: calls of the engine, and what became of segments, by language. No personal data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from translation.outcome import Layer
from translation.trace import MARKUP, TRIED

_SHOWN: Final = frozenset(layer.value for layer in Layer if layer is not Layer.GERMAN)
_MOST_KINDS: Final = 2000  # of languages and reasons; reasons are few, and what is not would fill the memory
_OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class SegmentFigures:
    """What became of segments, by language: shown from which layer, or left in German for which reason."""

    shown: Mapping[tuple[str, str], int] = field(default_factory=dict)
    german: Mapping[tuple[str, str], int] = field(default_factory=dict)
    attempts: Mapping[tuple[str, str, str], int] = field(default_factory=dict)  # language, way, why refused
    markup: Mapping[tuple[str, str], int] = field(default_factory=dict)  # language, rung of the ladder


@dataclass(frozen=True, slots=True)
class EngineFigures:
    """The engine and what came of it since the start."""

    calls: int = 0
    sentences: int = 0
    tokens: int = 0
    """Of those sentences, estimated as batches are."""
    busy_seconds: float = 0.0
    waiting: int = 0
    ready: bool = True
    segments: SegmentFigures = field(default_factory=SegmentFigures)


class Figures:
    """Counters since the start; used from one event loop."""

    def __init__(self) -> None:
        """Begin at zero."""
        self._calls = self._sentences = 0
        self._seconds = 0.0
        self._outcomes: Counter[tuple[str, str]] = Counter()
        self._attempts: Counter[tuple[str, str, str]] = Counter()
        self._markup: Counter[tuple[str, str]] = Counter()

    @property
    def calls(self) -> int:
        """How often the engine has answered."""
        return self._calls

    def batch(self, sentences: int, seconds: float) -> None:
        """Note a call of the engine."""
        self._calls += 1
        self._sentences += sentences
        self._seconds += seconds

    def outcome(self, language: str, what: str) -> None:
        """Note what became of a segment: the layer it came from, or the kind of reason it stayed German.

        Or a way to it: `tried WAY: REASON`, where the reason is the kind of what refused it; or `markup RUNG`, how far
        down the ladder for inline tags it had to go.
        """
        kind, _, reason = what.partition(":")
        if kind.startswith(MARKUP):
            self._markup[language, kind.removeprefix(MARKUP)] += 1
            return
        if kind.startswith(TRIED):
            self._attempts[_within(self._attempts, (language, kind.removeprefix(TRIED), reason.strip()))] += 1
            return
        key = language, kind
        if len(self._outcomes) >= _MOST_KINDS and key not in self._outcomes:
            key = language, _OTHER
        self._outcomes[key] += 1

    def engine(self, waiting: int, *, ready: bool, tokens: int = 0) -> EngineFigures:
        """Return the counts for the metrics; what waits and the tokens are counted by the batcher."""
        outcomes = dict(self._outcomes)
        shown = {key: count for key, count in outcomes.items() if key[1] in _SHOWN}
        german = {key: count for key, count in outcomes.items() if key[1] not in _SHOWN}
        segments = SegmentFigures(shown, german, dict(self._attempts), dict(self._markup))
        return EngineFigures(self._calls, self._sentences, tokens, self._seconds, waiting, ready, segments)

    def report(self) -> dict[str, object]:
        """Return the counts for the health page."""
        outcomes: dict[str, dict[str, int]] = {}
        for (language, what), count in sorted(self._outcomes.items()):
            outcomes.setdefault(language, {})[what] = count
        return {
            "calls": self._calls,
            "sentences": self._sentences,
            "seconds": round(self._seconds, 3),
            "segments": outcomes,
        }


def _within(counts: Counter[tuple[str, str, str]], key: tuple[str, str, str]) -> tuple[str, str, str]:
    """Return the key to count under: with too many already, one for all others."""
    return key if key in counts or len(counts) < _MOST_KINDS else (key[0], _OTHER, _OTHER)
