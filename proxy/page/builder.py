"""Builds one segment after another out of text and inline tags, with the source span of every part."""

from __future__ import annotations

import re

from proxy.page.document import Span, TextUnit
from proxy.page.nesting import Frame
from proxy.page.scopes import ANYWHERE, Standing
from translation.segment import Part, Segment, Tag, TagKind

_SPACE = re.compile(r"[ \t\n\r\f]+")
_BLANK = " \t\n\r\f"


Mark = tuple[TagKind, str, int, str]
"""A `Tag` with any number that its element alone has; plain, because most tags stay outside of their segment."""


class SegmentBuilder:
    """Collects the `parts` of a segment until a block boundary ends it.

    `end` is where the last part ends, -1 before the first: nothing of the source may be missing between the parts.
    """

    def __init__(self, standing: Standing) -> None:
        """Begin with nothing collected; `standing` says in which selected elements a segment stands."""
        self.parts: list[str | Mark] = []
        self.end = -1
        self._spans: list[Span] = []
        self._texts = self._first_text = self._last_text = 0
        self._standing = standing

    def text(self, data: str, span: Span, *, blank: bool) -> None:
        """Add a run of text; white space before anything else is not part of a segment."""
        if not blank:
            self._last_text = len(self.parts)
            if not self._texts:
                self._first_text = self._last_text
            self._texts += 1
            if self._standing.wanted:
                self._standing.text()
        elif not self.parts:
            return
        self.parts.append(data)
        self._spans.append(span)
        self.end = span[1]

    def tag(self, mark: Mark, span: Span) -> None:
        """Add a tag that stands in the text."""
        self.parts.append(mark)
        self._spans.append(span)
        self.end = span[1]

    def finish(self, source: str, holder: Frame) -> TextUnit | None:
        """End the segment; return it, or None where there was no text."""
        parts, spans, texts, first, last = self.parts, self._spans, self._texts, self._first_text, self._last_text
        if not parts:
            return None
        self.parts, self._spans, self._texts, self.end = [], [], 0, -1
        if not texts:
            return None
        where = self._standing.of_segment() if self._standing.wanted else ANYWHERE
        if texts > 1 and (first > 0 or last < len(parts) - 1):
            first, last = core(parts, first, last)
        if first < last:
            return _mixed(source, parts[first : last + 1], spans[first : last + 1], holder, where)
        # One text, all tags around it: the most frequent segment by far.
        text, span = parts[first], spans[first]
        text = _collapsed(text) if isinstance(text, str) else ""
        if text[0] == " " or text[-1] == " ":
            text, span = text.strip(" "), _trimmed(source, span)
        return TextUnit(Segment((text,), where), (span,), holder.tag, holder.name)


def core(parts: list[str | Mark], first: int, last: int) -> tuple[int, int]:
    """Return first and last index of the parts that the segment needs; at first those of its first and last text.

    That is outwards as far as an element reaches whose other tag is inside; a pair of tags around all of it is left
    outside.
    """
    inside = {part[2] for part in parts[first : last + 1] if not isinstance(part, str)}
    while True:
        outside = (*range(first), *range(last + 1, len(parts)))
        reached = [i for i in outside if not isinstance(part := parts[i], str) and part[2] in inside]
        if not reached:
            return first, last
        start, end = min(first, reached[0]), max(last, reached[-1])
        inside.update(part[2] for part in parts[start : end + 1] if not isinstance(part, str))
        first, last = start, end


def _mixed(source: str, parts: list[str | Mark], spans: list[Span], holder: Frame, where: frozenset[str]) -> TextUnit:
    """Return a segment of several parts: white space collapsed, that at its ends left out of its spans."""
    numbers: dict[int, int] = {}
    out: list[Part] = [
        _collapsed(part)
        if isinstance(part, str)
        # Numbered from 0 in order, so that the same text on two pages is the same segment.
        else Tag(part[0], part[1], numbers.setdefault(part[2], len(numbers)), part[3])
        for part in parts
    ]
    head = out[0]
    if isinstance(head, str) and head[0] == " ":
        out[0], spans[0] = head.lstrip(" "), (_trimmed(source, spans[0])[0], spans[0][1])
    tail = out[-1]
    if isinstance(tail, str) and tail[-1] == " ":
        out[-1], spans[-1] = tail.rstrip(" "), (spans[-1][0], _trimmed(source, spans[-1])[1])
    return TextUnit(Segment(tuple(out), where), tuple(spans), holder.tag, holder.name)


def _collapsed(text: str) -> str:
    # Most texts have no white space but single spaces, which is seen faster than nothing is replaced.
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
        return _SPACE.sub(" ", text)
    return text


def _trimmed(source: str, span: Span) -> Span:
    start, end = span
    while source[start] in _BLANK:
        start += 1
    while source[end - 1] in _BLANK:
        end -= 1
    return start, end
