"""The head of the page, its parts, and what moves, plays or reloads by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bs4 import Tag

from proxy.audit.finding import Spot
from proxy.audit.page import NUMBER, Page, value

_LEAST_ZOOM: Final = 2.0  # WCAG 1.4.4: to 200 %
_BLOCKS_BEFORE: Final = 5
_LANDMARKS: Final = "main, [role=main]"


def no_title(page: Page) -> Iterator[Spot]:
    """The page has no title (2.4.2)."""
    title = page.title
    if title is None or not title.get_text(strip=True):
        yield Spot(0)


def zoom_blocked(page: Page) -> Iterator[Spot]:
    """The page forbids to make it larger (1.4.4)."""
    for tag in page.soup.find_all("meta", attrs={"name": re.compile("^viewport$", re.IGNORECASE)}):
        content = value(tag, "content").lower().replace(" ", "")
        largest = re.search(r"maximum-scale=([\d.]+)", content)
        if re.search(r"user-scalable=(?:no|0)(?:[,;]|$)", content) or (largest and _number(largest[1]) < _LEAST_ZOOM):
            yield Spot(page.number(tag), value(tag, "content"))


def page_refresh(page: Page) -> Iterator[Spot]:
    """The page loads itself anew or leads away after some seconds (2.2.1)."""
    for tag in page.soup.find_all("meta", attrs={"http-equiv": re.compile("^refresh$", re.IGNORECASE)}):
        seconds = _number(re.split(r"[;,\s]", value(tag, "content").strip() or "0")[0])
        if 0 < seconds < 72_000 and tag.has_attr(NUMBER):
            yield Spot(page.number(tag), value(tag, "content"))


def autoplay(page: Page) -> Iterator[Spot]:
    """Sound or a film begins by itself (1.4.2, 2.2.2)."""
    for tag in page.soup.find_all(["audio", "video"]):
        decoration = tag.has_attr("muted") and tag.has_attr("loop") and not tag.has_attr("controls")
        if tag.has_attr("autoplay") and tag.has_attr(NUMBER) and not decoration:
            yield Spot(page.number(tag), tag.name)


def moving_text(page: Page) -> Iterator[Spot]:
    """Words move or blink without an end (2.2.2)."""
    for tag in page.all("marquee", "blink"):
        yield Spot(page.number(tag), tag.name)


def frame_without_title(page: Page) -> Iterator[Spot]:
    """A frame does not say what it shows (4.1.2)."""
    for tag in page.all("iframe", "frame"):
        silent = value(tag, "aria-hidden") == "true" or value(tag, "tabindex") == "-1"
        if not any(value(tag, name).strip() for name in ("title", "aria-label", "aria-labelledby")) and not silent:
            yield Spot(page.number(tag), value(tag, "src")[:80])


def no_main(page: Page) -> Iterator[Spot]:
    """Nothing says where the content of the page begins (1.3.1)."""
    if not any(page.element(tag).shown for tag in page.soup.select(_LANDMARKS) if tag.has_attr(NUMBER)):
        yield Spot(0)


def no_skip_link(page: Page) -> Iterator[Spot]:
    """Many links stand before the content, and none leads past them (2.4.1)."""
    main = next((tag for tag in page.soup.select(_LANDMARKS) if tag.has_attr(NUMBER)), None)
    if main is None:
        return
    before = [tag for tag in page.all("a") if tag.has_attr("href") and page.number(tag) < page.number(main)]
    if len(before) > _BLOCKS_BEFORE and not any(_skips(tag) for tag in before[:_BLOCKS_BEFORE]):
        yield Spot(page.number(before[0]), str(len(before)))


def _skips(tag: Tag) -> bool:
    return value(tag, "href").startswith("#") and len(value(tag, "href")) > 1


def _number(text: str) -> float:
    match = re.match(r"\d+(?:\.\d+)?", text)
    return float(match[0]) if match else 0.0
