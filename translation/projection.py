"""Where the elements of a sentence belong in its translation, by the alignment of their words.

An element goes around the run of target words that its words explain and others do not. What is not clear (words that
align nowhere, or to two places; elements whose runs cross) is left open, to be tried another way; nothing is guessed.
Knows no model and no HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from models.alignment import Alignment, words
from translation.markup import Node, Span, every


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on a place is certain; a wrong link costs more than none."""

    recall: float = 0.65  # of what an element's words explain, so much must lie within its run
    purity: float = 0.62  # of what explains the run, so much must come from the element's words
    coverage: float = 0.3  # so much of the element's letters must be found again
    longer: float = 3.0  # a run may have so many times the words of the element, and two more
    nothing: float = 0.08  # cost of a word within a run that nothing explains
    unexplained: float = 0.5  # a word with less weight than this is explained by none
    beside: int = 2  # so far from a run unexplained words are looked at
    content: int = 4  # letters that such a word must have to belong to it


DEFAULT: Final = Limits()

_CLASSES: Final = ("„“”\"«»‹›‘’‚'", ".!?…。؟", ":", ",،", ";؛", "([{", ")]}", "–—-", "|/", "→›»")
_OPENING: Final = frozenset("„“”\"«‹‘‚'([{¿¡→")
_BLANK_BEFORE: Final = frozenset(":;!?»")  # French sets a blank before these
_BLANKS: Final = frozenset(" \u00a0\u202f")
_PUNCTUATION: Final = frozenset("".join(_CLASSES)) | frozenset("*†‡·•")


@dataclass(frozen=True, slots=True)
class Placed:
    """`places` of the elements that are certain; `open` are the outermost ones that are not, in reading order."""

    places: Mapping[Node, Span]
    open: tuple[Node, ...]


class Projection:
    """One sentence, its translation and their alignment."""

    def __init__(self, source: str, target: str, alignment: Alignment, limits: Limits = DEFAULT) -> None:
        """Take the texts without tags."""
        self._source = source
        self._target = target
        self._limits = limits
        self._source_words = words(source)
        self._target_words = words(target)
        rows = {span: number for number, span in enumerate(self._source_words)}
        columns = {span: number for number, span in enumerate(self._target_words)}
        self._weights = [[0.0] * len(columns) for _ in rows]
        for link in alignment:
            if link.source in rows and link.target in columns:
                self._weights[rows[link.source]][columns[link.target]] = link.weight

    def place(self, nodes: Sequence[Node], known: Mapping[Node, Span]) -> Placed:
        """Place elements; `known` are places of some that were found another way, to be used where it is unclear."""
        places: dict[Node, Span] = {}
        unclear: list[Node] = []
        self._level(nodes, (0, len(self._source)), (0, len(self._target)), known, (places, unclear))
        return Placed(places, tuple(unclear))

    def _level(
        self,
        nodes: Sequence[Node],
        span: Span,
        room: Span,
        known: Mapping[Node, Span],
        found: tuple[dict[Node, Span], list[Node]],
    ) -> None:
        """Place the elements within `source[span]`, which `target[room]` translates."""
        places, unclear = found
        taken: list[tuple[Span, Node]] = []
        for node in (each for each in nodes if each.sized):
            place = self._sized(node, span, room, known)
            if place is not None and any(_cross(place, other) for other, _ in taken):
                place = self._apart(node, room, taken)
            if place is None:
                unclear.append(node)
                continue
            taken.append((place, node))
            places[node] = place
            if node.children:
                self._level(node.children, (node.start, node.end), place, known, found)
        for node in (each for each in nodes if not each.sized):
            places[node] = self._point(node, span, room, taken)

    def _apart(self, node: Node, room: Span, taken: Sequence[tuple[Span, Node]]) -> Span | None:
        """Return an element's run without what nothing explains, if that keeps it from crossing another."""
        place = None if node.is_atom else self._run(node, room, grows=False)
        return None if place is None or any(_cross(place, other) for other, _ in taken) else place

    def _sized(self, node: Node, span: Span, room: Span, known: Mapping[Node, Span]) -> Span | None:
        if node.is_atom:
            return self._copied(node, room)
        around = self._source[span[0] : node.start] + self._source[node.end : span[1]]
        if not any(map(str.isalnum, around)):
            return self._whole(node, span, room)
        run = self._run(node, room)
        if run is None:
            other = known.get(node)
            if other is None or not room[0] <= other[0] < other[1] <= room[1] or self._denied(node, other):
                return None
            return self._with_edges(node, other, room)
        return self._with_edges(node, run, room)

    def _copied(self, node: Node, room: Span) -> Span | None:
        """Find what must come out as it is; the first for the first where there are as many here as there."""
        wanted = self._source[node.start : node.end]
        if not wanted.strip():
            return None
        before = self._source.count(wanted, 0, node.start)
        if self._source.count(wanted) != self._target.count(wanted):
            return None
        start = -1
        for _ in range(before + 1):
            start = self._target.find(wanted, start + 1)
        return (start, start + len(wanted)) if room[0] <= start and start + len(wanted) <= room[1] else None

    def _whole(self, node: Node, span: Span, room: Span) -> Span | None:
        """Take the room without the punctuation that stands outside of the element in the source too."""
        start, end = room
        if self._source[span[0] : node.start].strip():
            while start < end and self._target[start] in _PUNCTUATION | _BLANKS:
                start += 1
        if self._source[node.end : span[1]].strip():
            while end > start and self._target[end - 1] in _PUNCTUATION | _BLANKS:
                end -= 1
        while start < end and self._target[start] in _BLANKS:
            start += 1
        while end > start and self._target[end - 1] in _BLANKS:
            end -= 1
        return (start, end) if any(map(str.isalnum, self._target[start:end])) else None

    def _rows(self, node: Node) -> list[int]:
        """Return the words of an element; of a word that it shares with what is beside it, if it has most letters."""
        return [
            number
            for number, (start, end) in enumerate(self._source_words)
            if 2 * (min(end, node.end) - max(start, node.start)) >= end - start
        ]

    def _run(self, node: Node, room: Span, *, grows: bool = True) -> Span | None:
        """Return the run of target words that the element's words explain, or None where that is not clear."""
        rows = self._rows(node)
        inside = frozenset(rows)
        columns = [
            number for number, (start, end) in enumerate(self._target_words) if room[0] <= start and end <= room[1]
        ]
        if not rows or not columns:
            return None
        own = [sum(self._weights[row][column] for row in rows) for column in columns]
        foreign = [
            sum(line[column] for row, line in enumerate(self._weights) if row not in inside) for column in columns
        ]
        first, last = self._best_run(own, foreign)
        if first > last or not self._clear(rows, columns[first : last + 1], own, foreign, (first, last)):
            return None
        if grows and not self._idle(inside):
            first, last = self._grown(columns, [a + b for a, b in zip(own, foreign, strict=True)], (first, last))
        return self._target_words[columns[first]][0], self._target_words[columns[last]][1]

    def _idle(self, inside: frozenset[int]) -> bool:
        """Tell whether a word of some length outside of an element explains nothing: what is unexplained may be its."""
        limits = self._limits
        return any(
            end - start > limits.content and sum(self._weights[row]) < limits.unexplained
            for row, (start, end) in enumerate(self._source_words)
            if row not in inside
        )

    def _grown(self, columns: Sequence[int], explained: Sequence[float], run: Span) -> Span:
        """Take in the unexplained words beside a run: German says in one compound what others say in several words."""
        return self._reach(columns, explained, run[0], -1), self._reach(columns, explained, run[1], 1)

    def _reach(self, columns: Sequence[int], explained: Sequence[float], edge: int, step: int) -> int:
        """Return the farthest word of some length that only unexplained words separate from a run's edge."""
        limits = self._limits
        place = edge
        for _ in range(limits.beside):
            place += step
            if not 0 <= place < len(columns) or explained[place] >= limits.unexplained:
                break
            if not self._joined(*sorted((columns[place - step], columns[place]))):
                break
            start, stop = self._target_words[columns[place]]
            if stop - start >= limits.content:
                edge = place
        return edge

    def _joined(self, one: int, other: int) -> bool:
        """Tell whether no punctuation stands between two neighbours."""
        return not self._target[self._target_words[one][1] : self._target_words[other][0]].strip("-'’ \u00a0")

    def _best_run(self, own: Sequence[float], foreign: Sequence[float]) -> Span:
        """Return first and last of the neighbours with the greatest sum of own less foreign weight (Bentley 1984)."""
        best, best_run = 0.0, (0, -1)
        total, start = 0.0, 0
        for place, (mine, other) in enumerate(zip(own, foreign, strict=True)):
            if total <= 0:
                total, start = 0.0, place
            total += mine - other - self._limits.nothing * max(0.0, 1 - mine - other)
            if total > best:
                best, best_run = total, (start, place)
        return best_run

    def _clear(
        self, rows: Sequence[int], columns: Sequence[int], own: Sequence[float], foreign: Sequence[float], run: Span
    ) -> bool:
        limits = self._limits
        within = slice(run[0], run[1] + 1)
        mine, other = sum(own[within]), sum(foreign[within])
        if mine < limits.recall * sum(own) or mine < limits.purity * (mine + other):
            return False
        if len(columns) > limits.longer * len(rows) + 2:
            return False
        letters = [min(12, end - start) for start, end in (self._source_words[row] for row in rows)]
        found = [min(1.0, sum(self._weights[row][column] for column in columns)) for row in rows]
        return sum(map(_product, letters, found)) >= limits.coverage * sum(letters)

    def _denied(self, node: Node, place: Span) -> bool:
        """Tell whether the alignment says that a place found another way belongs to other words."""
        inside = frozenset(self._rows(node))
        columns = [n for n, (start, end) in enumerate(self._target_words) if place[0] <= start and end <= place[1]]
        mine = sum(self._weights[row][column] for row in inside for column in columns)
        other = sum(line[column] for row, line in enumerate(self._weights) if row not in inside for column in columns)
        return other > 0.5 * len(columns) and other > 2 * mine

    def _with_edges(self, node: Node, run: Span, room: Span) -> Span:
        """Add the punctuation at the run's edges that stands inside of the element in the source."""
        text = self._source[node.start : node.end].strip()
        start, end = run
        lead = len(text) - len(text.lstrip("".join(_PUNCTUATION)))
        for mark in reversed(text[:lead]):
            at = start - 1
            if at - 1 >= room[0] and self._target[at] in _BLANKS and self._target[at - 1] == "«":
                at -= 1
            if at >= room[0] and _same(mark, self._target[at]) and self._target[at] in _OPENING:
                start = at
        tail = text[len(text.rstrip("".join(_PUNCTUATION))) :]
        for mark in tail:
            at = end
            if at + 1 < room[1] and self._target[at] in _BLANKS and self._target[at + 1] in _BLANK_BEFORE:
                at += 1
            if at < room[1] and _same(mark, self._target[at]):
                end = at + 1
        return start, end

    def _point(self, node: Node, span: Span, room: Span, taken: Sequence[tuple[Span, Node]]) -> Span:
        """Return where something without words goes: to the ends, to its neighbour element, to its neighbour word."""
        before, after = self._source[span[0] : node.start], self._source[node.end : span[1]]
        if not before.strip():
            return room[0], room[0]
        if not any(map(str.isalnum, after)):
            return (self._end(after, room),) * 2
        point = self._neighbour(node, taken)
        if point is None:
            point = self._split(node.start, room, after=not before[-1].isspace() or after[:1].isspace())
        for (start, end), _ in taken:
            if start < point < end:
                point = end
        return point, point

    def _end(self, after: str, room: Span) -> int:
        """Return the room's end, before the punctuation that stands after the element in the source too."""
        end = room[1]
        for mark in reversed(after.strip()):
            if end > room[0] and _same(mark, self._target[end - 1]):
                end -= 1
        while end < room[1] and end > room[0] and self._target[end - 1] in _BLANKS:
            end -= 1
        return end

    def _neighbour(self, node: Node, taken: Iterable[tuple[Span, Node]]) -> int | None:
        """Return the edge of an element beside it, the one before it first."""
        after = None
        for (start, end), other in taken:
            if not self._source[other.end : node.start].strip() and other.end <= node.start:
                return end
            if not self._source[node.end : other.start].strip() and node.end <= other.start:
                after = start
        return after

    def _split(self, place: int, room: Span, *, after: bool) -> int:
        """Return the gap of the translation that best divides what comes before `place` from what comes after.

        `after`: directly after a word, else directly before one.
        """
        columns = [n for n, (start, end) in enumerate(self._target_words) if room[0] <= start and end <= room[1]]
        if not columns:
            return room[1]
        earlier = [n for n, (_, end) in enumerate(self._source_words) if end <= place]
        beside = (earlier[-1:] or [0])[0] if after else min(len(earlier), len(self._source_words) - 1)
        near = [column for column in columns if self._weights[beside][column] >= 0.5]
        if near:
            # The last word of the neighbour's run, or the first.
            return self._target_words[near[-1]][1] if after else self._target_words[near[0]][0]
        known = frozenset(earlier)
        leans = [
            sum(line[column] if row in known else -line[column] for row, line in enumerate(self._weights))
            for column in columns
        ]
        total = 0.0
        best, gap = 0.0, 0
        for number, lean in enumerate(leans, 1):
            total += lean
            if total > best:
                best, gap = total, number
        if after:
            return self._target_words[columns[gap - 1]][1] if gap else room[0]
        return self._target_words[columns[gap]][0] if gap < len(columns) else room[1]


def _product(one: float, other: float) -> float:
    return one * other


def _cross(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _same(mark: str, other: str) -> bool:
    return mark == other or any(mark in each and other in each for each in _CLASSES)


def outermost_sized(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return all elements with words, atoms aside."""
    return tuple(node for node in every(nodes) if node.sized and not node.is_atom)
