"""Edits, and the only place that writes a page: untouched source is copied, edited spans are replaced.

An edit may keep pieces of the source it covers (the tags inside a translated segment); edits inside such a piece
still apply. Everything that changes a page goes through here, with its reason: the page's change log (law 2).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proxy.page.document import Span

_TAG_NAME = re.compile(r"<[^\s/>]*")
# HTML Standard 13.2.5.32 to 13.2.5.39: how attributes stand in a tag.
_ATTRIBUTE = re.compile(
    r"""[\s/]*(?P<name>=[^\s/>=]*|[^\s/>=]+)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s>"'][^\s>]*|))?""", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Edit:
    """`source[start:end]` becomes `pieces`: new text, or spans of the source that stay."""

    start: int
    end: int
    pieces: tuple[str | Span, ...]
    reason: str


class OverlappingEditsError(ValueError):
    """Two edits want the same piece of the page: a fault of ours, never of the page."""


def apply(source: str, edits: Iterable[Edit]) -> str:
    """Return the page with its edits; insertions at one place keep their order.

    Edits inside a piece of the source that no other edit keeps go with it. Raises `OverlappingEditsError`.
    """
    ordered = sorted(edits, key=_order)
    return _written(source, (0, len(source)), ordered)


def _order(edit: Edit) -> tuple[int, bool, int]:
    # At one place insertions come first, then the widest edit.
    return edit.start, edit.end > edit.start, -edit.end


def _written(source: str, span: Span, edits: Sequence[Edit]) -> str:
    out: list[str] = []
    position = span[0]
    index = 0
    while index < len(edits):
        edit = edits[index]
        index += 1
        _check(edit, position, span[1])
        out.append(source[position : edit.start])
        first = index
        while index < len(edits) and edits[index].start < edit.end:
            _check(edits[index], edit.start, edit.end)
            index += 1
        inner = _Inner(source, edits[first:index])
        out.extend(piece if isinstance(piece, str) else inner.written(piece) for piece in edit.pieces)
        position = edit.end
    out.append(source[position : span[1]])
    return "".join(out)


def _check(edit: Edit, start: int, end: int) -> None:
    if edit.start < start or edit.end > end:
        message = f"edit {edit.reason!r} at {edit.start}..{edit.end} lies across another edit"
        raise OverlappingEditsError(message)


class _Inner:
    """The edits inside another edit, for the pieces of the source that it keeps, in whatever order it keeps them."""

    def __init__(self, source: str, edits: Sequence[Edit]) -> None:
        self._source = source
        self._edits = edits
        self._starts = [edit.start for edit in edits]
        self._done: set[int] = set()

    def written(self, span: Span) -> str:
        """Return a piece with its edits; an insertion between two pieces is made once."""
        near = range(bisect_left(self._starts, span[0]), bisect_right(self._starts, span[1]))
        chosen = [i for i in near if self._edits[i].end <= span[1] and i not in self._done]
        if not chosen:
            return self._source[span[0] : span[1]]
        self._done.update(chosen)
        return _written(self._source, span, [self._edits[i] for i in chosen])


def escape_text(text: str) -> str:
    """Escape a translation as element content."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(text: str) -> str:
    """Escape a translation as a double-quoted attribute value."""
    return escape_text(text).replace('"', "&quot;")


def attribute_edit(source: str, tag: Span, name: str, value: str, reason: str) -> Edit:
    """Set an attribute of a start tag, in place if it is there (the first of that name rules), else added."""
    written = f'{name}="{escape_attribute(value)}"'
    head = _TAG_NAME.match(source, tag[0], tag[1] - 1)
    first = head.end() if head else tag[0]
    position = first
    while (match := _ATTRIBUTE.match(source, position, tag[1] - 1)) is not None:
        if match["name"].lower() == name:
            return Edit(match.start("name"), match.end(), (written,), reason)
        position = match.end()
    # In front of the others, because the last may be `value=` and take what follows for its value.
    return Edit(first, first, (" " + written,), reason)


def attribute_removal(source: str, tag: Span, name: str, reason: str) -> Iterable[Edit]:
    """Take an attribute out of a start tag, as often as it stands there."""
    head = _TAG_NAME.match(source, tag[0], tag[1] - 1)
    position = head.end() if head else tag[0]
    while (match := _ATTRIBUTE.match(source, position, tag[1] - 1)) is not None:
        if match["name"].lower() == name:
            yield Edit(match.start(), match.end(), (" ",), reason)  # without a blank its neighbours could be one
        position = match.end()
