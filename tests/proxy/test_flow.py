"""Requests through the whole proxy: German as it is, pages translated, everything else passed."""

import gzip
import hashlib
import time

import pytest
from aiohttp import web
from loopback import PAGE, MarkerTranslator, handling, proxy, serving

from cache.http_date import parsed


async def echo(request: web.Request) -> web.StreamResponse:
    """An origin that tells what it was asked, line by line."""
    body = await request.read()
    lines = [f"{request.method} {request.raw_path}"]
    lines += [f"{name.decode()}: {value.decode()}" for name, value in request.raw_headers]
    lines.append(hashlib.sha256(body).hexdigest())
    return web.Response(text="\n".join(lines), headers={"X-Kept": "1"})


async def page(request: web.Request) -> web.StreamResponse:
    """An origin whose every path is the same page."""
    return web.Response(text=PAGE, content_type="text/html", headers={"ETag": '"o1"', "Last-Modified": "x"})


async def test_german_is_byte_identical() -> None:
    """A German page comes through with its bytes and its headers, validators included."""
    async with serving(handling(page)) as origin, proxy(origin) as city:
        direct = await city.ask("/amt")
        async with city.client.get(origin + "/amt") as response:
            assert direct.body == await response.read() == PAGE.encode()
            names = [name.decode() for name, _ in response.raw_headers]
        assert [name for name, _ in direct.headers if name not in ("Cache-Status", "Via")] == names
        assert direct["ETag"] == '"o1"'
        assert not city.translator.seen


async def test_page_is_translated() -> None:
    """A page under a prefix is translated, and its headers speak of the translation."""
    async with serving(handling(page)) as origin, proxy(origin) as city:
        answer = await city.ask("/tr/amt?x=%2f")
        assert b"GUTEN TAG [tr]" in answer.body
        assert answer["Content-Language"] == "tr"
        assert answer["Content-Type"] == "text/html; charset=utf-8"
        assert answer["Content-Length"] == str(len(answer.body))
        assert answer["ETag"].startswith('"sl-')
        assert abs((parsed(answer["Last-Modified"], 0.0) or 0.0) - time.time()) < 5
        assert answer["Cache-Status"].startswith("stadtlotse; fwd=uri-miss")
        seen, view = city.translator.seen[0]
        assert seen.url == city.url + "/amt?x=%2f"
        assert seen.content_type == "text/html; charset=utf-8"
        assert (view.language, view.private, view.background) == ("tr", False, False)


@pytest.mark.parametrize("target", ["/a%2Fb/../c%zz?x=%20+&%C3%A4=/", "/a;b=1?"])
async def test_target_is_passed_as_sent(target: str) -> None:
    """Nobody decodes, encodes or tidies a path on its way to the origin."""
    async with serving(handling(echo)) as origin, proxy(origin) as city:
        for prefix in ("", "/tr"):
            answer = await city.ask(prefix + target)
            assert answer.body.decode().splitlines()[0] == f"GET {target.rstrip('?')}"


async def test_request_headers_reach_the_origin() -> None:
    """The origin sees whose request it is, in which language, and addresses as its own."""
    async with serving(handling(echo)) as origin, proxy(origin) as city:
        headers = {
            "Referer": city.url + "/tr/start?x",
            "X-Forwarded-For": "6.6.6.6",
            "X-Forwarded-Host": "evil.example",
            "X-Stadtlotse-Language": "xx",
            "Accept-Language": "tr",
            "Accept-Encoding": "gzip, sdch, br;q=0",
            "Connection": "keep-alive, X-Secret",
            "X-Secret": "1",
            "x-CaSe": "kept",
        }
        lines = (await city.ask("/tr/api", headers=headers)).body.decode().splitlines()
        assert f"Host: 127.0.0.1:{city.port}" in lines
        assert f"Referer: {city.url}/start?x" in lines
        assert "X-Stadtlotse-Language: tr" in lines
        assert "Accept-Language: de" in lines
        assert "Accept-Encoding: gzip" in lines
        assert "X-Forwarded-For: 127.0.0.1" in lines
        assert f"X-Forwarded-Host: 127.0.0.1:{city.port}" in lines
        assert "Via: 1.1 stadtlotse" in lines
        assert "x-CaSe: kept" in lines
        assert not [line for line in lines if line.startswith(("X-Secret", "Connection"))]


async def test_own_host_header() -> None:
    """Where the origin wants its own name, it gets it in Host, Origin and Referer."""
    async with serving(handling(echo)) as origin, proxy(origin, origin={"host_header": "origin"}) as city:
        headers = {"Referer": city.url + "/tr/a", "Origin": city.url}
        lines = (await city.ask("/tr/x", method="POST", headers=headers)).body.decode().splitlines()
        assert f"Host: {origin.removeprefix('http://')}" in lines
        assert f"Referer: {origin}/a" in lines
        assert f"Origin: {origin}" in lines
        assert "Content-Length: 0" in lines


async def test_trusted_proxies_are_believed() -> None:
    """Scheme and host of a trusted proxy become the public address."""
    server = {"trusted_proxies": ["127.0.0.0/8"]}
    async with serving(handling(page)) as origin, proxy(origin, server=server) as city:
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "www.stadt.example"}
        await city.ask("/tr/amt", headers=headers)
        assert city.translator.seen[0][0].url == "https://www.stadt.example/amt"


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/ziel", "/tr/ziel"),
        ("ziel", "ziel"),
        ("{origin}/ziel?a", "{city}/tr/ziel?a"),
        ("/plan.pdf", "/plan.pdf"),
        ("https://example.org/", "https://example.org/"),
        ("", ""),
    ],
)
async def test_redirects_keep_the_language(location: str, expected: str) -> None:
    """A redirect of the site leads to the page in the visitor's language."""

    async def moved(request: web.Request) -> web.StreamResponse:
        there = f"{request.scheme}://{request.transport.get_extra_info('sockname')[0]}"  # type: ignore[union-attr]
        port = request.transport.get_extra_info("sockname")[1]  # type: ignore[union-attr]
        headers = {"Location": location.format(origin=f"{there}:{port}")}
        headers["Refresh"] = "0; url=/neu"
        headers["Link"] = '</naechste>; rel="next", </a.css>; rel=preload; title="</x>"'
        return web.Response(status=302, headers=headers)

    async with serving(handling(moved)) as origin, proxy(origin) as city:
        answer = await city.ask("/tr/a/b")
        assert answer.status == 302
        assert answer["Location"] == expected.format(city=city.url)
        assert answer["Refresh"] == "0; url=/tr/neu"
        assert answer["Link"] == '</tr/naechste>; rel="next", </a.css>; rel=preload; title="</x>"'
        assert (await city.ask("/a/b"))["Location"] == expected.format(city=city.url).replace("/tr/", "/")


async def test_cookies_work_in_every_language() -> None:
    """A cookie for a path is set for the path in the language too; others stay as they are."""

    async def baking(request: web.Request) -> web.StreamResponse:
        response = web.Response(text=PAGE, content_type="text/html")
        response.headers.add("Set-Cookie", "a=1; Path=/; HttpOnly; Secure; SameSite=Lax")
        response.headers.add("Set-Cookie", "b=2; Path=/termin")
        return response

    async with serving(handling(baking)) as origin, proxy(origin) as city:
        answer = await city.ask("/tr/termin/eins")
        assert answer.all("Set-Cookie") == [
            "a=1; Path=/; HttpOnly; Secure; SameSite=Lax",
            "b=2; Path=/termin",
            "b=2; Path=/tr/termin",
        ]
        assert 'detail="response sets a cookie"' in answer["Cache-Status"]
        assert (await city.ask("/termin/eins")).all("Set-Cookie")[1:] == ["b=2; Path=/termin"]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("application/json", {}),
        ("text/plain", {}),
        ("text/html", {"Content-Disposition": "attachment; filename=a.html"}),
        ("text/html", {"Cache-Control": "max-age=9, no-transform"}),
    ],
)
async def test_what_is_no_page_passes(kind: str, more: dict[str, str]) -> None:
    """What is not a page, or must not be changed, comes as the origin sent it."""

    async def other(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=PAGE.encode(), headers={"Content-Type": kind, "ETag": '"x"', **more})

    async with serving(handling(other)) as origin, proxy(origin) as city:
        answer = await city.ask("/tr/daten")
        assert answer.body == PAGE.encode()
        assert (answer["Content-Type"], answer["ETag"]) == (kind, '"x"')
        assert not city.translator.seen


async def test_compressed_page_is_read_and_compressed_again() -> None:
    """A page that comes compressed is translated and goes compressed."""
    text = PAGE.replace("Guten Tag", "Guten Tag " * 300)

    async def packed(request: web.Request) -> web.StreamResponse:
        assert request.headers["Accept-Encoding"] == "gzip, br"
        body = gzip.compress(text.encode())
        return web.Response(body=body, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})

    async with serving(handling(packed)) as origin, proxy(origin) as city:
        answer = await city.ask("/tr/", headers={"Accept-Encoding": "br;q=0.5, gzip"})
        assert answer["Content-Encoding"] == "gzip"
        assert answer["Vary"] == "Accept-Encoding"
        assert gzip.decompress(answer.body).count(b"GUTEN TAG [tr]") == 300


async def test_head_of_a_page_tells_of_the_translation() -> None:
    """HEAD has the headers of GET and no body."""

    async def page_without_get_side_effects(request: web.Request) -> web.StreamResponse:
        return web.Response(text=PAGE, content_type="text/html")

    async with serving(handling(page_without_get_side_effects)) as origin, proxy(origin) as city:
        get, head = await city.ask("/tr/a"), await city.ask("/tr/a", method="HEAD")
        assert head.body == b""
        for name in ("Content-Length", "ETag", "Content-Type", "Content-Language"):
            assert head[name] == get[name]


async def test_failing_translator_gives_the_german_page() -> None:
    """Whatever the translator does, the visitor gets the page."""
    async with serving(handling(page)) as origin, proxy(origin, MarkerTranslator(fails=True)) as city:
        answer = await city.ask("/tr/amt")
        assert (answer.status, answer.body, answer["ETag"]) == (200, PAGE.encode(), '"o1"')


async def test_incomplete_page_is_kept_by_nobody() -> None:
    """What is not finished may stand in no cache, and has no validator."""

    async def public(_request: web.Request) -> web.StreamResponse:
        headers = {"Cache-Control": "public, max-age=600", "Expires": "Thu, 01 Jan 2099 00:00:00 GMT"}
        return web.Response(text=PAGE, content_type="text/html", headers=headers)

    async with serving(handling(public)) as origin, proxy(origin, MarkerTranslator(complete=False)) as city:
        answer = await city.ask("/tr/amt")
        assert answer["Cache-Control"] == "private, no-cache"
        assert not answer["Expires"]
        assert not answer["ETag"]
        await city.ask("/tr/amt")
        assert len(city.translator.seen) == 2


async def test_switcher_on_german_pages() -> None:
    """With the switch on, a German page gets the switcher and nothing else, and a validator of ours."""
    pages = {"switcher_on_german": True}
    async with serving(handling(page)) as origin, proxy(origin, pages=pages) as city:
        answer = await city.ask("/amt")
        assert b"<nav>en tr</nav><p>Guten Tag" in answer.body
        assert answer["ETag"].startswith('"sl-')
        assert answer["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("target", "status", "location"),
    [
        ("/tr", 308, "/tr/"),
        ("/tr?x=1", 308, "/tr/?x=1"),
        ("//example.org/x", 308, "/example.org/x"),
        ("/tr//example.org", 308, "/tr/example.org"),
        ("/tr/intern/x?y", 307, "/intern/x?y"),
        ("/tr/en/x", 404, ""),
        ("/tr/.stadtlotse/health", 404, ""),
        ("/.stadtlotse/nichts", 404, ""),
        ("/a\\b", 400, ""),
    ],
)
async def test_addresses_that_are_put_right_or_refused(target: str, status: int, location: str) -> None:
    """Prefixes are made whole, doubled slashes single, and nothing leads to another host."""
    pages = {"excluded_paths": ["/intern"]}
    async with serving(handling(page)) as origin, proxy(origin, pages=pages) as city:
        answer = await city.ask(target)
        assert (answer.status, answer["Location"]) == (status, location)


async def test_health_and_assets() -> None:
    """The proxy tells how it is without asking the website, and serves its own files."""
    async with serving(handling(page)) as origin, proxy(origin) as city:
        health = await city.ask("/.stadtlotse/health")
        assert b'"not asked yet"' in health.body
        await city.ask("/amt")
        assert b'"answers"' in (await city.ask("/.stadtlotse/health")).body
        css = await city.ask("/.stadtlotse/assets/stadtlotse.css")
        assert (css.status, css["Content-Type"]) == (200, "text/css; charset=utf-8")
        again = await city.ask("/.stadtlotse/assets/stadtlotse.css", headers={"If-None-Match": css["ETag"]})
        assert again.status == 304
        named = await city.ask(f"/.stadtlotse/assets/stadtlotse.css?v={css['ETag'].strip(chr(34))}")
        assert "immutable" in named["Cache-Control"]
        assert (await city.ask("/.stadtlotse/assets/../settings.py")).status == 404
