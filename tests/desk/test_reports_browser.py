"""The visitors' form and the queue in Chromium: usable on a telephone, in every direction, and clean for axe."""

from __future__ import annotations

from pathlib import Path

import pytest
from chromium import needs_chromium
from desk.axe import violations
from desk.running import running_desk
from playwright.async_api import Page

from proxy.audit.browser import open_browser
from proxy.desk.audit_log import AuditLog
from proxy.desk.reports.store import ReportStore, Room
from proxy.reports.report import NewReport

pytestmark = needs_chromium
PAGE = "/buergerservice/personalausweis"


async def fits(tab: Page) -> bool:
    """Tell whether nothing is wider than the window."""
    return bool(await tab.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("code", ["ar", "tr"])
async def test_the_form(tmp_path: Path, code: str) -> None:
    """From the notice to the thanks on a telephone: errors lead to their fields, links are high enough."""
    async with running_desk(tmp_path) as desk, open_browser() as browser:
        tab = await browser.new_page(viewport={"width": 320, "height": 700})
        await tab.goto(f"{desk.url}/{code}{PAGE}")
        link = tab.locator('.stadtlotse-notice a[href*="/report/"]')
        box = await link.bounding_box()
        assert box is not None
        assert box["height"] >= 24
        await link.click()
        assert await fits(tab)
        assert await violations(tab) == []
        await tab.locator("button").press("Enter")
        assert await tab.locator("[role=alert] a").first.get_attribute("href") == "#segment"
        await tab.locator("[role=alert] a").first.press("Enter")
        assert await fits(tab)
        assert await violations(tab) == []
        await tab.select_option("#segment", index=9)
        desk.clock.seconds += 20
        await tab.fill("#message", "?")
        await tab.locator("button").press("Enter")
        await tab.locator("[role=status]").wait_for()
        assert await violations(tab) == []
        await tab.locator("main a").click()
        assert tab.url == f"{desk.url}/{code}{PAGE}"


@pytest.mark.parametrize("width", [320, 1280])
async def test_the_queue(tmp_path: Path, width: int) -> None:
    """The queue, one text's reports, and an answer that lacks something."""
    async with running_desk(tmp_path) as desk, open_browser() as browser:
        store = ReportStore(desk.database, AuditLog(desk.database), Room(100, 100))
        store.add(NewReport("ar", PAGE, "abc", "Ein {b:1}Amt{/b:1}", "دائرة", "", "كلمة خاطئة", "n1"))
        store.add(NewReport("tr", "/x" * 60, "", "", "", "Uzun" * 60, "", "n2"))
        context = await browser.new_context(viewport={"width": width, "height": 800}, locale="de")
        await context.add_cookies(desk.browser_cookies("editor"))
        tab = await context.new_page()
        for path in ("/reports", "/reports/1", "/reports?state=done"):
            await tab.goto(desk.at(path))
            assert await fits(tab)
            assert await violations(tab) == []
        await tab.goto(desk.at("/reports"))
        await tab.locator("li.report input").first.check()
        await tab.locator("fieldset.answer button").click()
        await tab.locator("#decision[aria-invalid=true]").wait_for()
        assert await tab.locator("li.report input:checked").count() == 1
        assert await violations(tab) == []
