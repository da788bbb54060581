"""The inline elements of a segment as a tree over its text, and the way back: text and places to parts.

What has no words of its own has no width here and is carried as it is: void tags, empty elements, footnote marks.
Nothing here knows where an element belongs in a translation (`projection`); whatever places it is given, every tag is
written exactly once and balanced, or nothing is written at all (law 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from translation.segment import Part, Tag, TagKind

Span = tuple[int, int]
"""Offsets into a text: start, and the end that is no more part of it."""

_RAISED: Final = frozenset({"sup", "sub"})
# A footnote's number, sign or letter, an exponent; not the letters of an ordinal.
_MARK: Final = re.compile(r"(?!$)[^\w\s]{0,2}(?:\d{1,3}|[a-zA-Z])?[^\w\s]{0,3}")


@dataclass(frozen=True, slots=True)
class Node:
    """An element of a segment: `start` and `end` are offsets into the segment's text without tags.

    `close` is None for void tags and for atoms, which are carried whole. `carried` is what stands between the tags of
    an element without width.
    """

    open: Tag
    close: Tag | None
    start: int
    end: int
    children: tuple[Node, ...] = ()
    carried: tuple[Part, ...] = ()

    @property
    def sized(self) -> bool:
        """Whether it has text."""
        return self.start < self.end

    @property
    def is_atom(self) -> bool:
        """Whether its text must come out as it is."""
        return self.close is None and self.sized

    def moved(self, by: int) -> Node:
        """Return it for a text that begins `by` letters later."""
        children = tuple(child.moved(by) for child in self.children)
        return replace(self, start=self.start - by, end=self.end - by, children=children)


class NotPlaced(Exception):  # noqa: N818 no error: another way is taken
    """The tags cannot be placed with certainty."""


@dataclass(slots=True)
class _Level:
    opened: Tag | None
    start: int
    index: int
    children: list[Node]


def take_out(parts: Sequence[Part]) -> tuple[str, tuple[Node, ...]]:
    """Return the text without its tags, and the elements as a tree; raises `NotPlaced` where they do not nest."""
    text = ""
    levels = [_Level(None, 0, 0, [])]
    for index, part in enumerate(parts):
        if isinstance(part, str):
            text += part
        elif part.kind is TagKind.OPEN:
            levels.append(_Level(part, len(text), index + 1, []))
        elif part.kind is TagKind.CLOSE:
            level = levels.pop()
            if level.opened is None or level.opened.number != part.number:
                raise NotPlaced
            if _is_mark(level.opened, text[level.start :]):
                text = text[: level.start]
            node = _element(level, part, len(text), parts[level.index : index])
            levels[-1].children.append(node)
        elif part.kind is TagKind.STRAY:
            raise NotPlaced
        else:
            levels[-1].children.append(Node(part, None, len(text), len(text) + len(part.text)))
            text += part.text
    if len(levels) > 1:
        raise NotPlaced
    return text, tuple(levels[0].children)


def _is_mark(opened: Tag, text: str) -> bool:
    return opened.name in _RAISED and _MARK.fullmatch(text) is not None


def _element(level: _Level, close: Tag, end: int, inside: Sequence[Part]) -> Node:
    assert level.opened is not None  # noqa: S101 looked at before
    if level.start == end:
        return Node(level.opened, close, end, end, (), tuple(inside))
    return Node(level.opened, close, level.start, end, tuple(level.children))


def write(target: str, nodes: Sequence[Node], places: Mapping[Node, Span]) -> tuple[Part, ...]:
    """Return `target` with the elements around `places`; raises `NotPlaced` where these cross or are missing."""
    return tuple(joined(_written(target, nodes, (0, len(target)), places)))


def _written(target: str, nodes: Sequence[Node], room: Span, places: Mapping[Node, Span]) -> Iterable[Part]:
    position = room[0]
    if any(node not in places for node in nodes):
        raise NotPlaced
    # Python's sort is stable: what stands at the same place keeps the order of the source.
    for node in sorted(nodes, key=lambda each: places[each]):
        start, end = places[node]
        if not position <= start <= end <= room[1] or (start == end) is node.sized:
            raise NotPlaced
        yield target[position:start]
        yield node.open
        if node.close is not None:
            yield from node.carried
            yield from _written(target, node.children, (start, end), places)
            yield node.close
        position = end
    yield target[position : room[1]]


def joined(parts: Iterable[Part]) -> Iterable[Part]:
    """Join neighbouring texts and leave out empty ones."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        if text:
            yield text
            text = ""
        yield part
    if text:
        yield text


def every(nodes: Iterable[Node]) -> Iterable[Node]:
    """Yield elements and those inside of them."""
    for node in nodes:
        yield node
        yield from every(node.children)
