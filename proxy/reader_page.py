"""The reading view of a page: its main part alone, written anew out of the elements that text is made of.

Nothing is invented and nothing but what is listed here is taken over: no scripts, no styles, no forms. What is left
out says so, with a link to the full page. Knows HTML; requests are for `reader`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urljoin, urlsplit

import turbohtml
from turbohtml import Element, Node, Text

from proxy.links import RESERVED, SiteLinks, is_file, path_matches
from proxy.page.navigation import reader_path, switcher
from proxy.page.splice import escape_attribute, escape_text
from proxy.page.wording import WORDING
from translation.languages import LANGUAGES, SOURCE, language, primary

STYLE: Final = f"/{RESERVED}/assets/reader.css"

_KEPT: Final = frozenset(
    """
    a abbr address article b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em
    figcaption figure h1 h2 h3 h4 h5 h6 hgroup hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span
    strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr
    """.split()
)
_NEVER_EMPTY: Final = frozenset("a article blockquote dd div dl figure h1 h2 h3 h4 h5 h6 li ol p section ul".split())
_VOID: Final = frozenset({"br", "col", "hr", "img", "wbr"})
_DROPPED: Final = frozenset(
    "area base button datalist dialog footer head input label link map meta nav noscript option script select style "
    "svg math template textarea title track source param".split()
)
_ELSEWHERE: Final = frozenset({"applet", "audio", "canvas", "embed", "iframe", "object", "video"})
_ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "*": frozenset({"dir", "id", "lang", "title", "translate"}),
        "a": frozenset({"hreflang"}),
        "abbr": frozenset({"title"}),
        "bdo": frozenset({"dir"}),
        "col": frozenset({"span"}),
        "colgroup": frozenset({"span"}),
        "del": frozenset({"datetime"}),
        "img": frozenset({"alt", "height", "width"}),
        "ins": frozenset({"datetime"}),
        "li": frozenset({"value"}),
        "ol": frozenset({"reversed", "start", "type"}),
        "td": frozenset({"colspan", "headers", "rowspan"}),
        "th": frozenset({"abbr", "colspan", "headers", "rowspan", "scope"}),
        "time": frozenset({"datetime"}),
    }
)
_ELSEWHERE_START: Final = '<p class="stadtlotse-elsewhere"'
_DEEPEST: Final = 200  # elements in each other; what lies deeper is shown as text
_EASY: Final = re.compile(r"leicht(?:e|er)\s+sprache|einfache\s+sprache|geb(?:ä|ae)rden", re.IGNORECASE)
_UNSEEN: Final = re.compile(r"(?:^|[;\s])display\s*:\s*none", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """Which page is read: its German path with query, and the site's links in the visitor's language."""

    path: str
    links: SiteLinks

    @property
    def code(self) -> str:
        """The language of the view."""
        return self.links.language or SOURCE

    @property
    def full(self) -> str:
        """The path of the full page."""
        return self.links.in_language(self.path, self.links.language)

    def address(self, href: str, base: str) -> str | None:
        """Return where a link of the page leads from the view: to the reading view of a page; None for no address."""
        text = href.strip()
        if text.startswith("#") or re.match(r"(?:mailto|tel):", text, re.IGNORECASE):
            return text
        try:
            url = urljoin(base, text)
            parts = urlsplit(url)
        except ValueError:
            return None
        if parts.scheme not in ("http", "https"):
            return None
        if not self.links.is_own(parts.netloc, parts.scheme):
            return url
        path = parts.path or "/"
        query = f"?{parts.query}" if parts.query else ""
        mark = f"#{parts.fragment}" if parts.fragment else ""
        german = self.links.german_path(path)
        code = SOURCE if german == path else path.split("/")[1]
        if path.startswith(f"/{RESERVED}") or is_file(german) or path_matches(german, self.links.excluded_paths):
            return path + query + mark
        return reader_path(german + query, self.links, code) + mark


def reader_page(page: str, german: str, reading: Reading) -> str:
    """Return the reading view of a page, given as it is sent in the visitor's language, and as the city sends it."""
    tree, wording, row = turbohtml.parse(page), WORDING[reading.code], language(reading.code)
    writer = _Writer(reading, _base(tree, reading))
    main, spoken = writer.main(tree)
    title, titled = _title(tree, row.code)
    heading = "" if "<h1" in main else f"<h1{titled}>{escape_text(title)}</h1>"
    versions = "".join(f"<li>{link}</li>" for link in _versions(tree, turbohtml.parse(german), reading, writer))
    full = escape_attribute(reading.full)
    others = f'<nav aria-label="{escape_attribute(wording.versions)}"><ul>{versions}</ul></nav>' if versions else ""
    return (
        f'<!doctype html>\n<html lang="{row.code}" dir="{row.direction}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title{titled}>{escape_text(title)}</title>'
        f'<meta name="robots" content="noindex"><link rel="canonical" href="{full}">'
        f'<link rel="stylesheet" href="{STYLE}"></head>\n<body>'
        f'<a class="stadtlotse-skip" href="#stadtlotse-main">{wording.skip}</a>\n'
        f'<header><p class="stadtlotse-full"><a href="{full}">{wording.full}</a></p>'
        f"{switcher(reading.path, reading.links, reading.code, reader=True)}{others}</header>\n"
        f'<main id="stadtlotse-main" tabindex="-1"{_named(spoken, row.code)}>{heading}{main}</main>\n</body>\n</html>\n'
    )


def _title(tree: turbohtml.Document, code: str) -> tuple[str, str]:
    """Return the page's title, and the attributes that say its language where that is another than the view's."""
    found = tree.select_one("head > title")
    if found is None:
        return "", ""
    return " ".join(found.text.split()), _named(found.attr("lang") or _root_language(tree), code)


def _language(element: Element) -> str:
    holder = element.closest("[lang]")
    return primary((holder.attr("lang") if holder is not None else None) or SOURCE)


def _root_language(tree: turbohtml.Document) -> str:
    root = tree.select_one("html")
    return primary((root.attr("lang") if root is not None else None) or SOURCE)


def _named(spoken: str, code: str) -> str:
    known = LANGUAGES.get(spoken)
    return f' lang="{known.code}" dir="{known.direction}"' if known is not None and spoken != code else ""


def _base(tree: turbohtml.Document, reading: Reading) -> str:
    own = reading.links.absolute(reading.full)
    found = tree.select_one("base[href]")
    return urljoin(own, found.attr("href") or "") if found is not None else own


def _versions(tree: turbohtml.Document, german: turbohtml.Document, reading: Reading, writer: _Writer) -> Iterator[str]:
    """Yield the site's own links to easy German and sign language: found by their German, shown as they read now."""
    ours, theirs = tree.select("a[href]"), german.select("a[href]")
    ours = [
        each for each in ours if each.closest(".stadtlotse-languages, .stadtlotse-notice, .stadtlotse-skip") is None
    ]
    if len(ours) != len(theirs):
        ours = theirs
    seen = set()
    for shown, source in zip(ours, theirs, strict=True):
        name = f"{source.text} {source.attr('title') or ''} {source.attr('aria-label') or ''}"
        href = shown.attr("href") or ""
        if _EASY.search(name) and (address := reading.address(href, writer.base)) and address not in seen:
            seen.add(address)
            text = " ".join(shown.text.split()) or name.strip()
            yield f'<a href="{escape_attribute(address)}">{escape_text(text)}</a>'


class _Writer:
    """Writes the main part of one page; each thing that is left out is mentioned once in a row."""

    def __init__(self, reading: Reading, base: str) -> None:
        self.base = base
        self._reading = reading
        self._site = reading.links.public_origin

    def main(self, tree: turbohtml.Document) -> tuple[str, str]:
        """Return the content of `<main>`, `role=main` or the only article, else of the body, and its language."""
        for selector in ("main", '[role="main"]', "article"):
            found = tree.select(selector)
            if len(found) == 1:
                return self._inside(found[0], 0), _language(found[0])
        body = tree.select_one("body")
        if body is None:
            return "", _root_language(tree)
        return self._inside(body, 0, without=frozenset({"aside", "header"})), _language(body)

    def _inside(self, element: Element, depth: int, without: frozenset[str] = frozenset()) -> str:
        out: list[str] = []
        for child in element.children:
            text = self._written(child, depth + 1, without)
            if text and not (text.startswith(_ELSEWHERE_START) and text in out[-2:]):
                out.append(text)
        return "".join(out)

    def _written(self, node: Node, depth: int, without: frozenset[str]) -> str:
        if isinstance(node, Text):
            return escape_text(node.data)
        if not isinstance(node, Element) or node.tag in _DROPPED or node.tag in without or _is_hidden(node):
            return ""
        if depth > _DEEPEST:
            return escape_text(node.text)
        return self._replaced(node) or self._kept(node, depth)

    def _replaced(self, element: Element) -> str:
        """Write what has something else in its place; "" for all others."""
        if element.tag == "form":
            return self._elsewhere(WORDING[self._reading.code].form)
        if element.tag in _ELSEWHERE:
            return self._elsewhere(WORDING[self._reading.code].other)
        return ""

    def _kept(self, element: Element, depth: int) -> str:
        if element.tag == "img":
            return self._image(element)
        inside = self._inside(element, depth)
        if element.tag not in _KEPT or (element.tag in _NEVER_EMPTY and not inside.strip()):
            return inside
        return self._element(element, inside)

    def _element(self, element: Element, inside: str) -> str:
        name = element.tag
        extra = ""
        if name == "a":
            address = self._reading.address(element.attr("href") or "", self.base) if element.attr("href") else None
            if address is None or not inside.strip():
                return inside
            if address.partition("#")[0] == reader_path(self._reading.path, self._reading.links, self._reading.code):
                return "" if element.closest(".stadtlotse-notice") is not None else inside
            extra = f' href="{escape_attribute(address)}"'
        elif name == "details":
            extra = " open"
        elif name == "div" and "stadtlotse-notice" in (element.attr("class") or ""):
            extra = ' class="stadtlotse-notice" role="note"'
        start = f"<{name}{extra}{self._attributes(element)}>"
        if name in _VOID:
            return start
        written = f"{start}{inside}</{name}>"
        return f'<div class="stadtlotse-wide" tabindex="0">{written}</div>' if name == "table" else written

    def _image(self, element: Element) -> str:
        """Take over pictures of the site; of others, which the visitor's browser is not to ask for, the text."""
        url = urljoin(self.base, (element.attr("src") or "").strip())
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and self._reading.links.is_own(parts.netloc, parts.scheme):
            address = parts.path + (f"?{parts.query}" if parts.query else "")
            return f'<img src="{escape_attribute(address)}"{self._attributes(element)}>'
        return escape_text(element.attr("alt") or "")

    def _attributes(self, element: Element) -> str:
        wanted = _ATTRIBUTES["*"] | _ATTRIBUTES.get(element.tag, frozenset())
        values = {name: element.attr(name) for name in element.attrs if name in wanted}
        return "".join(f' {name}="{escape_attribute(value or "")}"' for name, value in sorted(values.items()))

    def _elsewhere(self, wording: str) -> str:
        link = f'<a href="{escape_attribute(self._reading.full)}">'
        row = language(self._reading.code)
        return f'{_ELSEWHERE_START} lang="{row.code}" dir="{row.direction}">{wording.format(link=link, end="</a>")}</p>'


def _is_hidden(element: Element) -> bool:
    return (
        element.attr("hidden") is not None
        or element.attr("aria-hidden") == "true"
        or _UNSEEN.search(element.attr("style") or "") is not None
    )
