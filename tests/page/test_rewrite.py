"""What of ours stands on a page, and where: head, language switcher, notice, links."""

from __future__ import annotations

import pytest
from page.oracle import browser_tree, name
from page.translators import by_text, german, links, rewritten

from proxy.page.rewrite import Appearance, german_page, take_apart

shouting = by_text(str.upper)
PATH = "https://www.stadt.example"
PAGE = "<!doctype html><html lang=de><head><title>Wort</title>{}</head><body>{}<p>Wort</body></html>"


def written(source: str, language: str = "tr") -> str:
    """Return a page with all of ours on it."""
    return rewritten(source, shouting, Appearance(), language)


def relations(page: str) -> list[tuple[str, str, str]]:
    """The head's relations: rel, hreflang, href."""
    head = browser_tree(page).find("head")
    assert head is not None
    return [(link.get("rel", ""), link.get("hreflang", ""), link.get("href", "")) for link in head.iter("link")]


def test_relations() -> None:
    """The head says where the page is in every language, which is the original, and which page this is."""
    assert relations(written(PAGE.format("", ""))) == [
        ("stylesheet", "", "/.stadtlotse/assets/stadtlotse.css"),
        ("canonical", "", f"{PATH}/tr/amt/seite?x=1"),
        ("alternate machine-translated-from", "de", f"{PATH}/amt/seite?x=1"),
        ("alternate", "de", f"{PATH}/amt/seite?x=1"),
        ("alternate", "en", f"{PATH}/en/amt/seite?x=1"),
        ("alternate", "tr", f"{PATH}/tr/amt/seite?x=1"),
        ("alternate", "ar", f"{PATH}/ar/amt/seite?x=1"),
        ("alternate", "x-default", f"{PATH}/amt/seite?x=1"),
    ]


KEPT = [
    ('<link rel=canonical href="/amt">', "canonical", "", ["/tr/amt"]),
    ('<link rel=alternate hreflang=en href="/english">', "alternate", "en", ["/english"]),
    ('<link rel=alternate hreflang=en-GB href="/english">', "alternate", "en-GB", ["/english"]),
    ('<link rel=alternate hreflang=en-GB href="/english">', "alternate", "en", []),
    ('<link rel=alternate hreflang=x-default href="/">', "alternate", "x-default", ["/"]),
    ('<link rel=alternate hreflang=X-Default href="/">', "alternate", "x-default", []),
    ('<link rel=stylesheet href="/stil.css">', "stylesheet", "", ["/stil.css", "/.stadtlotse/assets/stadtlotse.css"]),
]


@pytest.mark.parametrize(("tag", "relation", "language", "expected"), KEPT)
def test_relations_that_are_there(tag: str, relation: str, language: str, expected: list[str]) -> None:
    """What the city says itself stays, and is not said twice."""
    found = relations(written(PAGE.format(tag, "")))
    assert [href for rel, hreflang, href in found if (rel, hreflang) == (relation, language)] == expected


HEADS = [
    ("<!doctype html><html lang=de><head></head><body><p>Wort", "head"),
    ("<!doctype html><html lang=de><head><title>Wort</title><body><p>Wort", "head"),
    ("<!doctype html><html lang=de><title>Wort</title><p>Wort", "head"),
    ("<!doctype html><title>Wort</title><p>Wort", "head"),
    ("<!doctype html><p>Wort", "head"),
    ("<html><body><p>Wort", "head"),
    ("<head><title>Wort</title></head><p>Wort", "head"),
    ("<body>Wort", "head"),
]


@pytest.mark.parametrize(("source", "where"), HEADS)
def test_pages_that_leave_out_tags(source: str, where: str) -> None:
    """Relations stand in the head, the switcher and the notice in the body, also where tags are left out."""
    tree = browser_tree(written(source))
    head, body = tree.find(where), tree.find("body")
    assert head is not None
    assert body is not None
    assert head.find("link[@rel='canonical']") is not None
    assert body.find("nav[@class='stadtlotse-languages']") is not None
    assert body.find("div[@class='stadtlotse-notice']") is not None
    assert tree.get("lang") == "tr"


FRAGMENTS = [
    ("<p>Wort</p>", "<p>WORT</p>"),
    ("Wort", "WORT"),
    ("<tr><td>Wort</td></tr>", "<tr><td>WORT</td></tr>"),
    ('<li><a href="/amt">Wort</a></li>', '<li><a href="/tr/amt">WORT</a></li>'),
    ("<main>Wort</main>", "<main>WORT</main>"),
]


@pytest.mark.parametrize(("source", "expected"), FRAGMENTS)
def test_fragments(source: str, expected: str) -> None:
    """A fragment for a script gets its words and links, and nothing of ours."""
    assert written(source) == expected


def order(page: str) -> list[str]:
    """The first elements of the body, ours by their class, without those around them."""
    body = browser_tree(page).find("body")
    assert body is not None
    marks = [node.get("class") or node.get("id") or name(node) for node in body.iter()]
    return [mark for mark in marks if mark in {"stadtlotse-languages", "stadtlotse-notice", "skip", "top", "main"}]


PLACES = [
    ("", ["stadtlotse-languages", "stadtlotse-notice"]),
    ("<a href=#main class=skip>x</a>", ["skip", "stadtlotse-languages", "stadtlotse-notice"]),
    ("<a href=#main class=skip>x</a><div id=top></div>", ["skip", "stadtlotse-languages", "stadtlotse-notice", "top"]),
    (
        "<ul><li><a class=skip href=#a>x</a><li><a href=#b>y</a></ul><div id=top></div>",
        ["skip", "stadtlotse-languages", "stadtlotse-notice", "top"],
    ),
    (
        "<div><p><a class=skip href=#a>x</a></p></div><div id=top></div>",
        ["skip", "stadtlotse-languages", "stadtlotse-notice", "top"],
    ),
    (
        "<script></script><a class=skip href=#a>x</a><header id=top></header>",
        ["skip", "stadtlotse-languages", "stadtlotse-notice", "top"],
    ),
    (
        "<header id=top><a class=skip href=#a>x</a></header>",
        ["stadtlotse-languages", "stadtlotse-notice", "top", "skip"],
    ),
    ("<a href=/x id=top>x</a>", ["stadtlotse-languages", "stadtlotse-notice", "top"]),
    ("<div id=top></div><main id=main>x</main>", ["stadtlotse-languages", "top", "main", "stadtlotse-notice"]),
    ("<div id=top></div><div role=main id=main>x</div>", ["stadtlotse-languages", "top", "main", "stadtlotse-notice"]),
]


@pytest.mark.parametrize(("body", "expected"), PLACES)
def test_places(body: str, expected: list[str]) -> None:
    """The switcher stands first in the body, yet after the skip links; the notice where the content begins."""
    assert order(written(PAGE.format("", body))) == expected


def test_frameset() -> None:
    """A page of frames has no body: nothing of ours is seen there, and its frames keep the language."""
    out = written(
        "<html lang=de><head><title>Wort</title></head><frameset cols=50%,50%><frame src=/amt></frameset></html>"
    )
    assert "stadtlotse-languages" not in out
    assert '<frame src="/tr/amt">' in out
    assert "<title>WORT</title>" in out


BASES = [
    ("<base href=/amt/>", '<base href="/tr/amt/">'),
    ("<base href=https://www.stadt.example/>", '<base href="https://www.stadt.example/tr/">'),
    ("<base href=https://anderswo.example/>", "<base href=https://anderswo.example/>"),
    ("<meta http-equiv=refresh content='5; url=/neu'>", '<meta http-equiv=refresh content="5; url=/tr/neu">'),
    ('<meta http-equiv="Refresh" content="0;URL=\'/neu\'">', '<meta http-equiv="Refresh" content="0;URL=\'/tr/neu\'">'),
    ("<meta http-equiv=refresh content=30>", "<meta http-equiv=refresh content=30>"),
    ("<meta http-equiv=refresh content='5; url=https://x.example/'>", "<meta http-equiv=refresh content='5; url=https://x.example/'>"),
    ("<meta property=og:locale content=de_DE>", '<meta property=og:locale content="tr_TR">'),
    ("<meta property=og:url content=https://www.stadt.example/amt>",
     '<meta property=og:url content="https://www.stadt.example/tr/amt">'),
    ("<meta http-equiv=content-language content=de>", '<meta http-equiv=content-language content="tr">'),
    ("<meta charset=iso-8859-1>", '<meta charset="utf-8">'),
    ("<meta charset=UTF-8>", "<meta charset=UTF-8>"),
    ('<meta http-equiv=Content-Type content="text/html; charset=latin1">',
     '<meta http-equiv=Content-Type content="text/html; charset=utf-8">'),
    ("<meta name=viewport content=width>", "<meta name=viewport content=width>"),
]  # fmt: skip


@pytest.mark.parametrize(("tag", "expected"), BASES)
def test_head(tag: str, expected: str) -> None:
    """The head's addresses keep the language, and what it says of language and encoding is true."""
    assert expected in written(PAGE.format(tag, ""))


@pytest.mark.parametrize("language", ["tr", "ar"])
def test_switcher(language: str) -> None:
    """The switcher has plain links to the same page, in each language's own name, marked as such."""
    tree = browser_tree(written(PAGE.format("", ""), language))
    nav = tree.find(".//nav[@class='stadtlotse-languages']")
    assert nav is not None
    found = [(a.get("href"), a.get("lang"), a.get("dir"), a.text, a.get("aria-current")) for a in nav.iter("a")]
    assert [row[:4] for row in found] == [
        ("/amt/seite?x=1", "de", "ltr", "Deutsch"),
        ("/en/amt/seite?x=1", "en", "ltr", "English"),
        ("/tr/amt/seite?x=1", "tr", "ltr", "Türkçe"),
        ("/ar/amt/seite?x=1", "ar", "rtl", "العربية"),
    ]
    assert [row[1] for row in found if row[4] == "true"] == [language]


def test_notice() -> None:
    """The notice speaks the visitor's language and German, and leads to the German page."""
    note = browser_tree(written(PAGE.format("", ""))).find(".//div[@class='stadtlotse-notice']")
    assert note is not None
    assert [(p.get("lang"), p.find("a").get("href")) for p in note.iter("p")] == [  # type: ignore[union-attr]
        ("tr", "/amt/seite?x=1"),
        ("de", "/amt/seite?x=1"),
    ]


def test_notice_leads_to_the_form_for_reports() -> None:
    """Where reports are taken there is a link to the form of this page, in the visitor's language alone."""
    out = rewritten(PAGE.format("", ""), shouting, Appearance(report=True))
    note = browser_tree(out).find(".//div[@class='stadtlotse-notice']")
    assert note is not None
    found = [(a.get("href"), a.get("rel"), a.text) for a in note.iter("a") if a.get("rel")]
    assert found == [("/.stadtlotse/report/tr/amt/seite?x=1", "nofollow", "Çeviri hatası bildirin")]


@pytest.mark.parametrize(
    ("body", "role", "about"),
    [
        ("<main>Wort</main>", "note", None),
        ("<div role=main>Wort</div>", "note", None),
        ("<header>Wort</header>Wort", "region", "Bu çeviri hakkında"),
        ("<body>Wort", "region", "Bu çeviri hakkında"),
    ],
)
def test_notice_is_in_a_landmark(body: str, role: str, about: str | None) -> None:
    """Where the page has no main part that the notice could stand in, it is a landmark itself."""
    note = browser_tree(written(f"<!doctype html><title>Wort</title>{body}")).find(".//*[@class='stadtlotse-notice']")
    assert note is not None
    assert (note.get("role"), note.get("aria-label")) == (role, about)


def test_notice_where_nothing_is_translated() -> None:
    """A page that could not be translated stays German, says so, and still offers the other languages."""
    out = rewritten(PAGE.format("", ""), german, Appearance())
    assert "<html lang=de>" in out
    assert "Die Übersetzung ist im Augenblick nicht verfügbar" in out
    assert "stadtlotse-languages" in out


def test_ours_can_be_left_out() -> None:
    """A city may leave out the notice and the switcher."""
    out = rewritten(PAGE.format("", ""), shouting, Appearance(notice=False, switcher=False))
    assert "stadtlotse-languages" not in out
    assert "stadtlotse-notice" not in out
    assert "WORT" in out


def test_insertion_inside_of_a_segment() -> None:
    """What we add between two tags of one segment is added once."""
    out = written('<html lang=de><body><a href="#x">Sprung</a><b>fett</b> mehr <a href="/amt">Amt</a>')
    assert out.count("stadtlotse-languages") == 1
    assert '<a href="/tr/amt">AMT</a>' in out


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_german_page_german_page(mark: bytes) -> None:
    """The German page gets the switcher and its style sheet, and is else the same."""
    body = mark + PAGE.format("", "<a href=/amt>Amt</a>").encode() + b"<!-- \xff -->"
    out = german_page(take_apart(body, "text/html; charset=utf-8", "de"), "/amt", links("tr"), Appearance())
    assert out is not None
    start, end = out.index(b"<nav"), out.index(b"</nav>") + 6
    assert out.startswith(mark)
    assert (out[:start] + out[end:]).replace(
        b'<link rel="stylesheet" href="/.stadtlotse/assets/stadtlotse.css"/>', b""
    ) == body


@pytest.mark.parametrize("source", ["<p>Wort", "<html><frameset><frame></frameset></html>"])
def test_no_switcher(source: str) -> None:
    """What has no body gets no switcher."""
    page = take_apart(source.encode(), "text/html; charset=utf-8", "de")
    assert german_page(page, "/amt", links("tr"), Appearance()) is None
