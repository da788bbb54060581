"""Translates a segment with inline tags: line by line, sentence by sentence, down a ladder of `Rung`s.

Each sentence is translated whole, and its elements are put around the words that align with theirs; what is not clear
goes a rung down. The lowest rung that a segment needed stands in its trace.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from models.alignment import Alignment
from translation import markup, protect, sentences
from translation.markup import Node, NotPlaced, Span
from translation.outcome import Layer, Outcome
from translation.phrases import find
from translation.projection import Projection, outermost_sized
from translation.segment import Part, Tag, TagKind
from translation.trace import Trace

_BREAK: Final = "br"
_CLAUSE_END: Final = re.compile(r"[,;:](?=\s)\s+|\s[–—-]\s")
_SHORTEST_CLAUSE: Final = 3  # words


class Rung(IntEnum):
    """The ways to translate text with inline tags, best first; what is uncertain falls down."""

    NONE = 0  # no tag was within the text
    ALIGNED = 1  # the sentence whole, its tags by the alignment of words
    PHRASES = 2  # the same, but some tags where their phrase, translated on its own, was found
    CLAUSES = 3  # the sentence clause by clause
    PARTS = 4  # the texts between the tags on their own

    @property
    def label(self) -> str:
        """Its name in traces and figures."""
        return self.name.lower() if self else ""


@dataclass(frozen=True, slots=True)
class Helpers:
    """What is needed of a translator.

    `sentence` translates one sentence, and raises `NotPlaced` where it must be cut; `text` translates what stands
    between two tags; `phrases` says how a phrase may read in a translation; `align` aligns a sentence with its
    translation.
    """

    sentence: Callable[[str], Awaitable[Outcome]]
    text: Callable[[str], Awaitable[Outcome]]
    phrases: Callable[[str], Awaitable[Sequence[str]]]
    align: Callable[[str, str], Awaitable[Alignment]]


@dataclass(frozen=True, slots=True)
class _Made:
    """A piece's translation and the lowest rung it took."""

    outcome: Outcome
    rung: Rung = Rung.NONE


async def translate_tagged(parts: Sequence[Part], helpers: Helpers) -> Outcome:
    """Translate the parts of a segment; the rung is in the outcome's trace."""
    made = await _block(cleaned(parts), helpers)
    return replace(made.outcome, trace=replace(made.outcome.trace, markup=made.rung.label))


async def part_by_part(parts: Sequence[Part], text: Callable[[str], Awaitable[Outcome]]) -> Outcome:
    """Translate the texts between the tags on their own."""
    made = await asyncio.gather(*(text(part) for part in parts if isinstance(part, str)))
    done = iter(made)
    return _together([(next(done) if isinstance(part, str) else part) for part in parts])


def texts(parts: Sequence[Part]) -> tuple[str, ...]:
    """Return the texts that a segment may be translated as, longest first, so that all that shapes it can be known."""
    found: list[str] = []
    for line in _lines(cleaned(parts)):
        try:
            text, nodes = markup.take_out(line)
        except NotPlaced:
            continue
        found.append(text.strip())
        found.extend(text[node.start : node.end].strip() for node in markup.every(nodes) if node.sized)
        for start, end in _sentences(text):
            sentence = text[start:end]
            found.append(sentence)
            found.extend(sentence[a:b] for a, b in _clauses(sentence, [node.moved(start) for node in nodes]))
    return tuple(dict.fromkeys(each for each in found if each))


def cleaned(parts: Sequence[Part]) -> list[Part]:
    """Return the parts with their texts as a model should see them; a blank at their ends stays."""
    return [_cleaned(part) if isinstance(part, str) else part for part in parts]


def _cleaned(text: str) -> str:
    core = text.strip()
    if not core:
        return text
    return " " * text[0].isspace() + protect.clean(core) + " " * text[-1].isspace()


def _together(pieces: Sequence[Outcome | Part]) -> Outcome:
    """Join translations and what stands between them; one that was refused refuses the whole."""
    made = [each for each in pieces if isinstance(each, Outcome)]
    refused = next((each for each in made if each.parts is None), None)
    if refused is not None:
        return refused
    parts: list[Part] = []
    for each in pieces:
        parts.extend(each.parts or () if isinstance(each, Outcome) else (each,))
    layers = {each.layer for each in made}
    layer = next((each for each in (Layer.MODEL, Layer.SEED) if each in layers), Layer.NEUTRAL)
    confidence = min((each.confidence for each in made), default=0.0)
    trace = sum((each.trace for each in made), start=Trace())
    return Outcome(tuple(markup.joined(parts)), layer, "", confidence, trace)


async def _pieces(pieces: Sequence[Awaitable[_Made] | Part]) -> _Made:
    """Wait for translations and join them with what stands between."""
    waiting = [each for each in pieces if not isinstance(each, str | Tag)]
    made = iter(await asyncio.gather(*waiting))
    done = [each if isinstance(each, str | Tag) else next(made) for each in pieces]
    rung = max((each.rung for each in done if isinstance(each, _Made)), default=Rung.NONE)
    return _Made(_together([each.outcome if isinstance(each, _Made) else each for each in done]), rung)


async def _block(parts: Sequence[Part], helpers: Helpers) -> _Made:
    """Translate parts that may have line breaks, or an element around them all."""
    if _is_wrapped(parts):
        return await _pieces([parts[0], _block(parts[1:-1], helpers), parts[-1]])
    lines = list(_lines(parts))
    if len(lines) == 1:
        return await _line(lines[0], helpers)
    return await _pieces([line[0] if _is_break(line) else _block(line, helpers) for line in lines])


def _is_wrapped(parts: Sequence[Part]) -> bool:
    """Tell whether one element encloses all parts."""
    if len(parts) < 2:
        return False
    first, last = parts[0], parts[-1]
    return (
        isinstance(first, Tag)
        and isinstance(last, Tag)
        and first.kind is TagKind.OPEN
        and last.kind is TagKind.CLOSE
        and first.number == last.number
    )


def _lines(parts: Sequence[Part]) -> Iterable[list[Part]]:
    """Cut the parts where a line ends outside of all elements; a line break is a line of its own.

    `Umzug melden<small>An-, Um- und Abmeldung</small>` are two lines, too: no German word goes on with a capital
    letter after a small one, so the style sheet sets the element on a line of its own.
    """
    line: list[Part] = []
    depth = 0
    for place, part in enumerate(parts):
        if isinstance(part, Tag):
            if depth == 0 and line and part.kind is TagKind.OPEN and _is_glued(line, parts[place:]):
                yield line
                line = []
            depth += (part.kind is TagKind.OPEN) - (part.kind is TagKind.CLOSE)
            if depth == 0 and part.kind is TagKind.VOID and part.name == _BREAK:
                if line:
                    yield line
                yield [part]
                line = []
                continue
        line.append(part)
        if depth == 0 and isinstance(part, Tag) and part.kind is TagKind.CLOSE and _is_glued(line, parts[place + 1 :]):
            yield line
            line = []
    if line:
        yield line


def _is_glued(before: Sequence[Part], after: Sequence[Part]) -> bool:
    """Tell whether a word ends right before another one with a capital letter, with nothing but tags between."""
    last = next((part for part in reversed(before) if isinstance(part, str)), "")
    first = next((part for part in after if isinstance(part, str)), "")
    return last[-1:].islower() and first[:1].isupper() and first[1:2].isalpha()


def _is_break(line: Sequence[Part]) -> bool:
    return len(line) == 1 and isinstance(line[0], Tag) and line[0].kind is TagKind.VOID and line[0].name == _BREAK


def _is_running_text(parts: Sequence[Part]) -> bool:
    """Tell whether there are words outside of all elements: a row of links is better translated link by link."""
    depth = 0
    for part in parts:
        if isinstance(part, Tag):
            depth += (part.kind is TagKind.OPEN) - (part.kind is TagKind.CLOSE)
        elif depth == 0 and any(map(str.isalpha, part)):
            return True
    return not any(isinstance(part, str) and part.strip() for part in parts)


async def _line(parts: Sequence[Part], helpers: Helpers) -> _Made:
    try:
        text, nodes = markup.take_out(parts)
    except NotPlaced:
        return await _by_parts(parts, helpers)
    if not nodes:
        return _Made(await helpers.text(text))
    spans = list(_sentences(text))
    if not _is_running_text(parts):
        return await _by_parts(parts, helpers)
    across = next((node for node in nodes if not _within_one(node, spans)), None)
    if across is not None:
        return await _around(parts, across, (text, spans), helpers)
    if not spans:
        return await _by_parts(parts, helpers)
    pieces: list[Awaitable[_Made] | Part] = list(_between(text, nodes, (0, spans[0][0])))
    for number, (start, end) in enumerate(spans):
        until = spans[number + 1][0] if number + 1 < len(spans) else len(text)
        inside = [
            node.moved(start) for node in nodes if start <= node.start < end and (node.sized or start < node.start)
        ]
        pieces.append(_sentence(text[start:end], inside, helpers))
        pieces.extend(_between(text, nodes, (end, until)))
    return await _pieces(pieces)


def _between(text: str, nodes: Iterable[Node], gap: Span) -> Iterable[Part]:
    """Return what stands between two sentences: blanks, and elements without width in their own places."""
    start, end = gap
    inside = [node.moved(start) for node in nodes if not node.sized and start <= node.start <= end]
    return markup.write(text[start:end], inside, {node: (node.start, node.end) for node in inside})


def _within_one(node: Node, spans: Sequence[Span]) -> bool:
    return not node.sized or any(start <= node.start and node.end <= end for start, end in spans)


async def _around(parts: Sequence[Part], node: Node, cut: tuple[str, Sequence[Span]], helpers: Helpers) -> _Made:
    """Translate what stands before, in and after an element that holds more than one sentence, each on its own."""
    text, spans = cut
    edges = {len(text[:start].rstrip()) for start, _ in spans} | {len(text.rstrip())}
    if len(text[: node.start].rstrip()) not in edges or len(text[: node.end].rstrip()) not in edges:
        return await _by_parts(parts, helpers)
    first, last = (
        next(n for n, part in enumerate(parts) if isinstance(part, Tag) and part == tag)
        for tag in (node.open, node.close)
    )
    pieces: list[Awaitable[_Made] | Part] = []
    for each in (parts[:first], parts[first : last + 1], parts[last + 1 :]):
        if any(isinstance(part, str) and part.strip() for part in each):
            pieces.append(_block(each, helpers))
        else:
            pieces.extend(each)
    return await _pieces(pieces)


def _sentences(text: str) -> Iterable[Span]:
    position = 0
    for sentence in sentences.split(text):
        end = position + len(sentence.text)
        if sentence.text:
            yield position, end
        position = end + len(sentence.space)


async def _by_parts(parts: Sequence[Part], helpers: Helpers) -> _Made:
    return _Made(await part_by_part(parts, helpers.text), Rung.PARTS)


async def _sentence(text: str, nodes: Sequence[Node], helpers: Helpers) -> _Made:
    """Translate one sentence with its elements, from the best rung down."""
    if not nodes:
        return _Made(await helpers.text(text))
    try:
        return await _whole(text, nodes, helpers)
    except NotPlaced:
        pass
    clauses = list(_clauses(text, nodes))
    if len(clauses) > 1:
        try:
            return await _by_clauses(text, nodes, clauses, helpers)
        except NotPlaced:
            pass
    return await _by_parts(_in_place(text, nodes), helpers)


async def _whole(text: str, nodes: Sequence[Node], helpers: Helpers) -> _Made:
    """Translate a text whole and place its elements; raises `NotPlaced`."""
    whole = await helpers.sentence(text)
    if whole.parts is None:
        return _Made(whole)
    target = whole.text
    projection = Projection(text, target, await helpers.align(text, target))
    placed = projection.place(nodes, {})
    rung = Rung.ALIGNED
    if placed.open:
        rung = Rung.PHRASES
        placed = projection.place(nodes, await _found(text, target, placed.open, helpers))
        if placed.open:
            raise NotPlaced
    return _Made(replace(whole, parts=markup.write(target, nodes, placed.places)), rung)


async def _found(text: str, target: str, unclear: Sequence[Node], helpers: Helpers) -> Mapping[Node, Span]:
    """Look for the phrases of elements, translated on their own, in the translation."""
    wanted = outermost_sized(unclear)
    readings = await asyncio.gather(*(helpers.phrases(text[node.start : node.end].strip()) for node in wanted))
    found: dict[Node, Span] = {}
    for node, phrases in zip(wanted, readings, strict=True):
        places = (find(target, phrase, (0, len(target))) for phrase in phrases)
        place = next((each for each in places if each is not None), None)
        if place is not None:
            found[node] = place
    return found


def _clauses(text: str, nodes: Sequence[Node]) -> Iterable[Span]:
    """Cut a sentence where a clause ends outside of all elements; a clause keeps the mark at its end."""
    start = 0
    for match in _CLAUSE_END.finditer(text):
        end = match.start() + (not match.group()[0].isspace())
        inside = any(node.start < match.end() and match.start() < node.end for node in nodes)
        short = min(len(text[start:end].split()), len(text[match.end() :].split())) < _SHORTEST_CLAUSE
        if not inside and not short:
            yield start, end
            start = match.end()
    yield start, len(text)


async def _by_clauses(text: str, nodes: Sequence[Node], clauses: Sequence[Span], helpers: Helpers) -> _Made:
    """Translate clause by clause; raises `NotPlaced`."""
    pieces: list[Awaitable[_Made] | Part] = []
    left = list(nodes)
    for number, (start, end) in enumerate(clauses):
        until = clauses[number + 1][0] if number + 1 < len(clauses) else len(text)
        here = [node for node in left if node.start < until or until == len(text)]
        left = [node for node in left if node not in here]
        moved = [replace(node, start=min(node.start, end), end=min(node.end, end)).moved(start) for node in here]
        clause = text[start:end]
        pieces.extend((_whole(clause, moved, helpers) if moved else _plain(clause, helpers), text[end:until]))
    made = await _pieces([each for each in pieces if each != ""])
    return replace(made, rung=Rung.CLAUSES)


async def _plain(text: str, helpers: Helpers) -> _Made:
    return _Made(await helpers.text(text))


def _in_place(text: str, nodes: Sequence[Node]) -> list[Part]:
    """Return a sentence's own parts again."""
    places = {node: (node.start, node.end) for node in markup.every(nodes)}
    return list(markup.write(text, nodes, places))
