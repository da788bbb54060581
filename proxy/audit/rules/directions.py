"""Does everything run in the direction of its language? (WCAG 1.3.2)"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin, urlsplit

from proxy.audit.finding import Spot
from proxy.audit.page import NUMBER, Page, language_of, value
from proxy.audit.rules.languages import runs
from proxy.mirror.direction import knows_direction
from proxy.mirror.policy import style_policy
from proxy.mirror.sheet import mirrored
from translation.languages import LANGUAGES

# A number of several groups: spaces between them do not hold them together in right-to-left text (UAX #9, N1, L2).
_GROUPS: Final = re.compile(r"(?<![\w.,:\u2066\u2067\u2068])(?:\+\d|0)\d*(?:\s?[/()–-]?\s?\d+)+")


def page_direction(page: Page) -> Iterator[Spot]:
    """A page in a language written from right to left runs from left to right, or the other way round."""
    row = LANGUAGES.get(page.language)
    html = page.soup.html
    if row is not None and html is not None and page.element(html).direction != row.direction:
        said = value(html, "dir")
        yield Spot(0, f"dir=“{said}”" if said else "dir")


def island_direction(page: Page) -> Iterator[Spot]:
    """A passage says a language but runs in the direction of another one."""
    for tag in page.all():
        row = LANGUAGES.get(language_of(tag)) if tag.has_attr("lang") and tag.name != "html" else None
        text = page.text(tag) if row is not None else ""
        if row is not None and len(text.split()) > 1 and page.element(tag).direction != row.direction:
            yield Spot(page.number(tag), f"lang=“{value(tag, 'lang')}”, {page.element(tag).direction}")


def reversed_number(page: Page) -> Iterator[Spot]:
    """The groups of a telephone number stand in the wrong order, as nothing holds them together."""
    for run in runs(page):
        if page.element(run.holder).direction != "rtl":
            continue
        for match in _GROUPS.finditer(run.text):
            bare = re.search(r"\d\s+[/()–-]?\s?\d|\d[–()]\d", match[0])
            if bare and _strong_before(run.text[: match.start()]) != "L" and not _held(page, run.holder, match[0]):
                yield Spot(page.number(run.holder), match[0])


def unturned_style(page: Page) -> Iterator[Spot]:
    """A translated page from right to left has styles that a converter may not turn: their hashes are named.

    The hashes of a policy in the answer's header are not seen here, only those in the page.
    """
    row = LANGUAGES.get(page.language)
    if not page.translated or row is None or row.direction == "ltr":
        return
    for link in page.soup.select('link[rel~="stylesheet" i][integrity][href]'):
        address = urljoin(page.url, value(link, "href"))
        if urlsplit(address).netloc == urlsplit(page.url).netloc and link.has_attr(NUMBER):
            yield Spot(page.number(link), "integrity")
    metas = page.soup.select('meta[http-equiv="content-security-policy" i][content]')
    policy = style_policy(value(meta, "content") for meta in metas)
    for style in page.soup.find_all("style"):
        kept = not policy.allows_change(nonce=style.has_attr("nonce")) and style.has_attr(NUMBER)
        if kept and not knows_direction(style.text) and mirrored(style.text) != style.text:
            yield Spot(page.number(style), "Content-Security-Policy")


def _strong_before(text: str) -> str:
    return next((kind for kind in map(unicodedata.bidirectional, reversed(text)) if kind in ("L", "R", "AL")), "R")


def _held(page: Page, holder: object, number: str) -> bool:
    """Tell whether an element of its own keeps the number from left to right."""
    for tag in getattr(holder, "find_all", lambda *_: ())(True):
        if number in page.text(tag) and page.element(tag).shown and page.element(tag).direction == "ltr":
            return True
    return False
