"""What is counted while serving: calls of the engine, and what became of segments, by language. No personal data."""

from __future__ import annotations

from collections import Counter


class Figures:
    """Counters since the start; used from one event loop."""

    def __init__(self) -> None:
        """Begin at zero."""
        self._calls = self._sentences = 0
        self._seconds = 0.0
        self._outcomes: Counter[tuple[str, str]] = Counter()

    def batch(self, sentences: int, seconds: float) -> None:
        """Note a call of the engine."""
        self._calls += 1
        self._sentences += sentences
        self._seconds += seconds

    def outcome(self, language: str, what: str) -> None:
        """Note what became of a segment: the layer it came from, or the kind of reason it stayed German."""
        self._outcomes[language, what.partition(":")[0]] += 1

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
