"""A visitor who has chosen a language stays in it, and every page answers."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientSession
from bs4 import BeautifulSoup
from town import ShoutingEngine, Town, town

from proxy.links import is_file

_MOST = 60


async def visited(place: Town, start: str) -> dict[str, tuple[int, str]]:
    """Follow the links of the pages from `start`; return status and content type by path."""
    found: dict[str, tuple[int, str]] = {}
    waiting = [start]
    async with ClientSession() as client:
        while waiting and len(found) < _MOST:
            path = waiting.pop(0)
            if path in found:
                continue
            async with client.get(place.url + path) as answer:
                found[path] = answer.status, answer.content_type
                html = await answer.text(errors="replace") if answer.content_type == "text/html" else ""
            for link in BeautifulSoup(html, "html.parser").select(
                "main a[href], nav:not(.stadtlotse-languages) a[href]"
            ):
                parts = urlsplit(urljoin(place.url + path, str(link["href"])))
                if f"{parts.scheme}://{parts.netloc}" == place.url and not is_file(parts.path):
                    waiting.append(parts.path)
    return found


async def test_links_keep_the_language(tmp_path: Path) -> None:
    """No link of a Turkish page leads to a German one, but for the notice's and the excluded ones."""
    async with town(tmp_path, ShoutingEngine()) as place:
        found = await visited(place, "/tr/")
    strayed = [path for path in found if not path.startswith("/tr/")]
    assert set(strayed) <= {"/"} | {path.removeprefix("/tr") for path in found}
    assert sum(path.startswith("/tr/") for path in found) > 25
    broken = {path: status for path, (status, _) in found.items() if status >= 500}
    assert not broken


async def test_every_page_says_its_language(tmp_path: Path) -> None:
    """A translated page names its language, offers the others and says that a machine translated it."""
    async with town(tmp_path, ShoutingEngine()) as place, ClientSession() as client:
        for language, direction in (("uk", "ltr"), ("ar", "rtl")):
            async with client.get(f"{place.url}/{language}/buergerservice/") as answer:
                soup = BeautifulSoup(await answer.text(), "html.parser")
                assert answer.headers["Content-Language"] == language
            assert soup.html is not None
            assert (soup.html["lang"], soup.html.get("dir", "ltr")) == (language, direction)
            switcher = soup.select("nav.stadtlotse-languages a")
            assert [link["hreflang"] for link in switcher] == "de en tr ar bg ro pl uk ru fr".split()
            assert [link["hreflang"] for link in switcher if link.get("aria-current")] == [language]
            assert {p["lang"] for p in soup.select(".stadtlotse-notice p")} == {language, "de"}
            assert soup.select_one('link[rel~="machine-translated-from"][hreflang="de"]')
