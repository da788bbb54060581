"""German pages offer the language that the visitor's browser asks for: one plain link, and Vary says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from bs4 import BeautifulSoup
from engines import ToyEngine, sure
from loopback import Answer, handling, serving

from proxy.app import create_app, runner
from proxy.page.wording import WORDING
from proxy.parts import open_translation
from proxy.settings import Settings
from translation.languages import LANGUAGES

PAGE = (
    '<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Amt</title></head>'
    '<body><a href="#m">Zum Inhalt</a><main id="m"><p>Guten Tag</p></main></body></html>'
)
STYLE = b'<link rel="stylesheet" href="/.stadtlotse/assets/stadtlotse.css"/>'
TARGETS = [code for code in LANGUAGES if code != "de"]


async def page(request: web.Request) -> web.StreamResponse:
    """A page, a fragment without a body, a text, or a page in an old encoding."""
    headers = {"ETag": '"o1"', "Cache-Control": "max-age=60"}
    if "If-None-Match" in request.headers and '"o1"' in request.headers["If-None-Match"]:
        return web.Response(status=304, headers=headers)
    if request.path.endswith("text"):
        return web.Response(text=PAGE, content_type="text/plain", headers=headers)
    body = b"<p>Guten Tag" if request.path.endswith("fragment") else PAGE.encode()
    kind = "text/html; charset=windows-1252" if request.path.endswith("old") else "text/html; charset=utf-8"
    if request.path.endswith("varies"):
        headers["Vary"] = "Cookie, accept-language"
    return web.Response(body=body, headers={**headers, "Content-Type": kind})


@asynccontextmanager
async def city(folder: Path, **pages: Any) -> AsyncIterator[Any]:
    """Yield what asks the proxy for a path with an Accept-Language."""
    async with serving(handling(page)) as origin, aiohttp.ClientSession(auto_decompress=False) as client:
        settings = Settings.model_validate(
            {
                "origin": {"url": origin},
                "cache": {"folder": folder / "cache"},
                "server": {"drain_seconds": 0.2},
                "pages": {"excluded_paths": ["/intern"], **pages},
                "glossary": {"database": folder / "glossary.sqlite", "collection": False},
            }
        )
        engine = ToyEngine(sure)
        proxy = runner(create_app(settings, lambda: open_translation(settings, engine)), settings)
        await proxy.setup()
        await web.TCPSite(proxy, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{proxy.addresses[0][1]}"

        async def ask(path: str, wanted: str = "", **more: str) -> Answer:
            headers = {"Accept-Encoding": "identity", "User-Agent": "Mozilla/5.0"} | more
            headers |= {"Accept-Language": wanted} if wanted else {}
            async with client.get(url + path, headers=headers, allow_redirects=False) as got:
                return Answer(got.status, tuple(got.headers.items()), await got.read())

        try:
            yield ask
        finally:
            await proxy.cleanup()


async def test_offer(tmp_path: Path) -> None:
    """Each of the nine is offered in itself to whoever wants it most; the rest of the page stays byte for byte."""
    async with city(tmp_path, offer_on_german=True) as ask:
        for code in TARGETS:
            answer = await ask("/amt?x=1", f"{code}-XX, de;q=0.5")
            nav = BeautifulSoup(answer.body, "html.parser").find("nav")
            assert nav is not None
            assert (nav["lang"], nav["dir"], nav["translate"]) == (code, LANGUAGES[code].direction, "no")
            [link] = nav.find_all("a")
            assert link.attrs == {"href": f"/{code}/amt?x=1", "rel": ["alternate"], "hreflang": code}
            assert link.string == WORDING[code].offer
            start, end = answer.body.index(b"<nav"), answer.body.index(b"</nav>") + 6
            assert (answer.body[:start] + answer.body[end:]).replace(STYLE, b"") == PAGE.encode()
            assert (answer.status, answer["Vary"], answer["Set-Cookie"]) == (200, "Accept-Language", "")
            assert b"<script" not in answer.body
        assert len({WORDING[code].offer for code in TARGETS}) == len(TARGETS)


@pytest.mark.parametrize("wanted", ["", "de", "de-AT, tr;q=0.5", "ku, *;q=0.1", "tr;q=0"])
async def test_nothing_to_offer(tmp_path: Path, wanted: str) -> None:
    """Who wants German, or what is not there, gets the page as it is, and caches hear that others may not."""
    async with city(tmp_path, offer_on_german=True) as ask:
        answer = await ask("/amt", wanted)
        assert answer.body == PAGE.encode()
        assert answer["Vary"] == "Accept-Language"


@pytest.mark.parametrize(("path", "vary"), [("/text", ""), ("/fragment", ""), ("/old", ""), ("/intern/a", "")])
async def test_what_does_not_vary_does_not_say_so(tmp_path: Path, path: str, vary: str) -> None:
    """What can take no offer, or is there in German only, is as it came."""
    async with city(tmp_path, offer_on_german=True) as ask:
        answer = await ask(path, "tr")
        assert b"<nav" not in answer.body
        assert (answer["Vary"], answer["ETag"]) == (vary, '"o1"')


async def test_off(tmp_path: Path) -> None:
    """Without the setting German pages are what the website sent, for everybody."""
    async with city(tmp_path) as ask:
        for wanted in ("tr", "de", ""):
            answer = await ask("/amt", wanted)
            assert (answer.body, answer["Vary"], answer["ETag"]) == (PAGE.encode(), "", '"o1"')


async def test_validators_keep_variants_apart(tmp_path: Path) -> None:
    """Each variant is revalidated as itself, and a 304 says what the page varies on (RFC 9110 15.4.5)."""
    async with city(tmp_path, offer_on_german=True) as ask:
        tags = {wanted: (await ask("/amt", wanted))["ETag"] for wanted in ("tr", "ar", "de")}
        assert len(set(tags.values())) == 3
        for wanted, tag in tags.items():
            answers = {each: await ask("/amt", each, **{"If-None-Match": tag}) for each in tags}
            assert {each: answer.status for each, answer in answers.items()} == {
                each: 304 if each == wanted else 200 for each in tags
            }
            assert all(answer["Vary"] == "Accept-Language" for answer in answers.values())


async def test_vary_of_the_website(tmp_path: Path) -> None:
    """What the website's own answer varies on is kept, and nothing is said twice."""
    async with city(tmp_path, offer_on_german=True) as ask:
        assert (await ask("/varies", "tr"))["Vary"] == "Cookie, accept-language"


async def test_in_the_switcher(tmp_path: Path) -> None:
    """Where there is a switcher the offer stands in it, first; translated pages have none and vary on nothing."""
    async with city(tmp_path, offer_on_german=True, switcher_on_german=True) as ask:
        answer = await ask("/amt", "ar")
        [nav] = BeautifulSoup(answer.body, "html.parser").find_all("nav")
        offer = nav.find("p")
        assert offer is not None
        assert offer.a is not None
        assert (offer["class"], offer["lang"], offer["dir"]) == (["stadtlotse-offer"], "ar", "rtl")
        assert nav.find("a") is offer.a
        assert offer.a.string == WORDING["ar"].offer
        translated = await ask("/tr/amt", "ar")
        assert b"stadtlotse-offer" not in translated.body
        assert translated["Vary"] == "Accept-Encoding"
