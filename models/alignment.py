"""Word alignment: which words of a translation stand for which words of its source.

Every engine answers with the same thing, whatever it aligns with (attention, a lexical table): links between the
character spans of words. Nothing here knows a model or a language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

Span = tuple[int, int]
"""Offsets into a text: start, and the end that is no more part of it."""

_LETTERS: Final = r"(?:[^\W\d_]\u00ad?[\u0300-\u036f\u064b-\u0652]*)+"
_NUMBER: Final = rf"\d+(?:[.,:/\u00a0\u202f]\d+)*(?:['’]{_LETTERS})?"
# Parts of a hyphenated word are words, for other languages write them apart; so are French `l'` and `qu'`, while
# `Duisburg'da` and `від'їзд` are one word.
_WORD: Final = re.compile(rf"{_NUMBER}|[A-Za-z]{{1,2}}['’](?=[^\W\d_])|{_LETTERS}(?:['’ʼ]{_LETTERS})*|[€$£%§°₺]")


@dataclass(frozen=True, slots=True)
class Link:
    """`weight`, in (0, 1], is how much of the target word is explained by the source word.

    The weights of one target word sum to at most 1; the rest is explained by no word.
    """

    source: Span
    target: Span
    weight: float


Alignment = tuple[Link, ...]
"""The links of one pair, ordered by target word, then by weight, heaviest first."""


def words(text: str) -> tuple[Span, ...]:
    """Return the spans of the words of a text; numbers and signs such as € count as words, punctuation does not."""
    return tuple(match.span() for match in _WORD.finditer(text))


def ordered(links: Iterable[Link]) -> Alignment:
    """Return links in the order of an `Alignment`."""
    return tuple(sorted(links, key=lambda link: (link.target, -link.weight, link.source)))


def identical(source: str, target: str) -> Alignment:
    """Align each word of a text with its equal of the same rank; what an engine that changes nothing answers."""
    places: dict[str, list[Span]] = {}
    for start, end in reversed(words(source)):
        places.setdefault(source[start:end], []).append((start, end))
    links = []
    for start, end in words(target):
        equals = places.get(target[start:end])
        if equals:
            links.append(Link(equals.pop(), (start, end), 1.0))
    return ordered(links)


def best_sources(alignment: Sequence[Link]) -> dict[Span, Span]:
    """Return for each target word that is aligned its heaviest source word."""
    best: dict[Span, Link] = {}
    for link in alignment:
        if link.target not in best or link.weight > best[link.target].weight:
            best[link.target] = link
    return {target: link.source for target, link in best.items()}
