"""Reads the attributes of a start tag: what people read, where links lead, what the head says.

It collects; the reader decides which elements are translated at all.
"""

from __future__ import annotations

from proxy.page import elements
from proxy.page.document import Attribute, AttributeUnit, Span
from proxy.page.facts import Pairs, StartTag
from proxy.page.nesting import Heritage
from translation.segment import Segment


class AttributeReader:
    """Collects the attributes of one page."""

    def __init__(self, source_language: str) -> None:
        """Begin with nothing collected; texts in other languages than `source_language` are left out."""
        self._language = source_language
        self.units: list[AttributeUnit] = []
        self.links: list[Attribute] = []
        self.metas: list[Attribute] = []
        self.relations: list[tuple[str, str]] = []
        self.base = ""
        # The selectors of the glossary that hold for the element that is read.
        self.where: frozenset[str] = frozenset()

    def read(self, tag: StartTag, span: Span, heritage: Heritage, *, translate: bool) -> None:
        """Read an element's attributes; `translate` tells whether people's language is wanted."""
        name = tag.name
        if name == "meta":
            self._meta(span, heritage, dict(reversed(tag.attributes)))
        elif name == "link":
            self._link(span, heritage, dict(reversed(tag.attributes)))
        else:
            self._element(name, span, tag.attributes, translate=translate)

    def _element(self, name: str, tag: Span, pairs: Pairs, *, translate: bool) -> None:
        link = elements.LINKS.get(name)
        readable = elements.READABLE.get(name, _NONE)
        for key, value in pairs:
            if key == link:
                self.links.append(Attribute(tag, name, key, value))
                if name == "base" and not self.base:
                    self.base = value
            elif not translate or not value:
                continue
            elif (
                key in elements.READABLE_EVERYWHERE
                or key in readable
                or (key == "value" and name == "input" and _is_caption(pairs))
            ):
                control = key == "aria-label" and (name in elements.CONTROLS or _is_control(pairs))
                self._unit(tag, name, key, value, control=control)

    def _unit(self, tag: Span, element: str, name: str, value: str, *, control: bool = False) -> None:
        text = " ".join(value.split(None) if "\u00a0" not in value else _words(value))
        if text:
            void = element in elements.VOID or element in elements.EMBEDDED
            self.units.append(AttributeUnit(Segment((text,), self.where), tag, element, name, void, control))

    def _meta(self, tag: Span, heritage: Heritage, values: dict[str, str]) -> None:
        label = (values.get("name") or values.get("property") or "").strip().lower()
        content = values.get("content", "")
        if label in elements.READABLE_META and heritage.language == self._language and heritage.translate:
            self._unit(tag, "meta", "content", content)
        elif "charset" in values:
            self.metas.append(Attribute(tag, "charset", "charset", values["charset"]))
        elif "http-equiv" in values:
            kind = values["http-equiv"].strip().lower()
            self.metas.append(Attribute(tag, kind, "content", content))
        elif label in {"og:url", "og:locale"}:
            self.metas.append(Attribute(tag, label, "content", content))

    def _link(self, tag: Span, heritage: Heritage, values: dict[str, str]) -> None:
        relations = frozenset(values.get("rel", "").lower().split())
        if "hreflang" in values or "canonical" in relations:
            kind = "canonical" if "canonical" in relations else "hreflang"
            self.relations.append((kind, values.get("hreflang", "").lower()))
        if relations & elements.PAGE_RELATIONS and "hreflang" not in values and "href" in values:
            self.links.append(Attribute(tag, "link", "href", values["href"]))
        if "title" in values and heritage.language == self._language and heritage.translate:
            self._unit(tag, "link", "title", values["title"])


_NONE: frozenset[str] = frozenset()


def _words(value: str) -> list[str]:
    """Split at HTML's white space only: a no-break space belongs to the text."""
    for blank in "\t\n\r\f":
        value = value.replace(blank, " ")
    return [word for word in value.split(" ") if word]


def _is_control(pairs: Pairs) -> bool:
    return any(key == "role" and not elements.CONTROL_ROLES.isdisjoint(value.lower().split()) for key, value in pairs)


def _is_caption(pairs: Pairs) -> bool:
    """Tell whether an input's value is a caption that is never sent (HTML Standard 4.10.21.4).

    The value of a named submit button is sent, so that it must stay as it is.
    """
    values = dict(reversed(pairs))
    kind = values.get("type", "").strip().lower()
    return kind in {"button", "reset"} or (kind == "submit" and "name" not in values)
