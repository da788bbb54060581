"""An engine that leaves everything to another: the base of those that do one thing differently, or write it down."""

from __future__ import annotations

from collections.abc import Sequence

from models.alignment import Alignment
from models.engine import Candidate, Engine, Search


class DelegatingEngine:
    """As the engine it is given."""

    def __init__(self, engine: Engine) -> None:
        """Leave everything to `engine`."""
        self._engine = engine
        self.signature = engine.signature
        self.faithful = engine.faithful
        self.max_tokens = engine.max_tokens

    def languages(self) -> frozenset[str]:
        """Return the target languages."""
        return self._engine.languages()

    def confidence(self, language: str) -> float:
        """Return the least confidence that may be shown."""
        return self._engine.confidence(language)

    def count(self, text: str) -> int:
        """Return how many tokens `text` has."""
        return self._engine.count(text)

    def translate(self, texts: Sequence[str], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        """Translate; best candidate first. Raises `models.errors.ModelError`."""
        return self._engine.translate(texts, language, search)

    def align(self, pairs: Sequence[tuple[str, str]], language: str) -> list[Alignment]:
        """Align words; raises `models.errors.ModelError`."""
        return self._engine.align(pairs, language)
