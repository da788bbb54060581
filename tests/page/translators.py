"""Translators for tests: from the parts of a segment to parts, each in its own way wrong."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence

from proxy.links import SiteLinks
from proxy.page.rewrite import Appearance, Page, Written, put_together, take_apart
from translation.segment import Part, Segment

TARGETS = ("en", "tr", "ar")
Translation = Sequence[Part] | None
Translator = Callable[[Segment], Translation]


def links(language: str = "tr") -> SiteLinks:
    """Return the site as its visitor sees it."""
    return SiteLinks(language, "https://www.stadt.example", frozenset({"stadt.example"}), ("/api",), TARGETS)


def by_text(change: Callable[[str], str]) -> Translator:
    """Change every text that says something; tags stay in their places."""
    return lambda segment: tuple(
        change(part) if isinstance(part, str) and part.strip() else part for part in segment.parts
    )


unchanged: Translator = by_text(lambda text: text)
marking: Translator = by_text(lambda text: "[" + codecs.encode(text, "rot13") + "<i>&amp;\"']")


def german(_segment: Segment) -> Translation:
    """Leave everything German."""
    return None


def translated(
    page: Page, translator: Translator, appearance: Appearance | None = None, language: str = "tr"
) -> Written:
    """Put a page together with the translations of `translator`."""
    return put_together(
        page, [translator(segment) for segment in page.segments], "/amt/seite?x=1", links(language), appearance
    )


def rewritten(source: str, translator: Translator, appearance: Appearance | None = None, language: str = "tr") -> str:
    """Return a page of text translated."""
    page = take_apart(source.encode("utf-8", "surrogateescape"), "text/html; charset=utf-8", "de")
    return translated(page, translator, appearance, language).body.decode("utf-8", "surrogateescape")
