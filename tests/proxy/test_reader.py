"""The reading view: the main part of any page, in every language, under a policy of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from bs4 import BeautifulSoup
from fronted import fronted
from hypothesis import given
from loopback import handling, serving
from page.generated import ANY

from proxy.links import SiteLinks
from proxy.reader_page import Reading, reader_page

LINKS = SiteLinks("tr", "https://www.stadt.example", frozenset(), ("/intern",), ("en", "tr", "ar"))
_PAGE = """<!doctype html><html lang="de"><head><title>Amt für Hafen</title><script>alert(1)</script></head><body>
<header><nav><a href="/leicht/">Leichte Sprache</a> <a href="/dgs/">Gebärdensprache</a></nav></header>
<main><h1>Hafenamt</h1><p onclick="x()" style="color:red" class="a" lang="en">Harbour</p>
<p>Rufen Sie <a href="tel:0203283">an</a> oder <a href="mehr?x=1#y">lesen Sie mehr</a>, <a href="/a.pdf">Antrag</a>,
<a href="https://x.example/">anderswo</a>, <a href="javascript:x()">nichts</a>.</p>
<form action="/senden"><label>Name <input name="n"></label></form><iframe src="/karte"></iframe><iframe></iframe>
<img src="bild.png" alt="Kran" onerror="x()"><img src="https://x.example/b.png" alt="Fremdes Bild">
<table><caption>Zeiten</caption><tr><th scope="col" id="t">Tag</th><td headers="t" colspan="2">Montag</td></tr></table>
<ul><li><button>Drucken</button></li><li>Eins</li></ul><div hidden>Versteckt</div><nav>Krümel</nav></main>
<aside>Nebenbei</aside><footer>Impressum</footer></body></html>"""


async def website(request: web.Request) -> web.StreamResponse:
    """A small website."""
    if request.path == "/amt/hafen":
        return web.Response(text=_PAGE, content_type="text/html", headers={"Set-Cookie": "a=b"})
    if request.path == "/eigenes":
        return web.Response(text=_PAGE, content_type="text/html", headers={"Cache-Control": "private"})
    if request.path == "/alt":
        return web.Response(status=302, headers={"Location": "/amt/hafen"})
    if request.path == "/a.pdf":
        return web.Response(body=b"%PDF-1.7", content_type="application/pdf")
    return web.Response(status=404, text=_PAGE, content_type="text/html")


@asynccontextmanager
async def city(folder: Path) -> AsyncIterator[ClientSession]:
    """The proxy before the small website."""
    async with (
        serving(handling(website)) as origin,
        fronted(origin, folder, pages={"deadline_seconds": 20.0}) as client,
    ):
        yield client


def soup(text: str) -> BeautifulSoup:
    """Read a page with another parser than the one that wrote it."""
    return BeautifulSoup(text, "html.parser")


async def test_only_the_main_part(tmp_path: Path) -> None:
    """Text, headings, tables and pictures of the main part in the visitor's language; nothing that acts."""
    async with city(tmp_path) as client, client.get("/.stadtlotse/reader/tr/amt/hafen") as answer:
        assert answer.status == 200
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
        assert answer.headers["Content-Language"] == "tr"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in answer.headers
        page = soup(await answer.text())
    assert page.html
    assert page.html["lang"] == "tr"
    main = page.main
    assert main
    assert [each.text for each in main.find_all("h1")] == ["HAFENAMT"]
    assert not page.find_all(["script", "style", "form", "input", "button", "iframe", "footer", "aside"])
    assert not [tag for tag in page.find_all(True) if {"onclick", "onerror", "style"} & set(tag.attrs)]
    harbour = main.find("p", lang="en")
    assert harbour
    assert harbour.text == "Harbour"
    assert "class" not in harbour.attrs
    assert "Versteckt".upper() not in main.text
    assert "KRÜMEL" not in main.text
    assert [item.text for item in main.find_all("li")] == ["EINS"]
    cell = main.find("td")
    assert cell
    assert (cell["headers"], cell["colspan"]) == (["t"], "2")


async def test_links_and_pictures(tmp_path: Path) -> None:
    """Pages lead to their reading views, files and others to themselves; strangers' pictures are their texts."""
    async with city(tmp_path) as client, client.get("/.stadtlotse/reader/tr/amt/hafen") as answer:
        page = soup(await answer.text())
    main = page.main
    assert main
    links = {each.text: each["href"] for each in main.find_all("a")}
    assert links["LESEN SIE MEHR"] == "/.stadtlotse/reader/tr/amt/mehr?x=1#y"
    assert links["AN"] == "tel:0203283"
    assert links["ANTRAG"] == "/a.pdf"
    assert links["ANDERSWO"] == "https://x.example/"
    assert "NICHTS" not in links
    assert "NICHTS" in main.text
    assert [(each["src"], each["alt"]) for each in main.find_all("img")] == [("/tr/amt/bild.png", "KRAN")]
    assert "FREMDES BILD" in main.text
    elsewhere = [each.a["href"] for each in main.find_all("p", class_="stadtlotse-elsewhere") if each.a]
    assert elsewhere == ["/tr/amt/hafen", "/tr/amt/hafen"]


async def test_around_the_main_part(tmp_path: Path) -> None:
    """The full page, the other languages, and the site's easy German and sign language are one link away."""
    async with city(tmp_path) as client, client.get("/.stadtlotse/reader/ar/amt/hafen?x=1") as answer:
        page = soup(await answer.text())
    assert page.html
    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    header = page.header
    assert header
    hrefs = [each["href"] for each in header.find_all("a")]
    assert hrefs[0] == "/ar/amt/hafen?x=1"
    assert "/.stadtlotse/reader/uk/amt/hafen?x=1" in hrefs
    assert hrefs[-2:] == ["/.stadtlotse/reader/ar/leicht/", "/.stadtlotse/reader/ar/dgs/"]
    notice = page.find("div", class_="stadtlotse-notice")
    assert notice
    assert [each["lang"] for each in notice.find_all("p")] == ["ar", "de"]
    german, report = "/.stadtlotse/reader/de/amt/hafen?x=1", "/.stadtlotse/report/ar/amt/hafen?x=1"
    assert [each["href"] for each in notice.find_all("a")] == [german, report, german]


async def test_german(tmp_path: Path) -> None:
    """German has a reading view too, in the city's words."""
    async with city(tmp_path) as client, client.get("/.stadtlotse/reader/de/amt/hafen") as answer:
        page = soup(await answer.text())
    assert page.html
    assert page.html["lang"] == "de"
    assert page.h1
    assert page.h1.text == "Hafenamt"
    assert not page.find(class_="stadtlotse-notice")
    assert page.main
    assert page.main.find("a", href="/.stadtlotse/reader/de/amt/mehr?x=1#y")


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("tr/alt", 307, "/tr/alt"),
        ("tr/a.pdf", 307, "/tr/a.pdf"),
        ("tr", 308, "/.stadtlotse/reader/tr/"),
        ("xx/amt", 404, ""),
        ("tr/ar/amt", 404, ""),
        ("tr/.stadtlotse/reader/tr/", 404, ""),
        ("tr//evil.example/", 404, ""),
        ("tr/fehlt", 404, ""),
    ],
)
async def test_what_has_no_view(tmp_path: Path, path: str, status: int, location: str) -> None:
    """Redirects and files lead to themselves; what is not there is not found."""
    async with city(tmp_path) as client, client.get(f"/.stadtlotse/reader/{path}", allow_redirects=False) as answer:
        assert (answer.status, answer.headers.get("Location", "")) == (status, location)


async def test_personal_pages(tmp_path: Path) -> None:
    """What is somebody's own is stored nowhere."""
    async with city(tmp_path) as client:
        async with client.get("/.stadtlotse/reader/tr/eigenes", headers={"Cookie": "s=1"}) as answer:
            assert answer.headers["Cache-Control"] == "no-store"
        async with client.get("/.stadtlotse/reader/tr/amt/hafen") as answer:
            assert answer.headers["Cache-Control"] == "private, no-cache"
        async with client.post("/.stadtlotse/reader/tr/amt/hafen") as answer:
            assert answer.status == 405


async def test_switched_off(tmp_path: Path) -> None:
    """Ops may do without it: then nothing leads there."""
    async with (
        serving(handling(website)) as origin,
        fronted(origin, tmp_path, accessibility={"reader": False}) as client,
    ):
        async with client.get("/.stadtlotse/reader/tr/amt/hafen") as answer:
            assert answer.status == 404
        async with client.get("/tr/amt/hafen") as answer:
            assert "/reader/" not in await answer.text()


def test_a_page_that_stayed_german_says_so() -> None:
    """In a Turkish view German text is marked as such, our own words are not."""
    out = soup(reader_page(_PAGE, _PAGE, Reading("/amt/hafen", LINKS)))
    assert out.main
    assert out.main["lang"] == "de"
    assert all(each["lang"] == "tr" for each in out.find_all("p", class_="stadtlotse-elsewhere"))


@given(ANY)
def test_any_page(source: str) -> None:
    """Whatever a page holds, its view has nothing that acts and no address but plain ones."""
    out = soup(reader_page(source, source, Reading("/amt/hafen", LINKS)))
    assert not out.find_all(["script", "style", "form", "input", "button", "iframe", "object", "embed", "base"])
    for tag in out.find_all(True):
        assert not any(name.startswith("on") or name == "style" for name in tag.attrs)
        address = str(tag.get("href") or tag.get("src") or "/")
        assert address.startswith(("/", "#", "https://", "http://", "mailto:", "tel:"))
    assert len(out.find_all("main")) == 1
