"""Does everything that refers to an element of the page find it? (WCAG 1.3.1, 4.1.2)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from bs4 import Tag

from proxy.audit.finding import Spot
from proxy.audit.page import NUMBER, Page, value

_REFERENCES: Final = (
    "for",
    "headers",
    "aria-labelledby",
    "aria-describedby",
    "aria-details",
    "aria-errormessage",
    "aria-owns",
    "aria-activedescendant",
)


def broken_reference(page: Page) -> Iterator[Spot]:
    """A label, a header or an `aria-` attribute names an element that is not there."""
    present = {value(tag, "id") for tag in page.soup.find_all(id=True)}
    for tag in page.all():
        for name in _REFERENCES:
            if name == "for" and tag.name not in ("label", "output"):
                continue
            missing = [each for each in value(tag, name).split() if each not in present]
            if missing:
                yield Spot(page.number(tag), f"{name}=“{missing[0]}”")
                break


def duplicate_id(page: Page) -> Iterator[Spot]:
    """Two elements have an `id` that something refers to: which is meant is chance."""
    counts = Counter(value(tag, "id") for tag in page.soup.find_all(id=True) if tag.has_attr(NUMBER))
    wanted = {each for tag in page.soup.find_all(True) for each in _wanted(tag)}
    seen: set[str] = set()
    for tag in page.soup.find_all(id=True):
        name = value(tag, "id")
        if tag.has_attr(NUMBER) and counts[name] > 1 and name in wanted:
            if name in seen:
                yield Spot(page.number(tag), f"id=“{name}”")
            seen.add(name)


def _wanted(tag: Tag) -> Iterator[str]:
    for name in (*_REFERENCES, "aria-controls"):
        yield from value(tag, name).split()
