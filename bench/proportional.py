"""The baseline for inline markup: tags at the same share of the words as in German."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.alignment import words
from translation.markup import Node, take_out
from translation.segment import Part


def proportional(german: Sequence[Part], target: str) -> tuple[Part, ...]:
    """Put the tags of a text into its translation at the same share of its words: the simplest way there is."""
    text, nodes = take_out(german)
    here, there = words(text), words(target)
    if not here or not there:
        return tuple(german)

    def position(offset: int) -> int:
        return round(sum(end <= offset for _, end in here) / len(here) * len(there))

    def write(nodes: Sequence[Node], first: int, last: int) -> Iterable[Part]:
        """Yield words `first` to `last` with the elements among them."""
        at = first
        for node in nodes:
            start = max(at, min(position(node.start), last))
            end = max(start, min(max(position(node.end), start + node.sized), last))
            yield from _text(target, there, at, start)
            yield node.open
            yield from node.carried
            yield from write(node.children, start, end)
            if node.close is not None:
                yield node.close
            at = end
        yield from _text(target, there, at, last)

    return tuple(write(nodes, 0, len(there)))


def _text(target: str, there: Sequence[tuple[int, int]], first: int, last: int) -> Iterable[str]:
    """Yield the words from `first` to before `last` with what stands before each, and the text's end."""
    start = there[first - 1][1] if first else 0
    end = len(target) if last == len(there) else there[last - 1][1] if last > first else start
    if end > start:
        yield target[start:end]
