"""Edits, and the only place that writes a page: untouched source is copied, edited spans are replaced.

An edit may keep pieces of the source it covers (the tags inside a translated segment); edits inside such a piece
still apply. Everything that changes a page goes through here, with its reason: the page's change log (law 2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proxy.page.document import Span

_TAG_NAME = re.compile(r"<[^\s/>]*")
# HTML Standard 13.2.5.32 to 13.2.5.39: how attributes stand in a tag.
_ATTRIBUTE = re.compile(
    r"""[\s/]*(?P<name>=?[^\s/>=]+)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s>"'][^\s>]*|))?""", re.ASCII
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
        if edit.start < position or edit.end > span[1]:
            message = f"edit {edit.reason!r} at {edit.start}..{edit.end} lies across another edit"
            raise OverlappingEditsError(message)
        out.append(source[position : edit.start])
        first = index
        while index < len(edits) and edits[index].start < edit.end:
            index += 1
        inner = edits[first:index]
        for piece in edit.pieces:
            out.append(piece if isinstance(piece, str) else _piece(source, piece, inner))
        position = edit.end
    out.append(source[position : span[1]])
    return "".join(out)


def _piece(source: str, span: Span, edits: Sequence[Edit]) -> str:
    if not edits:
        return source[span[0] : span[1]]
    return _written(source, span, [edit for edit in edits if span[0] <= edit.start and edit.end <= span[1]])


def escape_text(text: str) -> str:
    """Escape a translation as element content."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(text: str) -> str:
    """Escape a translation as a double-quoted attribute value."""
    return escape_text(text).replace('"', "&quot;")


def attribute_edit(source: str, tag: Span, name: str, value: str, reason: str) -> Edit:
    """Set an attribute of a start tag, in place if it is there (the first of that name rules), else added."""
    written = f'{name}="{escape_attribute(value)}"'
    end = tag[1]
    for match in _attributes(source, tag):
        if match["name"].lower() == name:
            start = match.start("name")
            return Edit(start, match.end(), (written,), reason)
    close = end - 1
    if source[close - 1] == "/" and not _is_unquoted_end(source, tag, close - 1):
        close -= 1
    gap = "" if source[close - 1].isspace() else " "
    return Edit(close, close, (gap + written,), reason)


def _attributes(source: str, tag: Span) -> Iterable[re.Match[str]]:
    head = _TAG_NAME.match(source, tag[0])
    position = head.end() if head else tag[0]
    while (match := _ATTRIBUTE.match(source, position, tag[1] - 1)) is not None:
        yield match
        position = match.end()


def _is_unquoted_end(source: str, tag: Span, slash: int) -> bool:
    """Tell whether the slash before `>` belongs to an unquoted value, as in `<a href=/x/>`."""
    return any(
        match["value"] and match["value"][0] not in "\"'" and match.end() == slash + 1
        for match in _attributes(source, tag)
    )
