"""In a real Chromium, with the real starter: a visitor books an appointment in Turkish; the city gets German values."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright
from town import ShoutingEngine, Town, town

from proxy.engines import make_engine
from proxy.parts import model_folder
from proxy.settings import Settings

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here: install Debian's package chromium"),
]
_QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@asynccontextmanager
async def browser_page(*, javascript: bool = True) -> AsyncIterator[Page]:
    """Open a page in a headless browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        page = await browser.new_page(java_script_enabled=javascript, viewport={"width": 1200, "height": 1000})
        yield page
        await browser.close()


async def book(page: Page, base: str) -> None:
    """Book an appointment as a visitor does who knows the form by its places, not by its words."""
    await page.goto(base + "/termin/schritt-1")
    await page.select_option("#anliegen", index=2)
    await page.select_option("#personen", index=1)
    await page.click("form.formular button[type=submit]")
    await page.select_option("#standort", index=1)
    await page.select_option("#tag", index=1)
    await page.click("form.formular button[type=submit]")
    await page.locator("input[name=uhrzeit]").first.check()
    await page.select_option("#anrede", index=1)
    for field, value in (("vorname", "Ayşe"), ("nachname", "Öztürk"), ("geburtsdatum", "17.05.1988")):
        await page.fill(f"#{field}", value)
    await page.fill("#email", "ayse@example.org")
    await page.fill("#bemerkung", "Kapıya kadar rampa var mı?")
    await page.locator("input[name=datenschutz]").check()
    await page.click("form.formular button[type=submit]")
    await page.locator("form.formular input[type=submit]").first.click()


def sent(place: Town) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Return what the city received, without the tokens that differ in every session."""
    records = [(r.path, tuple((k, v) for k, v in r.fields if k != "_csrf")) for r in place.received]
    place.received.records.clear()
    return records


@pytest.mark.model
async def test_booking_in_turkish(tmp_path: Path) -> None:
    """The city receives from the Turkish form, field for field, what it receives from its own."""
    engine = make_engine(Settings(), model_folder())
    async with town(tmp_path, engine, deadline_seconds=1.5) as place, browser_page() as page:
        await book(page, place.origin)
        directly = sent(place)
        await page.context.clear_cookies()
        await book(page, place.url + "/tr")
        assert page.url.startswith(place.url + "/tr/termin/")
        assert await page.get_attribute("html", "lang") == "tr"
        assert await page.locator(".stadtlotse-notice").count() == 1
        through = sent(place)
    assert len(directly) == 4
    assert through == directly


async def test_booking_without_javascript_in_arabic(tmp_path: Path) -> None:
    """With every word translated, from right to left and without scripts, the booking arrives the same."""
    async with town(tmp_path, ShoutingEngine()) as place, browser_page(javascript=False) as page:
        await book(page, place.origin)
        directly = sent(place)
        await page.context.clear_cookies()
        await book(page, place.url + "/ar")
        through = sent(place)
    assert len(directly) == 4
    assert through == directly


async def test_keyboard(tmp_path: Path) -> None:
    """The site's skip link comes first, then the switcher; Enter leads to the same page in that language."""
    async with town(tmp_path, ShoutingEngine()) as place, browser_page() as page:
        await page.goto(place.url + "/tr/buergerservice/")
        await page.keyboard.press("Tab")
        assert (await page.evaluate("document.activeElement.getAttribute('href')")).startswith("#")
        while await page.evaluate("document.activeElement.hreflang") != "uk":
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/uk/buergerservice/")
        assert await page.get_attribute("html", "lang") == "uk"


async def test_arabic_page_is_not_wider_than_the_window(tmp_path: Path) -> None:
    """A skip link hidden at the left does not widen a page that runs from right to left."""
    async with town(tmp_path, ShoutingEngine()) as place, browser_page() as page:
        await page.goto(place.url + "/ar/")
        wide, window = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= window
        assert await page.evaluate("getComputedStyle(document.body).direction") == "rtl"


async def test_map_and_scripts_work(tmp_path: Path) -> None:
    """A page whose script loads JSON by a relative address works under a language prefix, without errors."""
    async with town(tmp_path, ShoutingEngine()) as place, browser_page() as page:
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("response", lambda r: problems.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        await page.goto(place.url + "/tr/stadtplan/", wait_until="networkidle")
        shapes = "document.querySelectorAll('main svg *').length"
        turkish = await page.evaluate(shapes)
        await page.goto(place.origin + "/stadtplan/", wait_until="networkidle")
        assert turkish == await page.evaluate(shapes)
        assert turkish > 10
        assert not problems
