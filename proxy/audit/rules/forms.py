"""Do form fields say what belongs in them? (WCAG 1.3.1, 3.3.2, 4.1.2)"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from bs4 import Tag

from proxy.audit.finding import Spot
from proxy.audit.page import Page, value

_NO_FIELDS: Final = frozenset({"hidden", "submit", "reset", "button", "image"})
_LABELS: Final = ("aria-label", "aria-labelledby", "title")


def field_without_label(page: Page) -> Iterator[Spot]:
    """A field has no name at all."""
    for tag in _fields(page):
        if page.node(tag) is not None and not page.name(tag):
            yield Spot(page.number(tag), value(tag, "name"))


def placeholder_only(page: Page) -> Iterator[Spot]:
    """A field's only label is its placeholder, which is gone as soon as something is written."""
    for tag in _fields(page):
        if value(tag, "placeholder").strip() and page.name(tag) and not _labelled(page, tag):
            yield Spot(page.number(tag), f"placeholder=“{value(tag, 'placeholder')}”")


def group_without_name(page: Page) -> Iterator[Spot]:
    """Buttons of which one is chosen stand in no group that has a name: their question is missing."""
    groups: dict[tuple[int, str], list[Tag]] = defaultdict(list)
    for tag in _fields(page):
        if value(tag, "type").lower() == "radio":
            groups[id(tag.find_parent("form")), value(tag, "name")].append(tag)
    for tags in groups.values():
        if len(tags) > 1 and not any(_names_group(page, each) for each in tags[0].parents if isinstance(each, Tag)):
            yield Spot(page.number(tags[0]), value(tags[0], "name"))


def _fields(page: Page) -> Iterator[Tag]:
    for tag in page.all("input", "select", "textarea"):
        if tag.name != "input" or value(tag, "type").lower() not in _NO_FIELDS:
            yield tag


def _labelled(page: Page, tag: Tag) -> bool:
    if any(value(tag, name).strip() for name in _LABELS):
        return True
    if any(page.text(label) for label in tag.find_parents("label")):
        return True
    identity = value(tag, "id")
    return bool(identity) and any(page.text(label) for label in page.soup.find_all("label", attrs={"for": identity}))


def _names_group(page: Page, tag: Tag) -> bool:
    if tag.name == "fieldset":
        legend = tag.find("legend")
        return (isinstance(legend, Tag) and bool(page.text(legend))) or bool(value(tag, "aria-label"))
    return value(tag, "role") in ("radiogroup", "group") and bool(page.name(tag))
