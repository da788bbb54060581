"""Texts in place of images (WCAG 1.1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, urlsplit

from bs4 import Tag

from proxy.audit.finding import Spot
from proxy.audit.page import Page, value

_FILE: Final = re.compile(r"^[\w%() +.-]+\.(?:jpe?g|png|gif|webp|avif|svg|tiff?|bmp|heic)$", re.IGNORECASE)
_CAMERA: Final = re.compile(
    r"^(?:img|dsc[nf]?|image|bild|foto|photo|screenshot|unbenannt|untitled|pict?)[\W_]*\d*$", re.IGNORECASE
)
_TOOLS: Final = re.compile(r"[\W_]+")
_NAMES: Final = ("aria-label", "aria-labelledby", "title")


def image_without_alt(page: Page) -> Iterator[Spot]:
    """An image has neither a text in its place nor the sign that it needs none."""
    for tag in _images(page):
        # An image button without a text has a name that the browser makes up.
        named = any(value(tag, name).strip() for name in _NAMES) if tag.name == "input" else bool(page.name(tag))
        if not tag.has_attr("alt") and not named and page.node(tag) is not None:
            yield Spot(page.number(tag), value(tag, "src")[-60:])


def file_name_alt(page: Page) -> Iterator[Spot]:
    """The text in place of an image is a file's name."""
    for tag in _images(page):
        alt = value(tag, "alt").strip()
        if alt and (is_file_name(alt) or _CAMERA.match(alt) or _is_source(alt, tag)):
            yield Spot(page.number(tag), f"alt=“{alt}”")


def is_file_name(text: str) -> bool:
    """Tell whether a text is nothing but the name of an image's file."""
    return _FILE.match(text.strip()) is not None


def _images(page: Page) -> Iterator[Tag]:
    for tag in page.all("img", "input", "area"):
        if tag.name != "input" or value(tag, "type").lower() == "image":
            yield tag


def _is_source(alt: str, tag: Tag) -> bool:
    """`hafen_2024_final` for hafen_2024_final.jpg; one word that names what is seen is no file name."""
    stem = unquote(urlsplit(value(tag, "src")).path).rpartition("/")[2].rpartition(".")[0]
    marked = any(character in "_-" or character.isdigit() for character in alt) and " " not in alt
    return marked and _TOOLS.sub("", alt).lower() == _TOOLS.sub("", stem).lower()
