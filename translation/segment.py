"""A segment: a block of text with the skeleton of its inline markup.

A segment knows nothing of HTML: an inline element is a pair of tags with a number, a line break or an image is a
void tag, and something that must not be translated (a code sample, a name) is an atom that carries its own text.
The numbers are the positions of the elements in the page's source, kept by whoever made the segment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class TagKind(Enum):
    """What a tag does to the text around it."""

    OPEN = "<"
    CLOSE = ">"
    VOID = "|"
    ATOM = "="
    STRAY = "!"
    SOURCE = "~"


class Tag(NamedTuple):
    """One tag of the skeleton: OPEN and CLOSE of one element share their `number`; an ATOM has a `text`.

    A SOURCE is no tag of the page: it stands in translations only, and its `text` is in the source language.
    """

    kind: TagKind
    name: str
    number: int
    text: str = ""


Part = str | Tag


@dataclass(frozen=True, slots=True)
class Segment:
    """Text and tags in reading order; white space inside is collapsed, none stands at either end.

    `where` has those of the glossary's selectors that match an element around all of it. It is not in the skeleton.
    """

    parts: tuple[Part, ...]
    where: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The text alone, atoms included, as a reader sees it."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    @property
    def tags(self) -> tuple[Tag, ...]:
        """The tags alone, in order."""
        return tuple(part for part in self.parts if isinstance(part, Tag))

    @property
    def skeleton(self) -> str:
        """The segment as one unambiguous string: the text for its cache key."""
        return "".join(_written(part) for part in self.parts)


def _written(part: Part) -> str:
    if isinstance(part, str):
        return part.replace("\x02", "\x02\x02")
    # The number comes first, because a name may end in one; no name begins with one.
    text = part.text.replace("\x02", "\x02\x02").replace("\x03", "\x02\x03")
    return f"\x02{part.kind.value}{part.number}{part.name}\x02{text}\x03"


def to_plain(parts: Iterable[Part]) -> list[object]:
    """Return parts as values for JSON; reading them again gives equal ones."""
    return [part if isinstance(part, str) else [part.kind.value, part.name, part.number, part.text] for part in parts]


def from_plain(values: Iterable[object]) -> tuple[Part, ...]:
    """Return the parts of values from JSON; raises `ValueError` or `TypeError` for what are none."""
    return tuple(_part(value) for value in values)


def _part(value: object) -> Part:
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        message = f"{value!r} is no part of a segment"
        raise TypeError(message)
    kind, name, number, text = value
    return Tag(TagKind(kind), str(name), int(number), str(text))


def balanced(parts: Iterable[Part]) -> bool:
    """Tell whether every OPEN is closed by its own CLOSE in the right order, and no STRAY is there."""
    open_: list[int] = []
    for part in parts:
        if isinstance(part, str):
            continue
        if part.kind is TagKind.OPEN:
            open_.append(part.number)
        elif part.kind is TagKind.STRAY or (part.kind is TagKind.CLOSE and (not open_ or open_.pop() != part.number)):
            return False
    return not open_
