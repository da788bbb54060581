"""One page from bytes to bytes: take apart, put translations in, write back.

`take_apart` and `put_together` are pure; between them somebody translates the segments. Without edits the bytes that
go out are the bytes that came in (law 1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from proxy.links import SiteLinks
from proxy.page import charset, labels, legacy, navigation, words
from proxy.page.document import Document, TextUnit
from proxy.page.elements import TEXT_ONLY
from proxy.page.exclusions import Exclusions, ScopeSelectors
from proxy.page.isolates import may_need
from proxy.page.notice import Addresses, Completeness, notice
from proxy.page.reader import read
from proxy.page.splice import Edit, apply
from proxy.reports.addresses import report_path
from translation.languages import Language, language
from translation.segment import Part, Segment

REVISION = "4"
"""Changes whenever the same page and translations would be written differently; part of every page's key."""


PageRule = Callable[[Document, Language, words.AttributeChanges], Iterable[Edit]]
"""Changes a translated page as a whole: yields edits, and adds to the changes of attributes what nobody set before."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """What of ours stands on a translated page."""

    notice: bool = True
    switcher: bool = True
    starter: frozenset[str] = frozenset()
    """Languages that the starter model translates into: the notice says so."""
    isolate: bool = True
    """Keep numbers in their order among words that run from right to left."""
    reader: bool = False
    """Lead to the reading view."""
    report: bool = False
    """Lead to the form on which visitors report a translation."""
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


def take_apart(
    body: bytes,
    content_type: str,
    source_language: str,
    exclusions: Exclusions | None = None,
    selectors: Iterable[str] = (),
) -> Page:
    """Decode and read a page; its segments say which of the glossary's `selectors` hold for them."""
    decoded = charset.decode(body, content_type)
    document = read(decoded.text, source_language, exclusions, ScopeSelectors.of(selectors))
    return Page(body, document, decoded.encoding)


def put_together(
    page: Page,
    translations: Sequence[Sequence[Part] | None],
    path: str,
    links: SiteLinks,
    appearance: Appearance | None,
    rules: Sequence[PageRule] = (),
) -> Written:
    """Write a page with its translations, None for a segment that stays German.

    `path` is the page's German path with query. Without an `appearance` only words change, whatever the `rules`.
    """
    changes: words.AttributeChanges = {}
    left = [parts is None for parts in translations]
    nothing = bool(left) and all(left)
    marks = _Marks(german=not nothing, isolate=appearance is not None and appearance.isolate and not nothing)
    edits = _word_edits(page.document, translations, links, changes, marks)
    if appearance is not None:
        edits.extend(_page_edits(page.document, path, links, appearance, left, changes))
        if not nothing:
            target = language(links.language or "de")
            edits[:0] = [edit for rule in rules for edit in rule(page.document, target, changes)]
    if legacy.is_legacy(page.encoding) and (edits or changes):
        legacy.query_changes(page.document, page.encoding, changes)
        edits.extend(legacy.form_edits(page.document, page.encoding))
    edits.extend(words.attribute_edits(page.document.source, changes))
    german = sum(left)
    if not edits:
        return Written(page.body, (), len(left) - german, german)
    body = charset.encode(apply(page.document.source, edits))
    return Written(body, tuple(edits), len(left) - german, german)


@dataclass(frozen=True, slots=True)
class _Marks:
    """What words are marked with besides their tags: German as such, numbers as going from left to right."""

    german: bool
    isolate: bool


def _word_edits(
    document: Document,
    translations: Sequence[Sequence[Part] | None],
    links: SiteLinks,
    changes: words.AttributeChanges,
    marks: _Marks,
) -> list[Edit]:
    mark = marks.german
    rtl = links.language is not None and language(links.language).direction == "rtl"
    isolate = rtl and marks.isolate
    edits: list[Edit] = []
    count = len(document.texts)
    options = {option.tag: option for option in document.options}
    named = {each.tag: each.value for each in document.languages if each.name == "lang"}
    _attributes(document, translations, changes, mark=mark, isolate=isolate)
    texts = list(zip(document.texts, translations[:count], strict=True))
    # An element that can have only text is in one language, so that it can say in which.
    german = {unit.holder for unit, parts in texts if parts is None and unit.holder_name in TEXT_ONLY}
    for unit, parts in texts:
        if parts is None or unit.holder in german:
            if mark:
                edits.extend(words.german_text(unit, rtl, named, changes))
        elif (
            edit := words.text_edit(unit, parts, rtl, isolate=isolate and _may_isolate(document.source, unit, parts))
        ) is not None:
            edits.append(edit)
            if unit.holder in options:
                words.option_change(options[unit.holder], changes)
    return edits


def _attributes(
    document: Document,
    translations: Sequence[Sequence[Part] | None],
    changes: words.AttributeChanges,
    *,
    mark: bool,
    isolate: bool,
) -> None:
    attributes = list(zip(document.attributes, translations[len(document.texts) :], strict=True))
    agreed = labels.agreed(document, translations)
    # So can one that has no content, or only German.
    german = {attribute.tag for attribute, parts in attributes if parts is None and attribute.void} | agreed.german
    for attribute, parts in attributes:
        if attribute.tag in german:
            if mark:
                words.german_attribute(attribute, changes)
        elif attribute.control and attribute.tag in agreed.names:
            words.attribute_text(attribute, agreed.names[attribute.tag], changes, isolate=isolate, reason="label")
        elif parts is not None:
            text = "".join(part for part in parts if isinstance(part, str))
            words.attribute_text(attribute, text, changes, isolate=isolate)


def _may_isolate(source: str, unit: TextUnit, parts: Sequence[Part]) -> bool:
    """Tell whether a segment may hold numbers or addresses to isolate, and no `<bdi>` stands directly around it."""
    if not any(isinstance(part, str) and may_need(part) for part in parts):
        return False
    start = unit.spans[0][0]
    before = source.rfind("<", 0, start)
    return source[start - 1 : start] != ">" or source[before : before + 4].lower() != "<bdi"


def _completeness(left: Sequence[bool]) -> Completeness:
    if left and all(left):
        return Completeness.NOTHING
    return Completeness.PARTLY if any(left) else Completeness.ALL


def _page_edits(
    document: Document,
    path: str,
    links: SiteLinks,
    appearance: Appearance,
    left: Sequence[bool],
    changes: words.AttributeChanges,
) -> list[Edit]:
    target = language(links.language or "de")
    completeness = _completeness(left)
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
        edits.append(Edit(body, body, (navigation.switcher(path, links, target.code),), "switcher"))
    where = places.main_start if places.main_start >= 0 else body
    if appearance.notice and where >= 0:
        reader = navigation.reader_path(path, links, target.code) if appearance.reader else ""
        report = report_path(path, links, target.code) if appearance.report else ""
        addresses = Addresses(links.in_language(path, None), reader, report)
        starter = target.code in appearance.starter
        alone = places.main_start < 0
        html = notice(target.code, addresses, completeness, left=sum(left), starter=starter, landmark=alone)
        edits.append(Edit(where, where, (html,), "notice"))
    return edits


def takes_ours(page: Page) -> bool:
    """Tell whether something can be added to a German page: it has a head and a body, and an encoding of today."""
    places = page.document.anchors
    return max(places.skip_end, places.body_start) >= 0 and places.head_end >= 0 and page.encoding == "utf-8"


def german_page(
    page: Page,
    path: str,
    links: SiteLinks,
    appearance: Appearance,
    rules: Sequence[PageRule] = (),
    offered: str = "",
) -> bytes | None:
    """Return the German page with the switcher, if the appearance has one, and what `rules` change.

    With a link to the language that is `offered`. None where nothing changes, or nothing can be added.
    """
    if not takes_ours(page):
        return None
    places = page.document.anchors
    body, head = max(places.skip_end, places.body_start), places.head_end
    changes: words.AttributeChanges = {}
    edits = [edit for rule in rules for edit in rule(page.document, language("de"), changes)]
    edits.extend(words.attribute_edits(page.document.source, changes))
    if appearance.switcher:
        edits.append(Edit(body, body, (navigation.switcher(path, links, "de", offered=offered),), "switcher"))
    elif offered:
        edits.append(Edit(body, body, (navigation.offer(path, links, offered),), "offer"))
    if not edits:
        return None
    edits.append(Edit(head, head, (navigation.stylesheet(appearance.style),), "head"))
    mark = page.body[:3] if page.body.startswith(b"\xef\xbb\xbf") else b""
    return mark + charset.encode(apply(page.document.source, edits))
