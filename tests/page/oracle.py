"""Second opinions: what a page is to html5lib, which builds a browser's tree, and to Python's plain parser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

import html5lib

# Text of these is code, data or a form's value.
CODE = frozenset({"script", "style", "textarea", "template", "iframe", "noframes", "noembed", "xmp", "plaintext"})

READABLE = frozenset(
    """
    title alt placeholder abbr label summary content
    aria-label aria-description aria-placeholder aria-roledescription aria-valuetext
    """.split()
)


@dataclass(frozen=True)
class Text:
    """A text of the tree: the names of the elements around it, the nearest `lang`."""

    path: tuple[str, ...]
    text: str
    language: str


def browser_tree(page: str) -> Element:
    """Return the tree as a browser without scripts builds it."""
    return html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)


def name(node: Element) -> str:
    """Return an element's name without its namespace, "#comment" for a comment."""
    return str(node.tag).rpartition("}")[2] if isinstance(node.tag, str) else "#comment"


def texts(root: Element) -> Iterator[Text]:
    """Yield all texts of the tree."""
    yield from _texts(root, (), "")


def _texts(node: Element, above: tuple[str, ...], language: str) -> Iterator[Text]:
    path = (*above, name(node))
    language = node.get("lang", language)
    if node.text and path[-1] != "#comment":
        yield Text(path, node.text, language)
    for child in node:
        yield from _texts(child, path, language)
        if child.tail:
            yield Text(path, child.tail, language)


def browser_outline(root: Element, without: frozenset[str] = READABLE) -> list[object]:
    """Return elements, comments and code in order, without prose and without the attributes `without`."""
    out: list[object] = []
    _outline(root, without, out)
    return out


def _outline(node: Element, without: frozenset[str], out: list[object]) -> None:
    named = name(node)
    out.append((named, sorted((key, value) for key, value in node.attrib.items() if key not in without)))
    if named == "#comment" or named in CODE:
        out.append(node.text)
    for child in node:
        _outline(child, without, out)
    out.append("/" + named)


class _Plain(HTMLParser):
    """Python's own parser, which BeautifulSoup reads with: tags as they are written, and no tree."""

    def __init__(self, without: frozenset[str]) -> None:
        super().__init__()
        self.out: list[object] = []
        self._without = without
        self._code = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append((tag, sorted((key, str(value)) for key, value in attrs if key not in self._without)))
        if tag in CODE and not self._code:
            self._code = tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append((tag, sorted((key, str(value)) for key, value in attrs if key not in self._without)))

    def handle_endtag(self, tag: str) -> None:
        self.out.append("/" + tag)
        if tag == self._code:
            self._code = ""

    def handle_data(self, data: str) -> None:
        if self._code:
            self.out.append(data)

    def handle_comment(self, data: str) -> None:
        self.out.append("--" + data)

    def handle_decl(self, decl: str) -> None:
        self.out.append("!" + decl)

    def unknown_decl(self, data: str) -> None:
        self.out.append("[" + data)

    def handle_pi(self, data: str) -> None:
        self.out.append("?" + data)


def plain_outline(page: str, without: frozenset[str] = READABLE) -> list[object]:
    """Return tags, comments and code in the order in which they are written."""
    parser = _Plain(without)
    parser.feed(page)
    parser.close()
    return parser.out
