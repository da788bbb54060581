"""Signing in and accounts in a real browser: accessible, by keyboard, and closed to the website's own scripts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from chromium import needs_chromium
from desk.running import RunningDesk, running_desk
from playwright.async_api import BrowserContext, Page

from proxy.audit.axe import axe_file
from proxy.audit.browser import open_browser
from proxy.desk.accounts import totp
from proxy.desk.accounts.links import LinkStore
from proxy.desk.accounts.passwords import new_hasher

pytestmark = needs_chromium

PASSWORD = "drei grüne Esel tanzen"
_OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@asynccontextmanager
async def browsing(**options: Any) -> AsyncIterator[tuple[BrowserContext, Page]]:
    async with open_browser() as browser:
        context = await browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "locale": "de-DE", **options}
        )
        yield context, await context.new_page()


async def faults(page: Page, axe: str) -> list[Any]:
    """What axe finds."""
    await page.evaluate(axe)
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]


@pytest.mark.parametrize(("width", "scheme", "locale"), [(1280, "light", "de-DE"), (320, "dark", "en-GB")])
async def test_every_page_is_accessible_and_fits(tmp_path: Path, width: int, scheme: str, locale: str) -> None:
    file = axe_file(None)
    if file is None:
        pytest.skip("axe-core is not installed: scripts/node-tools")
    axe = file.read_text("utf-8")
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme, "locale": locale}
    async with running_desk(tmp_path) as desk, browsing(**options) as (context, page):
        said: list[str] = []
        page.on("pageerror", lambda error: said.append(str(error)))
        desk.clock.seconds += 61
        links = LinkStore(desk.database, 3600, desk.clock)
        set_up = await asyncio.to_thread(links.to_set_up)
        await look(
            page, desk, axe, ["/sign-in", "/signed-out?single=yes", f"/set-up?token={set_up}", "/set-up?token=x"]
        )
        await page.goto(desk.at("/sign-in"))
        await page.fill("#name", "a")
        await page.fill("#password", "wrong")
        await page.keyboard.press("Enter")
        await page.wait_for_selector(".message.bad")
        assert await faults(page, axe) == []
        kept = await asyncio.to_thread(new_hasher().hash, PASSWORD)
        boss = await asyncio.to_thread(desk.account, "Meryem Öz", "admin", password=kept)
        other = await asyncio.to_thread(desk.account, "Ivo", "editor", languages={"tr", "bg"})
        choose = await asyncio.to_thread(links.to_password, other.id)
        await context.add_cookies(desk.browser_cookies("Meryem Öz"))
        paths = ["/account", "/account/second-factor", "/accounts", "/accounts/new", f"/accounts/{other.id}"]
        await look(
            page, desk, axe, [*paths, "/audit-log", "/audit-log?text=nothing+at+all", f"/password?token={choose}"]
        )
        await page.goto(desk.at(f"/accounts/{boss.id}"))
        await page.uncheck("input[value=admin]")
        await page.click("form.card button.primary")
        await page.wait_for_selector(".message.bad")
        assert await faults(page, axe) == []
        assert await page.evaluate(_OVER) <= 0
        await page.goto(desk.at(f"/accounts/{other.id}"))
        draft = other.draft.__class__("Ivo", other.draft.roles)
        await asyncio.to_thread(desk.accounts.change, other.id, 1, draft, "x")
        await page.fill("#name", "Ivo Petrov")
        await page.click("form.card button.primary")
        await page.wait_for_selector("#difference")
        assert await faults(page, axe) == []
        assert await page.evaluate(_OVER) <= 0
        assert said == []


async def look(page: Page, desk: RunningDesk, axe: str, paths: list[str]) -> None:
    for path in paths:
        await page.goto(desk.at(path))
        assert await page.locator("h1").count() == 1, path
        assert await faults(page, axe) == [], path
        assert await page.evaluate(_OVER) <= 0, path


async def test_the_first_account_is_made_by_keyboard_with_its_second_factor(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk, browsing() as (_, page):
        desk.clock.seconds += 61
        token = await asyncio.to_thread(LinkStore(desk.database, 3600, desk.clock).to_set_up)
        await page.goto(desk.at(f"/set-up?token={token}"))
        await page.focus("#name")
        await page.keyboard.type("Meryem")
        await page.keyboard.press("Tab")
        await page.keyboard.type(PASSWORD)
        assert await page.get_attribute("#password", "type") == "password"
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")
        assert await page.get_attribute("#password", "type") == "text", "the button shows what was typed"
        assert await page.get_attribute("#password + button", "aria-pressed") == "true"
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/sign-in/set-up**")
        await page.click("summary")
        secret = (await page.inner_text("details .mono")).replace(" ", "")
        await page.focus("#code")
        await page.keyboard.type(totp.code_at(secret, int(desk.clock()) // totp.STEP))
        await page.keyboard.press("Enter")
        await page.wait_for_selector(".codes")
        assert await page.locator(".codes li").count() == 10
        await page.goto(desk.at("/accounts"))
        assert "Meryem" in await page.inner_text("table")


async def test_without_scripts_everything_is_there(tmp_path: Path) -> None:
    async with (
        running_desk(tmp_path, desk={"second_factor": []}) as desk,
        browsing(java_script_enabled=False) as (_, page),
    ):
        kept = await asyncio.to_thread(new_hasher().hash, PASSWORD)
        await asyncio.to_thread(desk.account, "boss", "admin", password=kept)
        await page.goto(desk.at("/accounts"))
        await page.fill("#name", "boss")
        await page.fill("#password", PASSWORD)
        await page.click("form.card button.primary")
        await page.click("text=Konto anlegen")
        await page.fill("#name", "Olga")
        await page.click("form.card button.primary")
        link = await page.input_value("#link")
        await page.click(".me button")
        await page.goto(link)
        await page.fill("#password", PASSWORD)
        await page.click("form.card button.primary")
        await page.goto(desk.at("/account"))
        assert "Olga" in await page.inner_text("dl.facts")


async def test_a_hole_in_the_website_does_not_open_the_desk(tmp_path: Path) -> None:
    """A script on a page of the website, as an attacker may get it there, while an admin is signed in."""
    async with running_desk(tmp_path) as desk, browsing() as (context, page):
        await context.add_cookies(desk.browser_cookies("admin"))
        await page.goto(desk.at("/accounts"))
        assert await page.locator("table").count() == 1
        await page.goto(f"{desk.url}/")
        target = "/.stadtlotse/desk/accounts"
        asked = await page.evaluate(f"fetch('{target}').then(async (got) => [got.status, await got.text()])")
        assert asked[0] == 401
        assert 'name="csrf"' not in asked[1]
        assert "<table" not in asked[1]
        framed = await page.evaluate(
            f"""new Promise((done) => {{
              const frame = document.createElement('iframe');
              frame.src = '{target}';
              frame.onload = () => {{
                let text = '';
                try {{ text = frame.contentDocument ? frame.contentDocument.body.innerHTML : ''; }} catch {{}}
                done(text);
              }};
              document.body.append(frame);
            }})"""
        )
        assert "csrf" not in framed
        opened = await page.evaluate(
            f"""(async () => {{
              const other = window.open('{target}');
              for (let n = 0; n < 30 && !other.closed; n += 1) await new Promise((go) => setTimeout(go, 100));
              try {{ return other.closed ? 'cut off' : other.document.body.innerHTML; }} catch {{ return 'cut off'; }}
            }})()"""
        )
        assert opened == "cut off"
        posted = await page.evaluate(
            "fetch('/.stadtlotse/desk/accounts/new', {method: 'POST', body: new URLSearchParams({name: 'evil', role: "
            "'admin'})}).then((got) => got.status)"
        )
        assert posted == 403
        assert desk.accounts.named("evil") is None
