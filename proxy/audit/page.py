"""One page as the rules see it: the document after its scripts, and what the browser says of each element.

`soup` is BeautifulSoup's reading of what the browser wrote out, its elements numbered; `elements` are the browser's
boxes and styles, `nodes` its accessibility tree, by the same numbers. Rules read this and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

NUMBER = "data-audit"
_SILENT = frozenset({"script", "style", "template", "noscript", "head", "textarea", "svg", "math", "iframe", "object"})


@dataclass(frozen=True, slots=True)
class Element:
    """What the browser says of an element; lengths in CSS pixels, `box` is left, top, width, height in the page."""

    path: str
    selector: str
    ours: bool
    shown: bool
    display: str
    box: tuple[float, float, float, float]
    size: float
    weight: int
    contrast: float
    direction: str
    isolated: bool
    clickable: bool
    focusable: bool
    tabindex: int
    position: str


@dataclass(frozen=True, slots=True)
class Node:
    """An element in the accessibility tree: what assistive technology is told of it."""

    role: str
    name: str
    description: str
    properties: Mapping[str, str]
    ignored: bool


@dataclass(frozen=True, slots=True)
class Overflow:
    """What cannot be read in a window: `wide` is the page's width, the others are numbers of elements."""

    width: int
    wide: int
    outside: frozenset[int]
    cut: frozenset[int]


NO_OVERFLOW = Overflow(0, 0, frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one language; `language` is the one it should be in, `source` the website's own."""

    url: str
    language: str
    source: str
    soup: BeautifulSoup
    elements: tuple[Element, ...]
    nodes: Mapping[int, Node]
    normal: Overflow = NO_OVERFLOW
    narrow: Overflow = NO_OVERFLOW
    large: Overflow = NO_OVERFLOW
    unseen_focus: frozenset[int] = frozenset()

    @property
    def translated(self) -> bool:
        """Tell whether the page should be in another language than the website's own."""
        return self.language != self.source

    @property
    def title(self) -> Tag | None:
        """The page's title; drawings have titles too."""
        return self.soup.select_one("head > title")

    def number(self, tag: Tag) -> int:
        """Return an element's number."""
        return int(str(tag[NUMBER]))

    def element(self, tag: Tag) -> Element:
        """Return what the browser says of an element."""
        return self.elements[self.number(tag)]

    def node(self, tag: Tag) -> Node | None:
        """Return an element's node in the accessibility tree; None if assistive technology is told nothing of it."""
        node = self.nodes.get(self.number(tag))
        return None if node is None or node.ignored else node

    def name(self, tag: Tag) -> str:
        """Return an element's accessible name."""
        node = self.nodes.get(self.number(tag))
        return node.name.strip() if node else ""

    def all(self, *names: str) -> Iterator[Tag]:
        """Yield the shown elements of these names (none: any), in order."""
        for tag in self.soup.find_all(list(names) if names else True):
            if tag.has_attr(NUMBER) and self.element(tag).shown:
                yield tag

    def text(self, tag: Tag) -> str:
        """Return the text of an element as it is shown, in one line."""
        return " ".join("".join(self._texts(tag)).split())

    def _texts(self, tag: Tag) -> Iterator[str]:
        for child in tag.children:
            if isinstance(child, Tag):
                if child.name == "br":
                    yield " "
                elif self.speaks(child):
                    blocky = not self.element(child).display.startswith("inline")
                    yield " " if blocky else ""
                    yield from self._texts(child)
                    yield " " if blocky else ""
            elif is_text(child):
                yield str(child)

    def speaks(self, tag: Tag) -> bool:
        """Tell whether an element's text is shown as text."""
        return tag.name not in _SILENT and tag.has_attr(NUMBER) and self.element(tag).shown


def is_text(node: PageElement) -> bool:
    """Tell whether a node is text, and no comment or declaration."""
    return type(node) is NavigableString


def value(tag: Tag, name: str) -> str:
    """Return an attribute's value as one text, "" where it is missing."""
    found = tag.get(name, "")
    return found if isinstance(found, str) else " ".join(found or ())


def language_of(tag: Tag | None) -> str:
    """Return the primary subtag of the nearest `lang` around an element."""
    while tag is not None:
        if tag.has_attr("lang"):
            return value(tag, "lang").strip().split("-")[0].lower()
        tag = tag.parent
    return ""


def element_of(facts: Mapping[str, Any]) -> Element:
    """Make an element of what the script in the page says."""
    values: dict[str, Any] = {name: facts[name] for name in Element.__dataclass_fields__}
    values["box"] = tuple(facts["box"])
    return Element(**values)
