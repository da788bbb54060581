"""The engine that changes nothing: with it, the bytes that go out are the bytes that came in (law 1)."""

from __future__ import annotations

from collections.abc import Sequence

from models.alignment import Alignment, identical
from models.engine import Candidate, Search


class IdentityEngine:
    """Answers every text with itself."""

    signature = "identity"
    faithful = True
    max_tokens = 1 << 30

    def __init__(self, languages: frozenset[str]) -> None:
        """Offer the given target languages."""
        self._languages = languages

    def languages(self) -> frozenset[str]:
        """Return the target languages."""
        return self._languages

    def confidence(self, _language: str) -> float:
        """Show everything."""
        return float("-inf")

    def count(self, text: str) -> int:
        """Count words."""
        return len(text.split())

    def translate(self, texts: Sequence[str], _language: str, _search: Search) -> list[tuple[Candidate, ...]]:
        """Return the texts."""
        return [(Candidate(text, 0.0, complete=True),) for text in texts]

    def align(self, pairs: Sequence[tuple[str, str]], _language: str) -> list[Alignment]:
        """Align each word with its equal."""
        return [identical(source, target) for source, target in pairs]
