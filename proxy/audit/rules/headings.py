"""Are headings headings, and in steps? (WCAG 1.3.1, 2.4.6)"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bs4 import Tag

from proxy.audit.finding import Spot
from proxy.audit.page import Page, value

_NAMES: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HOLDERS: Final = (
    "table", "nav", "button", "legend", "label", "li", "dl", "figcaption", "summary", "a", "header", "footer",
    "blockquote", "caption", "address", *sorted(_NAMES),
)  # fmt: skip
_LONGEST = 80


def heading_skipped(page: Page) -> Iterator[Spot]:
    """A heading is more than one level below the one before it."""
    before = 0
    for tag, level in _headings(page):
        if before and level > before + 1:
            yield Spot(page.number(tag), f"h{before} → h{level}")
        before = level


def heading_empty(page: Page) -> Iterator[Spot]:
    """A heading has no words."""
    for tag, _ in _headings(page):
        if not page.name(tag):
            yield Spot(page.number(tag), tag.name)


def no_main_heading(page: Page) -> Iterator[Spot]:
    """No heading of the first level says what the page is about."""
    if not any(level == 1 for _, level in _headings(page)):
        yield Spot(0)


def heading_faked(page: Page) -> Iterator[Spot]:
    """A line in bold or large letters stands over a text, and is no heading."""
    usual = _usual_size(page)
    for tag in page.all("p", "div"):
        text = page.text(tag)
        if not 2 < len(text) <= _LONGEST or text[-1] in ".!?:,;" or not text[0].isalnum():
            continue
        if tag.find(["p", "div", "ul", "table", "a", "input", "button", "img", "br", "time"]) or tag.find_parent(
            _HOLDERS
        ):
            continue
        if value(tag, "role") == "heading" or tag.find_parent(attrs={"role": "heading"}):
            continue
        if _strong(page, tag, usual) and _text_follows(page, tag):
            yield Spot(page.number(tag), text)


def _headings(page: Page) -> Iterator[tuple[Tag, int]]:
    for tag in page.all():
        node = page.node(tag)
        if node is not None and node.role == "heading":
            yield tag, int(float(node.properties.get("level", "2")))


def _usual_size(page: Page) -> float:
    """The size of the letters that most paragraphs have, in pixels."""
    sizes = sorted(page.element(tag).size for tag in page.all("p") if len(page.text(tag)) > _LONGEST)
    return sizes[len(sizes) // 2] if sizes else 16.0


def _strong(page: Page, tag: Tag, usual: float) -> bool:
    """Tell whether all words of a line are bold, or larger than the text's."""
    holders = [node.parent for node in tag.find_all(string=True) if node.strip() and node.parent is not None]
    looks = [page.element(each) for each in holders if each.has_attr("data-audit")]
    bold = all(each.weight >= 600 and each.size >= usual for each in looks)
    large = all(each.size >= 1.25 * usual for each in looks)
    return bool(looks) and (bold or large)


def _text_follows(page: Page, tag: Tag) -> bool:
    """Tell whether a plain text comes right after the line."""
    after = next(
        (each for each in tag.find_next_siblings() if each.has_attr("data-audit") and page.element(each).shown), None
    )
    if after is None or after.name not in ("p", "ul", "ol", "div", "dl"):
        return False
    text = page.text(after)
    return len(text) > len(page.text(tag)) and page.element(after).weight < 600
