"""Reads a page: from its source to a `Document`, in one pass over the tokens.

It decides where segments begin and end; what is translated, and where the places are that other rules edit, is decided
on the way in `frames`. It changes nothing.
"""

from __future__ import annotations

import turbohtml

from proxy.page.builder import SegmentBuilder
from proxy.page.document import NOWHERE, Document, Span, TextUnit
from proxy.page.elements import BLOCKLIKE_INLINE, BLOCKS, IMPLYING, INLINE, RAW_TEXT, TABLE_PARTS, TABLE_STRUCTURE, VOID
from proxy.page.exclusions import Exclusions, ScopeSelectors
from proxy.page.facts import FLOWING, PECULIAR, StartTag, StartTags
from proxy.page.frames import Frames
from proxy.page.nesting import Frame, Heritage, Nesting
from proxy.page.scopes import Standing
from proxy.page.tokens import START, TEXT, line_starts, tokens
from translation.segment import TagKind


def read(
    source: str, source_language: str, exclusions: Exclusions | None = None, scopes: ScopeSelectors | None = None
) -> Document:
    """Take a page apart; text in another language than `source_language` is left alone.

    Each segment says which of the `scopes` hold for it.
    """
    return _Reader(source, source_language, exclusions or Exclusions(), scopes or ScopeSelectors()).read()


class _Reader:
    """One pass over one page.

    What stands in every page by the hundreds (blank text between blocks, a tag that asks for nothing special) takes a
    short way; `_open` and `_close` know all the rules, and the short ways do the same for less.
    """

    def __init__(self, source: str, source_language: str, exclusions: Exclusions, scopes: ScopeSelectors) -> None:
        self._source = source
        self._language = source_language
        self._nesting = Nesting(Frame("", NOWHERE, Heritage(source_language, True, False)))
        self._standing = Standing(scopes, self._nesting)
        self._builder = SegmentBuilder(self._standing)
        self._frames = Frames(source_language)
        self._places = self._frames.places
        self._options = self._frames.options
        self._lines = line_starts(source)
        self._tags = StartTags(exclusions, scopes)
        self._resume = 0
        self._texts: list[TextUnit] = []

    def read(self) -> Document:
        """Read to the end and return what was found."""
        self._run(None)
        self._flush(self._nesting.top)
        frames = self._frames
        return Document(
            source=self._source,
            texts=tuple(self._texts),
            attributes=tuple(frames.attributes.units),
            links=tuple(frames.attributes.links),
            metas=tuple(frames.attributes.metas),
            languages=tuple(frames.languages),
            islands=tuple(frames.islands),
            options=tuple(frames.options.found),
            relations=tuple(frames.attributes.relations),
            anchors=frames.places.anchors(),
            base=frames.attributes.base,
            notable=tuple(frames.notable),
        )

    def _run(self, place: Span | None) -> None:
        end = place[1] if place else len(self._source)
        builder, options, known = self._builder, self._options, self._tags.get
        going_on = True
        while going_on:
            going_on = False
            for kind, span, token, data in tokens(self._source, place, self._lines):
                if kind is TEXT:
                    # Before a segment, white space is nothing to anybody but an option's value.
                    if builder.parts or not data.isspace() or options.is_open:
                        self._text(data, span)
                elif token is None:
                    self._comment(span)
                elif kind is START:
                    self._start(known(data) or self._tags.add(token, data), span)
                else:
                    self._end(token.tag or "", span)
                if self._resume:
                    # The tokenizer, which knows no elements, would take what follows for something else.
                    place, self._resume, going_on = (self._resume, end), 0, True
                    break

    # Text and comments

    def _text(self, data: str, span: Span) -> None:
        nesting = self._nesting
        holder = nesting.stack[-1]
        if holder.name == "noscript":
            self._raw_html(span)
            return
        if self._options.is_open:
            self._options.text(data)
        blank = data.isspace()
        if nesting.waiting and not blank and holder.name not in RAW_TEXT:
            nesting.reconstruct()
            holder = nesting.stack[-1]
        if holder.name in TABLE_STRUCTURE:
            holder = nesting.parent
        heritage = holder.heritage
        if not heritage.translate or heritage.language != self._language:
            if holder.name == "style" and not nesting.foreign:
                self._frames.style(holder.tag, span)
            return
        if nesting.foreign and "text" not in nesting:
            return  # SVG shows no other text
        if self._places.looking and not blank:
            self._places.text()
        if 0 <= self._builder.end != span[0]:
            self._flush(holder)
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
        if self._nesting.top.heritage.translate:
            self._mark(_VOID, "#comment", span[0], span)

    def _mark(self, kind: TagKind, name: str, number: int, span: Span, text: str = "") -> None:
        """Add a tag to the segment; it ends where something of another language, or not to be translated, stood."""
        if 0 <= self._builder.end != span[0]:
            self._flush(self._nesting.top)
        self._builder.tag((kind, name, number, text), span)

    def _flush(self, holder: Frame) -> None:
        if self._builder.parts and (unit := self._builder.finish(self._source, holder)) is not None:
            self._texts.append(unit)

    # Tags

    def _start(self, tag: StartTag, span: Span) -> None:
        """Begin an element: the short way where none of the rules that `_open` has and this has not can matter."""
        nesting, facts = self._nesting, tag.facts
        parent = nesting.stack[-1]
        heritage = parent.heritage
        if (
            not tag.simple
            or self._places.looking
            or heritage.atom
            or parent.name in TABLE_STRUCTURE
            or (facts.breakout if nesting.foreign else nesting.is_changed_by(tag.name, facts))
        ):
            self._open(tag, span)
            return
        void = facts.void or (tag.closed and nesting.foreign)
        if not facts.flowing:
            if self._builder.parts:
                self._flush(parent)
        elif heritage.translate:
            self._mark(_VOID if void else _OPEN, tag.name, span[0], span)
        if not void:
            nesting.push_simple(tag.name, span, heritage)
        if tag.interesting:
            if tag.notable:
                self._frames.note(tag, span)
            if self._standing.wanted:
                self._frames.attributes.where = self._standing.at(parent)
            self._frames.read(tag, span, heritage, wanted=heritage.translate)

    def _open(self, tag: StartTag, span: Span) -> None:
        """Begin an element by all the rules."""
        nesting, name = self._nesting, tag.name
        if (name in IMPLYING or nesting.foreign) and (closed := nesting.implied_by(name)):
            self._closed(closed, None)
        if name not in BLOCKS:
            nesting.reconstruct()
        parent = nesting.top if name in TABLE_PARTS else nesting.parent
        if self._standing.wanted:
            self._standing.select(span[0], tag.selected)
            self._frames.attributes.where = self._standing.at(parent) | tag.selected
        frame = self._frames.open(tag, span, parent, len(nesting))
        foreign = nesting.foreign or name in {"svg", "math"}
        void = name in VOID or (foreign and tag.closed) or nesting.drops(name, fragment=not self._places.is_page)
        if name in INLINE or (frame.heritage.atom and parent.heritage.translate):
            self._open_inline(frame, parent, void=void)
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

    def _open_inline(self, frame: Frame, parent: Frame, *, void: bool) -> None:
        handed = parent.heritage
        if frame.name in BLOCKLIKE_INLINE:
            self._flush(parent)
        elif handed.atom or not handed.translate:
            return
        elif void:
            self._mark(_VOID, frame.name, frame.tag[0], frame.tag)
        elif not frame.heritage.atom:
            self._mark(_OPEN, frame.name, frame.tag[0], frame.tag)

    def _end(self, name: str, span: Span) -> None:
        """End an element: the short way where it is the innermost one and has no rule of its own."""
        frame = self._nesting.stack[-1]
        if frame.name != name or name in PECULIAR or frame.heritage.atom or self._places.looking:
            self._close(name, span)
            return
        self._nesting.pop_simple()
        if name not in FLOWING:
            if self._builder.parts:
                self._flush(frame)
        elif frame.heritage.translate:
            self._mark(_CLOSE, name, frame.tag[0], span)

    def _close(self, name: str, span: Span) -> None:
        """End elements by all the rules."""
        if name == "option":
            self._options.end()
        elif name == "head":
            self._places.head_end(span[0])
        closed = self._nesting.close(name)
        if closed:
            self._closed(closed, span)
        elif self._nesting.top.heritage.translate:
            self._stray(name, span)
        if self._places.looking:
            self._places.closed(span[1], len(self._nesting))

    def _stray(self, name: str, span: Span) -> None:
        """An end tag that closes nothing stays where it is."""
        if name in INLINE:
            self._mark(TagKind.STRAY, name, span[0], span)
        else:
            self._flush(self._nesting.top)

    def _closed(self, frames: tuple[Frame, ...], span: Span | None) -> None:
        """Note the end of elements; only the last of `frames` has the end tag `span`."""
        for frame in frames:
            end = span if frame is frames[-1] else None
            if frame.name == "option":
                self._options.end()
            if frame.heritage.atom:
                self._end_atom(frame, end)
            elif frame.name not in FLOWING:
                self._flush(frame)
            elif end is not None and frame.heritage.translate:
                self._mark(_CLOSE, frame.name, frame.tag[0], end)

    def _end_atom(self, frame: Frame, end: Span | None) -> None:
        top = self._nesting.top
        around = top.heritage
        if around.atom or not around.translate or around.language != self._language:
            return
        if end is None:
            self._flush(top)
            return
        whole = (frame.tag[0], end[1])
        text = turbohtml.parse_fragment(self._source[whole[0] : whole[1]]).text
        self._mark(TagKind.ATOM, frame.name, frame.tag[0], whole, " ".join(text.split()))


# A member of an enumeration is looked up slowly.
_OPEN, _CLOSE, _VOID = TagKind.OPEN, TagKind.CLOSE, TagKind.VOID
