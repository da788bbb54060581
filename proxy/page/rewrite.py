"""One page from bytes to bytes: take apart, put translations in, write back.

`take_apart` and `put_together` are pure; between them somebody translates the segments. Without edits the bytes that
go out are the bytes that came in (law 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from proxy.links import SiteLinks
from proxy.page import charset, legacy, navigation, words
from proxy.page.document import Document
from proxy.page.elements import TEXT_ONLY
from proxy.page.exclusions import Exclusions
from proxy.page.notice import Completeness, notice
from proxy.page.reader import read
from proxy.page.splice import Edit, apply
from proxy.page.wording import WORDING
from translation.languages import language
from translation.segment import Part, Segment

REVISION = "1"
"""Changes whenever the same page and translations would be written differently; part of every page's key."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """What of ours stands on a translated page."""

    notice: bool = True
    switcher: bool = True
    starter: bool = False
    style: str = "/.stadtlotse/assets/stadtlotse.css"


@dataclass(frozen=True, slots=True)
class Page:
    """A page taken apart, with the bytes it came in."""

    body: bytes
    document: Document
    encoding: str

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Everything that wants translating: running text first, then attributes."""
        texts = (unit.segment for unit in self.document.texts)
        return (*texts, *(unit.segment for unit in self.document.attributes))


@dataclass(frozen=True, slots=True)
class Written:
    """A page put together: its bytes, what was changed and why, and how many segments stayed German."""

    body: bytes
    changes: tuple[Edit, ...]
    translated: int
    german: int


def take_apart(body: bytes, content_type: str, source_language: str, exclusions: Exclusions | None = None) -> Page:
    """Decode and read a page."""
    decoded = charset.decode(body, content_type)
    return Page(body, read(decoded.text, source_language, exclusions), decoded.encoding)


def put_together(
    page: Page,
    translations: Sequence[Sequence[Part] | None],
    path: str,
    links: SiteLinks,
    appearance: Appearance | None,
) -> Written:
    """Write a page with its translations, None for a segment that stays German.

    `path` is the page's German path with query. Without an `appearance` only words change.
    """
    changes: words.AttributeChanges = {}
    left = [parts is None for parts in translations]
    nothing = bool(left) and all(left)
    edits = _word_edits(page.document, translations, links, changes, mark=not nothing)
    if appearance is not None:
        edits.extend(_page_edits(page.document, path, links, appearance, _completeness(left), changes))
    if legacy.is_legacy(page.encoding) and (edits or changes):
        legacy.query_changes(page.document, page.encoding, changes)
        edits.extend(legacy.form_edits(page.document, page.encoding))
    edits.extend(words.attribute_edits(page.document.source, changes))
    german = sum(left)
    if not edits:
        return Written(page.body, (), len(left) - german, german)
    body = charset.encode(apply(page.document.source, edits))
    return Written(body, tuple(edits), len(left) - german, german)


def _word_edits(
    document: Document,
    translations: Sequence[Sequence[Part] | None],
    links: SiteLinks,
    changes: words.AttributeChanges,
    *,
    mark: bool,
) -> list[Edit]:
    rtl = links.language is not None and language(links.language).direction == "rtl"
    edits: list[Edit] = []
    count = len(document.texts)
    options = {option.tag: option for option in document.options}
    named = {each.tag: each.value for each in document.languages if each.name == "lang"}
    attributes = list(zip(document.attributes, translations[count:], strict=True))
    # An element that can have no content, or only text, is in one language, so that it can say in which.
    german = {attribute.tag for attribute, parts in attributes if parts is None and attribute.void}
    for attribute, parts in attributes:
        if parts is not None and attribute.tag not in german:
            words.attribute_text(attribute, "".join(part for part in parts if isinstance(part, str)), changes)
        elif mark:
            words.german_attribute(attribute, changes)
    texts = list(zip(document.texts, translations[:count], strict=True))
    german = {unit.holder for unit, parts in texts if parts is None and unit.holder_name in TEXT_ONLY}
    for unit, parts in texts:
        if parts is None or unit.holder in german:
            if mark:
                edits.extend(words.german_text(unit, rtl, named, changes))
        elif (edit := words.text_edit(unit, parts)) is not None:
            edits.append(edit)
            if unit.holder in options:
                words.option_change(options[unit.holder], changes)
    return edits


def _completeness(left: Sequence[bool]) -> Completeness:
    if left and all(left):
        return Completeness.NOTHING
    return Completeness.PARTLY if any(left) else Completeness.ALL


def _page_edits(
    document: Document,
    path: str,
    links: SiteLinks,
    appearance: Appearance,
    completeness: Completeness,
    changes: words.AttributeChanges,
) -> list[Edit]:
    target = language(links.language or "de")
    navigation.link_changes(document, path, links, changes)
    navigation.meta_changes(document, path, links, target, changes)
    if completeness is not Completeness.NOTHING:
        words.language_changes(document, target, changes)
    places = document.anchors
    if not places.is_page:
        return []
    edits: list[Edit] = []
    if completeness is not Completeness.NOTHING:
        edits.extend(words.missing_root(document, target))
    edits.extend(navigation.head_links(document, path, links, appearance.style))
    body = max(places.skip_end, places.body_start)
    if appearance.switcher and body >= 0:
        label = WORDING[target.code].languages
        edits.append(Edit(body, body, (navigation.switcher(path, links, target.code, label),), "switcher"))
    where = places.main_start if places.main_start >= 0 else body
    if appearance.notice and where >= 0:
        href = links.in_language(path, None)
        html = notice(target.code, href, completeness, starter=appearance.starter)
        edits.append(Edit(where, where, (html,), "notice"))
    return edits


def with_switcher(page: Page, path: str, links: SiteLinks, appearance: Appearance) -> bytes | None:
    """Return the German page with nothing but the switcher and its style sheet added; None where it has no body."""
    places = page.document.anchors
    body = max(places.skip_end, places.body_start)
    head = places.head_end
    if body < 0 or head < 0 or page.encoding != "utf-8":
        return None
    html = navigation.switcher(path, links, "de", WORDING["de"].languages)
    sheet = navigation.stylesheet(appearance.style)
    edits = [Edit(head, head, (sheet,), "head"), Edit(body, body, (html,), "switcher")]
    mark = page.body[:3] if page.body.startswith(b"\xef\xbb\xbf") else b""
    return mark + charset.encode(apply(page.document.source, edits))
