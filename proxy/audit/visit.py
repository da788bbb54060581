"""Opens a page in the browser and writes down everything the rules and the comparison want to know.

The only module that talks to the page: it knows the scripts and the protocol, and no rule.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from bs4 import BeautifulSoup
from playwright.async_api import Browser, BrowserContext, Response
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page as Tab
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from proxy.audit import axe, tree
from proxy.audit.errors import PageUnreachableError
from proxy.audit.finding import Finding
from proxy.audit.outline import Outline
from proxy.audit.page import NO_OVERFLOW, Overflow, Page, element_of
from proxy.audit.plan import Wishes

DESKTOP: Final = {"width": 1280, "height": 900}
NARROW: Final = {"width": 320, "height": 640}  # WCAG 1.4.10: 1280 px at 400 %
_SCRIPTS: Final = Path(__file__).parent / "scripts"


@dataclass(frozen=True, slots=True)
class Visit:
    """A page, its accessibility outline, what axe found, and whether its translation was complete."""

    page: Page
    outline: Outline
    axe_findings: tuple[Finding, ...] = ()
    axe_rules: tuple[tuple[str, axe.AxeRule], ...] = ()
    complete: bool = True
    screenshot: bytes = b""
    screenshot_narrow: bytes = b""


async def visit(
    browser: Browser, url: str, language: str, source: str, wishes: Wishes, clock: Callable[[], float] = time.monotonic
) -> Visit:
    """Visit a page in a context of its own; raises `PageUnreachableError`."""
    context = await browser.new_context(viewport=DESKTOP, locale=language)  # type: ignore[arg-type]
    try:
        tab = await context.new_page()
        complete = await _open(tab, url, wishes, clock)
        return await read(context, tab, language, source, wishes, complete=complete)
    except PlaywrightError as error:
        reason = error.message.splitlines()[0].removeprefix("Page.goto: ")
        raise PageUnreachableError(url, reason) from error
    finally:
        await context.close()


async def _open(tab: Tab, url: str, wishes: Wishes, clock: Callable[[], float]) -> bool:
    """Load a page, again until its translation is complete; tell whether it is."""
    until = clock() + wishes.complete_seconds
    while True:
        answer = await tab.goto(url, wait_until="load", timeout=wishes.load_seconds * 1000)
        _check(answer, url)
        with suppress(PlaywrightTimeoutError):  # a page that polls is never idle: a visitor sees what is there by now
            await tab.wait_for_load_state("networkidle", timeout=2000)
        if answer is None or "incomplete" not in answer.headers.get("cache-status", ""):
            return True
        if clock() >= until:
            return False
        await asyncio.sleep(1)


def _check(answer: Response | None, url: str) -> None:
    if answer is not None and answer.status >= 400:
        raise PageUnreachableError(url, f"answers with status {answer.status}")
    if answer is not None and "html" not in answer.headers.get("content-type", "html"):
        raise PageUnreachableError(url, f"is {answer.headers['content-type']}, not HTML")


async def read(
    context: BrowserContext, tab: Tab, language: str, source: str, wishes: Wishes, *, complete: bool = True
) -> Visit:
    """Read the page that is open in a tab; its size and the size of its letters are changed on the way."""
    facts = await tab.evaluate(_script("collect.js"))
    cdp = await context.new_cdp_session(tab)
    document = await cdp.send("DOM.getDocument", {"depth": -1})
    accessibility = (await cdp.send("Accessibility.getFullAXTree"))["nodes"]
    await cdp.detach()
    await tab.evaluate(_script("clear.js"))
    numbers = tree.numbers_of(document["root"])
    elements = tuple(element_of(each) for each in facts["elements"])
    axe_answer = await _axe(tab, wishes.axe) if wishes.axe else []
    screenshot = await tab.screenshot(type="jpeg", quality=45) if wishes.screenshot else b""
    unseen: list[int] = []
    if wishes.layout:
        numbers_of_focus = json.dumps([n for n, each in enumerate(elements) if each.focusable])
        unseen = await tab.evaluate(_script("focus.js").replace("NUMBERS", numbers_of_focus))
    normal, narrow, large, picture = await _sizes(tab, wishes)
    page = Page(
        url=facts["url"],
        language=language,
        source=source,
        soup=BeautifulSoup(facts["html"], "html.parser"),
        elements=elements,
        nodes=tree.nodes_of(accessibility, numbers),
        normal=normal,
        narrow=narrow,
        large=large,
        unseen_focus=frozenset(unseen),
    )
    return Visit(
        page=page,
        outline=tree.outline(accessibility, numbers, elements),
        axe_findings=tuple(axe.findings_of(axe_answer, page.url, language, [each.path for each in elements])),
        axe_rules=tuple(axe.rules_of(axe_answer, _german(wishes.axe)).items()),
        complete=complete,
        screenshot=screenshot,
        screenshot_narrow=picture,
    )


async def _axe(tab: Tab, file: Path) -> list[dict[str, Any]]:
    # Evaluated, not added as an element: a page's Content-Security-Policy may forbid scripts that are not its own.
    await tab.evaluate(await asyncio.to_thread(file.read_text, "utf-8"))
    answer: list[dict[str, Any]] = await tab.evaluate(axe.RUN)
    return answer


async def _sizes(tab: Tab, wishes: Wishes) -> tuple[Overflow, Overflow, Overflow, bytes]:
    if not wishes.layout:
        return NO_OVERFLOW, NO_OVERFLOW, NO_OVERFLOW, b""
    normal = await _overflow(tab)
    await tab.set_viewport_size(NARROW)  # type: ignore[arg-type]
    narrow = await _overflow(tab)
    picture = await tab.screenshot(type="jpeg", quality=45) if wishes.screenshot else b""
    await tab.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    await tab.evaluate(_script("large_text.js"))
    return normal, narrow, await _overflow(tab), picture


async def _overflow(tab: Tab) -> Overflow:
    found = await tab.evaluate(_script("overflow.js"))
    return Overflow(found["width"], found["wide"], frozenset(found["outside"]), frozenset(found["cut"]))


@cache
def _script(name: str) -> str:
    return (_SCRIPTS / name).read_text("utf-8")


@cache
def _german(file: Path | None) -> dict[str, str]:
    return axe.german_texts(file) if file else {}
