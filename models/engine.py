"""What an engine offers: text in, candidates out, and the signature that names everything that shapes its output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from models.alignment import Alignment


@dataclass(frozen=True, slots=True)
class Candidate:
    """One translation: `confidence` is the mean log-probability of its tokens, 0 for certain.

    `complete` is False where the engine's length limit cut the answer off.
    """

    text: str
    confidence: float
    complete: bool


@dataclass(frozen=True, slots=True)
class Search:
    """How an engine looks for an answer: beam width, how many candidates it returns, words it must not begin.

    `suppress` are words of the target language as they were written; what begins with one of them is suppressed too.
    `engine` is the signature of the one that shall answer, where there are several: its name stands in a key.
    """

    beam: int = 1
    candidates: int = 1
    suppress: tuple[str, ...] = ()
    engine: str = ""


GREEDY = Search()


class Engine(Protocol):
    """Translates sentences; safe to call from several threads."""

    @property
    def signature(self) -> str:
        """Model, version, quantisation, tokeniser: whatever could change an output changes this."""

    @property
    def faithful(self) -> bool:
        """Whether the output is the input (the identity), so that nothing needs checking."""

    @property
    def max_tokens(self) -> int:
        """Longest source in tokens that the engine may be given."""

    def languages(self) -> frozenset[str]:
        """Return the target languages."""

    def confidence(self, language: str) -> float:
        """Return the least confidence with which an answer in `language` may be shown."""

    def count(self, text: str) -> int:
        """Return how many tokens `text` has."""

    def translate(self, texts: Sequence[str], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        """Translate German `texts` into `language`; best candidate first.

        Raises `models.errors.EngineError`.
        """

    def align(self, pairs: Sequence[tuple[str, str]], language: str) -> list[Alignment]:
        """Return which words of each translation in `language` stand for which of its German text; `()` where unknown.

        The translations need not be this engine's own. Raises `models.errors.EngineError`.
        """
