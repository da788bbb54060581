"""The terms' pages in Chromium: accessible, no wider than a phone, and usable by keyboard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from chromium import needs_chromium
from desk.running import RunningDesk, running_desk
from playwright.async_api import Page, expect

from glossary.store import TermStore
from proxy.audit.axe import axe_file
from proxy.audit.browser import open_browser

pytestmark = needs_chromium

_CSV = "de,policy,tr\nMeldestelle,translate,kayıt dairesi\nBürgerservice,shout,\n".encode()


@asynccontextmanager
async def open_page(desk: RunningDesk, width: int, locale: str) -> AsyncIterator[Page]:
    """A tab of a terminologist."""
    async with open_browser() as browser:
        context = await browser.new_context(viewport={"width": width, "height": 800}, locale=locale)
        cookies = await asyncio.to_thread(desk.browser_cookies, "terminologist")
        await context.add_cookies(cookies)
        yield await context.new_page()


@pytest.mark.parametrize(("width", "locale"), [(1280, "de-DE"), (320, "en-GB")])
async def test_every_screen(tmp_path: Path, width: int, locale: str) -> None:
    """The list, a term, its effect, two changes of it, its history, a mistake, and a file: axe finds nothing wrong."""
    file = axe_file(None)
    if file is None:
        pytest.skip("axe-core is not installed: scripts/node-tools")
    axe = await asyncio.to_thread(file.read_text, "utf-8")
    async with running_desk(tmp_path) as desk, open_page(desk, width, locale) as page:

        async def look(tab: Page) -> None:
            await tab.evaluate(axe)
            found = await tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
            assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == [], tab.url
            assert await tab.evaluate("document.documentElement.scrollWidth") <= width, tab.url

        for path in ("/terms", "/terms/collection", "/terms/import"):
            await page.goto(desk.at(path))
            await look(page)
        await page.set_input_files("#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": _CSV})
        await page.click("main form .primary")
        await look(page)
        await page.goto(desk.at("/terms/collection"))
        await page.click("main form .primary")
        await page.goto(f"{desk.url}/tr/buergerservice/")
        await page.goto(desk.at("/terms?q=b%C3%BCrgerservice"))
        await page.click("tbody a >> nth=0")
        await look(page)
        own = page.url.partition("?")[0]
        other = await page.context.new_page()
        await other.goto(own)
        await page.fill("#target-tr", "vatandaş merkezi")
        await page.click(".terms-save [value=publish]")
        await page.wait_for_url("**/publish")
        await look(page)
        await other.fill("#target-tr", "vatandaş ofisi")
        await other.click(".terms-save [value=save]")
        await expect(other.locator("fieldset.open")).to_have_count(1)
        await look(other)
        await other.click("main form .primary")
        await other.locator("details", has=other.locator("#selector")).locator("summary").click()
        await other.fill("#selector", "div p")
        await other.click(".terms-save [value=save]")
        await expect(other.locator("#selector-error")).to_be_visible()
        await look(other)
        await page.click("main form .primary")
        await page.goto(f"{own}/history")
        await expect(page.locator("ol li")).to_have_count(2)
        await look(page)


async def test_by_keyboard(tmp_path: Path) -> None:
    """New, suggested forms, save, next in the list: without a mouse."""
    async with running_desk(tmp_path, glossary={"collection": False}) as desk, open_page(desk, 1280, "de-DE") as page:
        await page.goto(desk.at("/terms"))
        await page.keyboard.press("Alt+Shift+KeyN")
        await page.wait_for_url("**/terms/new")
        await page.focus("#de")
        await page.keyboard.type("Antrag")
        await page.focus("#suggest")
        await page.keyboard.press("Enter")
        await expect(page.locator("#suggested input").first).to_be_focused(timeout=60_000)
        await page.keyboard.press("Space")
        await page.keyboard.press("Alt+Shift+KeyS")
        await expect(page.locator("[role=status]").first).to_contain_text("Gespeichert")
        first = page.url.partition("?")[0]
        assert await page.input_value("#forms") == "Antrage"
        await page.goto(desk.at("/terms/new"))
        await page.fill("#de", "Bescheid")
        await page.keyboard.press("Enter")
        await expect(page.locator("[role=status]").first).to_contain_text("Gespeichert")
        await page.keyboard.press("Alt+Shift+KeyK")
        await page.wait_for_url(f"{first}*")
        await page.keyboard.press("Alt+Shift+KeyJ")
        await expect(page.locator("h1")).to_contain_text("Bescheid")
        assert await asyncio.to_thread(TermStore(desk.database).all) == ()
