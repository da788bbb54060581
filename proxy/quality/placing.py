"""How well inline elements are placed, measured in words: the markup set as parts of segments, and the scores.

Where the translation is the gold one the very words are compared; where it is another, their stems.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from models.alignment import words
from models.alignment_stems import stem
from models.markup_set import VOID, read_marked
from translation.segment import Part, Tag, TagKind, balanced

_TAG: Final = re.compile(r"(</?[a-z]+\d*>)")
_NAME: Final = re.compile(r"</?([a-z]+)(\d*)>")


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a segment, and the name in the set of each element by its number."""

    parts: tuple[Part, ...]
    names: Mapping[int, str]


def parts_of(written: str) -> Parts:
    """Read a text of the set as parts."""
    parts: list[Part] = []
    names: dict[int, str] = {}
    numbers: dict[str, int] = {}
    for piece in _TAG.split(written):
        tag = _NAME.fullmatch(piece)
        if tag is None:
            if piece:
                parts.append(piece)
            continue
        whole = tag[1] + tag[2]
        number = numbers.setdefault(whole, len(numbers))
        names[number] = whole
        kind = TagKind.VOID if tag[1] in VOID else TagKind.CLOSE if piece[1] == "/" else TagKind.OPEN
        parts.append(Tag(kind, tag[1], number))
    return Parts(tuple(parts), names)


def written(parts: Iterable[Part], names: Mapping[int, str]) -> str:
    """Write parts as the set does."""
    forms = {TagKind.OPEN: "<{}>", TagKind.CLOSE: "</{}>", TagKind.VOID: "<{}>"}
    return "".join(part if isinstance(part, str) else forms[part.kind].format(names[part.number]) for part in parts)


@dataclass(frozen=True, slots=True)
class Score:
    """Sums over elements: how many, their word F1, how many exact; the same of links; how many were placed at all."""

    elements: int = 0
    f1: float = 0.0
    exact: int = 0
    links: int = 0
    links_exact: int = 0
    placed: int = 0

    def __add__(self, other: Score) -> Score:
        """Join two sums."""
        return Score(
            self.elements + other.elements,
            self.f1 + other.f1,
            self.exact + other.exact,
            self.links + other.links,
            self.links_exact + other.links_exact,
            self.placed + other.placed,
        )


def same_text(made: str, gold: str) -> Score:
    """Score the elements of `made` against those of `gold`, which has the same text.

    Something without words is right where it stands after the same word.
    """
    ours, theirs = read_marked(made), read_marked(gold)
    total = Score()
    ours_covered, theirs_covered = ours.covered, theirs.covered
    for name, place in theirs.places.items():
        if name not in ours.places:
            total += _one(name, 0.0, placed=False)
        elif place[0] == place[1] or not theirs_covered[name]:
            total += _one(name, float(_before(ours.text, ours.places[name]) == _before(theirs.text, place)))
        else:
            total += _one(name, f1(ours_covered[name], theirs_covered[name]))
    return total


def other_text(made: str, gold: str, language: str) -> Score:
    """Score the elements of `made` against those of `gold`, another translation: by the stems of their words."""
    ours, theirs = read_marked(made), read_marked(gold)
    total = Score()
    for name, (start, end) in theirs.places.items():
        if not words(theirs.text[start:end]):
            continue
        if name not in ours.places:
            total += _one(name, 0.0, placed=False)
            continue
        begin, stop = ours.places[name]
        one, other = (_stems(text, language) for text in (ours.text[begin:stop], theirs.text[start:end]))
        total += _one(name, f1(one, other))
    return total


def _stems(text: str, language: str) -> frozenset[str]:
    return frozenset(stem(text[start:end], language) for start, end in words(text))


def _one(name: str, value: float, *, placed: bool = True) -> Score:
    link = name.startswith("a") and not name.startswith("abbr")
    exact = value > 0.999
    return Score(1, value, exact, link, link and exact, placed)


def f1(ours: frozenset[Any], theirs: frozenset[Any]) -> float:
    """Return the harmonic mean of precision and recall."""
    both = len(ours & theirs)
    return 2 * both / (len(ours) + len(theirs)) if both else 0.0


def _before(text: str, place: tuple[int, int]) -> int:
    return sum(end <= place[0] for _, end in words(text))


def lines(written_text: str) -> tuple[str, ...]:
    """Return the lines of a text of the set, without an element that encloses several."""
    wrapped = re.fullmatch(r"<([a-z]+\d*)>(.*<br>.*)</\1>", written_text)
    return tuple((wrapped[2] if wrapped else written_text).split("<br>"))


def is_whole(source: Sequence[Part], made: Sequence[Part]) -> bool:
    """Tell whether every tag of the source stands in `made` exactly once, and all are balanced (law 3)."""
    return balanced(made) and _tags(made) == _tags(source)


def _tags(parts: Sequence[Part]) -> list[Tag]:
    return sorted((part for part in parts if isinstance(part, Tag)), key=repr)
