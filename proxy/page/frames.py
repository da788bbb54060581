"""Decides what an element hands down: in which language it is and whether it is translated.

HTML Standard 3.2.6.1 (`translate`) and 3.2.6.2 (`lang`). On the way it has the element's attributes read and notes
which elements say a language, or must.
"""

from __future__ import annotations

import re

from proxy.page.attributes import AttributeReader
from proxy.page.document import Attribute, Element, Span
from proxy.page.elements import EMBEDDED, INLINE, OPAQUE, OPAQUE_PROSE
from proxy.page.facts import StartTag
from proxy.page.nesting import Frame, Heritage
from proxy.page.options import Options
from proxy.page.places import LANDMARKS, Places
from translation.languages import primary

_LANGUAGE = re.compile("[a-z]{2,3}")  # BCP 47, 2.2.1
_GERMAN = frozenset({"deu", "ger"})  # ISO 639-2, which BCP 47 does not use where there are two letters
_LANGUAGES = frozenset({"lang", "xml:lang"})
_NAMED = EMBEDDED | {"textarea"}
_ATOMS = INLINE | {"code", "kbd", "samp", "var", "math"}


class Frames:
    """Makes the frames of one page's elements, and collects what their start tags say."""

    def __init__(self, source_language: str) -> None:
        """Begin with nothing collected; `source_language` is the one that is translated."""
        self._language = source_language
        self.attributes = AttributeReader(source_language)
        self.places = Places()
        self.options = Options()
        self.languages: list[Attribute] = []
        self.islands: list[Attribute] = []
        self.notable: list[Element] = []

    def open(self, tag: StartTag, span: Span, parent: Frame, depth: int) -> Frame:
        """Return the frame of the element that begins at `span`, `depth` elements below the root."""
        name = tag.name
        if tag.notable:
            self.note(tag, span)
        if name in LANDMARKS:
            self.places.landmark(name, span)
        if self.places.looking and name != "body":
            self.places.element(name, span, dict(tag.attributes).get("href", ""), depth)
        if tag.interesting:
            return self._open_with_attributes(tag, span, parent)
        handed = parent.heritage
        translate = handed.translate and name not in OPAQUE and not tag.kept
        self._note_language(name, span, handed, translate=translate)
        if name == "option":
            self.options.begin(span)
        atom = handed.atom or (not translate and handed.translate and name in _ATOMS)
        heritage = Heritage(handed.language, translate, atom)
        return Frame(name, span, heritage, decides=translate != handed.translate)

    def _open_with_attributes(self, tag: StartTag, span: Span, parent: Frame) -> Frame:
        name, handed = tag.name, parent.heritage
        language, translate = handed.language, handed.translate and name not in OPAQUE
        named = refused = False
        for key, value in tag.attributes:
            if key == "translate":
                wish = value.strip().lower()
                refused = wish == "no"
                translate = wish != "no" and (translate or (wish == "yes" and name not in OPAQUE))
            elif key == "class" and "notranslate" in value.split():
                refused, translate = True, False
            elif key == "lang" or (key == "xml:lang" and not named):
                named = True
                language = primary(value)
                if name == "html" and (not _LANGUAGE.fullmatch(language) or language in _GERMAN):
                    language = self._language  # a page that names no language, or none that exists, is in the city's
            elif key == "role" and value == "main":
                self.places.landmark("main", span)
        translate = translate and not handed.atom and not tag.kept
        self._note(tag, span, handed, Heritage(language, translate, handed.atom), named=named)
        # In text of another language it is that text's element, not a German text's foreign word.
        kept = not translate or (language != handed.language == self._language)
        atom = handed.atom or (kept and handed.translate and name in _ATOMS)
        frame = Frame(name, span, Heritage(language, translate, atom), named, translate != handed.translate)
        # Those whose content is left as it is have a name all the same; one that says German itself goes on saying so.
        refused = refused or tag.kept or not handed.translate or (named and name in EMBEDDED)
        wanted = (translate or (name in _NAMED and not refused)) and not atom
        self.read(tag, span, frame.heritage, wanted=wanted)
        if name == "option" and not any(key == "value" for key, _ in tag.attributes):
            self.options.begin(span)
        return frame

    def note(self, tag: StartTag, span: Span) -> None:
        """Keep an element that rules for whole pages want."""
        self.notable.append(Element(span, tag.name, tuple(tag.attributes)))

    def style(self, tag: Span, text: Span) -> None:
        """Note where the text of a style sheet stands that began at `tag`."""
        last = self.notable[-1] if self.notable else None
        if last is not None and last.tag == tag:
            self.notable[-1] = last._replace(text=text)

    def read(self, tag: StartTag, span: Span, heritage: Heritage, *, wanted: bool) -> None:
        """Read an element's attributes; `wanted` tells whether those in the page's language are translated."""
        translate = wanted and heritage.language == self._language
        self.attributes.read(tag, span, heritage, translate=translate)

    def _note(self, tag: StartTag, span: Span, handed: Heritage, own: Heritage, *, named: bool) -> None:
        if own.language != self._language:
            return
        if not named:
            self._note_language(tag.name, span, handed, translate=own.translate)
        elif own.translate:
            pairs = tag.attributes
            self.languages.extend(Attribute(span, tag.name, key, value) for key, value in pairs if key in _LANGUAGES)

    def _note_language(self, name: str, tag: Span, handed: Heritage, *, translate: bool) -> None:
        """Note an element that does not say its language, but must: the page itself, and what stays German in it."""
        if handed.language != self._language:
            return
        if name == "html" and translate:
            self.languages.append(Attribute(tag, name, "lang", ""))
        elif handed.translate and not translate and (name not in OPAQUE or name in OPAQUE_PROSE):
            self.islands.append(Attribute(tag, name, "lang", self._language))
