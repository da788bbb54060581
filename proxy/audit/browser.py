"""A headless Chromium: found, opened, closed. Playwright drives it; it is the extra `stadtlotse[audit]`."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, async_playwright
from playwright.async_api import Error as PlaywrightError

from proxy.audit.errors import AuditError

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET: Final = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--hide-scrollbars")


def chromium(asked: Path | None) -> str:
    """Return the browser's path: the one asked for, or the first that is installed; raises `AuditError`."""
    found = shutil.which(asked) if asked else next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        what = (
            f"there is no browser at {asked}" if asked else f"there is no Chromium here (looked for {', '.join(NAMES)})"
        )
        message = f"{what}; install Debian's package chromium, or name one with --chromium"
        raise AuditError(message)
    return found


@asynccontextmanager
async def open_browser(asked: Path | None = None) -> AsyncIterator[Browser]:
    """Open a browser; raises `AuditError`."""
    path = chromium(asked)
    # Chromium refuses its sandbox to root, as in containers.
    sandbox = () if os.geteuid() else ("--no-sandbox",)
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(executable_path=path, args=[*_QUIET, *sandbox])
        except PlaywrightError as error:
            message = f"{path} does not start: {error.message.splitlines()[0]}"
            raise AuditError(message) from error
        try:
            yield browser
        finally:
            await browser.close()
