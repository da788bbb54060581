"""The border between HTTP and HTML: what a page is, for whom it is translated, and what comes back.

The HTTP half hands over bytes with their content encoding removed and gets bytes; it knows no HTML, and
what is behind `PageTranslator` knows no requests.
"""

from dataclasses import dataclass
from typing import Protocol

from proxy.links import SiteLinks


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


class PageTranslator(Protocol):
    """What the HTTP half needs of the HTML half."""

    async def translate(self, page: OriginPage, view: View) -> TranslatedPage:
        """The page in the view's language; raises only if it cannot be translated at all."""
        ...

    async def german(self, page: OriginPage, links: SiteLinks) -> bytes | None:
        """The German page with the language switcher added; None: send it as it is."""
        ...
