"""What was found in a page: frozen values with source positions, and no behaviour.

Positions are offsets into the decoded source; a span `(start, end)` stands for `source[start:end]`. What a page has
hundreds of is a named tuple, which is made several times faster than a frozen dataclass.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from translation.segment import Segment

Span = tuple[int, int]
NOWHERE: Span = (-1, -1)


class TextUnit(NamedTuple):
    """A segment of running text: `spans` has the source of each of its parts.

    `holder` is the start tag of the innermost element around it, `holder_name` that element's name.
    """

    segment: Segment
    spans: tuple[Span, ...]
    holder: Span
    holder_name: str


class AttributeUnit(NamedTuple):
    """A human-readable attribute: a segment without tags.

    `void` tells that its element can have no content that is translated, `control` that it names what people press or
    follow and know by the text on it.
    """

    segment: Segment
    tag: Span
    element: str
    name: str
    void: bool
    control: bool


class Attribute(NamedTuple):
    """An attribute's place and decoded value, for edits that are not translations."""

    tag: Span
    element: str
    name: str
    value: str


class Element(NamedTuple):
    """A start tag that rules for whole pages may want, with its attributes; `text` is where a style sheet stands."""

    tag: Span
    name: str
    attributes: tuple[tuple[str, str], ...]
    text: Span = NOWHERE

    def get(self, name: str) -> str | None:
        """Return an attribute's value, the first of that name; None where it has none."""
        return next((value for key, value in self.attributes if key == name), None)


@dataclass(frozen=True, slots=True)
class Anchors:
    """Where things of ours may be put; `-1` or `NOWHERE` where the page has no such place.

    `first` is where the first tag stands, `is_page` says that this is no fragment.
    """

    html: Span = NOWHERE
    head_start: int = -1
    head_end: int = -1
    first: int = -1
    body_start: int = -1
    skip_end: int = -1
    main_start: int = -1
    is_page: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A page taken apart."""

    source: str
    texts: tuple[TextUnit, ...]
    attributes: tuple[AttributeUnit, ...]
    links: tuple[Attribute, ...]
    metas: tuple[Attribute, ...]
    languages: tuple[Attribute, ...]
    islands: tuple[Attribute, ...]
    options: tuple[Attribute, ...]
    relations: tuple[tuple[str, str], ...]
    anchors: Anchors = field(default_factory=Anchors)
    notable: tuple[Element, ...] = ()
    base: str = ""
