"""Finds, while a page goes by, where things of ours may be put: head, body, after the skip links, main."""

from __future__ import annotations

from proxy.page.document import NOWHERE, Anchors, Span

# A tag that is none of these and has no role matters only while the skip link is looked for.
LANDMARKS = frozenset({"html", "head", "body", "main"})
_AROUND_SKIP_LINKS = frozenset({"div", "nav", "ul", "ol", "li", "p", "span"})
_UNSEEN = frozenset({"html", "head", "base", "link", "meta", "noscript", "script", "style", "template", "title"})


class Places:
    """The anchors of one page."""

    def __init__(self) -> None:
        """Begin with none found."""
        self._html = NOWHERE
        self._head_start = self._head_end = self._body = self._skip = self._main = self._first = -1
        self._depth = -1
        self._links = 0
        self.is_page = False
        self.looking = True

    def anchors(self) -> Anchors:
        """Return what was found."""
        return Anchors(
            html=self._html,
            head_start=self._head_start,
            head_end=self._head_end,
            first=self._first,
            body_start=self._body,
            skip_end=self._skip,
            main_start=self._main,
            is_page=self.is_page,
        )

    def doctype(self) -> None:
        """A document type: this is a page, whatever tags it leaves out."""
        self.is_page = True

    def landmark(self, name: str, tag: Span) -> None:
        """Note the start tag of a landmark."""
        self.is_page |= name != "main"
        if self._first < 0:
            self._first = tag[0]
        if name == "html" and self._html == NOWHERE:
            self._html = tag
        elif name == "head" and self._head_start < 0:
            self._head_start = tag[1]
        elif name == "body" and self._body < 0:
            self._body = tag[1]
            self.looking = True
        elif name == "main" and self._main < 0:
            self._main = tag[1]

    def head_end(self, position: int) -> None:
        """Note the head's end tag."""
        if self._head_end < 0 <= self._head_start:
            self._head_end = position

    def element(self, name: str, tag: Span, href: str, depth: int) -> None:
        """Look at an element before or after the body's start tag, which may be left out.

        A skip link stands in the body's first element, and nothing but such links stands there.
        """
        if self._first < 0:
            self._first = tag[0]
        if name in _UNSEEN:
            return
        if name == "frameset":
            self.looking = False
            return
        if self._body < 0:
            self._body = tag[0]
        if self._depth < 0:
            self._depth = depth
        if name == "a":
            self._links += 1
            self.looking = href.startswith("#")
        elif name not in _AROUND_SKIP_LINKS:
            self.looking = False

    def text(self) -> None:
        """Text that stands before any skip link: there is none."""
        if self._body >= 0 and self._links == 0:
            self.looking = False

    def closed(self, position: int, depth: int) -> None:
        """Note the end tag that may close the element with the skip links."""
        if self._links and depth == self._depth:
            self._skip = position
            self.looking = False
