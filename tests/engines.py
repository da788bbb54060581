"""Small engines for tests: real ones, deterministic, each good or bad in one way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from models.alignment import Alignment, identical
from models.engine import Candidate, Search
from models.errors import EngineError

Answers = list[tuple[Candidate, ...]]


def sure(text: str) -> tuple[Candidate, ...]:
    """One complete answer of which the engine is certain."""
    return (Candidate(text, 0.0, complete=True),)


class ToyEngine:
    """Answers with `answer`; keeps a record of what it was asked, and can be held up."""

    max_tokens = 1 << 20

    def __init__(
        self, answer: Callable[[str], tuple[Candidate, ...]], *, faithful: bool = False, signature: str = "toy"
    ) -> None:
        self.faithful = faithful
        self.signature = signature
        self.calls: list[tuple[list[str], str, Search]] = []
        self.called = threading.Event()
        self.free = threading.Event()
        self.free.set()
        self._answer = answer

    @property
    def asked(self) -> list[str]:
        """All texts in the order in which they were asked for."""
        return [text for texts, _, _ in self.calls for text in texts]

    def languages(self) -> frozenset[str]:
        return frozenset({"tr", "en", "ar"})

    def confidence(self, _language: str) -> float:
        return -1.0

    def count(self, text: str) -> int:
        return len(text.split())

    def translate(self, texts: Sequence[str], language: str, search: Search) -> Answers:
        self.calls.append((list(texts), language, search))
        self.called.set()
        if not self.free.wait(10):
            message = "held up for too long"
            raise EngineError(message)
        return [self._answer(text) for text in texts]

    def align(self, pairs: Sequence[tuple[str, str]], _language: str) -> list[Alignment]:
        return [identical(source, target) for source, target in pairs]


class MiscountingEngine(ToyEngine):
    """Answers one text too few."""

    def translate(self, texts: Sequence[str], language: str, search: Search) -> Answers:
        return super().translate(texts, language, search)[1:]


def failing(error: Exception) -> Callable[[str], tuple[Candidate, ...]]:
    """An answer that is a failure."""

    def answer(_text: str) -> tuple[Candidate, ...]:
        raise error

    return answer
