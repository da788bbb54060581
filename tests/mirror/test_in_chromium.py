"""In a real browser: a turned page is the page in the mirror, and numbers stand in their order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from chromium import needs_chromium
from city.app import create_app
from loopback import serving
from playwright.async_api import Page

from proxy.audit.browser import open_browser
from proxy.mirror.sheet import mirrored, mirrored_declarations
from proxy.page.isolates import isolated

pytestmark = needs_chromium

_CITY = Path(__file__).parents[1] / "city" / "assets" / "stadt.css"
_BOXES = """() => [...document.body.querySelectorAll('*')].filter(each => {
  const style = getComputedStyle(each);
  return /^(block|flex|grid|list-item)$/.test(style.display) && each.getClientRects().length
    && !each.closest('svg, dialog, [hidden]') && style.visibility === 'visible';
}).map(each => {
  const box = each.getBoundingClientRect();
  return [each.tagName + '.' + each.className, box.left, box.width, document.documentElement.clientWidth];
})"""
_TURN = """([sheet, attributes]) => {
  document.documentElement.dir = 'rtl';
  document.querySelector('link[rel=stylesheet][href$="stadt.css"]').remove();
  for (const each of document.querySelectorAll('style')) each.remove();
  document.querySelectorAll('[style]').forEach((each, i) => each.setAttribute('style', attributes[i]));
  document.head.append(Object.assign(document.createElement('style'), {textContent: sheet}));
}"""


async def turn(page: Page, sheet: str) -> None:
    """Turn the page that is shown, words left alone."""
    own = await page.evaluate("[...document.querySelectorAll('style')].map(each => each.textContent).join('\\n')")
    attributes = await page.evaluate("[...document.querySelectorAll('[style]')].map(e => e.getAttribute('style'))")
    await page.evaluate(_TURN, [sheet + mirrored(own), [mirrored_declarations(each) for each in attributes]])


@pytest.mark.parametrize("path", ["/", "/buergerservice/personalausweis", "/termin/schritt-1"])
async def test_boxes_are_mirrored(path: str) -> None:
    """Of the city's boxes nearly all stand as far from the right as they stood from the left, to the pixel.

    What is left are boxes that are as wide as their words, in lines of German words, which do not turn.
    """
    sheet = mirrored(_CITY.read_text("utf-8"))
    async with serving(create_app()) as origin, open_browser() as browser:
        page = await browser.new_page(viewport={"width": 1200, "height": 900}, java_script_enabled=True)
        await page.route(re.compile(r"\.js($|\?)"), lambda route: route.abort())
        await page.goto(origin + path)
        before = await page.evaluate(_BOXES)
        await turn(page, sheet)
        after = await page.evaluate(_BOXES)
    assert len(before) == len(after) > 100
    wrong = [
        (name, left, right, width)
        for (name, left, width, window), (_, right, _, _) in zip(before, after, strict=True)
        if abs(window - left - width - right) > 1
    ]
    assert len(wrong) <= 0.03 * len(before), wrong


_ORDER = """() => [...document.querySelectorAll('p')].map(p => {
  const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT), found = [];
  for (let node; node = walker.nextNode();)
    for (const match of node.data.matchAll(/[0-9A-Za-z@.+€]+/g)) {
      const range = new Range();
      range.setStart(node, match.index); range.setEnd(node, match.index + match[0].length);
      found.push([range.getBoundingClientRect().left, match[0]]);
    }
  return found.sort((a, b) => a[0] - b[0]).map(each => each[1]).join(' ');
})"""
_NUMBERS = ["0203 283 2500", "+49 203 94000", "12,50 €", "2026-01-15", "47099 Ruhrhafen", "32-3"]


async def test_numbers_stand_in_their_order() -> None:
    """From left to right each number reads as it was written, among Arabic words; without isolates it does not."""
    paragraphs = "".join(f"<p>اتصل بنا على {isolated(each)} من فضلك</p>" for each in _NUMBERS)
    async with open_browser() as browser:
        page = await browser.new_page()
        await page.set_content(f'<html lang="ar" dir="rtl"><body>{paragraphs}<p>اتصل بنا على 0203 283 2500 من فضلك</p>')
        *kept, reversed_ = await page.evaluate(_ORDER)
    pieces = [" ".join(re.findall(r"[0-9A-Za-z@.+€]+", each)) for each in _NUMBERS]
    assert kept == pieces
    assert reversed_ == "2500 283 0203"
