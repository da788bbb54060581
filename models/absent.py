"""The engine that is not there: every call says why, so that pages stay German and the proxy runs."""

from __future__ import annotations

from collections.abc import Sequence

from models.alignment import Alignment
from models.engine import Candidate, Search
from models.errors import EngineError


class AbsentEngine:
    """Stands in for an engine that could not be made."""

    signature = "absent"
    faithful = False
    max_tokens = 160

    def __init__(self, languages: frozenset[str], reason: str) -> None:
        """Offer the languages that the engine would offer; `reason` says why it is not there, and what to do."""
        self._languages = languages
        self.reason = reason

    def languages(self) -> frozenset[str]:
        """Return the target languages."""
        return self._languages

    def confidence(self, _language: str) -> float:
        """Show nothing."""
        return 0.0

    def count(self, text: str) -> int:
        """Count words."""
        return len(text.split())

    def translate(self, _texts: Sequence[str], _language: str, _search: Search) -> list[tuple[Candidate, ...]]:
        """Raise `EngineError`."""
        raise EngineError(self.reason)

    def align(self, pairs: Sequence[tuple[str, str]], _language: str) -> list[Alignment]:
        """Align nothing."""
        return [() for _ in pairs]
