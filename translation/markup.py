"""Puts inline tags around the right words of a sentence that was translated whole.

A decoder-only model gives no attention to align with, so a tagged phrase is found again by what it is: its German
words where they were copied (names, numbers), else its own translation, word by word, allowing for endings. Every
tag is placed exactly once and balanced, or nothing is placed at all and the caller takes another way (law 3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from translation.segment import Part, Tag, TagKind

_WORD = re.compile(r"[^\W_]+(?:['’.,:/@-]?[^\W_]+)*")
_EDGES = " \t\u00a0.,;:!?…\"'„“”»«()[]"

# Chosen by hand on sentences of the sample site: below, words of another phrase are taken for an ending.
_SIMILAR, _CLEARLY = 0.7, 0.12

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Node:
    """An element of a segment: `start` and `end` are offsets into the segment's text without tags.

    `close` is None for void tags, which have no width, and for atoms, which are carried whole.
    """

    open: Tag
    close: Tag | None
    start: int
    end: int
    children: tuple[Node, ...] = ()


class NotPlaced(Exception):  # noqa: N818 no error: another way is taken
    """The tags cannot be placed with certainty."""


def take_out(parts: Iterable[Part]) -> tuple[str, tuple[Node, ...]]:
    """Return the text without its tags, and the elements as a tree; raises `NotPlaced` where they do not nest."""
    text: list[str] = []
    length = 0
    levels: list[tuple[Tag | None, int, list[Node]]] = [(None, 0, [])]
    for part in parts:
        if isinstance(part, str):
            text.append(part)
            length += len(part)
        elif part.kind is TagKind.OPEN:
            levels.append((part, length, []))
        elif part.kind is TagKind.CLOSE:
            opened, start, children = levels.pop()
            if opened is None or opened.number != part.number:
                raise NotPlaced
            levels[-1][2].append(Node(opened, part, start, length, tuple(children)))
        elif part.kind is TagKind.STRAY:
            raise NotPlaced
        else:
            text.append(part.text)
            levels[-1][2].append(Node(part, None, length, length + len(part.text)))
            length += len(part.text)
    if len(levels) > 1:
        raise NotPlaced
    return "".join(text), tuple(levels[0][2])


Phrases = Callable[[Node], Sequence[str]]
"""How a node's words may read in the target, best first."""


def put_back(source: str, nodes: Sequence[Node], span: Span, target: str, phrases: Phrases) -> tuple[Part, ...]:
    """Return `target`, the translation of `source[span]`, with the tags of `nodes` in it; raises `NotPlaced`."""
    return tuple(_joined(_placed(source, nodes, span, target, (0, len(target)), phrases)))


def _placed(
    source: str, nodes: Sequence[Node], span: Span, target: str, room: Span, phrases: Phrases
) -> Iterable[Part]:
    """Yield the parts of `target[room]`, which translates `source[span]`."""
    before = [node for node in nodes if node.start == node.end and not source[span[0] : node.start].strip()]
    after = [
        node
        for node in nodes
        if node.start == node.end and node not in before and not source[node.end : span[1]].strip()
    ]
    sized = [node for node in nodes if node.start < node.end]
    if len(before) + len(after) + len(sized) < len(nodes):
        raise NotPlaced
    places = sorted(((_place(source, node, span, target, room, phrases), node) for node in sized), key=_by_place)
    for node in before:
        yield from _empty(node)
    position = room[0]
    for (start, end), node in places:
        if start < position:
            raise NotPlaced
        yield target[position:start]
        yield node.open
        if node.close is not None:
            yield from _placed(source, node.children, (node.start, node.end), target, (start, end), phrases)
            yield node.close
        position = end
    yield target[position : room[1]]
    for node in after:
        yield from _empty(node)


def _by_place(placed: tuple[Span, Node]) -> Span:
    return placed[0]


def _empty(node: Node) -> Iterable[Part]:
    yield node.open
    for child in node.children:
        yield from _empty(child)
    if node.close is not None:
        yield node.close


def _place(source: str, node: Node, span: Span, target: str, room: Span, phrases: Phrases) -> Span:
    """Return where a node's words stand in `target[room]`."""
    around = source[span[0] : node.start] + source[node.end : span[1]]
    if not around.strip(_EDGES) and node.close is not None:
        return _without_edges(source[node.end : span[1]], target, room)
    for phrase in phrases(node):
        found = find(target, phrase, room, exact=node.close is None)
        if found is not None:
            return found
    raise NotPlaced


def _without_edges(after: str, target: str, room: Span) -> Span:
    """Return the room without the stop at its end, where the stop stands outside of the element."""
    start, end = room
    if after.strip():
        while end > start and target[end - 1] in _EDGES:
            end -= 1
    if start == end:
        raise NotPlaced
    return start, end


def find(target: str, phrase: str, room: Span, *, exact: bool = False) -> Span | None:
    """Return the only place in `target[room]` whose words are those of `phrase`, endings aside, or None."""
    if exact:
        start = target.find(phrase, *room)
        again = target.find(phrase, start + 1, room[1])
        return (start, start + len(phrase)) if phrase and start >= 0 > again else None
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


def _joined(parts: Iterable[Part]) -> Iterable[Part]:
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
