"""German pages and files through the shared cache, over real connections; rows name sections of RFC 9111 or others.

The website here says what a row gives it, and counts how often it is asked.
"""

import asyncio
import re
import resource
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from loopback import Answer, Proxy, handling, proxy, saying, serving, talking

from cache.http_date import written

Headers = dict[str, str]
FRESH = {"Cache-Control": "max-age=60"}
BODY = b"0123456789"


@dataclass
class Website:
    """A website with one file; `headers` may be changed, `status` too."""

    headers: Headers = field(default_factory=lambda: dict(FRESH))
    body: bytes = BODY
    status: int = 200
    delay: float = 0.0
    asked: list[Headers] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    now: Callable[[], float] = time.time
    seen: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer with 304 where the request names the validator, else with the file."""
        self.asked.append({name.lower(): value for name, value in request.headers.items()})
        self.methods.append(request.method)
        self.seen.set()
        await asyncio.sleep(self.delay)
        headers = {"Content-Type": "application/pdf", "Date": written(self.now()), **self.headers}
        known = headers.get("ETag") and headers.get("ETag") == request.headers.get("If-None-Match")
        since = headers.get("Last-Modified") and headers.get("Last-Modified") == request.headers.get(
            "If-Modified-Since"
        )
        if self.status == 200 and (known or since):
            return web.Response(status=304, headers={k: v for k, v in headers.items() if k != "Content-Type"})
        return web.Response(status=self.status, body=self.body, headers=headers)

    @property
    def count(self) -> int:
        """How often it was asked."""
        return len(self.asked)


@asynccontextmanager
async def before(site: Website, **cache: Any) -> AsyncIterator[Proxy]:
    """The proxy before a website."""
    async with serving(handling(site.answer)) as origin, proxy(origin, cache=cache) as city:
        site.now = city.clock
        yield city


def later(city: Proxy, seconds: float) -> None:
    """Let time pass."""
    city.clock.seconds += seconds


# Response headers, seconds later, headers of the second request, and whether the website is asked again.
REUSED: tuple[tuple[str, Headers, float, Headers, bool], ...] = (
    ("4.2.1 max-age, fresh", {"Cache-Control": "max-age=60"}, 59, {}, False),
    ("4.2.1 max-age, stale", {"Cache-Control": "max-age=60"}, 61, {}, True),
    ("4.2.1 s-maxage over max-age", {"Cache-Control": "max-age=1, s-maxage=60"}, 30, {}, False),
    ("4.2.1 s-maxage 0 over max-age", {"Cache-Control": "max-age=60, s-maxage=0", "ETag": '"x"'}, 0, {}, True),
    ("4.2.1 Expires", {"Expires": written(time.time() + 3600)}, 60, {}, False),
    ("5.3 Expires in the past", {"Expires": written(time.time() - 3600), "ETag": '"x"'}, 0, {}, True),
    ("5.3 Expires that is none", {"Expires": "0", "ETag": '"x"'}, 0, {}, True),
    ("4.2.2 a tenth since the change", {"Last-Modified": written(time.time() - 36_000)}, 1800, {}, False),
    ("4.2.2 no more than that", {"Last-Modified": written(time.time() - 36_000)}, 4000, {}, True),
    ("4.2 nothing said", {}, 0, {}, True),
    ("4.2.3 Age counts", {"Cache-Control": "max-age=60", "Age": "50"}, 20, {}, True),
    (
        "9213 2.2 targeted over Cache-Control",
        {"CDN-Cache-Control": "max-age=60", "Cache-Control": "no-store"},
        9,
        {},
        False,
    ),
    ("9213 2.2 targeted no-store", {"CDN-Cache-Control": "no-store", "Cache-Control": "max-age=60"}, 0, {}, True),
    ("5.2.2.5 no-store", {"Cache-Control": "no-store, max-age=60"}, 0, {}, True),
    ("5.2.2.7 private", {"Cache-Control": "private, max-age=60"}, 0, {}, True),
    ("5.2.2.4 no-cache", {"Cache-Control": "no-cache, max-age=60", "ETag": '"x"'}, 0, {}, True),
    ("5.2.2.4 no-cache for a field", {"Cache-Control": 'no-cache="x-a", max-age=60', "X-A": "1"}, 0, {}, False),
    ("5.2.2.7 private for a field", {"Cache-Control": 'private="x-a", max-age=60', "X-A": "1"}, 0, {}, False),
    ("5.2.2.3 must-understand", {"Cache-Control": "must-understand, no-store, max-age=60"}, 0, {}, False),
    ("law 7 Set-Cookie", {"Cache-Control": "max-age=60", "Set-Cookie": "a=1"}, 0, {}, True),
    (
        "3.1 a cookie that is named is left out",
        {"Cache-Control": 'max-age=60, private="set-cookie"', "Set-Cookie": "a=1"},
        0,
        {},
        False,
    ),
    ("5.2.1.4 request no-cache", FRESH | {"ETag": '"x"'}, 0, {"Cache-Control": "no-cache"}, True),
    ("5.4 request Pragma", FRESH | {"ETag": '"x"'}, 0, {"Pragma": "no-cache"}, True),
    ("5.2.1.1 request max-age, young enough", FRESH, 5, {"Cache-Control": "max-age=10"}, False),
    ("5.2.1.1 request max-age, too old", FRESH, 15, {"Cache-Control": "max-age=10"}, True),
    ("5.2.1.3 request min-fresh", FRESH, 55, {"Cache-Control": "min-fresh=10"}, True),
    ("5.2.1.2 request max-stale", FRESH, 65, {"Cache-Control": "max-stale=10"}, False),
    ("5.2.1.2 request max-stale, staler", FRESH, 75, {"Cache-Control": "max-stale=10"}, True),
    (
        "5.2.1.2 not against must-revalidate",
        {"Cache-Control": "max-age=60, must-revalidate"},
        65,
        {"Cache-Control": "max-stale"},
        True,
    ),
    ("5.2.1.5 request no-store may be answered from memory", FRESH, 0, {"Cache-Control": "no-store"}, False),
    ("4.1 Vary on what is not sent", FRESH | {"Vary": "X-A"}, 0, {}, False),
    ("4.1 Vary on what differs", FRESH | {"Vary": "X-A"}, 0, {"X-A": "1"}, True),
    ("4.1 Vary star", FRESH | {"Vary": "*"}, 0, {}, True),
    (
        "4.1 a compressed answer was chosen by coding",
        FRESH | {"Content-Encoding": "x"},
        0,
        {"Accept-Encoding": "gzip"},
        True,
    ),
    ("law 7 a visitor who is known", FRESH, 0, {"Cookie": "s=1"}, True),
    ("law 7 a visitor who is known, public", {"Cache-Control": "public, max-age=60"}, 0, {"Cookie": "s=1"}, False),
    ("3.5 Authorization", FRESH, 0, {"Authorization": "Basic eDp5"}, True),
    ("13.1.1 If-Match is for the website", FRESH | {"ETag": '"x"'}, 0, {"If-Match": '"x"'}, True),
)


async def test_reuse() -> None:
    """What is stored is used again exactly when it may be."""
    site, wrong = Website(), []
    async with before(site, negative_seconds=0) as city:
        start = city.clock.seconds
        for name, said, seconds, again, asked in REUSED:
            city.clock.seconds, site.headers, path = start, said, f"/{len(name)}{hash(name)}"
            await city.ask(path)
            site.asked.clear()
            later(city, seconds)
            answer = await city.ask(path, headers=again)
            right = answer.body == BODY and bool(site.count) is asked and ("hit" in answer["Cache-Status"]) is not asked
            if not right:
                wrong.append((name, site.count, answer))
    assert not wrong


STATUSES = [
    *(200, 203, 204, 299, 300, 301, 302, 303, 307, 308),
    *(400, 401, 403, 404, 405, 410, 414, 418, 451),
    499,
    500,
    501,
    503,
    599,
]


async def test_every_status() -> None:
    """Any final status is used again while it is fresh, and by its own rules where nothing is said (section 3)."""
    site, wrong = Website(), []
    guessed = {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501}
    async with before(site, negative_seconds=60, fresh_seconds=60) as city:
        for status in STATUSES:
            site.status, site.body = status, b"" if status == 204 else BODY
            counts = []
            for path, site.headers in ((f"/said/{status}", FRESH), (f"/guessed/{status}", {})):
                site.asked.clear()
                answers = [await city.ask(path) for _ in range(2)]
                counts.append(site.count)
                assert [(each.status, each.body) for each in answers] == [(status, site.body)] * 2
            if counts != [1, 1 if status in guessed else 2]:
                wrong.append((status, counts))
    assert not wrong


async def test_age_and_date() -> None:
    """What is stored says how old it is, and when it was made; the fields of the hop are not stored (5.1, 3.1)."""
    site = Website(FRESH | {"Age": "7", "Connection": "X-Hop", "X-Hop": "1", "X-Kept": "a", "Keep-Alive": "timeout=5"})
    async with before(site) as city:
        first = await city.ask("/a")
        later(city, 20)
        again = await city.ask("/a")
        assert 27 <= int(again["Age"]) <= 30
        assert again["Date"] == first["Date"]
        assert again["X-Kept"] == "a"
        for answer in (first, again):
            assert not answer["X-Hop"]
            assert not answer["Keep-Alive"]
        assert re.fullmatch(r"stadtlotse; hit; ttl=3[0-3]", again["Cache-Status"])
        assert again.all("Via") == ["1.1 stadtlotse"]


async def test_withheld_fields() -> None:
    """A field that is private is passed once and not again; the rest is (5.2.2.7)."""
    site = Website({"Cache-Control": 'max-age=60, private="X-User"', "X-User": "Özlem", "X-All": "1"})
    async with before(site) as city:
        assert (await city.ask("/a"))["X-User"]
        again = await city.ask("/a")
        assert (again["X-User"], again["X-All"], site.count) == ("", "1", 1)


async def test_variants() -> None:
    """Every value of what an answer varies on has its own, and each is found again (4.1)."""
    site = Website(FRESH | {"Vary": "Accept-Language"})
    async with before(site) as city:
        for language in ("de", "tr", "de, tr;q=0.5"):
            site.body = language.encode()
            assert (await city.ask("/a", headers={"Accept-Language": language})).body == site.body
        for language in ("de", "TR", "tr;q=0.5,de"):
            await city.ask("/a", headers={"Accept-Language": language})
        assert site.count == 3
        assert (await city.ask("/a", headers={"Accept-Language": "tr"})).body == b"tr"
        other = await city.ask("/a", headers={"Accept-Language": "fr"})
        assert "fwd=vary-miss" in other["Cache-Status"]


@pytest.mark.parametrize(
    "validator", [{"ETag": '"v1"'}, {"ETag": 'W/"v1"'}, {"Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT"}]
)
async def test_validation(validator: Headers) -> None:
    """A stale answer is validated by what it has, and what the 304 says is taken over (4.3.1, 4.3.4)."""
    site = Website(FRESH | validator | {"X-Seen": "1"})
    async with before(site) as city:
        await city.ask("/a")
        later(city, 100)
        site.headers = {"Cache-Control": "max-age=1000", **validator, "X-Seen": "2", "Content-Length": "0"}
        renewed = await city.ask("/a")
        assert (renewed.status, renewed.body, renewed["X-Seen"]) == (200, BODY, "2")
        assert renewed["Cache-Status"].startswith("stadtlotse; fwd=stale; fwd-status=304")
        later(city, 500)
        assert "hit" in (await city.ask("/a"))["Cache-Status"]
        assert site.count == 2
        assert ("if-none-match" in site.asked[1]) is ("ETag" in validator)


async def test_validation_brings_something_new() -> None:
    """Where the file has changed, the new one is sent and stored."""
    site = Website(FRESH | {"ETag": '"v1"'})
    async with before(site) as city:
        await city.ask("/a")
        later(city, 100)
        site.headers, site.body = FRESH | {"ETag": '"v2"'}, b"new"
        assert (await city.ask("/a")).body == b"new"
        again = await city.ask("/a")
        assert (again.body, again["ETag"], site.count) == (b"new", '"v2"', 2)


async def test_validation_of_something_else() -> None:
    """A 304 with another validator is not about what is stored: it is asked for again, whole (4.3.4)."""
    seen: list[str] = []

    async def confused(request: web.Request) -> web.StreamResponse:
        seen.append(request.headers.get("If-None-Match", ""))
        if seen[-1]:
            return web.Response(status=304, headers={"ETag": '"other"'})
        return web.Response(body=f"{len(seen)}", headers=FRESH | {"ETag": '"v1"'})

    async with serving(handling(confused)) as origin, proxy(origin) as city:
        await city.ask("/a")
        later(city, 100)
        assert (await city.ask("/a")).body == b"3"
        assert seen == ["", '"v1"', ""]


# Headers of the second request, status and body; the file has an ETag and a date.
CONDITIONAL: tuple[tuple[str, Headers, int, bytes], ...] = (
    ("9110 13.1.2 same tag", {"If-None-Match": '"v1"'}, 304, b""),
    ("9110 13.1.2 weak", {"If-None-Match": 'W/"v1"'}, 304, b""),
    ("9110 13.1.2 star", {"If-None-Match": "*"}, 304, b""),
    ("9110 13.1.2 other", {"If-None-Match": '"v2"'}, 200, BODY),
    ("9110 13.1.3 same date", {"If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"}, 304, b""),
    ("9110 13.1.3 earlier", {"If-Modified-Since": "Sat, 05 Nov 1994 08:49:37 GMT"}, 200, BODY),
    ("9110 14.2 a part", {"Range": "bytes=2-4"}, 206, b"234"),
    ("9110 14.1.2 to the end", {"Range": "bytes=7-"}, 206, b"789"),
    ("9110 14.1.2 the last", {"Range": "bytes=-2"}, 206, b"89"),
    ("9110 14.2 joined", {"Range": "bytes=0-1,2-3"}, 206, b"0123"),
    ("9110 14.2 apart: the whole", {"Range": "bytes=0-1,5-6"}, 200, BODY),
    ("9110 14.2 other unit", {"Range": "lines=1-2"}, 200, BODY),
    ("9110 15.5.17 outside", {"Range": "bytes=10-"}, 416, b""),
    ("9110 13.1.5 part of the same", {"Range": "bytes=0-0", "If-Range": '"v1"'}, 206, b"0"),
    (
        "9110 13.1.5 part of the same, by date",
        {"Range": "bytes=0-0", "If-Range": "Sun, 06 Nov 1994 08:49:37 GMT"},
        206,
        b"0",
    ),
    ("9110 13.1.5 part of another", {"Range": "bytes=0-0", "If-Range": '"v0"'}, 200, BODY),
    ("9110 13.2.2 conditions first", {"Range": "bytes=0-0", "If-None-Match": '"v1"'}, 304, b""),
)


async def test_conditions_and_parts() -> None:
    """Conditions and ranges are answered from what is stored, without the website."""
    site, wrong = Website(FRESH | {"ETag": '"v1"', "Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT"}), []
    async with before(site) as city:
        await city.ask("/a")
        for name, asked, status, body in CONDITIONAL:
            answer = await city.ask("/a", headers=asked)
            right = (answer.status, answer.body) == (status, body)
            if status == 304:
                right &= (answer["ETag"], answer["Cache-Control"], answer["Content-Type"]) == ('"v1"', "max-age=60", "")
            if status == 206:
                right &= answer["Content-Range"].endswith("/10") and answer["Content-Length"] == str(len(body))
            if status == 416:
                right &= answer["Content-Range"] == "bytes */10"
            if not right:
                wrong.append((name, answer))
    assert not wrong
    assert site.count == 1


async def test_parts_of_what_is_not_stored() -> None:
    """A part that the website gives is passed and not stored (3.3); the whole is asked for another time."""

    async def parts(request: web.Request) -> web.StreamResponse:
        asked.append(request.headers.get("Range", ""))
        if asked[-1]:
            headers = FRESH | {"Content-Range": "bytes 0-1/10"}
            return web.Response(status=206, body=BODY[:2], headers=headers)
        return web.Response(body=BODY, headers=FRESH)

    asked: list[str] = []
    async with serving(handling(parts)) as origin, proxy(origin) as city:
        part = await city.ask("/a", headers={"Range": "bytes=0-1"})
        assert (part.status, part.body) == (206, b"01")
        assert (await city.ask("/a")).body == BODY
        assert (await city.ask("/a", headers={"Range": "bytes=3-4"})).body == b"34"
        assert asked == ["bytes=0-1", ""]


async def test_parts_of_a_large_file() -> None:
    """Parts across the blocks on disk are right to the byte."""
    body = bytes(range(256)) * 2048  # 512 KiB
    async with before(Website(body=body)) as city:
        await city.ask("/a")
        for first, last in ((0, 0), (131_071, 131_072), (100_000, 400_000), (524_287, 524_287), (0, 524_287)):
            answer = await city.ask("/a", headers={"Range": f"bytes={first}-{last}"})
            assert answer.body == body[first : last + 1]
            assert "hit" in answer["Cache-Status"]


async def test_head() -> None:
    """HEAD is answered from a stored GET; one that shows another file makes the stored one stale (4.3.5)."""
    site = Website(FRESH | {"ETag": '"v1"'})
    async with before(site) as city:
        await city.ask("/a")
        head = await city.ask("/a", method="HEAD")
        assert (head.status, head["Content-Length"], head.body, site.methods) == (200, "10", b"", ["GET"])
        later(city, 100)
        await city.ask("/a", method="HEAD")
        assert site.methods == ["GET", "HEAD"]
        assert "hit" in (await city.ask("/a"))["Cache-Status"]  # freshened by the HEAD
        later(city, 100)
        site.headers = FRESH | {"ETag": '"v2"'}
        await city.ask("/a", method="HEAD")
        assert "uri-miss" in (await city.ask("/a"))["Cache-Status"]
        assert site.methods == ["GET", "HEAD", "HEAD", "GET"]


async def test_head_is_not_stored_as_get() -> None:
    """The answer to a HEAD has no body to be used for a GET (RFC 9110 9.3.2)."""
    site = Website()
    async with before(site) as city:
        await city.ask("/a", method="HEAD")
        assert (await city.ask("/a")).body == BODY


# Method, status, headers of its answer, and which of /a, /b and /c are asked for again.
UNSAFE: tuple[tuple[str, str, int, Headers, set[str]], ...] = (
    ("4.4 POST", "POST", 200, {}, {"/a"}),
    ("4.4 PUT", "PUT", 204, {}, {"/a"}),
    ("4.4 DELETE", "DELETE", 200, {}, {"/a"}),
    ("4.4 unknown method", "M-SEARCH", 200, {}, {"/a"}),
    ("4.4 redirect", "POST", 303, {"Location": "/b"}, {"/a", "/b"}),
    ("4.4 Content-Location", "POST", 200, {"Content-Location": "/c"}, {"/a", "/c"}),
    ("4.4 elsewhere", "POST", 201, {"Location": "http://anders.example/b"}, {"/a"}),
    ("4.4 error", "POST", 500, {}, set()),
    ("9110 9.2.1 OPTIONS is safe", "OPTIONS", 200, {}, set()),
)


async def test_invalidation() -> None:
    """What a request changes is asked for again, the German page and its translations; the rest is not."""
    page = FRESH | {"Content-Type": "text/html"}
    site, wrong = Website(page, body=b"<p>Guten Tag"), []
    async with before(site) as city:
        for name, method, status, said, gone in UNSAFE:
            for path in ("/a", "/b", "/c"):
                await city.ask(path)
                await city.ask("/tr" + path)
            site.status, site.headers = status, said
            await city.ask("/a", method=method)
            site.status, site.headers = 200, page
            site.asked.clear()
            found = {path: await city.ask("/tr" + path) for path in ("/a", "/b", "/c")}
            missed = {path for path, answer in found.items() if "uri-miss" in answer["Cache-Status"]}
            if missed != gone or site.count != len(gone):
                wrong.append((name, missed, site.count))
    assert not wrong


async def test_get_with_a_body() -> None:
    """A body is no part of the key: such a request passes all memories by (RFC 9110 9.3.1)."""
    site = Website()
    async with before(site) as city:
        await city.ask("/a")
        answer = await city.ask("/a", data=b"x")
        assert (answer.body, site.count) == (BODY, 2)
        assert "fwd=bypass" in answer["Cache-Status"]


async def test_only_if_cached() -> None:
    """Who forbids to ask gets what is stored, or 504 (5.2.1.7)."""
    site = Website()
    async with before(site) as city:
        only = {"Cache-Control": "only-if-cached"}
        for path in ("/a", "/tr/a"):
            assert (await city.ask(path, headers=only)).status == 504
        assert site.count == 0
        await city.ask("/a")
        assert (await city.ask("/a", headers=only)).body == BODY


@pytest.mark.parametrize(
    ("more", "seconds", "status", "expected"),
    [
        ("", 100, 503, 200),
        (", must-revalidate", 100, 503, 503),
        (", proxy-revalidate", 100, 500, 500),
        (", stale-if-error=50", 100, 503, 200),
        (", stale-if-error=50", 200, 503, 503),
        ("", 100, 404, 404),
    ],
)
async def test_stale_if_error(more: str, seconds: float, status: int, expected: int) -> None:
    """A website that fails does not take away what was there, unless it forbade that (4.2.4, RFC 5861 4)."""
    site = Website({"Cache-Control": "max-age=60" + more})
    async with before(site) as city:
        await city.ask("/a")
        later(city, seconds)
        site.status = status
        answer = await city.ask("/a")
        assert answer.status == expected
        if expected == 200:
            assert f"fwd=stale; fwd-status={status}; ttl=-" in answer["Cache-Status"]


async def test_website_is_gone() -> None:
    """A website that cannot be reached at all: what is stored and stale is sent; what is not, is an error."""
    site = Website()
    async with serving(handling(site.answer)) as origin:
        city_of = proxy(origin)
        city = await city_of.__aenter__()
        await city.ask("/a")
    later(city, 100)
    answer = await city.ask("/a")
    assert (answer.status, answer.body) == (200, BODY)
    assert 'detail="website not reachable"' in answer["Cache-Status"]
    assert (await city.ask("/b")).status == 503
    await city_of.__aexit__(None, None, None)


async def test_stale_while_revalidate() -> None:
    """Within the time that the website allows, the old answer is sent and the new one fetched behind (RFC 5861 3)."""
    site = Website({"Cache-Control": "max-age=60, stale-while-revalidate=600", "ETag": '"v1"'})
    async with before(site) as city:
        await city.ask("/a")
        site.body, site.headers = b"new", {**site.headers, "ETag": '"v2"'}
        later(city, 100)
        assert (await city.ask("/a")).body == BODY
        for _ in range(100):
            await asyncio.sleep(0.02)
            if (await city.ask("/a")).body == b"new":
                break
        assert site.count == 2


async def test_switched_off() -> None:
    """Without the cache everything is asked, and unsafe requests still make translations be made anew."""
    site = Website(FRESH | {"Content-Type": "text/html"}, body=b"<p>Guten Tag")
    async with before(site, answers=False) as city:
        for _ in range(2):
            assert "fwd=bypass" in (await city.ask("/a"))["Cache-Status"]
            await city.ask("/tr/a")
        assert site.count == 3
        await city.ask("/a", method="POST")
        await city.ask("/tr/a")
        assert site.count == 5


async def test_every_answer_says_its_way() -> None:
    """Cache-Status and Via stand on every answer, our own included (RFC 9211, RFC 9110 7.6.3)."""
    async with before(Website()) as city:
        for target in ("/a", "/tr/a", "/tr", "/tr/en/", "/.stadtlotse/health", "/.stadtlotse/nichts"):
            answer = await city.ask(target)
            assert answer["Cache-Status"].startswith("stadtlotse")
            assert answer["Via"] == "1.1 stadtlotse"


async def test_the_origins_members_stay_before_ours() -> None:
    """Members of caches behind this one are passed once, and not kept with what is stored (RFC 9211 2)."""
    async with before(Website(FRESH | {"Cache-Status": "varnish; hit", "Via": "1.1 varnish"})) as city:
        first, again = await city.ask("/a"), await city.ask("/a")
        assert first.all("Cache-Status")[0] == "varnish; hit"
        assert len(again.all("Cache-Status")) == 1
        assert again.all("Via") == ["1.1 varnish", "1.1 stadtlotse"]


async def test_too_large_is_passed_and_not_stored() -> None:
    """An answer over the limit comes whole, whether it says its length or not; nothing of it stays on disk."""
    body = bytes(3 * (1 << 20))

    async def large(request: web.Request) -> web.StreamResponse:
        if request.path == "/known":
            return web.Response(body=body, headers=FRESH)
        response = web.StreamResponse(headers=FRESH)
        await response.prepare(request)
        for start in range(0, len(body), 300_000):
            await response.write(body[start : start + 300_000])
        return response

    async with serving(handling(large)) as origin, proxy(origin, cache={"largest_answer_megabytes": 1}) as city:
        for target in ("/known", "/unknown", "/unknown"):
            answer = await city.ask(target)
            assert answer.body == body
            assert "hit" not in answer["Cache-Status"]
        await stored(city, 0)


def bodies(city: Proxy) -> list[Path]:
    """The files of stored bodies, and of those that are being written."""
    return [path for path in (city.folder / "answers" / "bodies").rglob("*") if path.is_file()]


async def stored(city: Proxy, count: int) -> None:
    """Wait until so many bodies are stored, and nothing is being written."""
    for _ in range(100):
        files = bodies(city)
        if len(files) == count and not [path for path in files if path.suffix]:
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"{bodies(city)} are not {count} stored bodies")


async def test_where_nothing_can_be_written() -> None:
    """A disk that takes nothing costs nothing but the memory: every answer comes, from the website."""
    site = Website(body=bytes(300_000))
    async with before(site) as city:
        folder = city.folder / "answers" / "bodies"
        folder.mkdir(parents=True, exist_ok=True)
        folder.rmdir()
        folder.write_bytes(b"no folder")
        for _ in range(2):
            assert (await city.ask("/a")).body == site.body
        assert site.count == 2


async def test_disk_that_fills_up() -> None:
    """Where writing fails in the middle of a file, the visitor gets the rest from the website."""
    site = Website(body=bytes(range(250)) * 8000)
    async with before(site) as city:
        before_all = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, before_all[1]))
        try:
            answers = [await city.ask("/a") for _ in range(2)]
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before_all)
        assert [answer.body for answer in answers] == [site.body] * 2
        await stored(city, 0)


@pytest.mark.parametrize("spoil", ["delete", "cut", "flip"])
async def test_what_is_damaged_is_fetched_anew(spoil: str) -> None:
    """A file that is gone, cut or changed is never sent."""
    site = Website()
    async with before(site) as city:
        await city.ask("/a")
        await stored(city, 1)
        path = bodies(city)[0]
        if spoil == "delete":
            path.unlink()
        else:
            path.write_bytes(BODY[:-1] if spoil == "cut" else b"x" + BODY[1:])
        assert (await city.ask("/a")).body == BODY
        assert (await city.ask("/a")).body == BODY
        assert site.count == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 100\r\n\r\nonly this",
        b"HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nonly\r\n",
    ],
)
async def test_what_breaks_off_is_not_stored(answer: bytes) -> None:
    """A body that did not come to its end is nobody's answer (3.3)."""
    async with talking(saying(answer)) as origin, proxy(origin) as city:
        for _ in range(2):
            with pytest.raises(Exception, match=r".*"):
                await city.ask("/a")
        await stored(city, 0)


async def test_trailers_and_interim_answers() -> None:
    """Trailers are dropped, never merged into the headers (RFC 9110 6.5.1); interim answers do not end the exchange."""
    answer = (
        b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nX-Hint: 1\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5\r\nhallo\r\n0\r\nX-Sum: 1\r\nSet-Cookie: a=1\r\n\r\n"
    )
    async with talking(saying(answer)) as origin, proxy(origin) as city:
        for cached in (False, True):
            got = await city.ask("/a")
            assert (got.status, got.body) == (200, b"hallo")
            assert ("hit" in got["Cache-Status"]) is cached
            for name in ("X-Sum", "Set-Cookie", "X-Hint", "Trailer"):
                assert not got[name]


async def all_at_once(asks: Iterable[Awaitable[Answer]]) -> list[Answer]:
    """The answers to requests that are made together."""
    return list(await asyncio.gather(*asks))


async def test_coalescing_of_files() -> None:
    """Many first requests for one file cost one fetch, and a slow reader holds nobody up."""
    site = Website(body=bytes(1 << 20), delay=0.1)
    async with before(site) as city:
        answers = await all_at_once(city.ask("/plan.pdf") for _ in range(50))
        assert {answer.body for answer in answers} == {site.body}
        assert site.count == 1
        assert sum("collapsed" in answer["Cache-Status"] for answer in answers) >= 40


@pytest.mark.parametrize(
    "said", [{"Cache-Control": "private"}, {"Cache-Control": "no-store"}, FRESH | {"Set-Cookie": "a=1"}]
)
async def test_what_is_personal_is_not_coalesced(said: Headers) -> None:
    """Where the answer turns out to be one visitor's, everybody gets an own one."""
    site = Website(said, delay=0.05)
    async with before(site) as city:
        await all_at_once(city.ask("/a") for _ in range(10))
        assert site.count == 10


async def test_coalescing_has_a_time_limit() -> None:
    """Nobody waits for another's request for longer than the limit."""
    site = Website(delay=0.6)
    async with before(site, wait_seconds=0.2) as city:
        await all_at_once(city.ask("/a") for _ in range(3))
        assert site.count == 3


async def test_leader_who_leaves() -> None:
    """When the visitor for whose sake the website was asked goes away, another one takes over."""
    site = Website(delay=1.0)
    async with before(site) as city:
        leader = asyncio.create_task(city.ask("/a"))
        await site.seen.wait()
        others = [asyncio.create_task(city.ask("/a")) for _ in range(5)]
        await asyncio.sleep(0.05)
        leader.cancel()
        assert {answer.body for answer in await all_at_once(others)} == {BODY}
        assert site.count == 2


async def test_revalidation_is_coalesced() -> None:
    """A stale file that many ask for is validated once."""
    site = Website(FRESH | {"ETag": '"v1"'}, delay=0.1)
    async with before(site) as city:
        await city.ask("/a")
        later(city, 100)
        answers = await all_at_once(city.ask("/a") for _ in range(20))
        assert {answer.body for answer in answers} == {BODY}
        assert site.count == 2


async def test_nothing_of_a_body_is_held_in_memory(tmp_path: Path) -> None:
    """A file of many megabytes goes through while the visitor reads it slowly, out of the disk."""
    size = 24 * (1 << 20)

    async def huge(_request: web.Request) -> web.StreamResponse:
        path = tmp_path / "huge"
        if not path.exists():
            path.write_bytes(bytes(size))
        return web.FileResponse(path, headers=FRESH)

    async with serving(handling(huge)) as origin, proxy(origin) as city:
        for _ in range(2):
            got = 0
            async with city.client.get(city.url + "/huge") as response:
                async for chunk in response.content.iter_chunked(1 << 20):
                    got += len(chunk)
            assert got == size
        assert "hit" in response.headers["Cache-Status"]
