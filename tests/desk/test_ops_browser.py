"""The pages of ops in a real browser: accessible in light and dark, narrow, and fresh without taking focus."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from chromium import needs_chromium
from desk.running import RunningDesk, running_desk
from playwright.async_api import Page

from proxy.audit.axe import axe_file
from proxy.audit.browser import open_browser
from proxy.desk.ops.samples import Sample, Samples

pytestmark = needs_chromium

PATHS: Final = (
    "/", "/ops", "/ops/cache", "/ops/cache?layer=segments", "/ops/cache?layer=answers",
    "/ops/cache/purge?layer=pages&address=/aktuelles/&pages=yes", "/ops/warm", "/ops/models",
    "/ops/settings?all=yes", "/ops/accessibility", "/ops/health",
)  # fmt: skip


@asynccontextmanager
async def looking(desk: RunningDesk, width: int, scheme: str) -> AsyncIterator[Page]:
    """A tab that has signed in as the administrator."""
    async with open_browser() as browser:
        context = await browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="de-DE" if width > 400 else "en-GB",
        )
        await context.add_cookies(desk.browser_cookies("admin"))
        yield await context.new_page()


async def faults(page: Page, axe: str) -> list[Any]:
    """What axe finds."""
    await page.evaluate(axe)
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
async def test_every_page_is_accessible_and_fits(tmp_path: Path, width: int, scheme: str) -> None:
    file = axe_file(None)
    if file is None:
        pytest.skip("axe-core is not installed: scripts/node-tools")
    axe = file.read_text("utf-8")
    async with running_desk(tmp_path) as desk, desk.stranger() as visitor:
        async with visitor.http.get(f"{desk.url}/tr/aktuelles/") as got:
            await got.read()
        async with looking(desk, width, scheme) as page:
            said: list[str] = []
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            for path in PATHS:
                answer = await page.goto(desk.at(path))
                assert answer is not None
                assert answer.status == 200, path
                assert await faults(page, axe) == [], path
                over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                assert await page.evaluate(over) <= 0, path
            assert said == []


async def test_figures_come_fresh_and_take_nothing_from_under_the_hands(tmp_path: Path) -> None:
    """What has focus, or is open, stays; the rest is exchanged."""
    async with running_desk(tmp_path) as desk, desk.stranger() as visitor, looking(desk, 1280, "light") as page:
        samples = Samples(desk.database, socket.gethostname())
        for minute in range(10, 0, -1):
            samples.add(Sample(desk.clock() - 60 * minute, requests=100 - minute))
        await page.goto(desk.at("/ops"))
        language = page.locator("[data-live=tables] tbody th", has_text="Türkisch")
        assert await language.count() == 0
        async with visitor.http.get(f"{desk.url}/tr/aktuelles/") as got:
            await got.read()
        await page.locator("#requests-details summary").click()
        await page.evaluate("document.querySelector('[data-live=charts]').mark = 'same'; refresh()")
        await language.first.wait_for(timeout=10_000)
        assert await page.evaluate("document.activeElement.parentElement.id") == "requests-details"
        assert await page.locator("#requests-details").get_attribute("open") is not None
        assert await page.locator("label[data-refresh]").is_visible()


async def test_a_chart_says_in_words_what_it_shows(tmp_path: Path) -> None:
    """Title, description with the newest value, and the table behind it."""
    async with running_desk(tmp_path) as desk, looking(desk, 1280, "light") as page:
        samples = Samples(desk.database, socket.gethostname())
        for minute in range(5, 0, -1):
            samples.add(Sample(desk.clock() - 60 * minute, requests=30 * (5 - minute)))
        await page.goto(desk.at("/ops"))
        chart = page.get_by_role("img", name="Anfragen je Minute")
        assert await chart.count() == 1
        assert "zuletzt 30, höchstens 30" in (await chart.locator("desc").text_content() or "")
        assert await page.locator("#requests-details tbody tr").count() == 4
