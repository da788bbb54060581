"""Text as it is compared, with the way back to the original: soft hyphens gone, blanks and hyphens of one kind.

`fold` gives the text in small letters and for each of its characters where it stands in the original, so that what
is found in one can be marked in the other. Letters that have no single small letter stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

# U+00AD soft hyphen, zero-width space and joiners, word joiner, byte order mark: seen by nobody.
INVISIBLE: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_SAME: Final = MappingProxyType({"\u2010": "-", "\u2011": "-", "\u2019": "'", "\u02bc": "'"})
_SIMPLE: Final = re.compile("[^\u00ad\u2010\u2011\u2019\u02bc\u0130\u0300-\u036f\u200b-\u200d\u2060\ufeff]*")
_BLANKS: Final = re.compile(r"\s\s|[^\S ]")


@dataclass(frozen=True, slots=True)
class Folded:
    """`small` and `plain` are of one length: the text in small letters, and as it was written."""

    original: str
    plain: str
    small: str
    starts: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the folded text stands in the original; soft hyphens inside belong to it."""
        if self.starts is None:
            return start, end
        return self.starts[start], self._end(end)

    def _end(self, end: int) -> int:
        starts = self.starts or ()
        at = starts[end - 1] + 1
        while at < len(self.original) and unicodedata.combining(self.original[at]):
            at += 1
        return at


def fold(text: str) -> Folded:
    """Return the text as it is compared."""
    small = text.lower()
    if len(small) == len(text) and _SIMPLE.fullmatch(text) and not _BLANKS.search(text):
        return Folded(text, text, small, None)
    plain: list[str] = []
    starts: list[int] = []
    for at, character in enumerate(text):
        if character in INVISIBLE:
            continue
        if character.isspace():
            if plain and plain[-1] == " ":
                continue
            character = " "  # noqa: PLW2901
        elif plain and unicodedata.combining(character):
            composed = unicodedata.normalize("NFC", plain[-1] + character)
            if len(composed) == 1:
                plain[-1] = composed
                continue
        plain.append(_SAME.get(character, character))
        starts.append(at)
    return Folded(text, "".join(plain), "".join(map(_lower, plain)), tuple(starts))


def plain(text: str) -> str:
    """Return a form of the glossary as it is compared, in its own capitals."""
    return fold(text).plain.strip()


def small(text: str) -> str:
    """Return a form of the glossary as it is compared, in small letters."""
    return fold(text).small.strip()


def _lower(character: str) -> str:
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character
