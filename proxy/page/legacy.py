"""What a page in an old encoding sends: it leaves as UTF-8, yet its forms and queries must arrive as before.

A browser encodes forms and the queries of links in the page's own encoding (HTML Standard 4.10.21.5, URL Standard
4.4); UTF-16 counts as UTF-8 there.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from proxy.page.document import Document
from proxy.page.splice import Edit, attribute_edit
from proxy.page.tokens import START, tokens
from proxy.page.words import AttributeChanges

_SAFE = "".join(map(chr, range(0x21, 0x7F)))


def is_legacy(encoding: str) -> bool:
    """Tell whether a page in this encoding sends anything but UTF-8."""
    return not encoding.startswith("utf-")


def form_edits(document: Document, encoding: str) -> Iterable[Edit]:
    """Make every form that names no encoding send the page's own."""
    for kind, span, tag, _ in tokens(document.source):
        if kind == START and tag is not None and tag.tag == "form" and tag.attr("accept-charset") is None:
            yield attribute_edit(document.source, span, "accept-charset", encoding, "charset")


def query_changes(document: Document, encoding: str, changes: AttributeChanges) -> None:
    """Write the letters in the queries of links as the page's own encoding has them."""
    for link in document.links:
        value = changes.get((link.tag, link.name), (link.value, ""))[0]
        before, mark, after = value.partition("?")
        if mark and not after.isascii():
            changes[link.tag, link.name] = (f"{before}?{encoded(after, encoding)}", "charset")


def encoded(query: str, encoding: str) -> str:
    """Percent-encode what is not ASCII; the fragment keeps UTF-8."""
    text, mark, fragment = query.partition("#")
    return quote(text, safe=_SAFE, encoding=encoding, errors="xmlcharrefreplace") + mark + fragment
