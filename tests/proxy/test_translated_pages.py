"""Translated pages as representations of their own: validators, codings, variants, and made once for all who ask."""

import asyncio
import gzip
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import brotli
import pytest
import zstandard
from aiohttp import web
from loopback import Answer, MarkerTranslator, Proxy, handling, proxy, serving

from cache.http_date import parsed, written
from proxy.page_translator import OriginPage, TranslatedPage, View

LONG = "<!doctype html><title>Amt</title><p>Guten Tag</p>" + "<p>Bürgerservice der Stadt.</p>" * 200
CODINGS = {"br": brotli.decompress, "gzip": gzip.decompress, "zstd": zstandard.decompress}
TARGETS = ("en", "tr", "ar", "bg", "ro", "pl", "uk", "ru", "fr")


@dataclass
class Website:
    """One page for everybody."""

    headers: dict[str, str] = field(default_factory=lambda: {"Cache-Control": "max-age=60"})
    text: str = LONG
    delay: float = 0.0
    asked: int = 0
    now: Callable[[], float] = time.time

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The page, or 304."""
        self.asked += 1
        await asyncio.sleep(self.delay)
        headers = {"Date": written(self.now()), **self.headers}
        tag = headers.get("ETag")
        if tag and request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=headers)
        return web.Response(text=self.text, content_type="text/html", headers=headers)


class Unready(MarkerTranslator):
    """Translates less while it is not ready."""

    async def translate(self, page: OriginPage, view: View) -> TranslatedPage:
        """Say so in numbers and words."""
        made = await super().translate(page, view)
        if self.complete:
            return made
        return TranslatedPage(page.body, made.content_type, False, 0, 1, "unready")


async def coded(city: Proxy, target: str, accept: str, **more: str) -> Answer:
    """Ask for a page in a coding."""
    return await city.ask(target, headers={"Accept-Encoding": accept, **more})


async def test_each_coding_has_its_own_strong_validator() -> None:
    """A page in four codings has four validators, none of them weak; each gives 304 for itself (9110 8.8.3.3)."""
    site = Website()
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        plain = await coded(city, "/tr/a", "identity")
        tags = {"identity": plain["ETag"]}
        for coding, undo in CODINGS.items():
            answer = await coded(city, "/tr/a", coding)
            assert answer["Content-Encoding"] == coding
            assert undo(answer.body) == plain.body
            assert answer["Content-Length"] == str(len(answer.body))
            tags[coding] = answer["ETag"]
        assert len(set(tags.values())) == 4
        assert all(tag.startswith('"sl-') for tag in tags.values())
        for coding, tag in tags.items():
            assert (await coded(city, "/tr/a", coding, **{"If-None-Match": tag})).status == 304
            for other in tags.keys() - {coding}:
                assert (await coded(city, "/tr/a", other, **{"If-None-Match": tag})).status == 200
        assert site.asked == len(city.translator.seen) == 1


async def test_answer_304() -> None:
    """A 304 says what a 200 would say of caching, and nothing of the body (9110 15.4.5)."""
    site = Website({"Cache-Control": "max-age=60", "Vary": "Origin", "Content-Location": "/a.html"})
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        full = await coded(city, "/tr/a", "br")
        short = await coded(city, "/tr/a", "br", **{"If-None-Match": full["ETag"]})
        assert (short.status, short.body) == (304, b"")
        for name in ("ETag", "Vary", "Cache-Control", "Content-Location", "Last-Modified"):
            assert short[name] == full[name] != ""
        for name in ("Content-Encoding", "Content-Type", "Content-Language"):
            assert not short[name]


@pytest.mark.parametrize(
    ("name", "seconds", "status"),
    [
        ("If-Modified-Since", 0, 304),
        ("If-Modified-Since", 60, 304),
        ("If-Modified-Since", -60, 200),
        ("If-Unmodified-Since", -60, 412),
        ("If-Unmodified-Since", 0, 200),
    ],
)
async def test_dates(name: str, seconds: float, status: int) -> None:
    """Last-Modified is since when the page has had these bytes here, whatever the website's date is."""
    site = Website({"Cache-Control": "max-age=60", "Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT"})
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        modified = parsed((await city.ask("/tr/a"))["Last-Modified"], 0.0)
        assert modified is not None
        assert abs(modified - time.time()) < 30
        asked = {name: written(modified + seconds)}
        assert (await city.ask("/tr/a", headers=asked)).status == status


async def test_other_conditions() -> None:
    """If-Match compares strongly; a validator of ours never reaches the website (9110 13.1.1)."""
    site = Website()
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        tag = (await city.ask("/tr/a"))["ETag"]
        assert (await city.ask("/tr/a", headers={"If-Match": tag})).status == 200
        assert (await city.ask("/tr/a", headers={"If-Match": f"W/{tag}"})).status == 412
        assert (await city.ask("/tr/a", headers={"If-Match": '"else"'})).status == 412
        assert site.asked == 1


async def test_date_stays_while_the_bytes_stay() -> None:
    """A page that is made anew with the same bytes is as old as it was; other bytes are newer, with another tag."""
    site = Website({"Cache-Control": "max-age=60"})
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        site.now = city.clock
        first = await city.ask("/tr/a")
        city.clock.seconds += 100
        again = await city.ask("/tr/a")
        assert (site.asked, len(city.translator.seen)) == (2, 2)
        assert (again["ETag"], again["Last-Modified"]) == (first["ETag"], first["Last-Modified"])
        city.clock.seconds += 100
        site.text = LONG.replace("Amt", "Rathaus")
        changed = await city.ask("/tr/a")
        assert changed["ETag"] != first["ETag"]
        assert changed["Last-Modified"] != first["Last-Modified"]


async def test_compressed_once_and_sent_as_stored() -> None:
    """The bytes of a coding come from the disk: also after a restart they are those that were stored."""
    site = Website({"Cache-Control": "max-age=600"})
    async with serving(handling(site.answer)) as origin, proxy(origin, cache={"hot_megabytes": 0}) as city:
        first = await coded(city, "/tr/a", "br")
        path = next((city.folder / "pages").rglob("cache.db"))
        with sqlite3.connect(path) as database:
            rows = database.execute("SELECT value FROM Cache WHERE length(key) = 25").fetchall()
        database.close()
        assert [first.body in bytes(value) for (value,) in rows] == [True]
        assert (await coded(city, "/tr/a", "br")).body == first.body


@pytest.mark.parametrize(
    ("vary", "expected"),
    [
        ("", "Accept-Encoding"),
        ("Accept-Language, Accept-Encoding", "Accept-Encoding"),
        ("Origin", "Origin, Accept-Encoding"),
    ],
)
async def test_varies_on_exactly_what_it_varies_on(vary: str, expected: str) -> None:
    """The language stands in the address, and the website is always asked for German: neither is a choice."""
    site = Website({"Cache-Control": "max-age=60", **({"Vary": vary} if vary else {})})
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        for _ in range(2):
            assert (await coded(city, "/tr/a", "br"))["Vary"] == expected
        site.text = "<p>Guten Tag"
        small = await coded(city, "/tr/small", "br")
        assert small["Vary"] == ("Origin" if vary == "Origin" else "")
        assert not small["Content-Encoding"]


async def test_variants_of_a_page() -> None:
    """A page that varies on a request header has a variant for each value, each made and fetched once (9111 4.1)."""
    site = Website({"Cache-Control": "max-age=60", "Vary": "X-Device"})
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        for device in ("phone", "desk", "phone", "desk"):
            site.text = f"<p>Guten Tag {device}"
            answer = await city.ask("/tr/a", headers={"X-Device": device})
            assert answer.body.endswith(device.encode())
        assert (site.asked, len(city.translator.seen)) == (2, 2)
        await city.ask("/a", method="POST")
        for device in ("phone", "desk"):
            await city.ask("/tr/a", headers={"X-Device": device})
        assert len(city.translator.seen) == 4  # all variants of what was changed are made anew


async def test_no_transform() -> None:
    """What must not be changed is passed as it is, in no other coding; operators may overrule it (9111 5.2.2.6)."""
    site = Website({"Cache-Control": "max-age=60, no-transform", "ETag": '"o"'})
    async with serving(handling(site.answer)) as origin:
        async with proxy(origin) as city:
            answer = await coded(city, "/tr/a", "br")
            assert (answer.body, answer["ETag"], answer["Content-Encoding"]) == (LONG.encode(), '"o"', "")
        async with proxy(origin, pages={"ignore_no_transform": True}) as city:
            assert b"GUTEN TAG [tr]" in brotli.decompress((await coded(city, "/tr/a", "br")).body)


@pytest.mark.parametrize("times", [1, 2])
async def test_too_large_page_from_memory(times: int) -> None:
    """A page over the limit is passed whole and untranslated, from the website and from memory alike."""
    site = Website(text=LONG + "x" * 300_000)
    async with serving(handling(site.answer)) as origin, proxy(origin, pages={"max_bytes": 150_000}) as city:
        for _ in range(times):
            answer = await city.ask("/tr/a")
        assert answer.body == site.text.encode()
        assert ("hit" in answer["Cache-Status"]) is (times == 2)


async def test_never_less_translated_than_it_was() -> None:
    """A page that has to be made anew while the engine is late is sent as it was (law 8)."""
    site, translator = Website({"Cache-Control": "max-age=60"}), Unready()
    async with serving(handling(site.answer)) as origin, proxy(origin, translator) as city:
        site.now = city.clock
        good = await city.ask("/tr/a")
        translator.complete = False
        city.clock.seconds += 100
        assert (await city.ask("/tr/a")).body == good.body
        site.text = LONG.replace("Guten Tag", "Guten Tag, Welt")
        city.clock.seconds += 100
        assert b"Guten Tag, Welt" in (await city.ask("/tr/a")).body  # other content: the German is right


async def test_nine_languages_cost_one_fetch() -> None:
    """The German original is fetched once while it is fresh, and validated once when it is stale."""
    site = Website({"Cache-Control": "max-age=60", "ETag": '"v1"'})
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        site.now = city.clock
        for language in TARGETS:
            answer = await city.ask(f"/{language}/a")
            assert f"GUTEN TAG [{language}]".encode() in answer.body
        assert site.asked == 1
        assert answer["Cache-Status"].startswith("stadtlotse-origin; hit; ttl=")
        city.clock.seconds += 100
        for language in TARGETS:
            await city.ask(f"/{language}/a")
        assert site.asked == 2
        assert len(city.translator.seen) == 9


async def test_simultaneous_visitors_share_one_page() -> None:
    """Two hundred first requests for one page cost one fetch and one translation, whatever coding they want."""
    site, translator = Website(delay=0.05), MarkerTranslator(delay=0.2)
    async with serving(handling(site.answer)) as origin, proxy(origin, translator) as city:
        answers = await asyncio.gather(
            *(coded(city, "/tr/a", ("br", "gzip", "identity", "zstd")[number % 4]) for number in range(200))
        )
        assert {answer.status for answer in answers} == {200}
        bodies = {CODINGS.get(answer["Content-Encoding"], bytes)(answer.body) for answer in answers}
        assert len(bodies) == 1
        assert (site.asked, len(translator.seen)) == (1, 1)
        assert sum("collapsed" in answer["Cache-Status"] for answer in answers) > 90  # the client opens 100 connections


async def test_late_pages_are_shared_too() -> None:
    """A page that is not complete yet is kept by nobody, but those who ask together get it together."""
    site, translator = Website(delay=0.05), MarkerTranslator(complete=False, delay=0.1)
    async with serving(handling(site.answer)) as origin, proxy(origin, translator) as city:
        answers = await asyncio.gather(*(city.ask("/tr/a") for _ in range(20)))
        assert {answer["Cache-Control"] for answer in answers} == {"private, no-cache"}
        assert (site.asked, len(translator.seen)) == (1, 1)


@pytest.mark.parametrize("complete", [True, False])
async def test_fields_of_one_visitor_are_not_shared(complete: bool) -> None:
    """What the website calls private of a public page is the first visitor's, also when many wait for it (5.2.2.7)."""
    site = Website(
        {"Cache-Control": 'max-age=60, private="set-cookie, x-user"', "X-User": "Ö", "Set-Cookie": "s=1"}, delay=0.1
    )
    translator = MarkerTranslator(complete=complete, delay=0.1)
    async with serving(handling(site.answer)) as origin, proxy(origin, translator) as city:
        answers = await asyncio.gather(*(city.ask("/tr/a") for _ in range(10)))
        assert site.asked == 1
        for name in ("Set-Cookie", "X-User"):
            assert [bool(answer[name]) for answer in answers].count(True) == 1


@pytest.mark.parametrize("said", [{"Cache-Control": "private"}, {"Cache-Control": "max-age=60", "Set-Cookie": "s=1"}])
async def test_personal_pages_are_not_shared(said: dict[str, str]) -> None:
    """What may be one visitor's is made for each, also for those who ask at the same moment (law 7)."""
    site, translator = Website(said, delay=0.05), MarkerTranslator()
    async with serving(handling(site.answer)) as origin, proxy(origin, translator) as city:
        answers = await asyncio.gather(*(city.ask("/tr/a") for _ in range(5)))
        assert (site.asked, len(translator.seen)) == (5, 5)
        if "Set-Cookie" in said:
            assert all(answer["Set-Cookie"] for answer in answers)


async def test_what_is_ready_goes_with_a_purge() -> None:
    """Pages that are kept ready in memory go when another process sets the mark."""
    site = Website()
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        await city.ask("/tr/a")
        database = sqlite3.connect(next((city.folder / "pages").rglob("cache.db")))
        with database:
            database.execute("DELETE FROM Cache")
        database.close()
        assert "hit" in (await city.ask("/tr/a"))["Cache-Status"]
        (city.folder / "purged").touch()
        await city.ask("/tr/a")
        assert len(city.translator.seen) == 2
