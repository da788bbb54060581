"""Can everything be read in a narrow window, in large letters, and at all? (WCAG 1.4.3, 1.4.4, 1.4.10)"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bs4 import Tag

from proxy.audit.finding import Spot
from proxy.audit.page import Element, Page

_MOST: Final = 5
_SLACK: Final = 1  # pixels, for rounding


def overflow_narrow(page: Page) -> Iterator[Spot]:
    """At a width of 320 pixels the page must be pushed to and fro, or loses words at its edge (1.4.10)."""
    narrow = page.narrow
    detail = f"{narrow.wide} > {narrow.width} px"
    if narrow.outside:
        yield from (Spot(number, detail) for number in sorted(narrow.outside)[:_MOST])
    elif narrow.wide > narrow.width + _SLACK:
        yield Spot(0, detail)


def clipped_narrow(page: Page) -> Iterator[Spot]:
    """At a width of 320 pixels words are cut off in their box (1.4.10)."""
    yield from (Spot(number) for number in sorted(page.narrow.cut - page.normal.cut)[:_MOST])


def clipped_large(page: Page) -> Iterator[Spot]:
    """In letters of twice the size words are cut off in their box (1.4.4)."""
    yield from (Spot(number) for number in sorted(page.large.cut - page.normal.cut)[:_MOST])


def contrast(page: Page) -> Iterator[Spot]:
    """Words differ too little from their background (1.4.3); where that cannot be known, nothing is said."""
    for tag in page.all():
        element = page.element(tag)
        large = element.size >= 24 or (element.size >= 18.66 and element.weight >= 700)
        least = 3.0 if large else 4.5
        if 0 < element.contrast < least and _has_words(tag, element):
            yield Spot(page.number(tag), f"{element.contrast:.2f} : 1 < {least} : 1")


def _has_words(tag: Tag, element: Element) -> bool:
    text = "".join(tag.find_all(string=True, recursive=False))
    return any(character.isalnum() for character in text) and element.box[2] > 2 and element.box[3] > 2
