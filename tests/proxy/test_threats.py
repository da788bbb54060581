"""Threats of docs/security.md that have no other test: what visitors, models and other hosts could slip into a page."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import PAGE, handling, proxy, serving, spoken
from playwright.async_api import async_playwright
from town import ShoutingEngine, town

from models.engine import Candidate, Search

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
MARK = "x7q\"'><svg onload=alert(1)>"


async def page(request: web.Request) -> web.StreamResponse:
    """A page with a link to its own host, fresh for a minute."""
    body = PAGE.replace("/amt", f"http://{request.host}/amt")
    return web.Response(text=body, content_type="text/html", headers={"Cache-Control": "max-age=60"})


async def test_nothing_that_was_sent_is_shown() -> None:
    """No answer of the proxy itself repeats what a visitor sent: neither target, nor host, nor headers."""
    async with serving(handling(page)) as origin:
        pass  # the website is down: even its error page is ours
    async with proxy(origin) as city:
        for head in (
            f"GET /tr/{MARK} HTTP/1.1\r\nHost: a",
            "GET /x7q%22%3E%3Csvg HTTP/1.1\r\nHost: a",
            f"GET /tr/x HTTP/1.1\r\nHost: {MARK}",
            "GET /.stadtlotse/x7q<svg> HTTP/1.1\r\nHost: a",
            "GET /.stadtlotse/sitemap/x7q.xml HTTP/1.1\r\nHost: a",
            "X7Q /tr/ HTTP/1.1\r\nHost: a",
            f"GET /tr/ HTTP/1.1\r\nHost: a\r\nUser-Agent: {MARK}\r\nAccept-Language: {MARK}\r\nX: {MARK}",
            "GET http://x7q.example/ HTTP/1.1\r\nHost: a",
        ):
            raw = await spoken(city.port, head.encode() + b"\r\nConnection: close\r\n\r\n")
            _, _, body = raw.partition(b"\r\n\r\n")
            assert raw.startswith(b"HTTP/1.")
            assert b"x7q" not in body.lower()


LINES = st.binary(max_size=80).map(lambda raw: raw.replace(b"\n", b"").replace(b"\r", b""))


@settings(max_examples=4)
@given(st.lists(LINES, min_size=25, max_size=25))
async def test_any_request_line_is_answered_or_closed(lines: list[bytes]) -> None:
    """Whatever bytes come as requests, the proxy answers each with a status or closes, and answers the next visitor."""
    async with serving(handling(page)) as origin, proxy(origin) as city:
        for line in lines:
            raw = await spoken(city.port, b"GET /" + line + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 2.0)
            assert not raw or raw.startswith((b"HTTP/1.1 ", b"HTTP/1.0 "))
            assert b" 500 " not in raw[:16]
        assert (await city.ask("/amt")).status == 200


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-URL"])
async def test_a_made_up_host_poisons_no_cache(header: str) -> None:
    """A page that was made for one host name is never given to visitors of another."""
    async with serving(handling(page)) as origin, proxy(origin) as city:
        value = "host=evil.example" if header == "Forwarded" else "evil.example"
        await city.ask("/tr/amt", headers={header: value})
        answer = await city.ask("/tr/amt")
        assert b"evil.example" not in answer.body
        assert "evil.example" not in str(answer.headers)


class HostileEngine(ShoutingEngine):
    """Answers each text with markup, as a model could that has read too much of the web."""

    signature = "hostile"

    def translate(self, texts: Sequence[str], _language: str, _search: Search) -> list[tuple[Candidate, ...]]:
        """Answer with a script, an attribute's end and a comment's end."""
        evil = "\"'--></title></textarea><script>alert(1)</script><img src=x onerror=alert(1)> {} &lt;b&gt;"
        return [(Candidate(evil.format(text), 0.0, complete=True),) for text in texts]


def skeleton(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Elements that run code, and attributes that do, in order; without what is ours."""
    soup = BeautifulSoup(html, "html.parser")
    for ours in soup.select("[class*=stadtlotse], link[href*='.stadtlotse'], script[src*='.stadtlotse']"):
        ours.decompose()
    active = soup.find_all(["script", "style", "img", "svg", "iframe", "object", "form", "base", "meta"])
    handlers = [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    return [(tag.name, tuple(sorted(tag.attrs))) for tag in [*active, *handlers] if isinstance(tag, Tag)]


async def test_a_model_cannot_write_markup(tmp_path: Path) -> None:
    """Nothing translated is ever parsed as HTML: a page has the elements and handlers of the German one only."""
    async with town(tmp_path, HostileEngine()) as place, ClientSession() as client:
        for path in ("/", "/buergerservice/", "/termin/schritt-1", "/kontakt/"):
            async with client.get(place.origin + path) as answer:
                german = await answer.text()
            async with client.get(place.url + "/tr" + path) as answer:
                turkish = await answer.text()
            if answer.status == 200:
                assert "alert(1)" in turkish
                assert skeleton(turkish) == skeleton(german), path


async def test_security_policies_stay_and_hold(tmp_path: Path) -> None:
    """Policies, nonces and protected scripts come as the website sent them; nothing inline is added."""
    async with town(tmp_path, ShoutingEngine()) as place, ClientSession() as client:
        async with client.get(place.origin + "/technik/csp") as answer:
            german, policy = await answer.text(), answer.headers["Content-Security-Policy"]
        async with client.get(place.url + "/tr/technik/csp") as answer:
            turkish = await answer.text()
            assert answer.headers["Content-Security-Policy"] == policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        before, after = (BeautifulSoup(html, "html.parser") for html in (german, turkish))
        old, new = ([str(tag) for tag in soup.find_all("script")] for soup in (before, after))
        assert new[: len(old)] == old
        for tag in after.find_all("script")[len(old) :]:
            assert str(tag.get("src")).startswith("/.stadtlotse/")
            assert not tag.string
        assert not after.find_all(["style"])
        assert not after.select("[style]")
        assert not [tag for tag in after.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
        for address in (place.origin, place.url, place.url + "/tr"):
            async with client.get(address + "/technik/hash.js") as answer:
                assert b"pruefsumme" in (script := await answer.read())
            assert script == b"document.documentElement.dataset.pruefsumme = 'g\xc3\xbcltig';\n"


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here: install Debian's package chromium")
async def test_a_browser_finds_no_violation(tmp_path: Path) -> None:
    """In a real browser, the translated page breaks neither its policy nor its scripts' checksums."""
    async with town(tmp_path, ShoutingEngine()) as place, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        tab = await browser.new_page()
        said: list[str] = []
        tab.on("console", lambda message: said.append(message.text))
        await tab.goto(place.url + "/tr/technik/csp", wait_until="load")
        data = await tab.evaluate("({...document.documentElement.dataset})")
        await browser.close()
    assert (data["nonce"], data["pruefsumme"]) == ("ja", "gültig")
    assert not [text for text in said if "Security Policy" in text or "integrity" in text]
