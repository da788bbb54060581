"""Takes the pictures of the documentation from a running demo: `python scripts/screenshots.py [http://127.0.0.1:8800]`.

Each page is asked for until it is complete, so that the picture shows what a second visitor sees.
"""

from __future__ import annotations

import base64
import shutil
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
PAGES = (
    ("home-tr", "/tr/"),
    ("service-uk", "/uk/buergerservice/personalausweis"),
    ("home-ar", "/ar/"),
    ("booking-tr", "/tr/termin/schritt-1"),
    ("report-ar", "/ar/maengelmelder/"),
)
TOGETHER = ("home-tr", "service-uk", "home-ar")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_MOST_SECONDS = 180


def take(browser: Browser, url: str, file: Path) -> None:
    """Take a picture of a page once it is whole."""
    page = browser.new_page(viewport={"width": 1100, "height": 1250})
    started = time.monotonic()
    while time.monotonic() - started < _MOST_SECONDS:
        answer = page.goto(url, wait_until="load", timeout=60_000)
        status = answer.headers.get("cache-status", "") if answer else ""
        if "incomplete" not in status:
            break
        time.sleep(2)
    consent = page.locator("[data-cookie-ok]")
    if consent.is_visible():
        consent.click()
    page.screenshot(path=file)
    page.close()


def join(browser: Browser, files: list[Path], file: Path) -> None:
    """Put pictures side by side."""
    images = "".join(
        f'<img src="data:image/png;base64,{base64.b64encode(each.read_bytes()).decode()}" width="520">'
        for each in files
    )
    page = browser.new_page(viewport={"width": 1640, "height": 591})
    page.set_content(f'<body style="margin:0;display:flex;gap:40px;background:#fff">{images}</body>')
    page.screenshot(path=file)
    page.close()


def main(base: str) -> int:
    """Take all pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("there is no Chromium here: install Debian's package chromium", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        for name, path in PAGES:
            take(browser, base + path, IMAGES / f"{name}.png")
            print(f"{name}: {base}{path}")
        join(browser, [IMAGES / f"{name}.png" for name in TOGETHER], IMAGES / "languages.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8800"))
