"""Reads a page: from its source to a `Document`, in one pass over the tokens.

It decides what is translated and what is not (HTML Standard 3.2.6.1 `translate`, 3.2.6.2 `lang`), where segments
begin and end, and where the places are that other rules edit. It changes nothing.
"""

from __future__ import annotations

import turbohtml

from proxy.page.attributes import INTERESTING, AttributeReader, Pairs
from proxy.page.builder import SegmentBuilder
from proxy.page.document import NOWHERE, Attribute, Document, Span, TextUnit
from proxy.page.elements import (
    BLOCKLIKE_INLINE,
    BLOCKS,
    IMPLYING,
    INLINE,
    OPAQUE,
    OPAQUE_PROSE,
    RAW_TEXT,
    TABLE_PARTS,
    VOID,
)
from proxy.page.exclusions import Exclusions
from proxy.page.nesting import Frame, Nesting
from proxy.page.options import Options
from proxy.page.places import LANDMARKS, Places
from proxy.page.tokens import START, TEXT, line_starts, tokens
from translation.segment import Tag, TagKind


def read(source: str, source_language: str, exclusions: Exclusions | None = None) -> Document:
    """Take a page apart; text in another language than `source_language` is left alone."""
    return _Reader(source, source_language, exclusions or Exclusions()).read()


class _Reader:
    """One pass over one page; the methods called for every tag avoid work that few tags need."""

    def __init__(self, source: str, source_language: str, exclusions: Exclusions) -> None:
        self._source = source
        self._language = source_language
        self._exclusions = exclusions
        self._nesting = Nesting(Frame("", NOWHERE, 0, source_language, True, False))
        self._builder = SegmentBuilder()
        self._attributes = AttributeReader(source_language)
        self._places = Places()
        self._elements = 0
        self._lines = line_starts(source)
        self._resume = 0
        self._options = Options()
        self._texts: list[TextUnit] = []
        self._languages: list[Attribute] = []
        self._islands: list[Attribute] = []

    def read(self) -> Document:
        """Read to the end and return what was found."""
        self._run(None)
        self._flush(self._nesting.top)
        return Document(
            source=self._source,
            texts=tuple(self._texts),
            attributes=tuple(self._attributes.units),
            links=tuple(self._attributes.links),
            metas=tuple(self._attributes.metas),
            languages=tuple(self._languages),
            islands=tuple(self._islands),
            options=tuple(self._options.found),
            relations=tuple(self._attributes.relations),
            anchors=self._places.anchors(),
            base=self._attributes.base,
        )

    def _run(self, place: Span | None) -> None:
        end = place[1] if place else len(self._source)
        going_on = True
        while going_on:
            going_on = False
            for kind, span, token, data in tokens(self._source, place, self._lines):
                if kind == TEXT:
                    self._text(data, span)
                elif token is None:
                    self._comment(span)
                elif kind == START:
                    self._start(token, token.tag or "", span)
                else:
                    self._end(token.tag or "", span)
                if self._resume:
                    # The tokenizer, which knows no elements, would take what follows for something else.
                    place, self._resume, going_on = (self._resume, end), 0, True
                    break

    # Text and comments

    def _text(self, data: str, span: Span) -> None:
        if self._nesting.top.name == "noscript":
            self._raw_html(span)
            return
        if self._options.is_open:
            self._options.text(data)
        blank = data.isspace()
        if not blank and self._nesting.top.name not in RAW_TEXT:
            self._nesting.reconstruct()
        top = self._nesting.parent
        if not top.translate or top.language != self._language:
            return
        if self._nesting.foreign and "text" not in self._nesting:
            return  # SVG shows no other text
        if self._places.looking and not blank:
            self._places.text()
        if not self._builder.is_followed_by(span):
            self._flush(top)
        self._builder.text(data, span, blank=blank)

    def _raw_html(self, span: Span) -> None:
        """Read what the tokenizer gives as raw text but a browser without scripts reads as HTML."""
        top = self._nesting.top
        self._nesting.push(top._replace(name="#fragment"))
        self._run(span)
        self._closed(self._nesting.close("#fragment"), None)

    def _comment(self, span: Span) -> None:
        if self._places.looking and self._source[span[0] : span[0] + 9].lower() == "<!doctype":
            self._places.doctype()
        if self._nesting.foreign and self._source.startswith("<![CDATA[", span[0]):
            # In SVG and MathML only `]]>` ends it (13.2.5.42); one without end reaches to the end of the page.
            end = self._source.find("]]>", span[0])
            span = (span[0], len(self._source) if end < 0 else end + 3)
            self._resume = span[1]
        if self._nesting.top.translate:
            self._elements += 1
            self._tag(Tag(TagKind.VOID, "#comment", self._elements), span)

    def _tag(self, tag: Tag, span: Span) -> None:
        """Add a tag to the segment; it ends where something of another language, or not to be translated, stood."""
        if not self._builder.is_followed_by(span):
            self._flush(self._nesting.top)
        self._builder.tag(tag, span)

    def _flush(self, holder: Frame) -> None:
        if self._builder and (unit := self._builder.finish(self._source, holder)) is not None:
            self._texts.append(unit)

    # Tags

    def _start(self, token: turbohtml.Token, name: str, span: Span) -> None:
        nesting = self._nesting
        if (name in IMPLYING or nesting.foreign) and (closed := nesting.implied_by(name)):
            self._closed(closed, None)
        if name not in BLOCKS:
            nesting.reconstruct()
        self._elements += 1
        parent = nesting.top if name in TABLE_PARTS else nesting.parent
        frame = self._frame(token, name, span, parent)
        foreign = nesting.foreign or name in {"svg", "math"}
        void = (
            name in VOID or (foreign and token.self_closing) or nesting.drops(name, fragment=not self._places.is_page)
        )
        if name in INLINE or (frame.atom and parent.translate):
            self._start_inline(frame, parent, void=void)
        else:
            self._flush(parent)
        if foreign and name in RAW_TEXT and (void or not self._is_plain(name, span[1])):
            self._resume = span[1]
        if not void:
            nesting.push(frame)

    def _is_plain(self, name: str, start: int) -> bool:
        """Tell whether an element holds nothing but text."""
        end = self._source.find("<", start)
        return self._source[end : end + len(name) + 2].lower() == f"</{name}"

    def _frame(self, token: turbohtml.Token, name: str, span: Span, parent: Frame) -> Frame:
        """Return the element's frame; read its attributes if any of them matters."""
        if name in LANDMARKS:
            self._places.landmark(name, span)
        pairs = token.attrs if span[1] - span[0] > len(name) + 2 else _NO_PAIRS
        if self._places.looking and name != "body":
            self._places.element(name, span, dict(pairs or ()).get("href", ""), len(self._nesting))
        translate = parent.translate and name not in OPAQUE
        if pairs and (
            not INTERESTING.isdisjoint([key for key, _ in pairs])
            or self._exclusions.selectors
            or "notranslate" in (token.source or "")
        ):
            plain = Frame(name, span, self._elements, parent.language, translate, False)
            return self._read_attributes(plain, parent, pairs)
        if translate and self._exclusions.match(name, []):
            translate = False
        self._note_language(name, span, parent, translate=translate)
        if name == "option":
            self._options.begin(span)
        atom = parent.atom or (not translate and parent.translate and name in _ATOMS)
        decides = translate != parent.translate
        return Frame(name, span, self._elements, parent.language, translate, atom, False, decides)

    def _read_attributes(self, plain: Frame, parent: Frame, pairs: Pairs) -> Frame:
        name, translate, language = plain.name, plain.translate, parent.language
        named = False
        for key, value in pairs:
            if key == "translate" and name not in OPAQUE:
                wish = value.strip().lower()
                translate = wish != "no" and (translate or wish == "yes")
            elif key == "class":
                translate = translate and "notranslate" not in value.split()
            elif key == "lang" or (key == "xml:lang" and not named):
                named = True
                language = value.strip().replace("_", "-").split("-", 1)[0].lower()
                if name == "html" and not language:
                    language = self._language  # a page that leaves out its language is in the city's
            elif key == "role" and value == "main":
                self._places.landmark("main", plain.tag)
        translate = translate and not parent.atom and not self._exclusions.match(name, pairs)
        if named and translate and language == self._language:
            self._languages.extend(Attribute(plain.tag, name, k, v) for k, v in pairs if k in _LANGUAGES)
        if not named and language == self._language:
            self._note_language(name, plain.tag, parent, translate=translate)
        # In text of another language it is that text's element, not a German text's foreign word.
        kept = not translate or (language != parent.language == self._language)
        atom = parent.atom or (kept and parent.translate and name in _ATOMS)
        decides = translate != parent.translate
        frame = Frame(name, plain.tag, plain.element, language, translate, atom, named, decides)
        wanted = (translate or (name == "textarea" and parent.translate)) and not atom
        self._attributes.read(frame, pairs, translate=wanted and language == self._language)
        if name == "option" and not any(key == "value" for key, _ in pairs):
            self._options.begin(plain.tag)
        return frame

    def _note_language(self, name: str, tag: Span, parent: Frame, *, translate: bool) -> None:
        """Note an element that does not say its language, but must: the page itself, and what stays German in it."""
        if parent.language != self._language:
            return
        if name == "html" and translate:
            self._languages.append(Attribute(tag, name, "lang", ""))
        elif parent.translate and not translate and (name not in OPAQUE or name in OPAQUE_PROSE):
            self._islands.append(Attribute(tag, name, "lang", self._language))

    def _start_inline(self, frame: Frame, parent: Frame, *, void: bool) -> None:
        if frame.name in BLOCKLIKE_INLINE:
            self._flush(parent)
        elif parent.atom or not parent.translate:
            return
        elif void:
            self._tag(Tag(TagKind.VOID, frame.name, frame.element), frame.tag)
        elif not frame.atom:
            self._tag(Tag(TagKind.OPEN, frame.name, frame.element), frame.tag)

    def _end(self, name: str, span: Span) -> None:
        if name == "option":
            self._options.end()
        elif name == "head":
            self._places.head_end(span[0])
        closed = self._nesting.close(name)
        if closed:
            self._closed(closed, span)
        elif self._nesting.top.translate:
            self._stray(name, span)
        if self._places.looking:
            self._places.closed(span[1], len(self._nesting))

    def _stray(self, name: str, span: Span) -> None:
        """An end tag that closes nothing stays where it is."""
        if name in INLINE:
            self._elements += 1
            self._tag(Tag(TagKind.STRAY, name, self._elements), span)
        else:
            self._flush(self._nesting.top)

    def _closed(self, frames: tuple[Frame, ...], span: Span | None) -> None:
        """Note the end of elements; only the last of `frames` has the end tag `span`."""
        for frame in frames:
            end = span if frame is frames[-1] else None
            if frame.name == "option":
                self._options.end()
            if frame.atom:
                self._end_atom(frame, end)
            elif frame.name not in INLINE or frame.name in BLOCKLIKE_INLINE:
                self._flush(frame)
            elif end is not None and frame.translate:
                self._tag(Tag(TagKind.CLOSE, frame.name, frame.element), end)

    def _end_atom(self, frame: Frame, end: Span | None) -> None:
        top = self._nesting.top
        if top.atom or not top.translate or top.language != self._language:
            return
        if end is None:
            self._flush(top)
            return
        whole = (frame.tag[0], end[1])
        text = turbohtml.parse_fragment(self._source[whole[0] : whole[1]]).text
        self._tag(Tag(TagKind.ATOM, frame.name, frame.element, " ".join(text.split())), whole)


_NO_PAIRS: Pairs = []
_LANGUAGES = frozenset({"lang", "xml:lang"})
_ATOMS = INLINE | {"code", "kbd", "samp", "var", "math"}
