"""As people use it: with the keyboard, enlarged, printed, without motion, without scripts; forms in two languages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from chromium import needs_chromium
from playwright.async_api import Page
from pseudo import PseudoEngine
from town import Town, town

from proxy.audit.browser import open_browser

pytestmark = needs_chromium


@asynccontextmanager
async def opened(
    folder: Path, pages: Mapping[str, object] = MappingProxyType({}), **options: Any
) -> AsyncIterator[tuple[Town, Page]]:
    """Open a town, and a tab to look at it with."""
    async with town(folder, PseudoEngine(), pages=pages) as place, open_browser() as browser:
        options.setdefault("viewport", {"width": 1200, "height": 900})
        context = await browser.new_context(**options)
        yield place, await context.new_page()


async def reached(tab: Page) -> list[str]:
    """Press the tab key from the top of the page until it comes round; return what it reached, in order."""
    found: list[str] = []
    await tab.evaluate("document.activeElement && document.activeElement.blur(); window.scrollTo(0, 0)")
    for _ in range(400):
        await tab.keyboard.press("Tab")
        here = await tab.evaluate(_HERE)
        if not here or here == (found[0] if found else None):
            break
        found.append(here)
    return found


# Tag, id, name and path of the address without a language; "" for the page itself, what is ours is marked.
_HERE = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) { return ''; }
  const address = (at.getAttribute('href') || '').replace(/^\\/(ar|tr|uk)(?=\\/)/, '');
  const ours = at.closest('[class^="stadtlotse-"], [class*=" stadtlotse-"]') ? '+' : '';
  const alike = [...document.querySelectorAll(at.localName)];
  const nth = alike.filter((each) => !each.closest('[class^="stadtlotse-"]')).indexOf(at);
  return `${ours}${at.localName} ${at.id} ${at.name || ''} ${address} ${nth}`;
}"""


@pytest.mark.parametrize("code", ["ar", pytest.param("tr", marks=pytest.mark.slow)])
async def test_keyboard_walk(tmp_path: Path, code: str) -> None:
    """The tab key reaches what it reaches in German, in the same order, and beside it only links of ours."""
    async with opened(tmp_path) as (place, tab):
        await tab.goto(place.origin + "/termin/schritt-1")
        german = await reached(tab)
        await tab.goto(f"{place.url}/{code}/termin/schritt-1")
        foreign = await reached(tab)
    assert len(german) > 20
    assert [each for each in foreign if not each.startswith("+")] == german
    ours = [each for each in foreign if each.startswith("+")]
    assert len(ours) >= 10
    assert all(each.startswith("+a ") for each in ours)


OFFERS = [("tr-TR,tr;q=0.9,en;q=0.8", "tr"), ("ar", "ar"), ("de-DE,tr;q=0.5", ""), ("ku", "")]


@pytest.mark.parametrize(("wanted", "code"), OFFERS)
async def test_the_offer_on_a_german_page(tmp_path: Path, wanted: str, code: str) -> None:
    """The keyboard reaches it after the skip links, in its own language; it is large enough and leads to the page."""
    headers = {"Accept-Language": wanted}
    narrow = {"width": 320, "height": 640}
    async with opened(tmp_path, {"offer_on_german": True}, extra_http_headers=headers, viewport=narrow) as (place, tab):
        await tab.goto(place.url + "/kontakt")
        assert await tab.evaluate("document.documentElement.scrollWidth") <= 320
        offer = tab.locator(".stadtlotse-offer a")
        assert await offer.count() == bool(code)
        if not code:
            return
        for _ in range(10):
            await tab.keyboard.press("Tab")
            if await tab.evaluate("!!document.activeElement.closest('.stadtlotse-offer')"):
                break
        outline, _, _ = await tab.evaluate(_LOOK)
        assert outline == {"outline": "solid", "width": 3}
        box = await offer.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24  # WCAG 2.5.8
        assert await offer.evaluate("each => each.closest('[lang]').lang") == code
        await tab.keyboard.press("Enter")
        await tab.wait_for_url(f"**/{code}/kontakt")
        assert await tab.locator(".stadtlotse-offer").count() == 0


async def test_tiles_in_the_reading_view(tmp_path: Path) -> None:
    """Title and text of a tile, which only the page's own style sets apart, do not run into one word."""
    async with opened(tmp_path) as (place, tab):
        await tab.goto(place.url + "/.stadtlotse/reader/de/")
        tile = tab.get_by_role("link", name="Termin vereinbaren Bürgerservice, Standesamt", exact=True)
        assert await tile.count() == 1
        lines = await tile.inner_text()
    assert lines.split("\n") == ["Termin vereinbaren", "Bürgerservice, Standesamt"]


async def test_focus_is_visible_on_what_is_ours(tmp_path: Path) -> None:
    """Every link of ours shows an outline when the keyboard reaches it, and lies in the window."""
    async with opened(tmp_path) as (place, tab):
        await tab.goto(place.url + "/ar/kontakt")
        seen = 0
        for _ in range(60):
            await tab.keyboard.press("Tab")
            mine = await tab.evaluate("!!document.activeElement.closest('[class^=\"stadtlotse-\"]')")
            if mine:
                seen += 1
                style, box, width = await tab.evaluate(_LOOK)
                assert style["outline"] not in ("none", "")
                assert style["width"] >= 2
                assert 0 <= box["left"] < box["right"] <= width
    assert seen >= 10


_LOOK = """() => {
  const style = getComputedStyle(document.activeElement), box = document.activeElement.getBoundingClientRect();
  const outline = {outline: style.outlineStyle, width: parseFloat(style.outlineWidth)};
  return [outline, {left: box.left, right: box.right}, innerWidth];
}"""


@pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("tr", "ltr")])
async def test_a_report_with_an_error_and_then_sent(tmp_path: Path, code: str, direction: str) -> None:
    """A damage report: sent empty, errors are announced in the language; filled, the city gets the German values."""
    async with opened(tmp_path) as (place, tab):
        for base in (place.origin, f"{place.url}/{code}"):
            await tab.goto(base + "/maengelmelder/")
            await tab.evaluate("document.querySelector('main form').noValidate = true")
            await tab.locator("main form [type=submit]").first.click()
            assert await tab.locator("main [role=alert], main .fehlerliste").count() >= 1
            await fill(tab)
            await tab.locator("main form [type=submit]").first.click()
            await tab.wait_for_load_state("load")
            if base != place.origin:
                assert await tab.get_attribute("html", "lang") == code
                assert await tab.evaluate("getComputedStyle(document.documentElement).direction") == direction
    sent = [tuple((name, value) for name, value in record.fields if "csrf" not in name) for record in place.received]
    half = len(sent) // 2
    assert half >= 2
    assert sent[half:] == sent[:half]


async def fill(tab: Page) -> None:
    """Fill in every field of the form, by its kind."""
    form = tab.locator("main form").last
    for each in await form.locator("input:visible, select:visible, textarea:visible").all():
        kind = (await each.get_attribute("type") or "").lower()
        tag = await each.evaluate("e => e.localName")
        if tag == "select":
            await each.select_option(index=1)
        elif kind in ("checkbox", "radio"):
            await each.check()
        elif kind == "email":
            await each.fill("a@example.org")
        elif kind in ("date", "time", "number"):
            await each.fill({"date": "2027-01-15", "time": "10:00", "number": "3"}[kind])
        elif kind not in ("submit", "reset", "button", "file", "search"):
            await each.fill("Straßenlaterne şöyle, مصباح")


@pytest.mark.parametrize("code", ["ar", pytest.param("uk", marks=pytest.mark.slow)])
async def test_reflow(tmp_path: Path, code: str) -> None:
    """At 320 pixels and at 200 % nothing runs over the edge that does not in German (WCAG 1.4.10, 1.4.4)."""
    async with opened(tmp_path) as (place, tab):
        for path in ("/", "/termin/schritt-1"):
            for width in (320, 600):
                await tab.set_viewport_size({"width": width, "height": 700})
                await tab.goto(place.origin + path)
                german = await tab.evaluate(_BEYOND)
                await tab.goto(f"{place.url}/{code}{path}")
                assert await tab.evaluate(_BEYOND) <= german, (path, width)


# A right-to-left page clips what lies far to the left; nobody can scroll there.
_BEYOND = """getComputedStyle(document.documentElement).overflowX === 'hidden' ? 0
  : Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"""


async def test_print(tmp_path: Path) -> None:
    """On paper the notice stays, because paper has no address bar; the switcher goes, because paper has no links."""
    async with opened(tmp_path) as (place, tab):
        await tab.goto(place.url + "/ar/kontakt")
        await tab.emulate_media(media="print")
        assert await tab.locator(".stadtlotse-notice").first.is_visible()
        assert not await tab.locator(".stadtlotse-languages").first.is_visible()
        assert len(await tab.pdf()) > 5000


async def test_reduced_motion(tmp_path: Path) -> None:
    """Nothing of ours moves, whether a visitor wants that or not."""
    async with opened(tmp_path, reduced_motion="reduce") as (place, tab):
        await tab.goto(place.url + "/tr/")
        moving = await tab.evaluate(
            """[...document.querySelectorAll('[class^="stadtlotse-"], [class^="stadtlotse-"] *')].filter((each) => {
              const style = getComputedStyle(each);
              return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0;
            }).length"""
        )
    assert moving == 0


async def test_without_javascript(tmp_path: Path) -> None:
    """Without scripts the switcher, the notice and the search work as with them, and we have added no script."""
    async with opened(tmp_path, java_script_enabled=False) as (place, tab):
        await tab.goto(place.origin + "/kontakt")
        scripts = await tab.locator("script").count()
        await tab.goto(place.url + "/tr/kontakt")
        assert await tab.locator("script").count() == scripts
        await tab.click(".stadtlotse-languages a[hreflang=ar]")
        assert tab.url.endswith("/ar/kontakt")
        await tab.fill("#suche-kopf", "Ausweis")
        await tab.press("#suche-kopf", "Enter")
        assert "/ar/suche?q=Ausweis" in tab.url
        await tab.click(".stadtlotse-notice a[hreflang=de] >> nth=0")
        assert "/ar/" not in tab.url
