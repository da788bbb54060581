"""The repairs: one function each, and the table that says which criterion each serves.

WCAG 2.1 and, with a 9 in front of the same number, EN 301 549 V3.2.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from proxy.page.document import Document, Element
from proxy.page.facts import MAIN_IDS
from proxy.page.splice import escape_attribute, escape_text
from proxy.page.wording import WORDING
from translation.languages import LANGUAGES, Language, primary

Approved = Callable[[str], str | None]
"""What editors wrote for an element that has no text of its own, by a key such as `iframe: /karte`; None if nothing."""


class Setting(NamedTuple):
    """An attribute gets a value, or goes where that is None."""

    element: Element
    name: str
    value: str | None


class Insertion(NamedTuple):
    """Markup of ours at a place of the source."""

    place: int
    html: str


Repair = Setting | Insertion


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the rules see it: as it was read, in the language it now has."""

    document: Document
    target: Language
    approved: Approved

    @property
    def rtl(self) -> bool:
        """Whether the page runs from right to left."""
        return self.target.direction == "rtl"


@dataclass(frozen=True, slots=True)
class Rule:
    """A repair: its name in the settings, the criterion it serves, what it does, and how."""

    name: str
    criterion: str
    does: str
    repair: Callable[[Page], Iterable[Repair]]

    @property
    def clause(self) -> str:
        """The clause of EN 301 549."""
        return f"9.{self.criterion}"


_RTL_LANGUAGES: Final = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"})
_LTR_FIELDS: Final = frozenset({"email", "tel", "url", "number"})
_TEXT_FIELDS: Final = frozenset({"text", "search", ""})
_ZOOM: Final = re.compile(r"^\s*(user-scalable|maximum-scale)\s*=\s*(.*?)\s*$", re.IGNORECASE)
_FIELDS: Final = frozenset({"input", "select", "textarea"})
_UNLABELLED: Final = frozenset({"hidden", "submit", "button", "reset", "image"})


def root_language(page: Page) -> Iterator[Repair]:
    """`xml:lang` says nothing in HTML, so that the root needs `lang` too (HTML Standard 3.2.6.2)."""
    for element in page.document.notable:
        if element.name == "html" and element.get("lang") is None and element.get("xml:lang") is not None:
            yield Setting(element, "lang", page.target.code)


def agreeing_language(page: Page) -> Iterator[Repair]:
    """Where an element names two languages, the one that counts in HTML."""
    german = {each.tag for each in page.document.languages}
    for element in page.document.notable:
        lang, xml = element.get("lang"), element.get("xml:lang")
        if lang is None or xml is None or element.tag in german:
            continue
        if primary(lang) != primary(xml):
            yield Setting(element, "xml:lang", lang)


def direction(page: Page) -> Iterator[Repair]:
    """A passage in another language runs in that language's direction."""
    translated = {each.tag for each in page.document.languages}
    for element in page.document.notable:
        lang = element.get("lang")
        if not lang or element.name == "html" or element.tag in translated or element.get("dir") is not None:
            continue
        wanted = _direction(primary(lang))
        if wanted != page.target.direction:
            yield Setting(element, "dir", wanted)


def _direction(code: str) -> str:
    known = LANGUAGES.get(code)
    return known.direction if known else "rtl" if code in _RTL_LANGUAGES else "ltr"


def zoom(page: Page) -> Iterator[Repair]:
    """Nobody is kept from enlarging a page: `user-scalable=no` and `maximum-scale` below 5 go."""
    for element in page.document.notable:
        if element.name != "meta" or (element.get("name") or "").strip().lower() != "viewport":
            continue
        content = element.get("content") or ""
        kept = [part for part in re.split("[,;]", content) if not _blocks_zoom(part)]
        if len(kept) < len(re.split("[,;]", content)):
            yield Setting(element, "content", ",".join(kept).strip())


def _blocks_zoom(part: str) -> bool:
    match = _ZOOM.match(part)
    if match is None:
        return False
    value = match[2].lower()
    if match[1].lower() == "user-scalable":
        return value not in {"yes", "1", "device-width"}
    number = re.match(r"\d+(?:\.\d*)?|\.\d+", value)
    return number is not None and float(number.group()) < 5


def skip_link(page: Page) -> Iterator[Repair]:
    """A first link that leads past what is on every page, where the page has none and one main part."""
    places = page.document.anchors
    if places.skip_end >= 0 or places.body_start < 0 or not places.is_page:
        return
    target = _main_part(page.document)
    if target is None or _SKIP_CLASS in page.document.source:
        return
    identity = target.get("id") or ""
    if not identity:
        identity = _OWN_ID
        if f'"{_OWN_ID}"' in page.document.source:
            return
        yield Setting(target, "id", identity)
    text = escape_text(WORDING[page.target.code].skip)
    yield Insertion(
        places.body_start,
        f'<a class="{_SKIP_CLASS}" translate="no" href="#{escape_attribute(identity)}">{text}</a>',
    )


_SKIP_CLASS: Final = "stadtlotse-skip"
_OWN_ID: Final = "stadtlotse-main"


def _main_part(document: Document) -> Element | None:
    """Return the one main part; None where there is none or several."""
    mains = [each for each in document.notable if each.name == "main" or each.get("role") == "main"]
    if not mains:
        mains = [each for each in document.notable if each.get("id") in MAIN_IDS]
    return mains[0] if len(mains) == 1 else None


def autoplay(page: Page) -> Iterator[Repair]:
    """Sound does not begin by itself where the visitor can begin it."""
    for element in page.document.notable:
        if element.name in ("audio", "video") and element.get("autoplay") is not None:
            silent = element.name == "video" and element.get("muted") is not None
            if element.get("controls") is not None and not silent:
                yield Setting(element, "autoplay", None)


def frame_title(page: Page) -> Iterator[Repair]:
    """A frame without a title gets the one that editors wrote for its address."""
    for element in page.document.notable:
        if element.name == "iframe" and not (element.get("title") or "").strip():
            address = (element.get("src") or "").partition("?")[0].partition("#")[0]
            if address and (title := page.approved(f"iframe: {address}")):
                yield Setting(element, "title", title)


def field_label(page: Page) -> Iterator[Repair]:
    """A field without any label gets the one that editors wrote for its name."""
    for element in page.document.notable:
        name = element.get("name")
        kind = (element.get("type") or "").lower()
        if element.name not in _FIELDS or not name or (element.name == "input" and kind in _UNLABELLED):
            continue
        named = any(element.get(each) for each in ("aria-label", "aria-labelledby", "title"))
        if named or _has_label(page.document, element):
            continue
        if label := page.approved(f"field: {name}"):
            yield Setting(element, "aria-label", label)


def _has_label(document: Document, element: Element) -> bool:
    """Tell whether a label names the field, or stands around it as far as can be told from the source."""
    source, identity = document.source, element.get("id")
    if identity and re.search(rf"""\bfor\s*=\s*["']?{re.escape(identity)}["'\s>]""", source):
        return True
    before = source[: element.tag[0]]
    return before.rfind("<label") > before.rfind("</label")


def field_direction(page: Page) -> Iterator[Repair]:
    """What is typed runs as it is typed: addresses and numbers from left to right, words as their letters do."""
    if not page.rtl:
        return
    for element in page.document.notable:
        if element.get("dir") is not None or element.name not in ("input", "textarea"):
            continue
        kind = (element.get("type") or "").strip().lower() if element.name == "input" else ""
        if kind in _LTR_FIELDS:
            yield Setting(element, "dir", "ltr")
        elif kind in _TEXT_FIELDS:
            yield Setting(element, "dir", "auto")


def _nothing(_page: Page) -> Iterator[Repair]:
    """Done where words are written: `proxy/page/isolates.py`."""
    return iter(())


RULES: Final = (
    Rule("lang", "3.1.1", "gives the page the language it is in", root_language),
    Rule("xml-lang", "3.1.2", "lets xml:lang agree with lang", agreeing_language),
    Rule("dir", "3.1.2", "gives passages in another language their direction", direction),
    Rule("zoom", "1.4.4", "lets visitors enlarge the page", zoom),
    Rule("skip-link", "2.4.1", "adds a link to the main part where there is none", skip_link),
    Rule("autoplay", "1.4.2", "lets sound begin only when the visitor wants it", autoplay),
    Rule("frame-title", "2.4.1", "titles frames with what editors wrote", frame_title),
    Rule("field-label", "4.1.2", "labels fields with what editors wrote", field_label),
    Rule("field-direction", "1.3.2", "lets what is typed run in its own direction", field_direction),
    Rule("isolate", "1.3.2", "keeps numbers and addresses in their order among right-to-left words", _nothing),
)
NAMES: Final = tuple(rule.name for rule in RULES)
