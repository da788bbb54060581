"""Can everything be reached and hit, and is it seen where one is? (WCAG 2.1.1, 2.4.3, 2.4.7, 2.5.8)"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bs4 import Tag

from proxy.audit.finding import Spot
from proxy.audit.page import Element, Page, value

_SMALLEST: Final = 24.0  # CSS pixels, WCAG 2.5.8
_NATIVE: Final = frozenset(
    {"a", "button", "input", "select", "textarea", "summary", "label", "option", "area", "audio", "video"}
)
_ROLES: Final = frozenset({"button", "link", "tab", "menuitem", "checkbox", "radio", "switch", "option"})


def focus_not_visible(page: Page) -> Iterator[Spot]:
    """Nothing changes on an element when the keyboard reaches it."""
    for number in sorted(page.unseen_focus):
        yield Spot(number)


def positive_tabindex(page: Page) -> Iterator[Spot]:
    """A positive `tabindex` takes an element out of the order of the page."""
    for tag in page.all():
        if page.element(tag).tabindex > 0 and page.element(tag).focusable:
            yield Spot(page.number(tag), f"tabindex={page.element(tag).tabindex}")


def mouse_only(page: Page) -> Iterator[Spot]:
    """Something answers to the mouse and cannot be reached with the keyboard."""
    for tag in page.all():
        acts = tag.has_attr("onclick") or (
            value(tag, "role") in _ROLES and not tag.find_parent(attrs={"aria-activedescendant": True})
        )
        if not acts or (tag.name in _NATIVE and not (tag.name == "a" and not tag.has_attr("href"))):
            continue
        if (
            not page.element(tag).focusable
            and value(tag, "tabindex") != "-1"
            and not tag.find(list(_NATIVE - {"label", "option"}))
        ):
            yield Spot(page.number(tag), value(tag, "role"))


def target_size(page: Page) -> Iterator[Spot]:
    """A target is smaller than 24 by 24 pixels, and others are near."""
    targets = [(tag, page.element(tag)) for tag in page.all() if _is_target(page, tag)]
    for tag, element in targets:
        small = element.box[2] < _SMALLEST - 0.5 or element.box[3] < _SMALLEST - 0.5
        if (
            small
            and not _in_a_line(page, tag)
            and _crowded(element, [other for _, other in targets if other is not element])
        ):
            yield Spot(page.number(tag), f"{element.box[2]:.0f} × {element.box[3]:.0f} px")


def _is_target(page: Page, tag: Tag) -> bool:
    element = page.element(tag)
    off = element.box[2] <= 2 or element.box[3] <= 2 or element.box[0] < -500 or element.box[1] < -500
    # Checkboxes and radio buttons have the size the browser gives them, and their label belongs to them.
    default = tag.name == "input" and value(tag, "type").lower() in ("checkbox", "radio")
    return element.focusable and not off and not default and tag.name not in ("iframe", "area", "audio", "video")


def _in_a_line(page: Page, tag: Tag) -> bool:
    """Tell whether a target stands in a sentence: the text around it sets its height."""
    parent = tag.parent
    if not page.element(tag).display.startswith("inline") or parent is None:
        return False
    around = page.text(parent).replace(page.text(tag), "", 1) if page.text(tag) else ""
    others = sum(len(page.text(each)) for each in parent.find_all(["a", "button"]) if each is not tag)
    return len(around) - others > 2 and any(character.isalnum() for character in around)


def _crowded(element: Element, others: list[Element]) -> bool:
    """Tell whether a circle of 24 pixels on the target meets another target, or another small one's circle."""
    x, y = element.box[0] + element.box[2] / 2, element.box[1] + element.box[3] / 2
    for other in others:
        left, top, width, height = other.box
        dx, dy = max(left - x, 0, x - left - width), max(top - y, 0, y - top - height)
        near = dx * dx + dy * dy < (_SMALLEST / 2) ** 2
        small = width < _SMALLEST or height < _SMALLEST
        away = (left + width / 2 - x) ** 2 + (top + height / 2 - y) ** 2
        if near or (small and away < _SMALLEST**2):
            return True
    return False
