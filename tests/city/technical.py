"""Endpoints that behave well, badly or strangely on the level of HTTP, to test what stands before the city.

Everything lives under `/technik/`. Bodies are German where a proxy might translate them. The ones that break
the rules on purpose write to the transport themselves and are in `wire.py`; WebSockets and event streams are
in `live.py`.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import zlib
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime

import brotli
from aiohttp import web

from city.errors import error_page
from city.rendering import PUBLIC, own_address, public_page

HTML = "text/html; charset=utf-8"
MODIFIED = "Mon, 16 Nov 2026 08:00:00 GMT"
REDIRECTS = r"/technik/weiterleitung/{status:301|302|303|307|308}/{target:relativ|absolut|pfad|fremd}"
WORDS = (
    "Die Stadtverwaltung bleibt am Freitag wegen einer Personalversammlung geschlossen.",
    "Bitte bringen Sie zu Ihrem Termin einen gültigen Personalausweis mit.",
    "Die Gebühr beträgt 12,50 Euro und ist vor Ort zu bezahlen.",
    "Anträge auf Wohngeld nimmt die Wohngeldstelle in der Schwanenstraße entgegen.",
    "Der Rat der Stadt tritt am 7. Dezember um 15 Uhr zusammen.",
    "Im Bürgerpark in Neumühl werden im Winter 120 Bäume gepflanzt.",
    "Wer umzieht, meldet sich binnen zwei Wochen beim Bürgerservice.",
)


def routes() -> list[web.RouteDef]:
    """All endpoints of this module."""
    return [
        web.get("/technik/", index),
        web.get(r"/technik/status/{status:404|410|500|503}", status_page),
        web.get(REDIRECTS, redirect),
        web.post(REDIRECTS, redirect),
        web.get("/technik/langsam", slow),
        web.get("/technik/riesig", huge),
        web.get("/technik/viele-absaetze", many_segments),
        web.get("/technik/tief", deep),
        web.get("/technik/strom", streaming),
        web.get("/technik/etag", etag_page),
        web.get("/technik/vary", vary_page),
        web.get(r"/technik/kodiert/{coding:gzip|deflate|br|identity}", encoded),
        web.get("/technik/html-als-text", html_as_text),
        web.get("/technik/binaer-als-html", binary_as_html),
        web.get("/technik/cookies", cookies),
        web.get("/technik/no-transform", no_transform),
        web.get("/technik/csp", content_security),
        web.get("/technik/link-kopf", link_header),
        web.get("/technik/refresh", refresh_header),
        web.get("/technik/content-location", content_location),
        web.get("/technik/leer", no_content),
        web.get("/technik/hash.js", hashed_script),
        web.route("*", "/technik/echo", echo),
        web.post("/technik/upload", upload),
        web.put("/technik/upload", upload),
        web.options("/technik/optionen", options),
        web.get("/technik/optionen", options),
    ]  # fmt: skip


async def index(request: web.Request) -> web.StreamResponse:
    """All endpoints as links."""
    paths = sorted({route.path for route in routes() if "{" not in route.path and route.path != "/technik/"})
    return public_page(request, "technik.html", {"paths": paths})


def document(title: str, body: str, head: str = "") -> str:
    """A small German page."""
    return (
        f'<!DOCTYPE html>\n<html lang="de">\n<head><meta charset="utf-8"><title>{title}</title>{head}</head>\n'
        f"<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


def page(title: str, body: str, **headers: str) -> web.Response:
    """A small German page as an answer; `_` in header names stands for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.Response(body=document(title, body).encode(), headers={"Content-Type": HTML, **named})


def number(request: web.Request, name: str, default: float, most: float) -> float:
    """A number from the query, within bounds."""
    try:
        return max(0.0, min(most, float(request.query.get(name, default))))
    except ValueError:
        return default


async def status_page(request: web.Request) -> web.StreamResponse:
    """An error with its German page; 503 says when to come back."""
    status = int(request.match_info["status"])
    return error_page(request, status, {"Retry-After": "120"} if status == 503 else None)


async def redirect(request: web.Request) -> web.StreamResponse:
    """A redirect of each kind to each kind of address."""
    targets = {
        "relativ": "../../../buergerservice/kita",
        "absolut": f"{own_address(request)}/buergerservice/kita?von=technik#kosten",
        "pfad": "/buergerservice/kita",
        "fremd": "https://www.nachbarstadt.example/start",
    }
    location = targets[request.match_info["target"]]
    body = document("Weiterleitung", f'<p>Die Seite steht jetzt <a href="{location}">hier</a>.</p>')
    headers = {"Location": location, "Content-Type": HTML}
    return web.Response(status=int(request.match_info["status"]), body=body.encode(), headers=headers)


async def slow(request: web.Request) -> web.StreamResponse:
    """`?sekunden=2`: waits before the headers; `?rumpf=2`: waits between headers and body."""
    await asyncio.sleep(number(request, "sekunden", 2, 60))
    response = web.StreamResponse(headers={"Content-Type": HTML})
    await response.prepare(request)
    await asyncio.sleep(number(request, "rumpf", 0, 60))
    await response.write(document("Langsame Seite", "<p>Danke, dass Sie gewartet haben.</p>").encode())
    return response


async def huge(request: web.Request) -> web.StreamResponse:
    """`?mb=5`: that many megabytes of paragraphs, all different."""
    wanted, parts, size, at = number(request, "mb", 5, 50) * 1_000_000, [], 0, 0
    while size < wanted:
        part = f"<h2>Abschnitt {at + 1}</h2>\n" + "".join(
            f"<p>Absatz {at}.{line}: {word} <a href='?nr={at}'>Mehr zu Vorgang {at * 7 + line}</a></p>\n"
            for line, word in enumerate(WORDS)
        )
        parts.append(part)
        size, at = size + len(part.encode()), at + 1
    return page("Eine riesige Seite", "".join(parts), Cache_Control=PUBLIC)


async def many_segments(request: web.Request) -> web.StreamResponse:
    """`?anzahl=20000` short paragraphs; every seventh text comes again with another number."""
    count = int(number(request, "anzahl", 20_000, 200_000))
    body = "".join(f"<p>{WORDS[at % 7].split()[0]} Nummer {at}: {WORDS[at % 5]}</p>\n" for at in range(count))
    return page("Viele Absätze", body, Cache_Control=PUBLIC)


async def deep(request: web.Request) -> web.StreamResponse:
    """`?tiefe=10000`: that many nested boxes around one sentence."""
    depth = int(number(request, "tiefe", 10_000, 100_000))
    return page("Tief verschachtelt", "<div>" * depth + f"<p>{WORDS[1]}</p>" + "</div>" * depth)


async def streaming(request: web.Request) -> web.StreamResponse:
    """`?stuecke=5&pause=0.2`: a page that comes in pieces, cut inside tags and letters too."""
    pieces, pause = int(number(request, "stuecke", 5, 500)), number(request, "pause", 0.2, 10)
    body = "".join(f"<p>Teil {at + 1}: {WORDS[at % 7]}</p>\n" for at in range(pieces))
    data = document("Seite in Stücken", body).encode()
    response = web.StreamResponse(headers={"Content-Type": HTML})
    response.enable_chunked_encoding()
    await response.prepare(request)
    step = max(1, len(data) // max(1, pieces))
    for at in range(0, len(data), step):
        await response.write(data[at : at + step])
        await asyncio.sleep(pause)
    return response


async def etag_page(request: web.Request) -> web.StreamResponse:
    """ETag and Last-Modified; 304 to whoever has it."""
    headers = {
        "ETag": 'W/"ruhrhafen-47"',
        "Last-Modified": MODIFIED,
        "Cache-Control": "public, max-age=0, must-revalidate",
    }
    tags = request.if_none_match
    since = request.if_modified_since
    known = any(tag.value in ("ruhrhafen-47", "*") for tag in tags) if tags is not None else False
    fresh = tags is None and since is not None and since >= datetime(2026, 11, 16, 8, tzinfo=UTC)
    if known or fresh:
        return web.Response(status=304, headers=headers)
    body = document("Seite mit Prüfmarke", f"<p>{WORDS[0]}</p>")
    return web.Response(body=body.encode(), headers={"Content-Type": HTML, **headers})


async def vary_page(request: web.Request) -> web.StreamResponse:
    """Another text for those who prefer Leichte Sprache by header."""
    easy = request.headers.get("Prefer", "") == "leichte-sprache"
    text = "Das Rathaus ist zu." if easy else WORDS[0]
    return page("Seite in zwei Fassungen", f"<p>{text}</p>", Vary="Prefer, Accept-Encoding", Cache_Control=PUBLIC)


async def encoded(request: web.Request) -> web.StreamResponse:
    """The same page compressed as the path says, whether the client asked for it or not."""
    coders: dict[str, Callable[[bytes], bytes]] = {
        "gzip": lambda data: _deflate(data, 31),
        "deflate": lambda data: _deflate(data, 15),
        "br": brotli.compress,
        "identity": bytes,
    }
    coding = request.match_info["coding"]
    body = document("Gepackte Seite", "".join(f"<p>{word}</p>\n" for word in WORDS)).encode()
    headers = {"Content-Type": HTML, "Content-Encoding": coding, "Vary": "Accept-Encoding"}
    return web.Response(body=coders[coding](body), headers=headers)


def _deflate(data: bytes, window: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    return packer.compress(data) + packer.flush()


async def html_as_text(request: web.Request) -> web.StreamResponse:
    """HTML that calls itself plain text: to be shown as source, not translated as a page."""
    body = document("Nur Text", f"<p>{WORDS[2]}</p>")
    return web.Response(body=body.encode(), headers={"Content-Type": "text/plain; charset=utf-8"})


async def binary_as_html(request: web.Request) -> web.StreamResponse:
    """Bytes that call themselves HTML."""
    body = b"\x89PNG\r\n\x1a\n" + hashlib.shake_256(b"kein HTML").digest(20_000)
    return web.Response(body=body, headers={"Content-Type": "text/html"})


async def cookies(request: web.Request) -> web.StreamResponse:
    """Five cookies at once, with and without Domain and Path."""
    response = page("Seite mit Plätzchen", f"<p>Sie haben {len(request.cookies)} Cookies mitgebracht.</p>")
    host = request.host.split(":")[0]
    for line in (
        "a=1; Path=/",
        f"b=2; Path=/technik; Domain={host}",
        "c=3; Path=/buergerservice; HttpOnly",
        "d=Gr%C3%BC%C3%9Fe; Max-Age=60; SameSite=Lax",
        "e=weg; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; Secure",
    ):
        response.headers.add("Set-Cookie", line)
    return response


async def no_transform(request: web.Request) -> web.StreamResponse:
    """The origin forbids any change (RFC 9111, 5.2.2.6)."""
    return page(
        "Bitte nicht verändern",
        "<p>Diese Urkunde darf unterwegs nicht verändert werden.</p>",
        Cache_Control="public, max-age=60, no-transform",
    )


SCRIPT = "document.documentElement.dataset.pruefsumme = 'gültig';\n"


async def content_security(request: web.Request) -> web.StreamResponse:
    """A page whose scripts need a nonce or a matching checksum."""
    nonce = "cnVocmhhZmVu"
    checksum = _checksum()
    head = (
        f'<script nonce="{nonce}">document.documentElement.dataset.nonce = "ja";</script>'
        f'<script src="/technik/hash.js" integrity="sha384-{checksum}" crossorigin="anonymous"></script>'
        '<link rel="stylesheet" href="/assets/stadt.css">'
    )
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'sha384-{checksum}'; style-src 'self'; "
        "img-src 'self'; base-uri 'none'; form-action 'self'"
    )
    text = document("Seite mit Sicherheitsregeln", f"<main class='rahmen'><p>{WORDS[3]}</p></main>", head)
    headers = {
        "Content-Type": HTML,
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }
    return web.Response(body=text.encode(), headers=headers)


def _checksum() -> str:
    return b64encode(hashlib.sha384(SCRIPT.encode()).digest()).decode()


async def hashed_script(request: web.Request) -> web.StreamResponse:
    """The script whose checksum the page names."""
    return web.Response(text=SCRIPT, content_type="text/javascript", charset="utf-8")


async def link_header(request: web.Request) -> web.StreamResponse:
    """Links in a header: style sheet, next page, canonical address."""
    value = ", ".join(
        (
            "</assets/stadt.css>; rel=preload; as=style",
            "</aktuelles/>; rel=\"next\"; title*=UTF-8'de'N%C3%A4chste%20Seite",
            f'<{own_address(request)}/technik/link-kopf>; rel="canonical"',
        )
    )
    return page("Seite mit Verweisen im Kopf", f"<p>{WORDS[5]}</p>", Link=value)


async def refresh_header(request: web.Request) -> web.StreamResponse:
    """Goes on by header, as some old systems do."""
    return page("Es geht gleich weiter", "<p>Sie werden weitergeleitet.</p>", Refresh="3; url=/buergerservice/")


async def content_location(request: web.Request) -> web.StreamResponse:
    """The page has another, more exact address."""
    return page(
        "Seite mit genauer Adresse",
        f"<p>{WORDS[6]}</p>",
        Content_Location="/technik/content-location.de.html",
    )


async def no_content(request: web.Request) -> web.StreamResponse:
    """204: nothing to say."""
    return web.Response(status=204)


async def echo(request: web.Request) -> web.StreamResponse:
    """What arrived, as JSON: method, raw path and query, headers in order, size and SHA-256 of the body."""
    digest, size = await _digest(request)
    seen = {
        "method": request.method,
        "path": request.raw_path,
        "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in request.raw_headers],
        "size": size,
        "sha256": digest,
    }
    return web.Response(
        body=json.dumps(seen).encode(),
        headers={"Content-Type": "application/json", "Cache-Control": "no-store"},
    )


async def upload(request: web.Request) -> web.StreamResponse:
    """Takes a body of any size as it streams in, keeps nothing, answers with its size and hash."""
    digest, size = await _digest(request)
    return web.json_response({"size": size, "sha256": digest}, status=201)


async def _digest(request: web.Request) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    async for chunk in request.content.iter_chunked(64 * 1024):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


async def options(request: web.Request) -> web.StreamResponse:
    """OPTIONS says what is allowed here."""
    return web.Response(status=204, headers={"Allow": "GET, HEAD, OPTIONS", "Access-Control-Allow-Methods": "GET"})
