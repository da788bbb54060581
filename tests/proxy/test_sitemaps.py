"""What crawlers are told: robots.txt for all languages, sitemaps with hreflang, noindex for what nobody reviewed."""

import gzip
from contextlib import suppress
from xml.etree import ElementTree as ET

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from loopback import PAGE, handling, proxy, serving
from protego import Protego

from proxy import robots, sitemap
from proxy.sitemap import Entry, Sitemap, SitemapError

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
ROBOTS = """User-agent: *
Disallow: /intranet/   # not for anybody
Disallow: /*?druck=
Allow: /intranet/offen

User-agent: BadBot
Disallow: /
Sitemap: {base}/karte.xml
"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>{base}/karte-1.xml.gz</loc></sitemap><sitemap><loc>https://example.org/fremd.xml</loc></sitemap>
<sitemap><loc>{base}/karte.xml</loc></sitemap><sitemap><loc>{base}/kaputt.xml</loc></sitemap></sitemapindex>"""
PAGES = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>{base}/amt?a=1&amp;b=2</loc><lastmod>2026-11-20</lastmod>
<image:image><image:loc>{base}/bild</image:loc></image:image></url>
<url><loc>{base}/plan.pdf</loc></url><url><loc>{base}/intern/x</loc></url><url><loc>https://example.org/x</loc></url>
<url><loc>{base}/amt?a=1&amp;b=2</loc></url><url><loc>//example.org/y</loc></url></urlset>"""


def city(asked: list[str]) -> web.Application:
    """A website with robots.txt and sitemaps, one of them compressed, one broken."""

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        base = f"http://{request.host}"
        if request.path == "/robots.txt":
            return web.Response(text=ROBOTS.format(base=base))
        if request.path == "/karte.xml":
            return web.Response(text=INDEX.format(base=base), content_type="application/xml")
        if request.path == "/karte-1.xml.gz":
            return web.Response(body=gzip.compress(PAGES.format(base=base).encode()), content_type="application/gzip")
        return web.Response(text=PAGE, content_type="text/html")

    return handling(answer)


async def test_robots_and_sitemaps() -> None:
    """Each language has a sitemap of the pages it has, named in robots.txt, whose rules hold for every language."""
    asked: list[str] = []
    pages, bots = {"excluded_paths": ["/intern"]}, {"unreviewed": ["ar"]}
    async with serving(city(asked)) as origin, proxy(origin, pages=pages, bots=bots) as site:
        text = (await site.ask("/robots.txt")).body.decode()
        named = robots.sitemaps_of(text)
        assert f"{site.url}/.stadtlotse/sitemap/tr.xml" in named
        assert f"{site.url}/.stadtlotse/sitemap/ar.xml" not in named
        rules = Protego.parse(text)
        for path, allowed in (("/amt", True), ("/intranet/x", False), ("/x?druck=1", False), ("/intranet/offen", True)):
            for prefix in ("", "/tr", "/ar"):
                assert rules.can_fetch(f"{site.url}{prefix}{path}", "Googlebot") is allowed
                assert not rules.can_fetch(f"{site.url}{prefix}{path}", "BadBot")
        answer = await site.ask("/.stadtlotse/sitemap/tr.xml")
        assert answer["Content-Type"] == "application/xml; charset=utf-8"
        rows = ET.fromstring(answer.body).findall("s:url", NS)  # noqa: S314 our own
        assert [row.findtext("s:loc", "", NS) for row in rows] == [f"{site.url}/tr/amt?a=1&b=2"]
        assert rows[0].findtext("s:lastmod", "", NS) == "2026-11-20"
        links = {link.get("hreflang"): link.get("href") for link in rows[0].findall("x:link", NS)}
        assert links["x-default"] == links["de"] == f"{site.url}/amt?a=1&b=2"
        assert links["uk"] == f"{site.url}/uk/amt?a=1&b=2"
        assert "ar" not in links
        for name in ("ar.xml", "xx.xml", "tr-2.xml", "tr.html", "../health"):
            assert (await site.ask(f"/.stadtlotse/sitemap/{name}")).status == 404
    assert asked.count("/karte-1.xml.gz") == 1


async def test_robots_can_be_left_alone() -> None:
    """With the switch off, robots.txt is the website's own."""
    async with serving(city([])) as origin, proxy(origin, bots={"robots": False}) as site:
        assert (await site.ask("/robots.txt")).body.decode() == ROBOTS.format(base=site.url)


@pytest.mark.parametrize(("status", "expected"), [(404, 200), (500, 500), (503, 503)])
async def test_robots_of_failing_websites(status: int, expected: int) -> None:
    """No robots.txt allows everything, an error allows nothing (RFC 9309 2.3.1), and is passed on as one."""

    async def failing(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text="nichts")

    async with serving(handling(failing)) as origin, proxy(origin) as site:
        answer = await site.ask("/robots.txt")
        assert answer.status == expected
        if expected == 200:
            assert answer.body.strip() == b""


async def test_unreviewed_languages_are_not_indexed() -> None:
    """Pages of a language that nobody has reviewed say so to search engines, the others do not."""

    async def page(_request: web.Request) -> web.StreamResponse:
        return web.Response(text=PAGE, content_type="text/html", headers={"X-Robots-Tag": "noarchive"})

    async with serving(handling(page)) as origin, proxy(origin, bots={"unreviewed": ["tr"]}) as site:
        assert (await site.ask("/tr/amt")).all("X-Robots-Tag") == ["noarchive", "noindex"]
        for path in ("/ar/amt", "/amt"):
            assert (await site.ask(path)).all("X-Robots-Tag") == ["noarchive"]


def test_feeds_are_read_too() -> None:
    """RSS and Atom list pages as sitemaps do."""
    rss = b"""<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>https://a/</link>
    <atom:link href="https://a/rss.xml" rel="self"/><item><title>x</title><link>https://a/1</link>
    <pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
    assert sitemap.read(rss) == Sitemap((Entry("https://a/1", "Fri, 20 Nov 2026 10:00:00 GMT"),))
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="https://a/atom.xml"/>
    <entry><link rel="enclosure" href="https://a/x.mp3"/><link href="https://a/2"/><updated>2026-11-20</updated></entry>
    </feed>"""
    assert sitemap.read(atom) == Sitemap((Entry("https://a/2", "2026-11-20"),))


LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><urlset><url><loc>&c;</loc></url></urlset>'


@pytest.mark.parametrize("body", [b"", b"<html>", LAUGHS, b"\x1f\x8bno", gzip.compress(bytes(60_000_000)), b"\xff\xfe"])
def test_what_is_no_sitemap_is_refused(body: bytes) -> None:
    """Broken documents, entities that multiply and bombs are errors, and cost neither memory nor files."""
    with pytest.raises(SitemapError):
        sitemap.read(body)


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"<urlset><url><loc>{text}".encode()))
def test_reading_never_fails_otherwise(body: bytes) -> None:
    """Whatever stands there, it is read or refused."""
    with suppress(SitemapError):
        sitemap.read(body)


TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=40
)


@given(st.lists(st.tuples(TEXT, TEXT, st.lists(st.tuples(TEXT, TEXT), max_size=3)), max_size=4))
def test_what_is_written_can_be_read(rows: list[tuple[str, str, list[tuple[str, str]]]]) -> None:
    """Addresses are escaped, whatever stands in them."""
    read = ET.fromstring(sitemap.write(rows)).findall("s:url", NS)  # noqa: S314 our own
    assert [row.findtext("s:loc", "", NS) for row in read] == [address for address, _, _ in rows]
    assert [[(link.get("hreflang"), link.get("href")) for link in row.findall("x:link", NS)] for row in read] == [
        links for _, _, links in rows
    ]


PATHS = st.text(alphabet="/abt$*?.-", min_size=1, max_size=12).map(lambda text: "/" + text)


@given(st.lists(st.tuples(st.sampled_from(["Allow", "Disallow"]), PATHS), max_size=5), PATHS)
def test_languages_are_no_back_doors(rules: list[tuple[str, str]], path: str) -> None:
    """What is forbidden in German is forbidden in every language."""
    text = "User-agent: *\n" + "\n".join(f"{verb}: {pattern}" for verb, pattern in rules)
    before, after = Protego.parse(text), Protego.parse(robots.in_languages(text, ("tr", "uk"), ()))
    path = path.replace("$", "").replace("*", "")
    assert after.can_fetch(f"https://a{path}", "x") == before.can_fetch(f"https://a{path}", "x")
    if not before.can_fetch(f"https://a{path}", "x"):
        assert not after.can_fetch(f"https://a/tr{path}", "x")
