"""Which of the glossary's selectors hold for a segment: those that match an element around all of it."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from page.generated import PAGES, SLOPPY, VOIDS

from proxy.page.document import Document
from proxy.page.exclusions import ScopeSelectors
from proxy.page.reader import read
from translation.segment import Segment

SELECTORS = ("aside", ".recht", "#fuß", "p.recht.klein")


def standing(source: str, *selectors: str) -> dict[str, set[str]]:
    """Return the selectors that hold for each text and attribute of a page."""
    document = read(source, "de", scopes=ScopeSelectors.of(selectors or SELECTORS))
    segments = [*(unit.segment for unit in document.texts), *(unit.segment for unit in document.attributes)]
    return {segment.text: set(segment.where) for segment in segments}


PLACES: list[tuple[str, dict[str, set[str]]]] = [
    ("<p>Text", {"Text": set()}),
    ("<p class=recht>Text", {"Text": {".recht"}}),
    ("<p class='klein recht'>Text", {"Text": {".recht", "p.recht.klein"}}),
    ("<P CLASS='recht klein'>Text", {"Text": {".recht", "p.recht.klein"}}),
    ("<p class=Recht>Text", {"Text": set()}),
    ("<p class=rechtlich>Text", {"Text": set()}),
    ("<p class=recht class=klein>Text", {"Text": {".recht"}}),
    ("<div class='recht klein'>Text", {"Text": {".recht"}}),
    ("<div id=fuß><ul><li><b>Text", {"Text": {"#fuß"}}),
    ("<aside><p>eins</aside><p>zwei", {"eins": {"aside"}, "zwei": set()}),
    ("<aside><div class=recht><p>eins</div><p>zwei", {"eins": {"aside", ".recht"}, "zwei": {"aside"}}),
    ("<p class=recht>eins<p>zwei", {"eins": {".recht"}, "zwei": set()}),
    ("<p class=recht>eins<div>zwei</div>", {"eins": {".recht"}, "zwei": set()}),
    ("<p><span class=recht>Text</span>", {"Text": {".recht"}}),
    ("<p><i><span class=recht>Text</span> </i> ", {"Text": {".recht"}}),
    ("<p><span class=recht>eins</span> zwei", {"eins zwei": set()}),
    ("<p>eins <span class=recht>zwei</span>", {"eins zwei": set()}),
    ("<div>eins <span class=recht>zwei<div>drei", {"eins zwei": set(), "drei": {".recht"}}),
    ("<p><i class=recht>eins</i> <i class=recht>zwei</i>", {"eins zwei": set()}),
    ("<p><i class=recht>eins <b>zwei</b></i>", {"eins zwei": {".recht"}}),
    ("<p><b><span class=recht>eins</b> zwei", {"eins zwei": set()}),
    ("<p><b class=recht>eins<p>zwei</b><p>drei", {"eins": {".recht"}, "zwei": {".recht"}, "drei": set()}),
    ("<p><b class=recht>eins</p>zwei", {"eins": {".recht"}, "zwei": {".recht"}}),
    ("<table class=recht><tr><td>eins</td>zwei</table>", {"eins": {".recht"}, "zwei": set()}),
    ("<table><tr class=recht><td>eins<tr><td>zwei</table>", {"eins": {".recht"}, "zwei": set()}),
    ("<aside translate=no>nein<p translate=yes>ja</aside>", {"ja": {"aside"}}),
    ("<p>vor<br class=recht>nach", {"vornach": set()}),
    ("<img class=recht alt=Bild><p title=Titel>", {"Bild": {".recht"}, "Titel": set()}),
    ("<aside><img alt=Bild><p title=Titel>Text</aside>", {"Bild": {"aside"}, "Titel": {"aside"}, "Text": {"aside"}}),
    ("<p class=recht title=Titel>", {"Titel": {".recht"}}),
    (
        "<a title=eins class=recht><img alt=zwei></a><img alt=drei>",
        {"eins": {".recht"}, "zwei": {".recht"}, "drei": set()},
    ),
    ("<body class=recht><h1>Text</h1></body>danach", {"Text": {".recht"}, "danach": {".recht"}}),
    ("<svg class=recht><text>Text</text></svg>danach", {"Text": {".recht"}, "danach": set()}),
    ("<noscript class=recht><p>eins</noscript>zwei", {"eins": {".recht"}, "zwei": set()}),
]


@pytest.mark.parametrize(("source", "expected"), PLACES)
def test_table(source: str, expected: dict[str, set[str]]) -> None:
    """An element counts that is open at every text of the segment, and for attributes also their own element."""
    assert standing(source) == expected


@pytest.mark.parametrize("selector", ["aside p", "aside > p", "p,i", "*", "p:first-child", "[title]", "p.", "", "#a#b"])
def test_other_selectors_match_nothing(selector: str) -> None:
    """What is not told from an element alone is no scope, and nothing else stands in its place."""
    source = "<aside><p title=Titel id=ab>Text <i>Text</i></aside>"
    assert set().union(*standing(source, selector).values()) == set()


def bare(document: Document) -> Document:
    """Return what was read without where it stands."""
    return replace(
        document,
        texts=tuple(each._replace(segment=Segment(each.segment.parts)) for each in document.texts),
        attributes=tuple(each._replace(segment=Segment(each.segment.parts)) for each in document.attributes),
    )


@given(SLOPPY)
def test_nothing_else_is_read_differently(source: str) -> None:
    """With selectors or without, the same segments stand at the same places."""
    selected = read(source, "de", scopes=ScopeSelectors.of(("b", "div", "p", "td", "span", "table", ".a")))
    assert bare(selected) == read(source, "de")


class Elements(HTMLParser):
    """Another reader of well-formed pages: from where to where each element reaches, with its name, classes and id."""

    def __init__(self, source: str) -> None:
        """Read a page."""
        super().__init__()
        self.lines = [0, *(at + 1 for at, character in enumerate(source) if character == "\n")]
        self.open: list[tuple[int, str, set[str], str]] = []
        self.found: list[tuple[int, int, str, set[str], str]] = []
        self.feed(source)

    def at(self) -> int:
        """Return the position in the page."""
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        values = {name: value or "" for name, value in reversed(attrs)}
        if tag not in VOIDS:
            self.open.append((self.at(), tag, set(values.get("class", "").split()), values.get("id", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass over an element without content."""

    def handle_endtag(self, _tag: str) -> None:
        """Close the innermost element."""
        start, name, classes, identity = self.open.pop()
        self.found.append((start, self.at(), name, classes, identity))


_ASKED = {"p": ("p", "", ""), ".x": ("", "x", ""), "#x": ("", "", "x"), "i.x": ("i", "x", ""), "b": ("b", "", "")}


@given(PAGES)
def test_as_another_reader_sees_it(source: str) -> None:
    """In well-formed pages a selector holds exactly where an element that it matches reaches around all the texts."""
    elements = Elements(source).found
    for unit in read(source, "de", scopes=ScopeSelectors.of(_ASKED)).texts:
        pairs = zip(unit.segment.parts, unit.spans, strict=True)
        texts = [span for part, span in pairs if isinstance(part, str) and part.strip()]
        around = [each[2:] for each in elements if all(each[0] < start and end <= each[1] for start, end in texts)]
        expected = {
            selector
            for selector, (name, cls, identity) in _ASKED.items()
            if any(name in ("", e[0]) and {cls} - {""} <= e[1] and identity in ("", e[2]) for e in around)
        }
        assert unit.segment.where == expected
