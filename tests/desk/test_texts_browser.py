"""The texts' pages in Chromium: marks that cannot be lost, keys, and what axe finds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from chromium import needs_chromium
from desk.running import RunningDesk
from desk.test_texts_pages import LINK, OPEN, desk, noted, visited
from playwright.async_api import ConsoleMessage, Page, expect

from proxy.audit.axe import axe_file
from proxy.audit.browser import open_browser
from proxy.desk.texts.ids import segment_id

pytestmark = needs_chromium
EDIT = f"/texts/tr/{segment_id(LINK)}?page=/amt/&from=language%3Dtr%26state%3D"


@asynccontextmanager
async def tab(running: RunningDesk, width: int = 1280) -> AsyncIterator[Page]:
    """A tab of an editor's browser."""
    async with open_browser() as browser:
        context = await browser.new_context(viewport={"width": width, "height": 900}, locale="de-DE")
        await context.add_cookies(running.browser_cookies("editor"))
        page = await context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if _is_ours(said) else None)
        yield page
        assert errors == []


def _is_ours(said: ConsoleMessage) -> bool:
    """Whether it is an error, and not the missing icon of the city's site."""
    return said.type == "error" and not said.location["url"].endswith("/favicon.ico")


async def test_marks_are_not_lost_by_typing(tmp_path: Path) -> None:
    """Not with the delete keys, not by typing over everything; then it is saved by a key, and visitors see it."""
    async with desk(tmp_path) as running:
        await noted(running, "/amt/")
        async with tab(running) as page:
            await page.goto(running.at(EDIT))
            area = page.locator("textarea[name=target]")
            await area.press("Control+End")
            for _ in range(40):
                await page.keyboard.press("Backspace")
            assert await area.input_value() == "{a:1}{/a:1}"
            await area.press("Control+a")
            await page.keyboard.type("Burada ")
            value = await area.input_value()
            assert sorted(("{a:1}", "{/a:1}")) == sorted(each for each in ("{a:1}", "{/a:1}") if each in value)
            await area.fill("{a:1}Form burada")  # as pasting over all of it
            assert await area.input_value() == "{a:1}Form burada{/a:1}"
            await area.evaluate("area => { area.value = '{a:1}Form burada'; area.dispatchEvent(new Event('input')); }")
            gone = page.locator("button[data-mark].gone")
            assert await gone.count() == 1
            await area.press("Control+End")
            await gone.click()
            assert await area.input_value() == "{a:1}Form burada{/a:1}"
            assert await page.locator("[data-preview] .chip").count() == 2
            await expect(page.locator("[data-checked]")).to_contain_text("Nichts")
            await area.press("Control+Enter")
            await page.wait_for_url("**/texts/**")
        assert "Form burada</a>" in await visited(running, "/amt/", "Form burada")


async def test_a_review_by_keyboard_alone(tmp_path: Path) -> None:
    """Begin, approve, go on, go back, to the list."""
    async with desk(tmp_path) as running:
        await noted(running, "/amt/")
        async with tab(running) as page:
            await page.goto(running.at("/texts?language=tr&state=machine"))
            await page.keyboard.press("Alt+Shift+R")
            await page.wait_for_selector("form.editor")
            first = await page.locator("textarea[name=target]").input_value()
            await page.keyboard.press("Alt+Shift+G")
            await expect(page.locator("textarea[name=target]")).not_to_have_value(first)
            await page.keyboard.press("Alt+Shift+L")
            await page.wait_for_selector(".texts")
            shown = await page.locator(".texts .open").all_inner_texts()
            assert first not in shown


@pytest.mark.parametrize("width", [1280, 320])
async def test_axe_finds_nothing(tmp_path: Path, width: int) -> None:
    """On every page of the area, wide and narrow, and nothing is wider than the window."""
    axe = axe_file(None)
    if axe is None:
        pytest.skip("axe-core is not installed")
    text = f"/texts/tr/{segment_id(OPEN)}"
    paths = (
        "/texts?state=",
        EDIT,
        f"/texts/ar/{segment_id(LINK)}?page=/amt/",
        f"{text}/why?page=/amt/",
        "/texts/transfer",
    )
    async with desk(tmp_path) as running:
        await noted(running, "/amt/")
        async with running.stranger() as visitor, visitor.http.get(f"{running.url}/ar/amt/") as got:
            assert got.status == 200
        async with tab(running, width) as page:
            for path in paths:
                await page.goto(running.at(path))
                for _ in range(40):
                    if await page.title() != "Das gibt es hier nicht – Stadtlotse":
                        break
                    await page.wait_for_timeout(100)
                    await page.reload()
                await page.evaluate(axe.read_text(encoding="utf-8"))
                found = await page.evaluate("axe.run().then(done => done.violations.map(each => each.id))")
                assert found == [], path
                wide = await page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                assert wide <= 0, path
