"""What axe-core finds on a page of the desk, or on one for visitors."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import Page

from proxy.audit.axe import axe_file

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def violations(tab: Page) -> list[str]:
    """Return the rules that are violated, with the elements; what stands in frames is not looked at."""
    file = axe_file(None)
    if file is None:
        pytest.skip("axe-core is not installed: scripts/node-tools")
    await tab.evaluate(file.read_text(encoding="utf-8"))
    options = json.dumps({"runOnly": _TAGS, "resultTypes": ["violations"], "iframes": False})
    found = await tab.evaluate(f"axe.run(document, {options})")
    return [f"{each['id']}: {[node['html'][:160] for node in each['nodes']]}" for each in found["violations"]]
