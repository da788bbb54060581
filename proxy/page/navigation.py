"""Where a page's links lead: edits that keep the visitor in the language, and the head's relations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from proxy.links import RESERVED, SiteLinks
from proxy.page.document import NOWHERE, Document
from proxy.page.splice import Edit, escape_attribute
from proxy.page.wording import WORDING
from proxy.page.words import AttributeChanges
from translation.languages import Language, language, primary

_REFRESH = re.compile(
    r"^(?P<before>\s*[\d.]*\s*[;,]\s*(?:url\s*=\s*)?)(?P<quote>[\"']?)(?P<url>[^\"']+)(?P<after>.*)$", re.IGNORECASE
)


def link_changes(document: Document, path: str, links: SiteLinks, changes: AttributeChanges) -> None:
    """Keep internal links in the language; `path` is the page's own German path with its query."""
    base = document.base or path
    for link in document.links:
        value = links.base_href(link.value, path) if link.element == "base" else links.to_visitor(link.value, base)
        if value != link.value:
            changes[link.tag, link.name] = (value, "links")


def meta_changes(document: Document, path: str, links: SiteLinks, target: Language, changes: AttributeChanges) -> None:
    """Put right what the head says of encoding, language and address."""
    for meta in document.metas:
        value = meta.value
        if meta.element == "charset":
            value = value if value.strip().lower() in {"utf-8", "utf8"} else "utf-8"
        elif meta.element == "content-type":
            value = re.sub(r"charset\s*=\s*[^\s;]+", "charset=utf-8", value, flags=re.IGNORECASE)
        elif meta.element == "content-language":
            value = target.code
        elif meta.element == "og:locale":
            value = target.locale
        elif meta.element == "og:url":
            value = links.to_visitor(value, document.base or path)
        elif meta.element == "refresh":
            value = refreshed(value, document.base or path, links)
        if value != meta.value:
            changes[meta.tag, meta.name] = (value, "head")


def refreshed(value: str, base: str, links: SiteLinks) -> str:
    """Map the address in a `<meta http-equiv=refresh>` or a Refresh header."""
    match = _REFRESH.match(value)
    if match is None:
        return value
    url = links.to_visitor(match["url"], base)
    return f"{match['before']}{match['quote']}{url}{match['after']}"


def head_links(document: Document, path: str, links: SiteLinks, style: str) -> Iterable[Edit]:
    """Say in the head where the other languages are (hreflang, x-default) and that this is a machine's work."""
    place = document.anchors.head_end if document.anchors.head_end >= 0 else document.anchors.head_start
    if place < 0:
        place = document.anchors.first if document.anchors.html == NOWHERE else document.anchors.html[1]
    if place < 0 or links.language is None:
        return
    present = {primary(hreflang) for kind, hreflang in document.relations if kind == "hreflang"}
    lines = [stylesheet(style)]
    if not any(kind == "canonical" for kind, _ in document.relations):
        lines.append(_relation("canonical", links.absolute(links.in_language(path, links.language))))
    german = links.absolute(links.in_language(path, None))
    lines.append(_relation("alternate machine-translated-from", german, "de"))
    lines.extend(
        _relation("alternate", links.absolute(links.in_language(path, code)), code)
        for code in ("de", *links.targets)
        if code not in present
    )
    if "x" not in present:
        lines.append(_relation("alternate", german, "x-default"))
    yield Edit(place, place, ("".join(lines),), "head")


def stylesheet(href: str) -> str:
    """Return the link to the style sheet of what we add."""
    return f'<link rel="stylesheet" href="{escape_attribute(href)}"/>'


def _relation(relation: str, href: str, hreflang: str = "") -> str:
    language_ = f' hreflang="{hreflang}"' if hreflang else ""
    return f'<link rel="{relation}"{language_} href="{escape_attribute(href)}"/>'


def reader_path(path: str, links: SiteLinks, code: str) -> str:
    """Return the path of the reading view of the page at `path` in a language, the source included."""
    return f"/{RESERVED}/reader/{code}{links.german_path(path)}"


def has_languages(path: str, links: SiteLinks) -> bool:
    """Tell whether the page at `path` is there in other languages: it is not where the path stays German."""
    return any(replace(links, language=code).to_visitor(path, path) != path for code in links.targets[:1])


def offer(path: str, links: SiteLinks, code: str) -> str:
    """Return one plain link to the page in the language that the visitor's browser asks for, in that language."""
    wording = WORDING[code]
    return (
        f'<nav class="stadtlotse-languages" translate="no" lang="{code}" dir="{language(code).direction}" '
        f'aria-label="{escape_attribute(wording.languages)}">{_offer(path, links, code)}</nav>'
    )


def _offer(path: str, links: SiteLinks, code: str) -> str:
    address = escape_attribute(links.in_language(path, code))
    return (
        f'<p class="stadtlotse-offer" lang="{code}" dir="{language(code).direction}">'
        f'<a href="{address}" rel="alternate" hreflang="{code}">{WORDING[code].offer}</a></p>'
    )


def switcher(path: str, links: SiteLinks, current: str, *, reader: bool = False, offered: str = "") -> str:
    """Return the language switcher: plain links to the same page, in the languages' own names.

    With `reader` they lead to the reading view. The word in front of them is in English too, because whoever needs the
    switcher most may read no word of the page. The language that is `offered` has a link of its own before them.
    """
    items = []
    for code in ("de", *links.targets):
        row = language(code)
        here = ' aria-current="true"' if code == current else ""
        address = reader_path(path, links, code) if reader else links.in_language(path, None if code == "de" else code)
        items.append(
            f'<li><a href="{escape_attribute(address)}" rel="alternate" hreflang="{code}" lang="{code}" '
            f'dir="{row.direction}"{here}>{row.autonym}</a></li>'
        )
    wording = WORDING[current]
    english = "" if current == "en" else f' · <span lang="en" dir="ltr">{WORDING["en"].language}</span>'
    return (
        f'<nav class="stadtlotse-languages" translate="no" aria-label="{escape_attribute(wording.languages)}">'
        f"{_offer(path, links, offered) if offered else ''}"
        f"<p>{wording.language}{english}</p><ul>{''.join(items)}</ul></nav>"
    )
