"""Takes the pictures of the documentation from a running demo.

    python scripts/screenshots.py [http://127.0.0.1:8800]           the pictures of the pages
    python scripts/screenshots.py http://127.0.0.1:8800 --sheet     the contact sheet: every page type in four languages

Each page is asked for until it is complete, so that the picture shows what a second visitor sees.
"""

from __future__ import annotations

import base64
import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

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
SHEET_LANGUAGES = ("", "tr", "ar", "uk")
SHEET_PAGES = (
    "/",
    "/buergerservice/",
    "/buergerservice/personalausweis",
    "/termin/schritt-1",
    "/maengelmelder/",
    "/veranstaltungen/",
    "/stadtplan/",
    "/rathaus/politik",
    "/opendata/",
    "/archiv/satzung.html",
    "/kontakt",
    "/leichte-sprache",
)
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


def sheet(browser: Browser, base: str, file: Path) -> None:
    """Put every page type in every language of the sheet on one picture, a row for each page."""
    rows = []
    with TemporaryDirectory() as folder:
        for path in SHEET_PAGES:
            cells = []
            for code in SHEET_LANGUAGES:
                picture = Path(folder) / "page.png"
                take(browser, f"{base}/{code}{path}" if code else base + path, picture)
                data = base64.b64encode(picture.read_bytes()).decode()
                cells.append(f'<td><img src="data:image/png;base64,{data}">')
            rows.append(f"<tr><th colspan={len(cells)}>{path}<tr>{''.join(cells)}")
            print(path)
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.set_content(f"<style>{_SHEET_STYLE}</style><table>{''.join(rows)}</table>")
    page.screenshot(path=file, type="jpeg", quality=55, full_page=True)
    page.close()


_SHEET_STYLE = """
body { margin: 0; background: #fff; font: 14px sans-serif } table { border-spacing: 8px; width: 100% }
th { text-align: left } td { width: 25%; padding: 0 }
img { width: 100%; height: 215px; object-fit: cover; object-position: top; outline: 1px solid #8795a1; display: block }
"""


def main(base: str, *, as_sheet: bool) -> int:
    """Take all pictures, or the contact sheet."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("there is no Chromium here: install Debian's package chromium", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        if as_sheet:
            sheet(browser, base, IMAGES / "contact-sheet.jpg")
        else:
            for name, path in PAGES:
                take(browser, base + path, IMAGES / f"{name}.png")
                print(f"{name}: {base}{path}")
            join(browser, [IMAGES / f"{name}.png" for name in TOGETHER], IMAGES / "languages.png")
        browser.close()
    return 0


if __name__ == "__main__":
    addresses = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    sys.exit(main(addresses[0] if addresses else "http://127.0.0.1:8800", as_sheet="--sheet" in sys.argv))
