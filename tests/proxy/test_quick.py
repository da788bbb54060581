"""Answers that are ready: the same as by the full way for whatever requests, and none where anything has changed."""

import asyncio
import re
import socket
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.http_parser import SINGLETON_HEADERS
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from loopback import PAGE, MarkerTranslator, Proxy, handling, proxy, serving
from samples import total, values

from cache.http_date import written
from cache.purge_mark import PurgeMark
from proxy.app import create_app
from proxy.cache_status import CacheStatus
from proxy.connections import READY
from proxy.opened_translation import Translation
from proxy.plain_head import INCOMPLETE, UNKNOWN, PlainHead, PlainHeads
from proxy.prepared import prepared
from proxy.quick import Quick
from proxy.serving import serve
from proxy.settings import Settings
from proxy.website import PURGED


@cache
def date() -> str:
    """The date of all that the website answers: two proxies are compared."""
    return written(time.time() - 60)


FIREFOX = "User-Agent: Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0"


async def origin(request: web.Request) -> web.StreamResponse:
    """Pages that may be kept, for everyone or not, and one that varies; what is sent to them they say again."""
    headers = {"Cache-Control": "max-age=600", "ETag": '"1"'}
    if request.path != "/undatiert":
        headers["Date"] = date()
    if request.path == "/alle":
        headers["Cache-Control"] = "public, max-age=600"
    if request.path == "/wechselt":
        headers["Vary"] = "X-Farbe"
    if request.path == "/klein":
        return web.Response(text="<p>Guten Tag", content_type="text/html", headers=headers)
    if request.method == "POST":
        return web.Response(body=await request.read(), headers={"Cache-Control": "no-store"})
    return web.Response(text=PAGE * 40, content_type="text/html", headers=headers)


@asynccontextmanager
async def city(**sections: Any) -> AsyncIterator[Proxy]:
    """The proxy before that website; nothing is remembered but what is asked for."""
    async with serving(handling(origin)) as address, proxy(address, **sections) as running:
        yield running


def quick(running: Proxy) -> Quick:
    """What answers at once."""
    ready = running.app[READY]
    assert isinstance(ready, Quick)
    return ready


def head(target: str = "/tr/amt", *headers: str, method: str = "GET") -> bytes:
    """A request."""
    return "\r\n".join([f"{method} {target} HTTP/1.1", "Host: stadt.example", *headers, "", ""]).encode()


@dataclass(frozen=True)
class Said:
    """An answer."""

    head: str
    body: bytes

    def __getitem__(self, name: str) -> str:
        found = re.search(rf"(?im)^{name}: (.*?)\r?$", self.head)
        return found[1] if found else ""


async def said(reader: asyncio.StreamReader, *, bodiless: bool = False) -> Said:
    """The next answer on a connection."""
    text = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = re.search(r"(?im)^content-length: (\d+)", text)
    status = text.split(" ")[1]
    size = 0 if bodiless or status in ("304", "204") or not length else int(length[1])
    return Said(text, await reader.readexactly(size))


async def asked(running: Proxy, *requests: bytes) -> list[Said]:
    """The answers to requests, one after the other on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    answers = []
    for request in requests:
        writer.write(request)
        answers.append(await asyncio.wait_for(said(reader, bodiless=request.startswith(b"HEAD")), 5))
    writer.close()
    return answers


async def answered_quickly(running: Proxy, request: bytes) -> bool:
    """Whether a request is answered at once, after it has been asked often enough."""
    await asked(running, request, request)
    before = quick(running).answered
    await asked(running, request)
    return quick(running).answered > before


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((), True),
        ((FIREFOX,), True),
        ((FIREFOX, "Accept-Encoding: br, gzip", "Accept-Language: tr", "Connection: keep-alive", "DNT: 1"), True),
        (("Cookie: stadtlotse-desk=1",), True),  # the website does not see it
        (("X-Forwarded-For: 8.8.8.8", FIREFOX), True),  # nobody believes it
        (("X-Forwarded-For: 8.8.8.8",), False),  # a program behind a proxy: DNS says if it is a search engine
        (("User-Agent: Googlebot", "Via: 1.1 x"), False),
        (("Cookie: sitzung=1",), False),  # law 7
        (("Authorization: Basic eDp5",), False),
        (("Cache-Control: no-cache",), False),  # RFC 9111 5.2.1
        (("Cache-Control: max-age=600",), False),
        (("Pragma: no-cache",), False),
        (("Range: bytes=0-9",), False),
        (('If-None-Match: "x"',), False),
        (("If-Modified-Since: Sun, 22 Nov 2099 07:00:00 GMT",), False),
        (('If-Match: "x"',), False),
        (("Connection: close",), False),
        (("Connection: x-y", "X-Y: 1"), False),
        (("TE: trailers",), False),
        (("Expect: 100-continue",), False),
        (("Via: 1.1 stadtlotse",), False),  # a loop
        (("Accept-Encoding: br", "Accept-Encoding: gzip"), False),
        (("Host: other.example",), False),
        (("X-Stadtlotse-Warm: x",), False),
        (("Content-Length: 0",), False),
    ],
)
async def test_which_requests_are_answered_at_once(headers: tuple[str, ...], expected: bool) -> None:
    async with city() as running:
        await asked(running, head(), head())
        if "Host: other.example" in headers or "Connection: close" in headers or "If-Match" in "".join(headers):
            before = quick(running).answered
            await asked(running, head("/tr/amt", *headers))
            assert quick(running).answered == before
            return
        assert await answered_quickly(running, head("/tr/amt", *headers)) is expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/tr/amt?a=b%20c", True),
        ("/tr/klein", True),
        ("/tr/undatiert", True),
        ("/amt", False),  # German passes through
        ("/tr/wechselt", False),  # Vary
        ("//tr/amt", False),
        ("/.stadtlotse/health", False),
    ],
)
async def test_which_pages_are_answered_at_once(target: str, expected: bool) -> None:
    async with city() as running:
        assert await answered_quickly(running, head(target)) is expected


async def test_pages_for_everyone_are_answered_to_visitors_with_cookies() -> None:
    async with city() as running:
        assert await answered_quickly(running, head("/tr/alle", "Cookie: sitzung=1", FIREFOX))


async def test_who_has_the_page_is_told_so() -> None:
    async with city() as running:
        first = (await asked(running, head("/tr/amt", FIREFOX)))[0]
        again = head("/tr/amt", FIREFOX, f"If-None-Match: {first['ETag']}")
        assert await answered_quickly(running, again)
        last = (await asked(running, again))[0]
        assert last.head.startswith("HTTP/1.1 304 Not Modified\r\n")
        assert (last["ETag"], last.body) == (first["ETag"], b"")


NAMES = (
    "User-Agent",
    "Accept-Encoding",
    "Cookie",
    "If-None-Match",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "Connection",
)
VALUES = {
    "User-Agent": ("Mozilla/5.0 Firefox/140.0", "curl/8", "Googlebot", ""),
    "Accept-Encoding": ("br", "gzip, br;q=0.5", "identity", "*;q=0"),
    "Cookie": ("a=1", "stadtlotse-x=1", "stadtlotse-x=1; a=1", "a"),
    "If-None-Match": ('"x"', "*", "ETAG", 'W/ETAG, "y"'),
    "X-Forwarded-For": ("8.8.8.8", "8.8.4.4, 10.0.0.1", "unknown", "2001:db8::1"),
    "X-Forwarded-Host": ("stadt.example", "other.example"),
    "Connection": ("keep-alive", "Keep-Alive", "x-y"),
    "X-Forwarded-Proto": ("http", "https", "ftp"),
    "X-Real-IP": ("8.8.8.8",),
    "Forwarded": ("for=8.8.8.8;proto=https", "for=_x"),
    "Cache-Control": ("no-cache", "max-age=0", "only-if-cached", "min-fresh=5", "no-store"),
    "If-Modified-Since": (written(time.time()), "x"),
    "Range": ("bytes=0-5", "bytes=9999999-"),
    "X-Farbe": ("rot", "blau"),
    "Accept-Language": ("tr",),
    "Authorization": ("Basic eDp5",),
    "Via": ("1.1 cdn", "1.1 stadtlotse"),
    "Pragma": ("no-cache", "x"),
    "X-Stadtlotse-Warm": ("1",),
    "X-Stadtlotse-Language": ("ar",),
}
written_headers = st.sampled_from(sorted(VALUES)).flatmap(
    lambda name: st.tuples(
        st.sampled_from([name, name.lower(), name.upper()]),
        st.sampled_from([": ", ":", ":  \t"]),
        st.sampled_from(VALUES[name]),
    ).map("".join)
)
usual_headers = st.sampled_from(
    [
        (),
        ("Accept-Encoding: br",),
        ("Accept-Encoding: gzip, br;q=0.5", "DNT: 1"),
        ("X-Forwarded-For: 8.8.8.8", "X-Forwarded-Proto: https"),
        ("Cookie: stadtlotse-x=1", "Connection: keep-alive"),
        ("If-None-Match: ETAG",),
        ("if-none-match:ETAG", "Accept-Encoding: br"),
    ]
).map(lambda headers: (FIREFOX, *headers))
requests = st.one_of(
    st.tuples(st.sampled_from(["/tr/amt", "/tr/alle", "/tr/undatiert"]), usual_headers, st.just("GET")),
    st.tuples(
        st.sampled_from(["/tr/amt", "/tr/alle", "/tr/klein", "/tr/wechselt", "/ar/amt", "/amt", "/tr//amt", "/xx"]),
        st.lists(written_headers, max_size=3).map(tuple),
        st.sampled_from(["GET", "GET", "HEAD", "OPTIONS"]),
    ),
    st.tuples(
        st.just("/tr/alle"), st.lists(written_headers, max_size=2).map(lambda some: (FIREFOX, *some)), st.just("GET")
    ),
    st.tuples(st.just("/tr/formular"), usual_headers, st.just("POST")),
)


Asked = tuple[str, tuple[str, ...], str]
"""Target, headers and method."""


@dataclass(frozen=True)
class Both:
    """Two proxies alike, but that one answers at once what it can."""

    runner: asyncio.Runner = field(repr=False)
    ready: Proxy = field(repr=False)
    full: Proxy = field(repr=False)


@asynccontextmanager
async def _both() -> AsyncIterator[tuple[Proxy, Proxy]]:
    limits = {"requests_per_second": 0}
    server = {"trusted_proxies": ("127.0.0.1",)}
    async with (
        serving(handling(origin)) as address,
        proxy(address, limits=limits, server=dict(server), log={"level": "warning"}) as ready,
        proxy(address, limits=limits, server=server | {"prepared_answers": False}, log={"level": "warning"}) as full,
    ):
        full.clock.seconds = ready.clock.seconds
        yield ready, full


@pytest.fixture(scope="module")
def both() -> Iterator[Both]:
    with asyncio.Runner() as runner:
        opened = _both()
        ready, full = runner.run(opened.__aenter__())
        yield Both(runner, ready, full)
        runner.run(opened.__aexit__(None, None, None))


def bytes_of(target: str, headers: tuple[str, ...], method: str, tag: str) -> bytes:
    """A request as it is sent; ETAG stands for the validator that was seen last."""
    lines = [each.replace("ETAG", tag) for each in headers]
    body = "x" * 300 if method == "POST" else ""
    lines += [f"Content-Length: {len(body)}"] if body else []
    return head(target, *lines, method=method) + body.encode()


async def talk(port: int, chosen: Sequence[Asked], cuts: list[int]) -> list[Said]:
    """All answers on one connection; requests are cut into pieces at these places."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers: list[Said] = []
    tag = '"none"'
    for number, (target, headers, method) in enumerate(chosen):
        data = bytes_of(target, headers, method, tag)
        cut = cuts[number % len(cuts)] % len(data)
        if str(headers).lower().count("user-agent") > 1:
            cut = 0  # twice it is refused, and the connection closed while the rest is on its way
        for piece in (data[:cut], data[cut:]):
            if piece:
                writer.write(piece)
                await asyncio.sleep(0.001 if cut else 0)
        try:
            answers.append(await asyncio.wait_for(said(reader, bodiless=method == "HEAD"), 5))
        except (asyncio.IncompleteReadError, ConnectionError):
            break
        tag = answers[-1]["ETag"] or tag
    writer.close()
    return answers


@examples(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(requests, min_size=1, max_size=6), st.lists(st.integers(0, 400), min_size=1, max_size=3))
def test_the_answers_are_those_of_the_full_way(both: Both, chosen: list[Asked], cuts: list[int]) -> None:
    """Byte for byte, whatever is asked in whatever pieces, on one connection and again on another.

    But for Date, where it is that of the answer: both ways take it from the clock on the wall.
    """

    async def compare() -> None:
        for pieces in (cuts, [0], [0]):
            ours, theirs = await asyncio.gather(
                talk(both.ready.port, chosen, pieces), talk(both.full.port, chosen, pieces)
            )
            assert [(each.head.split("\r\n"), each.body) for each in map(undated, ours)] == [
                (each.head.split("\r\n"), each.body) for each in map(undated, theirs)
            ]

    both.runner.run(compare())


def undated(answer: Said) -> Said:
    """Without what differs from run to run: dates of now, and who joined whom to ask the website."""
    text = answer.head if f"Date: {date()}" in answer.head else re.sub(r"(?m)^Date: .*\r\n", "", answer.head)
    if "fwd=" in answer["Cache-Status"] or not answer["ETag"].startswith('"sl-'):
        text = re.sub(r"(?m)^(Cache-Status|Age): .*\r\n", "", text)
    return Said(text, answer.body)


def test_many_of_them_were_answered_at_once(both: Both) -> None:
    """The law before says nothing if nothing is answered at once."""
    chosen: list[Asked] = [("/tr/amt", (FIREFOX, f"X-Forwarded-For: 8.8.8.{each % 5}"), "GET") for each in range(20)]
    before = quick(both.ready).answered
    assert before > 30
    both.runner.run(talk(both.ready.port, chosen, [0]))
    assert quick(both.ready).answered - before >= 15
    assert READY not in both.full.app


async def test_answers_are_counted_alike() -> None:
    """Requests, times, stages and views; a line in the log for each."""
    counts = []
    for ready in (True, False):
        async with city(server={"prepared_answers": ready}, telemetry={"metrics": "main"}) as running:
            await asked(running, *[head("/tr/amt", FIREFOX)] * 5, *[head("/tr/amt")] * 4)
            await asyncio.sleep(0.05)
            assert ready is False or quick(running).answered >= 6
            samples = values((await running.ask("/.stadtlotse/metrics")).body.decode())
            counts.append(
                {
                    name: total(samples, name, language="tr", **labels)
                    for name, labels in (
                        ("stadtlotse_requests_total", {"cache": "hit", "client": "human"}),
                        ("stadtlotse_requests_total", {"cache": "hit", "client": "local"}),
                        ("stadtlotse_request_seconds_count", {"cache": "hit"}),
                        ("stadtlotse_stage_seconds_count", {"stage": "lookup"}),
                    )
                }
            )
    assert counts[0] == counts[1]


async def test_the_log_has_a_line_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    lines = []
    for ready in (True, False):
        async with city(server={"prepared_answers": ready}) as running:
            await asked(running, *[head("/tr/amt?q=geheim", FIREFOX)] * 4)
            await asyncio.sleep(0.05)
        out = capsys.readouterr()
        found = [line for line in (out.out + out.err).splitlines() if "target=" in line]
        lines.append([re.sub(r"^.*\[info|[a-z_]*ms=[\d.]+", "", line) for line in found])
    assert len(lines[0]) == 4
    assert lines[0] == lines[1]
    assert "geheim" not in str(lines)


async def test_ages_and_the_end_of_freshness() -> None:
    """RFC 9111 4.2.3 and 5.1: Age grows; what is not fresh any more goes the full way."""
    async with city() as running:
        running.clock.seconds += 0.5
        assert await answered_quickly(running, head())
        first = (await asked(running, head()))[0]
        running.clock.seconds += 100
        later = (await asked(running, head()))[0]
        assert int(later["Age"]) == int(first["Age"]) + 100
        assert later["Cache-Status"] == str(CacheStatus(hit=True, ttl=int(first["Cache-Status"].split("=")[1]) - 100))
        before = quick(running).answered
        running.clock.seconds += 600
        stale = (await asked(running, head()))[0]
        assert "fwd=" in stale["Cache-Status"]
        running.clock.seconds -= 10_000  # a clock set back by much makes everything old
        await asked(running, head())
        assert quick(running).answered == before


async def test_what_is_purged_or_decided_anew_is_not_sent() -> None:
    """Marks of other processes, other decisions of editors, and pages that were changed by a request."""
    marker = MarkerTranslator()
    decided = [object()]
    marker.decided = lambda: decided[0]
    async with serving(handling(origin)) as address, proxy(address, marker) as running:
        assert await answered_quickly(running, head())
        decided[0] = object()
        before = quick(running).answered
        await asked(running, head())
        assert quick(running).answered == before
        await asked(running, head())  # the page was seen to hold
        assert quick(running).answered == before + 1
        PurgeMark(running.folder / PURGED).move()
        await asked(running, head())
        assert quick(running).answered == before + 1
        await asked(running, head(), head("/tr/amt", "Content-Length: 0", FIREFOX, method="POST"))
        last = (await asked(running, head()))[0]
        assert "fwd=" in last["Cache-Status"]  # RFC 9111 4.4: the POST made it invalid


async def test_limits_of_clients_hold() -> None:
    """One bucket for both ways: after the burst comes 429, never more than that is answered."""
    limits = {"requests_per_second": 0.001, "burst": 10}
    trusted = {"trusted_proxies": ("127.0.0.1",)}
    async with city(limits=limits, server=trusted) as running:
        answers = await asked(running, *[head("/tr/amt", FIREFOX, "X-Forwarded-For: 8.8.8.8")] * 12)
        statuses = [each.head.split(" ")[1] for each in answers]
        assert statuses == ["200"] * 10 + ["429"] * 2
        assert quick(running).answered == 8
        other = await asked(running, head("/tr/amt", FIREFOX, "X-Forwarded-For: 8.8.4.4"))
        assert other[0].head.startswith("HTTP/1.1 200 ")


async def test_answers_come_in_the_order_of_requests() -> None:
    """Several requests in one piece, a request within another one's body, a head in single bytes."""
    async with city() as running:
        await asked(running, head(), head())
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
        inside = head()
        writer.write(head("/amt") + head() + head("/klein"))
        bodies = [(await said(reader)).body for _ in range(3)]
        assert [b"GUTEN" in body for body in bodies] == [False, True, False]
        writer.close()
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
        writer.write(head("/formular", f"Content-Length: {len(inside)}", method="POST"))
        await asyncio.sleep(0.05)
        before = quick(running).answered
        writer.write(inside)  # a body that looks like a request
        assert (await said(reader)).body == inside
        assert quick(running).answered == before
        writer.write(inside)
        assert b"GUTEN" in (await said(reader)).body
        assert quick(running).answered == before + 1
        for byte in inside:
            writer.write(bytes([byte]))
            await asyncio.sleep(0)
        assert b"GUTEN" in (await said(reader)).body
        writer.close()


async def test_who_does_not_read_is_not_answered_for_ever() -> None:
    """What lies in memory for one visitor has an end, whichever way."""
    async with city() as running:
        await asked(running, head(), head())
        before = quick(running).answered
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port, limit=1024)
        for _ in range(3000):
            writer.write(head())
            await asyncio.sleep(0)
        await asyncio.sleep(0.2)
        assert quick(running).answered - before < 3000
        reader.feed_eof()
        writer.transport.abort()


async def test_idle_connections_are_closed_and_others_not() -> None:
    """However their requests are answered."""
    async with city(server={"idle_seconds": 0.8}) as running:
        await asked(running, head(), head())
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
        for _ in range(5):
            writer.write(head())
            await said(reader)
            await asyncio.sleep(0.3)
        async with asyncio.timeout(2):
            assert await reader.read() == b""
        writer.close()


HEADS = PlainHeads(2000)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", INCOMPLETE),
        (b"GET /x HTTP/1.1\r\nHost: x\r\n", INCOMPLETE),
        (b"GET /x HTTP/1.1\r\nHost: x\r\n" + b"x" * 2000, UNKNOWN),
        (b"GET /x HTTP/1.1\r\n\r\n", 0),
        (b"HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n", 0),
        (b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab", 3),
        (b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nabc", UNKNOWN),
        (b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab", UNKNOWN),
        (b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\nab", UNKNOWN),
        (b"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", UNKNOWN),
        (b"GET /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n", UNKNOWN),
        (b"GET /x HTTP/1.1\r\nHost: x\r\n\r\nGET", UNKNOWN),
        (b"GET /x HTTP/1.0\r\nHost: x\r\n\r\n", UNKNOWN),
        (b"GET  /x HTTP/1.1\r\nHost: x\r\n\r\n", UNKNOWN),
        (b"GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n", UNKNOWN),
        (b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", UNKNOWN),
        (b"\r\nGET /x HTTP/1.1\r\nHost: x\r\n\r\n", UNKNOWN),
        (b"GET /x HTTP/1.1\nHost: x\n\n", INCOMPLETE),
        (b"GET /x HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", UNKNOWN),
        (b"GET /x HTTP/1.1\r\nHost: x\nX: y\r\n\r\n", UNKNOWN),
        (b"GET /x HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n", UNKNOWN),
        (b"GET /x HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n", UNKNOWN),
        (b"GET /x HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 100 + b"\r\n", UNKNOWN),
        (b"GET /x HTTP/1.1\r\nHost: x\r\nUser-Agent: " + b"x" * 600 + b"\r\n\r\n", 0),
        (b"GET /x HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + b"x" * 600 + b"\r\n\r\n", 0),
        (b"GET /x HTTP/1.1\r\nHost: x\r\n" + b"X-Forwarded-For: 8.8.8.8\r\n" * 9 + b"\r\n", 0),
        (b"GET /" + b"x" * 1100 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 0),
    ],
)
def test_where_requests_end(data: bytes, expected: int) -> None:
    """RFC 9112 6 and 11.2: what could end in two places is for the HTTP server to judge."""
    assert HEADS.read(data) == expected
    assert HEADS.read(data) == expected  # the second time known headers are not read again


@pytest.mark.parametrize("name", sorted(SINGLETON_HEADERS))
def test_what_the_http_server_refuses_twice_is_never_plain_twice(name: str) -> None:
    """A message with two of these is refused (RFC 9112 2.2 and others); so is it, as none of them is ignored here."""
    twice = f"GET /x HTTP/1.1\r\n{'' if name == 'host' else 'Host: x'}{name}: 1\r\n{name}: 1\r\n\r\n"
    twice = twice.replace("Host: x" + name, f"Host: x\r\n{name}")
    assert not isinstance(HEADS.read(twice.encode()), PlainHead)


def test_a_plain_head() -> None:
    sent = b"GET /tr/x?y HTTP/1.1\r\nhost:x\r\nCookie: a=1\r\nX-Forwarded-For: 1.2.3.4\r\nAccept: */*\r\n\r\n"
    expected = PlainHead(b"/tr/x?y", b"x", cookie=b"a=1", forwarding=(b"X-Forwarded-For: 1.2.3.4",))
    assert HEADS.read(sent) == expected


@given(st.lists(st.tuples(st.sampled_from(["X-A", "Age", "Date", "Link"]), st.text("ab%(){}", max_size=9)), max_size=5))
def test_what_is_not_of_the_time_stays(rows: list[tuple[str, str]]) -> None:
    """Whatever stands in a header is sent as it is, signs of a template too."""
    kept = tuple(row for row in rows if row[0] not in ("Age", "Date"))
    answer = prepared(
        "HTTP/1.1 200 OK",
        (*kept, ("Age", "3"), ("Cache-Status", str(CacheStatus(hit=True, ttl=7)))),
        b"",
        dated_here=True,
    )
    assert answer is not None
    text = answer.head(b"", 5.9, 4.2).decode()
    assert (
        text
        == "HTTP/1.1 200 OK\r\n"
        + "".join(f"{n}: {v}\r\n" for n, v in kept)
        + "Age: 5\r\nCache-Status: stadtlotse; hit; ttl=4\r\n\r\n"
    )


@pytest.mark.parametrize("status", ["", "stadtlotse; fwd=stale", "cdn; hit, stadtlotse; hit; ttl=3", "stadtlotse; hit"])
def test_only_answers_from_memory_are_kept(status: str) -> None:
    rows = (("Cache-Status", status),) if status else ()
    assert prepared("HTTP/1.1 200 OK", rows, b"", dated_here=False) is None


async def test_at_the_end_connections_are_told_so(tmp_path: Path) -> None:
    """RFC 9112 9.6: while a process ends, who asks on an open connection is answered once more and goes elsewhere."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    @asynccontextmanager
    async def translation() -> AsyncIterator[Translation]:
        yield Translation(MarkerTranslator(), lambda: "test", decided=lambda: "nothing")

    started, stop = asyncio.Event(), asyncio.Event()
    async with serving(handling(origin)) as address:
        chosen = Settings.model_validate(
            {
                "origin": {"url": address},
                "cache": {"folder": str(tmp_path)},
                "server": {"port": port, "drain_seconds": 2},
                "telemetry": {"metrics": "off"},
            }
        )
        app = create_app(chosen, translation)
        running = asyncio.create_task(serve(app, chosen, started.set, stop=stop))
        await asyncio.wait_for(started.wait(), 10)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            writer.write(head())
            assert (await said(reader))["Connection"] == ""
        ready = app[READY]
        assert isinstance(ready, Quick)
        assert ready.answered == 1
        stop.set()
        await asyncio.sleep(0.05)
        writer.write(head())
        last = await said(reader)
        assert (last["Connection"], ready.answered) == ("close", 1)
        assert await reader.read() == b""
        writer.close()
        await asyncio.wait_for(running, 10)
