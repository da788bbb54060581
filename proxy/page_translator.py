"""The border between HTTP and HTML: what a page is, for whom it is translated, and what comes back.

The HTTP half hands over bytes with their content encoding removed and gets bytes; it knows no HTML, and
what is behind `PageTranslator` knows no requests.
"""

from dataclasses import dataclass
from typing import Protocol

from proxy.links import SiteLinks
from proxy.page.document import Document
from proxy.page.rewrite import PageRule
from translation.order import Allowance


@dataclass(frozen=True, slots=True)
class OriginPage:
    """A page as the origin sent it."""

    url: str
    """The page's public German URL, absolute."""
    content_type: str
    """The whole header value, or ""."""
    body: bytes
    """Without its Content-Encoding."""
    status: int


class Styles(Protocol):
    """Turns the styles of pages that run from right to left."""

    async def of_page(self, document: Document, path: str, links: SiteLinks, policy: str) -> PageRule:
        """The rule for one page; `path` is its German path, `policy` its Content-Security-Policy header."""
        ...


@dataclass(frozen=True, slots=True)
class View:
    """For whom a page is translated, and how long that may take."""

    language: str
    links: SiteLinks
    deadline_seconds: float
    background: bool
    """Nobody waits for it: visitors' work goes first."""
    private: bool
    """Nothing of this page may be remembered where another visitor could get it (law 7)."""
    visitor_key: bytes
    """Distinguishes visitors for private memories; says nothing about who they are."""
    bot: bool
    allowance: Allowance | None = None
    """How many words may be translated anew; None: as many as there are."""
    styles: Styles | None = None
    style_policy: str = ""
    """The page's Content-Security-Policy header."""


@dataclass(frozen=True, slots=True)
class TranslatedPage:
    """A page in the visitor's language."""

    body: bytes
    content_type: str
    complete: bool
    """Nothing was left German for want of time: it may be kept as a page."""
    translated_segments: int
    german_segments: int
    fingerprint: str
    """What it was made of; the same fingerprint means the same bytes. Becomes the ETag."""
    made_of: str = ""
    """What its words depend on: kept with the page, and asked about before it is used again (law 6)."""


@dataclass(frozen=True, slots=True)
class GermanPage:
    """A German page to which something of ours was added, or may have been for another visitor."""

    body: bytes
    varies_on: str = ""
    """The request header that decides what was added, as Vary names it."""


class PageTranslator(Protocol):
    """What the HTTP half needs of the HTML half."""

    async def translate(self, page: OriginPage, view: View) -> TranslatedPage:
        """The page in the view's language; raises only if it cannot be translated at all."""
        ...

    async def german(self, page: OriginPage, links: SiteLinks, accept_language: str) -> GermanPage | None:
        """The German page with the switcher or an offer of another language added; None: send it as it is."""
        ...
