"""Remembered pages: answered without the origin while fresh, validated when not, never personal."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate

import pytest
from aiohttp import web
from loopback import PAGE, MarkerTranslator, handling, proxy, serving


@dataclass
class Website:
    """An origin whose page has these headers; it counts, and can be told to fail."""

    headers: dict[str, str] = field(default_factory=lambda: {"Cache-Control": "max-age=60"})
    text: str = PAGE
    status: int = 200
    asked: list[str] = field(default_factory=list)
    now: Callable[[], float] = time.time

    async def answer(self, request: web.Request) -> web.StreamResponse:
        headers = {**self.headers, "Date": formatdate(self.now(), usegmt=True)}
        tag = headers.get("ETag", "")
        known = tag != "" and request.headers.get("If-None-Match") == tag
        self.asked.append("conditional" if "If-None-Match" in request.headers else request.method)
        if known and self.status == 200:
            return web.Response(status=304, headers=headers)
        return web.Response(status=self.status, text=self.text, content_type="text/html", headers=headers)


async def test_second_view_asks_nobody() -> None:
    """While it is fresh, a page is sent again without origin and translator, also for HEAD."""
    site = Website()
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        first = await city.ask("/tr/a?x")
        city.clock.seconds += 30
        second = await city.ask("/tr/a?x")
        assert (first.body, first["ETag"]) == (second.body, second["ETag"])
        assert first["Cache-Status"] == "stadtlotse; fwd=uri-miss; stored"
        assert second["Cache-Status"].startswith("stadtlotse; hit; ttl=")
        assert int(second["Age"]) >= 29
        head = await city.ask("/tr/a?x", method="HEAD")
        assert head["Content-Length"] == first["Content-Length"]
        assert site.asked == ["GET"]
        assert len(city.translator.seen) == 1


async def test_pages_are_kept_apart() -> None:
    """Language, query and host make another page."""
    site = Website()
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        for target in ("/tr/a", "/en/a", "/tr/a?x", "/tr/a?X"):
            await city.ask(target)
        await city.ask("/tr/a", headers={"Host": "anders.example"})
        assert len(city.translator.seen) == 5
        assert len(site.asked) == 4  # two languages of one German page cost one fetch


async def test_visitor_who_has_it_gets_304() -> None:
    """Our validator is answered by us and never reaches the origin."""
    site = Website(headers={})
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        tag = (await city.ask("/tr/a"))["ETag"]
        again = await city.ask("/tr/a", headers={"If-None-Match": f'"x", {tag}'})
        assert (again.status, again.body, again["ETag"]) == (304, b"", tag)
        assert (await city.ask("/tr/a", headers={"If-None-Match": '"sl-else"'})).status == 200


async def test_stale_page_is_validated() -> None:
    """After its time a page is validated with the origin's own validator, and then fresh again."""
    site = Website({"Cache-Control": "max-age=60", "ETag": '"v1"'})
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        site.now = city.clock
        await city.ask("/tr/a")
        city.clock.seconds += 100
        renewed = await city.ask("/tr/a")
        assert renewed["Cache-Status"] == "stadtlotse; fwd=stale; fwd-status=304"
        assert (await city.ask("/tr/a"))["Cache-Status"].startswith("stadtlotse; hit; ttl=")
        assert site.asked == ["GET", "conditional"]
        city.clock.seconds += 100
        site.headers, site.text = {**site.headers, "ETag": '"v2"'}, PAGE.replace("Amt", "Rathaus")
        assert b"Rathaus" in (await city.ask("/tr/a")).body
        assert len(city.translator.seen) == 2


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_stale_page_when_the_origin_fails(status: int) -> None:
    """A failing website does not take away what was there."""
    site = Website({"Cache-Control": "max-age=60", "ETag": '"v1"'})
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        good = await city.ask("/tr/a")
        city.clock.seconds += 100
        site.status = status
        assert (await city.ask("/tr/a")).body == good.body


@pytest.mark.parametrize(("more", "status"), [("", 200), (", must-revalidate", 502)])
async def test_stale_page_when_the_origin_is_down(more: str, status: int) -> None:
    """A website that cannot be reached does not take away what was there, unless it forbade that."""
    site = Website({"Cache-Control": "max-age=60" + more})

    async def dying(request: web.Request) -> web.StreamResponse:
        if site.asked and request.transport is not None:
            request.transport.abort()
        return await site.answer(request)

    async with serving(handling(dying)) as origin, proxy(origin) as city:
        await city.ask("/tr/a")
        city.clock.seconds += 100
        assert (await city.ask("/tr/a")).status == status


async def test_stale_while_revalidate() -> None:
    """Where the origin allows it, the visitor gets the old page at once and the next one the new."""
    site = Website({"Cache-Control": "max-age=60, stale-while-revalidate=600", "ETag": '"v1"'})
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        await city.ask("/tr/a")
        site.headers, site.text = {**site.headers, "ETag": '"v2"'}, PAGE.replace("Amt", "Rathaus")
        city.clock.seconds += 100
        assert b"Rathaus" not in (await city.ask("/tr/a")).body
        for _ in range(200):
            await asyncio.sleep(0.02)
            if b"Rathaus" in (await city.ask("/tr/a")).body:
                break
        assert city.translator.seen[1][1].background
        assert len(city.translator.seen) == 2


# Headers of the answer and of the request, method, and whether the origin could know whom it answered.
PERSONAL = [
    ({"Cache-Control": "private, max-age=60"}, {}, "GET", False),
    ({"Cache-Control": "no-store"}, {}, "GET", False),
    ({"Cache-Control": "max-age=60", "Set-Cookie": "a=1; Path=/"}, {}, "GET", False),
    ({"Cache-Control": "max-age=60"}, {"Authorization": "Basic eDp5"}, "GET", True),
    ({"Cache-Control": "max-age=60"}, {"Cookie": "sitzung=1"}, "GET", True),
    ({"Cache-Control": "max-age=60"}, {}, "POST", True),
    ({"Cache-Control": "max-age=60", "Vary": "Cookie"}, {"Cookie": "sitzung=1"}, "GET", True),
]


@pytest.mark.parametrize(("answered", "asked", "method", "known"), PERSONAL)
async def test_personal_pages_are_not_kept(
    answered: dict[str, str], asked: dict[str, str], method: str, known: bool
) -> None:
    """Law 7: what may be personal is made anew each time, and the translator hears who could be known."""
    site = Website(answered)
    async with serving(handling(site.answer)) as origin, proxy(origin) as city:
        for _ in range(2):
            assert b"GUTEN TAG" in (await city.ask("/tr/a", method=method, headers=asked)).body
        assert len(city.translator.seen) == 2
        assert [view.private for _, view in city.translator.seen] == [known, known]


async def test_ignored_cookies_make_nothing_personal() -> None:
    """A statistics cookie does not keep a page from being shared; any other keeps its bearer from it."""
    site = Website()
    cache = {"ignored_cookies": ["_pk_*"]}
    async with serving(handling(site.answer)) as origin, proxy(origin, cache=cache) as city:
        await city.ask("/tr/a", headers={"Cookie": "_pk_id.1=x"})
        await city.ask("/tr/a", headers={"Cookie": "_pk_ses=y"})
        assert len(site.asked) == 1
        assert not city.translator.seen[0][1].private
        await city.ask("/tr/a", headers={"Cookie": "_pk_ses=y; sitzung=1"})
        assert len(site.asked) == 2


async def test_bots_wait_longer() -> None:
    """A search engine may wait for the whole translation."""
    async with serving(handling(Website({}).answer)) as origin, proxy(origin) as city:
        for agent in ("Mozilla/5.0 (compatible; Googlebot/2.1)", "Mozilla/5.0 Firefox/140.0"):
            await city.ask("/tr/a", headers={"User-Agent": agent})
        deadlines = [(view.bot, view.deadline_seconds) for _, view in city.translator.seen]
        assert deadlines == [(True, 5.0), (False, 1.5)]


async def test_failing_translator_stores_nothing() -> None:
    """A German page under a prefix is never remembered as its translation."""
    site, translator = Website(), MarkerTranslator(fails=True)
    async with serving(handling(site.answer)) as origin, proxy(origin, translator) as city:
        await city.ask("/tr/a")
        translator.fails = False
        assert b"GUTEN TAG" in (await city.ask("/tr/a")).body
