"""axe-core beside our own rules: found on disk, run in the page, its places ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from chromium import needs_chromium, reader

from proxy.audit.axe import axe_file, german_texts
from proxy.audit.finding import Weight

_AXE = axe_file(None)
_MISSING = "axe-core is not installed: scripts/node-tools installs it"


def test_a_file_that_is_not_there_is_none(tmp_path: Path) -> None:
    """What is asked for is taken, and nothing else in its place."""
    assert axe_file(tmp_path / "axe.min.js") is None
    (tmp_path / "axe.min.js").touch()
    assert axe_file(tmp_path / "axe.min.js") == tmp_path / "axe.min.js"
    assert german_texts(tmp_path / "axe.min.js") == {}


@pytest.mark.skipif(_AXE is None, reason=_MISSING)
class TestInABrowser:
    """The real axe-core in a real page."""

    pytestmark = needs_chromium

    async def test_findings_have_our_places_and_its_criteria(self) -> None:
        """A missing alternative: axe's rule, our path, WCAG's criterion, German and English words."""
        html = (
            '<!doctype html><html lang="de"><title>t</title><main><h1>Amt</h1><nav class="stadtlotse-x"></nav>'
            '<p><img src="/x.svg" width="9" height="9"></p></main></html>'
        )
        async with reader() as opened:
            visited = await opened.visit(html, axe=_AXE)
        found = {each.rule: each for each in visited.axe_findings}
        rules = dict(visited.axe_rules)
        assert found["axe:image-alt"].path.endswith("/main1/p1/img1")
        assert found["axe:image-alt"].weight is Weight.fault
        assert "data-audit" not in found["axe:image-alt"].snippet
        assert rules["axe:image-alt"].criteria == ("1.1.1",)
        assert rules["axe:image-alt"].german != rules["axe:image-alt"].help

    async def test_a_page_without_faults(self) -> None:
        """Nothing is found where nothing is."""
        html = '<!doctype html><html lang="de"><title>Amt</title><main><h1>Amt</h1><p>Text</p></main></html>'
        async with reader() as opened:
            assert (await opened.visit(html, axe=_AXE)).axe_findings == ()
