"""In Chromium: choosing texts with mouse and keyboard, and a page that tries everything to get at the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from chromium import needs_chromium
from city.app import create_app as create_city
from desk.axe import violations
from desk.running import RunningDesk, running_desk
from loopback import handling, serving
from playwright.async_api import Error, Page, Response, Route

from proxy.audit.browser import open_browser

pytestmark = needs_chromium

_TRIES = """
  const tell = (what) => { new Image().src = '/beacon/' + what; fetch('/beacon/f' + what).catch(() => 0); };
  tell('ran');
  try { tell('parent-' + parent.document.title); } catch { }
  try { top.location = '/beacon/top'; } catch { }
  parent.postMessage({ stadtlotse: { choose: 0, link: 'javascript:alert(1)' } }, '*');
  document.addEventListener('DOMContentLoaded', () => document.forms[0].submit());
"""
HOSTILE = (
    '<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Böse Seite</title>'
    '<meta http-equiv="refresh" content="0; url=/beacon/refresh"><base target="_top">'
    f"<script>{_TRIES}</script><script src='/boese.js'></script>"
    "<link rel=preload as=script href='/beacon/ahead'></head>"
    "<body onload=\"fetch('/beacon/onload')\"><main><h1>Amtliche Nachricht</h1><p>Guten Tag, liebe Leute.</p>"
    "<img src='/fehlt.png' alt='Ein Bild' onerror=\"fetch('/beacon/onerror')\">"
    "<svg onload=\"fetch('/beacon/svg')\"></svg>"
    "<form action='/beacon/form' method='post' target='_top'><input name='x' value='y' autofocus>"
    "<button>Absenden bitte</button></form><a href='/beacon/link' target='_top'>Ein Link hinaus</a>"
    "<a href=\"javascript:fetch('/beacon/javascript')\">Noch ein Link</a>"
    "<iframe srcdoc=\"<script>fetch('/beacon/srcdoc')</script>\"></iframe>"
    "<object data='/beacon/object'></object></main>"
)


@dataclass
class Opened:
    """A tab of somebody who has signed in, and what a page sent home."""

    desk: RunningDesk
    tab: Page
    beacons: list[str]
    errors: list[str]

    async def show(self, path: str) -> Response | None:
        """Open a page of the desk and wait until the frame has its marks."""
        answer = await self.tab.goto(self.desk.at(path))
        await self.tab.frames[1].locator("html").first.wait_for()
        await self.tab.wait_for_load_state("load")
        return answer

    async def click(self, text: str) -> None:
        """Click a text of the page in the frame with the mouse, and wait for the panel."""
        place = self.tab.frames[1].get_by_text(text, exact=True).first
        await place.scroll_into_view_if_needed()
        box = await place.bounding_box()
        assert box is not None
        await self.tab.mouse.click(box["x"] + 5, box["y"] + box["height"] / 2)


@asynccontextmanager
async def opened(
    folder: Path, size: tuple[int, int] = (1280, 900), origin: web.Application | None = None
) -> AsyncIterator[Opened]:
    """Open the desk before a website, the hostile one if none is given, and a tab for an editor."""
    beacons: list[str] = []

    async def hostile(request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/beacon"):
            beacons.append(request.path)
        if request.path == "/boese.js":
            return web.Response(text=_TRIES, content_type="text/javascript")
        return web.Response(text=HOSTILE, content_type="text/html")

    async with running_desk(folder, origin=origin or handling(hostile)) as desk, open_browser() as browser:
        context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="de")
        await context.add_cookies(desk.browser_cookies("editor"))
        tab = await context.new_page()
        errors: list[str] = []
        tab.on("pageerror", lambda error: errors.append(str(error)))
        yield Opened(desk, tab, beacons, errors)


async def test_a_hostile_page_reaches_nothing(tmp_path: Path) -> None:
    """None of its scripts runs, no form is sent, nothing is loaded; texts can be chosen all the same."""
    async with opened(tmp_path) as place:
        await place.show("/page/tr/boese")
        frame = place.tab.frames[1]
        texts = [await each.inner_text() for each in await place.tab.locator("#texts bdi").all()]
        await place.click(texts[1])
        await place.tab.locator("#panel a.button").first.wait_for()
        assert "Amtliche Nachricht" in await place.tab.inner_text("#panel")
        for text in texts[3:]:
            if await frame.get_by_text(text, exact=True).count():
                await place.click(text)
        await place.tab.wait_for_timeout(400)
        assert await frame.evaluate("[origin, location.pathname]") == ["null", "/.stadtlotse/desk/preview/tr/boese"]
        assert "/desk/page/tr/boese" in place.tab.url
        for forbidden in ("document.cookie", "parent.document.title", "top.location.href", "localStorage.length"):
            with pytest.raises(Error, match="SecurityError"):
                await frame.evaluate(forbidden)
        assert place.beacons == []
        assert place.errors == []


async def test_the_policy_alone_holds(tmp_path: Path) -> None:
    """Even a page that came through unchanged does nothing: in the frame, and when its address is opened alone."""

    async def untouched(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, body=HOSTILE)

    async with opened(tmp_path) as place:
        await place.tab.context.route("**/desk/preview/**", untouched)
        await place.show("/page/tr/boese")
        await place.tab.wait_for_timeout(500)
        assert "/desk/page/tr/boese" in place.tab.url
        assert place.beacons == []
        alone = await place.tab.context.new_page()
        await alone.goto(place.desk.at("/preview/tr/boese"), wait_until="commit")
        assert await alone.evaluate("origin") == "null"
        assert not [each for each in place.beacons if "ran" in each or "form" in each or "onload" in each]


async def test_others_cannot_frame_it(tmp_path: Path) -> None:
    """A page of another origin that frames the desk or a preview sees neither."""
    async with opened(tmp_path) as place:
        frames = "".join(f'<iframe src="{place.desk.at(path)}"></iframe>' for path in ("/page/tr/x", "/preview/tr/x"))

        async def other(_request: web.Request) -> web.StreamResponse:
            return web.Response(text=f"<!doctype html>{frames}", content_type="text/html")

        async with serving(handling(other)) as url:
            await place.tab.goto(url.replace("127.0.0.1", "localhost"))
            await place.tab.wait_for_timeout(300)
            assert [each.url for each in place.tab.frames[1:]] == ["chrome-error://chromewebdata/"] * 2


async def test_by_mouse_and_by_keyboard(tmp_path: Path) -> None:
    """A click chooses; Tab leads into the page, arrows from text to text, Enter to the panel; the German goes along."""
    async with opened(tmp_path, origin=create_city()) as place:
        tab = place.tab
        await place.show("/page/ar/buergerservice/personalausweis?desk-beside=yes")
        assert await violations(tab) == []
        heading = await tab.frames[1].locator("h1").first.inner_text()
        await place.click(heading)
        await tab.locator("#panel dl").wait_for()
        panel = await tab.inner_text("#panel")
        assert heading in panel
        assert await tab.frames[2].evaluate("scrollY") > 0
        assert "desk-segment=" in tab.url
        assert await violations(tab) == []
        await tab.locator("iframe").first.focus()
        await tab.keyboard.press("Tab")
        await tab.keyboard.press("ArrowDown")
        await tab.keyboard.press("Enter")
        await tab.locator("#panel h2:focus").wait_for()
        assert await tab.inner_text("#panel h2") != panel.partition("\n")[0]
        await tab.fill("#filter", "Gebühr")
        assert 0 < await tab.locator("#texts li:visible").count() < 30
        await tab.locator("#texts li:visible a").first.press("Enter")
        await tab.locator("#panel p[lang=de]", has_text="Gebühr").wait_for()
        assert place.errors == []


async def test_at_320_pixels_and_without_scripts(tmp_path: Path) -> None:
    """Nothing is wider than the window, and without scripts the list leads to each text's panel."""
    async with opened(tmp_path, (320, 800), origin=create_city()) as place:
        await place.show("/page/tr/")
        assert await place.tab.evaluate("document.documentElement.scrollWidth") <= 320
        assert await violations(place.tab) == []
        context = await place.tab.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
        await context.add_cookies(place.desk.browser_cookies("editor"))
        plain = await context.new_page()
        await plain.goto(place.desk.at("/page/tr/"))
        await plain.locator("#texts a").nth(5).click()
        assert await plain.locator("#panel dl").count() == 1
