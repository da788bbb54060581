"""What tests in a real browser share: whether there is one, and reading a page that a test writes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page

from proxy.audit.browser import chromium, open_browser
from proxy.audit.errors import AuditError
from proxy.audit.plan import Wishes
from proxy.audit.visit import DESKTOP, Visit, read


def _there_is_one() -> bool:
    try:
        return bool(chromium(None))
    except AuditError:
        return False


needs_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(not _there_is_one(), reason="there is no Chromium here: install Debian's package chromium"),
]
_PIXEL = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


@dataclass(frozen=True, slots=True)
class Reader:
    """A tab that shows pages as they are written."""

    context: BrowserContext
    tab: Page

    async def visit(self, html: str, language: str = "de", *, layout: bool = False, axe: Path | None = None) -> Visit:
        """Show a page and write down what the audit wants to know of it."""
        await self.tab.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        await self.tab.goto("about:blank")  # a policy of the page before would hold for this one, too
        await self.tab.set_content(html)
        return await read(self.context, self.tab, language, "de", Wishes(axe=axe, layout=layout))


@asynccontextmanager
async def reader(*, outside: bool = False) -> AsyncIterator[Reader]:
    """Open a tab; with `outside` it loads what pages want."""
    async with open_browser() as browser:
        context = await browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
        if not outside:
            await context.route("**/*", lambda route: route.fulfill(body=_PIXEL, content_type="image/svg+xml"))
        yield Reader(context, await context.new_page())
