"""Finds a phrase again in a translation: by its letters, endings aside. A second opinion beside the alignment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from translation.markup import Span

_WORD: Final = re.compile(r"[^\W_]+(?:['’.,:/@-]?[^\W_]+)*")
# Chosen by hand on sentences of the sample site: below, words of another phrase are taken for an ending.
_SIMILAR, _CLEARLY = 0.7, 0.12


def find(target: str, phrase: str, room: Span) -> Span | None:
    """Return the only place in `target[room]` whose words are those of `phrase`, endings aside, or None."""
    wanted = [match.group().casefold() for match in _WORD.finditer(phrase)]
    words = list(_WORD.finditer(target, *room))
    if not wanted or len(wanted) > len(words):
        return None
    scores = sorted(
        (
            (_similarity(wanted, [word.group().casefold() for word in words[i : i + len(wanted)]]), -i)
            for i in range(len(words) - len(wanted) + 1)
        ),
        reverse=True,
    )
    best, place = scores[0][0], -scores[0][1]
    if best < _SIMILAR or (len(scores) > 1 and best - scores[1][0] < _CLEARLY):
        return None
    return words[place].start(), words[place + len(wanted) - 1].end()


def _similarity(wanted: Sequence[str], found: Sequence[str]) -> float:
    return sum(_alike(one, other) for one, other in zip(wanted, found, strict=True)) / len(wanted)


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio if ratio > 0.6 else 0.0
