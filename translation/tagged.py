"""Translates a segment with inline tags: line by line, sentence by sentence, each whole, its tags put back.

Raises `NotPlaced` where that cannot be done with certainty; nothing is guessed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from translation import markup, sentences
from translation.markup import Node, NotPlaced, Span
from translation.outcome import Layer, Outcome
from translation.segment import Part, Tag, TagKind

_BREAK = "br"


@dataclass(frozen=True, slots=True)
class Helpers:
    """`sentence` translates one sentence; `phrases` says how a phrase may read in a translation."""

    sentence: Callable[[str], Awaitable[Outcome]]
    phrases: Callable[[str], Awaitable[Sequence[str]]]


async def translate_tagged(parts: Sequence[Part], helpers: Helpers) -> Outcome:
    """Translate the parts of a segment; raises `NotPlaced`."""
    lines = list(_lines(parts))
    for line in lines:
        if not _is_running_text(line):
            raise NotPlaced
    made = await asyncio.gather(*(_line(line, helpers) for line in lines if not _is_break(line)))
    refused = next((each for each in made if each.parts is None), None)
    if refused is not None:
        return refused
    done = iter(made)
    joined: list[Part] = []
    for line in lines:
        joined.extend(line if _is_break(line) else next(done).parts or ())
    layer = Layer.SEED if all(each.layer is not Layer.MODEL for each in made) else Layer.MODEL
    return Outcome(tuple(joined), layer, "tags placed", min((each.confidence for each in made), default=0.0))


def _lines(parts: Sequence[Part]) -> Iterable[list[Part]]:
    """Cut the parts at the line breaks that stand in no element; a break is a line of its own."""
    line: list[Part] = []
    depth = 0
    for part in parts:
        if isinstance(part, Tag):
            depth += (part.kind is TagKind.OPEN) - (part.kind is TagKind.CLOSE)
            if depth == 0 and part.kind is TagKind.VOID and part.name == _BREAK:
                if line:
                    yield line
                yield [part]
                line = []
                continue
        line.append(part)
    if line:
        yield line


def _is_break(line: Sequence[Part]) -> bool:
    return len(line) == 1 and isinstance(line[0], Tag) and line[0].kind is TagKind.VOID and line[0].name == _BREAK


def _is_running_text(line: Sequence[Part]) -> bool:
    """Tell whether there are words outside of all elements: a row of links is better translated link by link."""
    depth = 0
    for part in line:
        if isinstance(part, Tag):
            depth += (part.kind is TagKind.OPEN) - (part.kind is TagKind.CLOSE)
        elif depth == 0 and any(letter.isalpha() for letter in part):
            return True
    return not any(isinstance(part, str) and part.strip() for part in line)


async def _line(parts: Sequence[Part], helpers: Helpers) -> Outcome:
    text, nodes = markup.take_out(parts)
    made = []
    spans = list(_sentences(text))
    for node in nodes:
        if not any(start <= node.start and node.end <= end for start, end in spans):
            raise NotPlaced
    for span, space in zip(spans, _spaces(text, spans), strict=True):
        inside = [node for node in nodes if span[0] <= node.start and node.end <= span[1]]
        # A void tag between two sentences would belong to both.
        nodes = tuple(node for node in nodes if node not in inside)
        made.append((await _one(text, span, inside, helpers), space))
    refused = next((each for each, _ in made if each.parts is None), None)
    if refused is not None:
        return refused
    lead = text[: spans[0][0]] if spans else text
    parts_ = [lead, *(part for each, space in made for part in (*(each.parts or ()), space))]
    layer = Layer.SEED if all(each.layer is not Layer.MODEL for each, _ in made) else Layer.MODEL
    confidence = min((each.confidence for each, _ in made), default=0.0)
    return Outcome(tuple(part for part in parts_ if part != ""), layer, "", confidence)


def _sentences(text: str) -> Iterable[Span]:
    position = 0
    for sentence in sentences.split(text):
        end = position + len(sentence.text)
        if sentence.text:
            yield position, end
        position = end + len(sentence.space)


def _spaces(text: str, spans: Sequence[Span]) -> Iterable[str]:
    """Yield the white space after each sentence."""
    starts = [start for start, _ in spans[1:]] + [len(text)]
    for (_, end), start in zip(spans, starts, strict=True):
        yield text[end:start]


async def _one(text: str, span: Span, nodes: Sequence[Node], helpers: Helpers) -> Outcome:
    """Translate one sentence and put its tags back."""
    sized = list(_sized(nodes))
    whole, phrases = await asyncio.gather(
        helpers.sentence(text[span[0] : span[1]]),
        asyncio.gather(*(helpers.phrases(text[node.start : node.end]) for node in sized)),
    )
    if whole.parts is None or not nodes:
        return whole
    known = dict(zip(sized, phrases, strict=True))
    parts = markup.put_back(text, nodes, span, whole.text, lambda node: known[node])
    return Outcome(parts, whole.layer, "", whole.confidence)


def _sized(nodes: Iterable[Node]) -> Iterable[Node]:
    """Yield the elements with words, and those inside of them; an atom's words are its own."""
    for node in nodes:
        if node.start < node.end:
            yield node
            yield from _sized(node.children)
