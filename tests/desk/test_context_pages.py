"""Pages in the desk: what is marked, what is taken out, what the panel says; nothing of it reaches visitors."""

from __future__ import annotations

import re
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from aiohttp import web
from bs4 import BeautifulSoup, Comment
from desk.running import Client, RunningDesk, running_desk
from editors_city import AUTHORITY, LIBRARY, TERM, answer
from engines import ToyEngine
from hypothesis import given
from loopback import handling
from page.generated import PAGES
from turbohtml import parse

from glossary.override_store import OverrideStore
from glossary.overrides import Override
from glossary.store import TermStore
from proxy.desk.context.disarm import Inside, disarmed
from proxy.desk.context.marks import ATTRIBUTE, marked
from proxy.links import SiteLinks
from proxy.page.reader import read

POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'"
PAGE = (
    '<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Ausländerbehörde</title>'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'"><base href="/buch/">'
    f"<script>var a = '{AUTHORITY}';</script></head><body><main><p>{AUTHORITY}</p>"
    f'<p>{LIBRARY} <a href="regal?x=1">Bücherei</a></p><img src="/bild.png" alt="Bücherei" onerror="alert(1)">'
    '<form action="/senden" method="post"><button formaction="/anders">Bücherei</button></form>'
    '<a href="https://anderswo.example/" target="_top" ping="/x">Bücherei</a><a href="javascript:alert(1)">x</a>'
    '<iframe src="/innen" srcdoc="<p>x"></iframe></main>'
)
LINKS = SiteLinks("tr", "https://stadt.example", frozenset({"stadt.example"}), (), ("tr", "ar"))
INSIDE = Inside("https://stadt.example/tr/amt/", LINKS, lambda language, path: f"/desk/page/{language}{path}")


async def website(request: web.Request) -> web.StreamResponse:
    """One page with a strict policy; it says whether a cookie came."""
    if request.path == "/fehlt":
        return web.Response(status=404, text="nein", content_type="text/plain")
    text = PAGE + ("<p>Cookie</p>" if "Cookie" in request.headers else "")
    return web.Response(text=text, content_type="text/html", headers={"Content-Security-Policy": POLICY})


def city(folder: Path) -> AbstractAsyncContextManager[RunningDesk]:
    """Open the city; the glossary is looked at when it is asked for."""
    return running_desk(
        folder,
        ToyEngine(answer),
        origin=handling(website),
        languages={"targets": ["tr", "ar"]},
        glossary={"collection": False, "refresh_seconds": 3600},
    )


async def soup(client: Client, path: str, status: int = 200) -> BeautifulSoup:
    """Return a page of the desk."""
    async with client.get(path) as got:
        assert got.status == status, await got.text()
        return BeautifulSoup(await got.text(), "html.parser")


@given(PAGES)
def test_marks_change_nothing_that_is_shown(page: str) -> None:
    """Marks are comments and one attribute: without them the page is what it was, and each text is marked once."""
    document = read(page, "de")
    out = marked(document, (), "f00")
    plain = re.sub(rf"<!--/?f00:\d+-->| {ATTRIBUTE}=\"f00[ \d]*\"", "", out)
    assert plain == page
    starts = re.findall(r"<!--f00:(\d+)-->", out)
    named = [number for each in re.findall(rf'{ATTRIBUTE}="f00([ \d]*)"', out) for number in each.split()]
    assert sorted(map(int, starts + named)) == list(range(len(document.texts) + len(document.attributes)))


@given(PAGES)
def test_nothing_acts_in_a_disarmed_page(page: str) -> None:
    """Whatever the page: no script but ours, no handler, no target of a form, no frame that loads."""
    tree = parse(disarmed(page + PAGE, INSIDE, "<script>ours</script>"))
    assert [each.text for each in tree.select("script")] == ["ours"]
    for element in tree.select("*"):
        names = {name.lower() for name in element.attrs}
        assert not names & {"action", "formaction", "srcdoc", "ping", "target", "http-equiv", "nonce", "autofocus"}
        assert not any(name.startswith("on") for name in names)
        assert not (element.tag in {"iframe", "embed", "frame"} and "src" in names)


@pytest.mark.parametrize(
    ("href", "leads"),
    [
        ("/tr/amt/", "/desk/page/tr/amt/"),
        ("mehr?x=1", "/desk/page/tr/amt/mehr?x=1"),
        ("/ar/amt/", "/desk/page/ar/amt/"),
        ("https://stadt.example/tr/?a=1#b", "/desk/page/tr/?a=1"),
        ("/tr/plan.pdf", "#"),
        ("https://anderswo.example/", "#"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", "#"),
        ("/.stadtlotse/desk/sign-out", "#"),
        ("//[", "#"),
    ],
)
def test_links_stay_in_the_desk(href: str, leads: str | None) -> None:
    """A link to a page leads to its preview; all others lead nowhere."""
    tree = parse(disarmed(f'<!doctype html><body><a href="{href}">x</a>', INSIDE, ""))
    link = tree.select_one("a")
    assert link is not None
    assert link.attr("href") == leads


async def test_the_frame(tmp_path: Path) -> None:
    """The translated page with its marks, our script alone, and a policy that lets nothing else run."""
    async with city(tmp_path) as desk, desk.client("reader") as client:
        async with client.get("/preview/tr/amt/", headers={"Cookie": "sitzung=1"}) as got:
            policy, text = got.headers["Content-Security-Policy"], await got.text()
        german = await soup(client, "/preview/tr/amt/?desk-german=yes")
        async with client.http.get(desk.url + "/tr/amt/") as got:
            visitors, header = await got.text(), got.headers["Content-Security-Policy"]
    page = BeautifulSoup(text, "html.parser")
    assert "Yabancılar dairesi bugün kapalıdır." in text
    assert [str(each["href"]) for each in page.select("base")] == [f"{desk.url}/tr/buch/"]
    assert len(page.select("script")) == 1
    assert not page.select("meta[http-equiv]")
    assert page.select_one("main > p a")["href"] == "/.stadtlotse/desk/page/tr/buch/regal?x=1"  # type: ignore[index]
    for wanted in ("sandbox allow-scripts;", "form-action 'none'", "frame-ancestors 'self'", "default-src 'none'"):
        assert wanted in policy + ";"
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "Cookie" not in page.text
    assert AUTHORITY in german.text
    assert [each for each in german.find_all(string=lambda each: isinstance(each, Comment)) if ":" in each]
    assert ATTRIBUTE not in visitors
    assert not re.search(r"<!--/?[0-9a-f]+:\d", visitors)
    assert header == POLICY


async def test_the_panel_says_why(tmp_path: Path) -> None:
    """Each text of the page is in the list; one that is chosen says its German, its terms and where it comes from."""
    async with city(tmp_path) as desk, desk.client("reader") as reader, desk.client("editor") as editor:
        TermStore(desk.database).save(TERM, "Ayşe", 0)
        page = await soup(reader, "/page/tr/amt/")
        links = {link.text.strip().partition("\n")[0]: str(link["href"]) for link in page.select("#texts a")}
        assert page.select_one("iframe")["sandbox"] == ["allow-scripts"]  # type: ignore[index]
        address = links["Yabancılar dairesi bugün kapalıdır."].removeprefix("/.stadtlotse/desk")
        panel = (await soup(reader, address)).select_one("#panel")
        assert panel is not None
        assert panel.select_one("p[lang=de] mark").text == "Ausländerbehörde"  # type: ignore[union-attr]
        assert panel.select_one('a[href$="/terms/1"]') is not None
        alone = await soup(editor, address + "&desk-part=panel")
        assert alone.select_one("html") is None
        edit = alone.select_one("a.primary")
        assert edit is not None
        assert re.fullmatch(r"/\.stadtlotse/desk/texts/tr/[0-9a-f]{16}\?page=%2Famt%2F", str(edit["href"]))


async def test_what_was_saved_is_seen_at_once(tmp_path: Path) -> None:
    """An editor's text shows in the frame and the list with the next look, however seldom the glossary is read."""
    async with city(tmp_path) as desk, desk.client("editor") as client:
        assert "Yabancılar" in (await soup(client, "/preview/tr/amt/")).text
        OverrideStore(desk.database).save_all([(Override(AUTHORITY, "tr", "Bugün kapalı!"), 0)], "Ayşe")
        assert "Bugün kapalı!" in (await soup(client, "/preview/tr/amt/")).text
        page = await soup(client, "/page/tr/amt/")
    entry = next(each for each in page.select("#texts a") if "Bugün kapalı!" in each.text)
    assert entry.select_one(".badge.good") is not None


async def test_addresses(tmp_path: Path) -> None:
    """People paste addresses; what is no page says so; without an account nothing is shown."""
    async with city(tmp_path) as desk, desk.client("reader") as client:
        for typed, leads in (
            (f"{desk.url}/tr/amt/?x=1", "/page/ar/amt/?x=1"),
            ("amt/", "/page/ar/amt/"),
            ("/straße/ä b", "/page/ar/stra%C3%9Fe/%C3%A4%20b"),
            ("", "/page/ar/"),
            ("//boese.example/x", "/page/ar/x"),
        ):
            async with client.http.get(
                desk.at("/page"), params={"language": "ar", "path": typed}, allow_redirects=False
            ) as got:
                assert got.headers["Location"] == f"/.stadtlotse/desk{leads}"
        for path in ("/page/tr/fehlt", "/page/xx/amt/", "/page/tr/.stadtlotse/health"):
            page = await soup(client, path, status=404)
            assert page.select_one("[role=alert]") is not None
        for path in ("/preview/tr/fehlt", "/preview/xx/amt/", "/preview/tr//x"):
            await soup(client, path, status=404)
        async with desk.stranger() as nobody:
            for path in ("/page/tr/amt/", "/preview/tr/amt/"):
                async with nobody.get(path) as got:
                    assert got.status == 303
