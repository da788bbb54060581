"""The five minutes of the editors' guide, done by somebody new: from the link to a corrected page."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
from chromium import needs_chromium
from desk.running import BROWSER, running_desk
from engines import ToyEngine, sure
from pseudo import pseudo

from proxy.audit.browser import open_browser
from proxy.desk.accounts.links import LinkStore

pytestmark = needs_chromium

_WORDS = "Her gün açığız"


async def test_from_the_link_to_a_corrected_page(tmp_path: Path) -> None:
    engine = ToyEngine(lambda text: sure(pseudo(text, "tr")))
    async with (
        running_desk(tmp_path, engine, languages={"targets": ("tr",)}) as desk,
        open_browser() as browser,
        aiohttp.ClientSession(headers=BROWSER) as visitor,
    ):
        links = LinkStore(desk.database, 3600, desk.clock)
        account = await asyncio.to_thread(desk.account, "meryem", "editor", languages={"tr"})
        token = await asyncio.to_thread(links.to_password, account.id)
        context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE")
        page = await context.new_page()

        await page.goto(desk.at(f"/password?token={token}"))
        for field in await page.locator("input[type=password]").all():
            await field.fill("drei grüne Esel tanzen")
        await page.locator("main button.primary").click()
        if "/sign-in" in page.url:
            await page.locator("input[name=name]").fill("meryem")
            await page.locator("input[type=password]").fill("drei grüne Esel tanzen")
            await page.locator("main button.primary").click()

        await page.get_by_role("link", name="Auf der Seite").click()
        await page.locator("#path").fill("/buergerservice/")
        await page.locator("main form button").first.click()
        heading = page.frame_locator("iframe").first.locator("h1").first
        await heading.wait_for()
        await page.locator("#texts a", has_text=await heading.inner_text()).first.click()
        await page.locator("#panel a.button").first.click()

        for _ in range(20):  # who is quicker than the register sees that the text will be there in a moment
            if await page.locator("textarea#target").count():
                break
            await page.wait_for_timeout(200)
            await page.reload()
        await page.locator("textarea#target").fill(_WORDS)
        await page.locator("input[name=scope][value=page]").check()
        await page.get_by_role("button", name="Speichern", exact=True).click()
        # The heading is a term: the desk says so, and takes it all the same where the editor has looked.
        await page.get_by_text("Begriff fehlt").first.wait_for()
        await page.get_by_role("checkbox", name="Ich habe das geprüft").check()
        await page.get_by_role("button", name="Speichern", exact=True).click()
        await page.get_by_text("redigiert").or_(page.get_by_text("Gespeichert")).first.wait_for()

        before = await _page(visitor, f"{desk.url}/tr/", "")
        shown = await _page(visitor, f"{desk.url}/tr/buergerservice/", _WORDS)
        assert _WORDS in shown
        assert _WORDS not in before


async def _page(visitor: aiohttp.ClientSession, url: str, wanted: str) -> str:
    """The page as soon as the words are in it; glossaries are read anew within a moment."""
    text = ""
    for _ in range(100):
        async with visitor.get(url) as got:
            text = await got.text()
        if wanted in text:
            break
        await asyncio.sleep(0.05)
    return text
