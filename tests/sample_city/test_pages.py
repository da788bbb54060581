"""Every ordinary page: readable by two parsers, complete, linked, in the encoding it says or hides."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.parsers import expat

import pytest
from aiohttp.test_utils import TestClient, TestServer
from bs4 import BeautifulSoup
from city.app import SITE_PATHS, create_app
from city.archive import OLD_PAGES, OldPage, encoded
from city.browser import Visitor

pytestmark = pytest.mark.asyncio

SLOPPY = frozenset({"/archiv/stadtgeschichte.html", "/archiv/gebuehren.htm"})
ENCODINGS = {
    "/archiv/hafenchronik.htm": "cp1252",
    "/archiv/partnerstaedte.html": "utf-16",
    "/archiv/vereine.html": "cp1252",
    "/archiv/satzung.html": "utf-8-sig",
}
LINKS = {
    "a": "href",
    "link": "href",
    "img": "src",
    "script": "src",
    "iframe": "src",
    "object": "data",
    "source": "src",
    "track": "src",
    "video": "poster",
    "form": "action",
}
FEATURES = {
    "nested menu": "nav ul ul ul",
    "breadcrumbs": "nav ol [itemprop=itemListElement]",
    "table with scope and caption": "table:has(caption) th[scope]",
    "headers attribute": "td[headers]",
    "abbr on a table head": "th[abbr]",
    "summary of a table": "table[summary]",
    "definition list": "dl dt + dd",
    "accordion by details": "details > summary",
    "accordion by ARIA": "[data-akkordeon] button[aria-controls][aria-expanded]",
    "gallery": "ul.galerie figure img[alt]",
    "figure with caption": "figure figcaption",
    "empty alt": 'img[alt=""]',
    "SVG with title, description, text": "svg:has(title):has(desc):has(text)",
    "SVG link": "svg a[href] text",
    "JSON-LD": 'script[type="application/ld+json"]',
    "Open Graph": 'meta[property="og:title"]',
    "Twitter card": 'meta[name="twitter:description"]',
    "cookie notice": "[data-cookie-hinweis]",
    "frame with title": "iframe[title]",
    "h-card": ".h-card .p-tel",
    "vcard": ".vcard .fn",
    "h-event": ".h-event .dt-start",
    "microdata": "[itemscope][itemtype] [itemprop]",
    "Turkish island": "[lang=tr]",
    "English island": "q[lang=en]",
    "Arabic island": "[lang=ar][dir=rtl]",
    "translate=no": '[translate="no"]',
    "notranslate": ".notranslate",
    "code, kbd, samp, pre": "pre code, kbd, samp",
    "abbr with title": "abbr[title]",
    "footnote": "sup a[href^='#']",
    "sub and sup": "abbr sub, dd sup",
    "time, mark, data, dfn, q, cite": "time[datetime] ~ *, mark, data[value], dfn, q, cite",
    "ins and del": "ins[datetime] ~ del",
    "br in a sentence": "p br",
    "wbr": "wbr",
    "template": "template",
    "noscript": "noscript p",
    "style": "style",
    "base": "base[href]",
    "picture": "picture source[srcset][sizes]",
    "srcset by density": "img[srcset*=' 2x']",
    "object with fall-back": "object p a",
    "video with tracks": "video track[label]",
    "datalist with labels": "datalist option[label]",
    "optgroup": "optgroup[label] option",
    "option without value": "option:not([value])",
    "option with value": "option[value]",
    "input button": "input[type=button][value], button[type=button]",
    "input submit": "input[type=submit][name][value]",
    "input reset": "input[type=reset][value]",
    "input image": "input[type=image][alt]",
    "named submit button": "button[type=submit][name][value]",
    "fieldset": "fieldset legend",
    "placeholder": "[placeholder]",
    "aria-label": "[aria-label]",
    "aria-description": "[aria-description]",
    "aria-roledescription": "[aria-roledescription]",
    "aria-valuetext": "[aria-valuetext]",
    "aria-placeholder": "[aria-placeholder]",
    "title attribute": "a[title]",
    "download": "a[download]",
    "hidden token": "input[type=hidden][name=_csrf]",
    "hidden German text": "input[type=hidden][name=kampagne]",
    "text area with text": "textarea[readonly], textarea#beschreibung",
    "refresh": "meta[http-equiv=refresh]",
    "absolute own link": "a[href^='http://127.0.0.1']",
    "protocol-relative link": "a[href^='//']",
    "root-relative link": "a[href^='/']",
    "relative link": "a[href='fuehrungszeugnis']",
    "fragment link": "a[href^='#']",
    "query link": "a[href^='?']",
    "telephone link": "a[href^='tel:']",
    "mail link": "a[href^='mailto:']",
    "font": "font[color]",
    "center": "center",
    "marquee": "marquee",
    "meter and progress": "meter",
    "viewport that forbids zoom": "meta[content*='user-scalable=no']",
}
RAW = {
    "conditional comment": "<!--[if lt IE 9]>",
    "comment": "<!-- Seitenkopf",
    "soft hyphen": "&shy;",
    "named entity": "&uuml;",
    "decimal entity": "&#40;",
    "hexadecimal entity": "&#x2E;",
    "entity without semicolon": "&copy 1998",
    "no-break space": "&nbsp;",
    "narrow no-break space": "&#8239;",
    "CDATA": "<![CDATA[",
    "upper-case tags": "<TABLE BORDER=1",
    "unquoted attribute": "valign=top",
    "duplicate attribute": 'title="Vereine von A bis Z" title="doppelt"',
    "wrong nesting": "<b>Stadtarchivs. <i>Hier finden Sie</b>",
    "stray end tag": "</p></i></center>",
    "javascript link": 'HREF="javascript:',
}


class Reader(HTMLParser):
    """The standard library's parser, to see that it comes to the end."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text.append(data)


async def text_of(city: Visitor, path: str) -> str:
    """A page as text, decoded as a browser would."""
    answer = await city.get(path)
    assert answer.status == 200, f"{path} answers {answer.status}"
    body = await answer.read()
    return body.decode(ENCODINGS.get(path, "utf-8"))


def faults(path: str, text: str) -> list[str]:
    """What an ordinary page lacks."""
    reader = Reader()
    reader.feed(text)
    soup = BeautifulSoup(text, "html.parser")
    title = soup.title.get_text(strip=True) if soup.title else ""
    german = soup.html is not None and soup.html.get("lang") == "de"
    found = {"text": sum(map(len, reader.text)) > 100, "title": bool(title), "lang": german or path in SLOPPY}
    return [f"{path}: no {name}" for name, there in found.items() if not there]


async def test_every_page_is_complete(city: Visitor) -> None:
    """Each page is read to its end by html.parser, and has text, a title and (unless sloppy) German as lang."""
    assert [fault for path in SITE_PATHS for fault in faults(path, await text_of(city, path))] == []


async def test_there_are_enough_pages() -> None:
    """The site has many different pages and none is listed twice."""
    assert len(SITE_PATHS) == len(set(SITE_PATHS)) >= 22


async def test_internal_links_resolve(city: Visitor) -> None:
    """A crawl from the home page finds no dead link, no dead image and no fragment without target."""
    origin = str(city.make_url("")).rstrip("/")
    seen: dict[str, str] = {}
    todo = ["/"]
    fragments: list[tuple[str, str, str]] = []
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        answer = await city.get(path)
        assert answer.status == 200, f"{path} answers {answer.status}"
        if "html" not in answer.content_type:
            seen[path] = ""
            continue
        seen[path] = await text_of(city, path)
        soup = BeautifulSoup(seen[path], "html.parser")
        base = soup.select_one("base[href]")
        start = urljoin(origin + path, str(base["href"])) if base else origin + path
        for tag in soup.select(",".join(f"{name}[{attribute}]" for name, attribute in LINKS.items())):
            raw = str(tag[LINKS[tag.name]])
            if raw.startswith(("mailto:", "tel:", "javascript:")) or raw == "//video.example/ruhrhafen":
                continue
            target, fragment = urldefrag(urljoin(start, raw))
            if not target.startswith(origin + "/") or str(tag.get("method", "get")).lower() == "post":
                continue
            found = target.removeprefix(origin)
            if found.startswith("/technik/"):
                continue
            todo.append(found)
            if fragment and not base:
                fragments.append((path, found, fragment))
    missing = [
        (source, found, fragment)
        for source, found, fragment in fragments
        if seen.get(found) and f'id="{fragment}"' not in seen[found] and f"name={fragment}" not in seen[found]
    ]
    assert not missing
    assert {urlsplit(path).path for path in seen} >= {p for p in SITE_PATHS if not p.startswith("/ehrenamt/")}


async def test_every_feature_is_somewhere(city: Visitor) -> None:
    """Everything a real site's HTML may contain occurs on at least one page."""
    absent = set(FEATURES) | set(RAW)
    for path in SITE_PATHS:
        text = await text_of(city, path)
        soup = BeautifulSoup(text, "html.parser")
        absent -= {name for name in absent & set(FEATURES) if soup.select_one(FEATURES[name])}
        absent -= {name for name in absent & set(RAW) if RAW[name] in text}

    assert absent == set()


@pytest.mark.parametrize("old", OLD_PAGES, ids=lambda old: old.file)
async def test_old_pages_are_sent_as_they_are(city: Visitor, old: OldPage) -> None:
    """Old pages arrive in the bytes and under the header of their row."""
    answer = await city.get(old.path)

    assert await answer.read() == encoded(old)
    assert answer.headers["Content-Type"] == old.content_type


async def test_encodings() -> None:
    """The old encodings are real: Windows bytes above 0x7F, a UTF-16 mark, and no valid UTF-8 among them."""
    chronicle, clubs, twins = (
        encoded(next(old for old in OLD_PAGES if old.file == name))
        for name in ("hafenchronik.htm", "vereine.html", "partnerstaedte.html")
    )

    assert b"\x84Der Hafen ist die Lunge der Stadt\x93" in chronicle
    assert b"\x80" in chronicle
    assert b"charset=utf-8" in clubs
    assert b"\x80" in clubs
    assert twins.startswith(b"\xff\xfe")
    for body in (chronicle, clubs, twins):
        with pytest.raises(UnicodeDecodeError):
            body.decode("utf-8")


async def test_statute_begins_with_a_byte_order_mark(city: Visitor) -> None:
    """The statute's UTF-8 begins with a mark."""
    assert (await (await city.get("/archiv/satzung.html")).read()).startswith(b"\xef\xbb\xbf<!DOCTYPE html>")


async def test_xhtml_page_is_well_formed(city: Visitor) -> None:
    """The page sent as XHTML is well-formed XML."""
    answer = await city.get("/kultur/hafenmuseum")

    assert answer.content_type == "application/xhtml+xml"
    assert expat.ParserCreate().Parse(await answer.read(), True) == 1


async def test_public_pages_revalidate(city: Visitor) -> None:
    """A public page may be kept for a minute and is answered with 304 when nothing changed."""
    first = await city.get("/buergerservice/")
    second = await city.get("/buergerservice/", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert (second.status, await second.read()) == (304, b"")


async def test_own_links_follow_the_host() -> None:
    """Two cities on two ports link to themselves."""
    for _ in range(2):
        async with TestClient(TestServer(create_app())) as client:
            text = await (await client.get("/")).text()
            port = client.port
            assert f'<link rel="canonical" href="http://127.0.0.1:{port}/">' in text
            assert set(re.findall(r"127\.0\.0\.1:(\d+)", text)) == {str(port)}


async def test_unknown_page(city: Visitor) -> None:
    """An unknown address gets a German page with the menu."""
    answer = await city.get("/gibt-es-nicht")

    assert answer.status == 404
    assert "Seite nicht gefunden" in await answer.text()


async def test_head_has_no_body(city: Visitor) -> None:
    """HEAD answers as GET does, without the body."""
    answer = await city.head("/buergerservice/kita")

    assert (answer.status, await answer.read()) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 10_000
