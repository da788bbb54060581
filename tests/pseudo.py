"""A pseudo-translation: fast, word for word, in the letters of the target language and in none of its words.

Layout, direction and scripts are real, so that a browser can be shown every page in every language in seconds. It calls
itself faithful because the checks would rightly refuse it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from town import LANGUAGES

from models.alignment import Alignment, Link, ordered, words
from models.engine import Candidate, Search
from models.identity import IdentityEngine
from translation.languages import language

# Addresses stay, and so do abbreviations in capitals, as a good translator leaves them.
_ADDRESS = re.compile(r"(\S*(?:@|://|www\.)\S*|\S+\.(?:de|example|org|eu)\b\S*)")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = "abcdefghijklmnopqrstuvwxyzäöüß", "ebgdifhjokpmnurqstvwywxzqzıiös"
_CYRILLIC = "abcdefghijklmnopqrstuvwxyzäöüß", "абцдефгхиклмнопрстувхжзйячщюєш"
_ARABIC = "abcdefghijklmnopqrstuvwxyzäöüß", "ابجدهفغحيكلمنسعصقرستطوضظزشثذخء"


class PseudoEngine(IdentityEngine):
    """Answers each word with a word of as many letters."""

    signature = "pseudo"

    def __init__(self) -> None:
        """Offer the nine."""
        super().__init__(LANGUAGES)

    def translate(self, texts: Sequence[str], target: str, _search: Search) -> list[tuple[Candidate, ...]]:
        """Answer each text."""
        return [(Candidate(pseudo(text, target), 0.0, complete=True),) for text in texts]

    def align(self, pairs: Sequence[tuple[str, str]], _language: str) -> list[Alignment]:
        """Align each word with the word at its place."""
        return [
            ordered(Link(one, other, 1.0) for one, other in zip(words(source), words(target), strict=False))
            for source, target in pairs
        ]


def pseudo(text: str, target: str) -> str:
    """Return a text in the letters of a language; addresses and numbers stay."""
    script = language(target).script
    before, after = {"Arabic": _ARABIC, "Cyrillic": _CYRILLIC}.get(script, _LATIN)
    table = str.maketrans(before, after)

    def word(match: re.Match[str]) -> str:
        if match[0].isupper() and len(match[0]) > 1:
            return match[0]
        changed = match[0].lower().translate(table)
        return changed.capitalize() if match[0][0].isupper() else changed

    pieces = _ADDRESS.split(text)
    return "".join(piece if n % 2 else _WORD.sub(word, piece) for n, piece in enumerate(pieces))
