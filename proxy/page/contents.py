"""What stands in an element: its texts and the attributes in it, found by its start tag when a page is written.

The reader notes no ends of elements, because hardly any is ever asked for; this looks for the few that are, and says
nothing where an element does not end as it seems to. It knows nothing of what is done with the answer.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from proxy.page.document import AttributeUnit, Document, Span, TextUnit
from proxy.page.elements import INLINE
from translation.segment import Part, Tag, TagKind

# No text on a control is longer, in characters with its tags; many elements without end must not cost a page's square.
_NEAR = 20_000
_TAG = re.compile(r"</?([a-z][^\s/>]*)|<", re.IGNORECASE | re.ASCII)
# Drawings hold no text but in elements that are not listed here.
_WITHOUT_BLOCKS = INLINE | frozenset(
    {"circle", "ellipse", "g", "line", "path", "polygon", "polyline", "rect", "svg", "use"}
)

Translations = Sequence[Sequence[Part] | None]


class Label(NamedTuple):
    """What one reads on an element: in German, and as it will stand on the page."""

    german: str
    shown: str


class Contents:
    """The contents of one page's elements. `translations` are those of its texts, then of its attributes."""

    def __init__(self, document: Document, translations: Translations) -> None:
        """Begin with a page and what its segments become."""
        count = len(document.texts)
        self._source = document.source
        self._texts = sorted(zip(document.texts, translations[:count], strict=True), key=_text_start)
        self._attributes = sorted(zip(document.attributes, translations[count:], strict=True), key=_attribute_start)

    def label(self, tag: Span, element: str) -> Label | None:
        """Return the text of an element; None where its end is unclear, or a text in it is cut strangely."""
        place = self._place(tag, element)
        if place is None:
            return None
        german: list[str] = []
        shown: list[str] = []
        for unit, translation in self._texts_in(place):
            own: Sequence[Part] = unit.segment.parts
            parts = own if translation is None else translation
            if unit.spans[0][0] < place[0] or unit.spans[-1][1] > place[1]:
                opening = own[unit.spans.index(tag)] if tag in unit.spans else ""
                if not isinstance(opening, Tag):
                    return None
                own, parts = _inside(own, opening.number), _inside(parts, opening.number)
            german.append(_text(own))
            shown.append(_text(parts))
        return Label(" ".join(german), " ".join(shown))

    def is_german(self, tag: Span, element: str) -> bool:
        """Tell whether nothing in an element is translated; no where that is unclear, as with blocks in it."""
        place = self._place(tag, element)
        if place is None or any(parts is not None for _, parts in self._texts_in(place)):
            return False
        first = bisect_left(self._attributes, place[0], key=_attribute_start)
        end = bisect_left(self._attributes, place[1], key=_attribute_start)
        if any(parts is not None for _, parts in self._attributes[first:end]):
            return False
        names = (match[1] for match in _TAG.finditer(self._source, *place))
        return all(name is not None and name.lower() in _WITHOUT_BLOCKS for name in names)

    def _place(self, tag: Span, element: str) -> Span | None:
        """Return where the content stands; None where no end tag is near, or an element of the same name in it."""
        pattern = re.compile(rf"<(/?){re.escape(element)}(?=[\s/>])", re.IGNORECASE | re.ASCII)
        found = pattern.search(self._source, tag[1], tag[1] + _NEAR)
        return (tag[1], found.start()) if found is not None and found[1] else None

    def _texts_in(self, place: Span) -> Iterator[tuple[TextUnit, Sequence[Part] | None]]:
        first = max(bisect_left(self._texts, place[0], key=_text_start) - 1, 0)
        for unit, parts in self._texts[first:]:
            if unit.spans[0][0] >= place[1]:
                return
            if unit.spans[-1][1] > place[0]:
                yield unit, parts


def _text_start(row: tuple[TextUnit, Sequence[Part] | None]) -> int:
    return row[0].spans[0][0]


def _attribute_start(row: tuple[AttributeUnit, Sequence[Part] | None]) -> int:
    return row[0].tag[0]


def _inside(parts: Sequence[Part], number: int) -> Sequence[Part]:
    """Return the parts between the two tags of an element; none where one is missing."""
    places = {part.kind: i for i, part in enumerate(parts) if isinstance(part, Tag) and part.number == number}
    start, end = places.get(TagKind.OPEN, -1), places.get(TagKind.CLOSE, -1)
    return parts[start + 1 : end] if 0 <= start < end else ()


def _text(parts: Sequence[Part]) -> str:
    # A line break keeps words apart.
    return "".join(part if isinstance(part, str) else part.text or (" " if part.name == "br" else "") for part in parts)
