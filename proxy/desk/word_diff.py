"""The difference of two texts, word by word, as editors read it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

_WORDS: Final = re.compile(r"\w+|\s+|[^\w\s]")

Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand in both texts, or in one of them only."""

    kind: Kind
    text: str


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Return pieces in reading order: `same` and `removed` are the text before, `same` and `added` the one after."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for _, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[start:end]), "".join(new[new_start:new_end])
        if gone == come:
            pieces.append(Piece("same", gone))
            continue
        pieces += [Piece("removed", gone)] if gone else []
        pieces += [Piece("added", come)] if come else []
    return tuple(pieces)
