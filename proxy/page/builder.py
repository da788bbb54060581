"""Builds one segment after another out of text and inline tags, with the source span of every part."""

from __future__ import annotations

import re
from collections.abc import Iterable

from proxy.page.document import Span, TextUnit
from proxy.page.nesting import Frame
from translation.segment import Part, Segment, Tag, TagKind

_SPACE = re.compile(r"[ \t\n\r\f]+")
_BLANK = " \t\n\r\f"


class SegmentBuilder:
    """Collects the parts of a segment until a block boundary ends it."""

    def __init__(self) -> None:
        """Begin with nothing collected."""
        self._parts: list[Part] = []
        self._spans: list[Span] = []
        self._has_text = False

    def __bool__(self) -> bool:
        """Tell whether anything was collected."""
        return bool(self._parts)

    def text(self, data: str, span: Span, *, blank: bool) -> None:
        """Add a run of text; white space before anything else is not part of a segment."""
        if blank and not self._parts:
            return
        self._has_text = self._has_text or not blank
        self._parts.append(data)
        self._spans.append(span)

    def tag(self, tag: Tag, span: Span) -> None:
        """Add a tag that stands in the text."""
        self._parts.append(tag)
        self._spans.append(span)

    def is_followed_by(self, span: Span) -> bool:
        """Tell whether `span` may be added: nothing of the source may be missing between the parts of a segment."""
        return not self._spans or self._spans[-1][1] == span[0]

    def finish(self, source: str, holder: Frame) -> TextUnit | None:
        """End the segment; return it, or None where there was no text."""
        parts, spans, has_text = self._parts, self._spans, self._has_text
        if not parts:
            return None
        self._parts, self._spans, self._has_text = [], [], False
        if not has_text:
            return None
        if len(parts) > 1:
            first, last = core(parts)
            parts, spans = parts[first : last + 1], spans[first : last + 1]
        trimmed, trimmed_spans = _trimmed(source, parts, spans)
        renumbered = _renumbered(trimmed) if len(trimmed) > 1 else tuple(trimmed)
        return TextUnit(Segment(renumbered), tuple(trimmed_spans), holder.tag, holder.name)


def core(parts: list[Part]) -> tuple[int, int]:
    """Return first and last index of the parts that the segment needs.

    That is from the first text to the last, and outwards as far as an element reaches whose other tag is inside;
    a pair of tags around all of it is left outside.
    """
    texts = [i for i, part in enumerate(parts) if isinstance(part, str) and not part.isspace()]
    first, last = texts[0], texts[-1]
    if first == 0 and last == len(parts) - 1:
        return first, last
    tags = [(i, part) for i, part in enumerate(parts) if isinstance(part, Tag)]
    opened = {tag.number: i for i, tag in tags if tag.kind is TagKind.OPEN}
    closed = {tag.number: i for i, tag in tags if tag.kind is TagKind.CLOSE}
    partners = {i: closed[number] for number, i in opened.items() if number in closed}
    partners |= {end: start for start, end in partners.items()}
    new: Iterable[int] = range(first, last + 1)
    while new:
        reached = [other for i in new if (other := partners.get(i)) is not None]
        start, end = min(reached, default=first), max(reached, default=last)
        new = [*range(start, first), *range(last + 1, end + 1)]
        first, last = min(start, first), max(end, last)
    return first, last


def _renumbered(parts: list[Part]) -> tuple[Part, ...]:
    """Number the elements from 0 in order, so that the same text on two pages is the same segment."""
    numbers: dict[int, int] = {}
    return tuple(
        part
        if isinstance(part, str)
        else Tag(part.kind, part.name, numbers.setdefault(part.number, len(numbers)), part.text)
        for part in parts
    )


def _trimmed(source: str, parts: list[Part], spans: list[Span]) -> tuple[list[Part], list[Span]]:
    """Collapse white space, and leave that at the segment's two ends out of its spans."""
    out = [_SPACE.sub(" ", part) if type(part) is str else part for part in parts]
    places = list(spans)
    head = out[0]
    if isinstance(head, str) and head[0] == " ":
        start, end = places[0]
        while source[start] in _BLANK:
            start += 1
        out[0], places[0] = head.lstrip(" "), (start, end)
    tail = out[-1]
    if isinstance(tail, str) and tail[-1] == " ":
        start, end = places[-1]
        while source[end - 1] in _BLANK:
            end -= 1
        out[-1], places[-1] = tail.rstrip(" "), (start, end)
    return out, places
