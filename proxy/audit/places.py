"""Makes findings of spots: where in the page, with a piece of it that people recognise."""

from __future__ import annotations

import re

from proxy.audit.finding import Finding, Weight
from proxy.audit.page import NUMBER, Page

_NUMBER = re.compile(rf'\s{NUMBER}="\d+"')
_SNIPPET = 200


def finding(page: Page, rule: str, weight: Weight, element: int, detail: str = "", *, new: bool = False) -> Finding:
    """Return a finding at an element of the page."""
    place = page.elements[element]
    return Finding(
        rule, weight, page.url, page.language, place.path, place.selector, snippet(page, element), detail, new
    )


def snippet(page: Page, element: int) -> str:
    """Return the element's source as the browser has it, cut to some 200 characters."""
    tag = page.soup.select_one(f'[{NUMBER}="{element}"]')
    text = " ".join(_NUMBER.sub("", str(tag)).split()) if tag else ""
    return text if len(text) <= _SNIPPET else text[: _SNIPPET - 1] + "…"
