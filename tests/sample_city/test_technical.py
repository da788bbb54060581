"""The technical endpoints do what their names promise, down to the bytes on the wire."""

from __future__ import annotations

import asyncio
import hashlib
import time
from base64 import b64encode
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientError, ClientPayloadError, WSMsgType
from city.browser import Visitor

pytestmark = pytest.mark.asyncio


async def wire(city: Visitor, path: str, *, seconds: float = 10) -> bytes:
    """Everything the server writes in answer to a plain GET, until it hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", city.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: stadt.test\r\nConnection: close\r\n\r\n".encode())
    received = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while chunk := await reader.read(65536):
                received += chunk
    except ConnectionResetError:
        pass
    writer.close()
    return bytes(received)


@pytest.mark.parametrize("status", [404, 410, 500, 503])
async def test_errors(city: Visitor, status: int) -> None:
    """Errors come with their status and a German page; 503 says when to come back."""
    answer = await city.get(f"/technik/status/{status}")

    assert answer.status == status
    assert answer.headers.get("Retry-After") == ("120" if status == 503 else None)
    assert 'lang="de"' in await answer.text()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("relativ", "../../../buergerservice/kita"),
        ("pfad", "/buergerservice/kita"),
        ("absolut", "http://127.0.0.1:{port}/buergerservice/kita?von=technik#kosten"),
        ("fremd", "https://www.nachbarstadt.example/start"),
    ],
)
async def test_redirects(city: Visitor, status: int, target: str, location: str) -> None:
    """Each kind of redirect can point to each kind of address."""
    answer = await city.get(f"/technik/weiterleitung/{status}/{target}", allow_redirects=False)

    assert (answer.status, answer.headers["Location"]) == (status, location.format(port=city.port))
    if target == "relativ":
        assert (await city.get(f"/technik/weiterleitung/{status}/{target}")).status == 200


async def test_slow(city: Visitor) -> None:
    """The slow page waits as long as it is told."""
    begin = time.monotonic()
    answer = await city.get("/technik/langsam?sekunden=0.2&rumpf=0.1")
    await answer.read()

    assert time.monotonic() - begin >= 0.3


async def test_big_pages(city: Visitor) -> None:
    """The huge, the many and the deep page have the size they are asked for."""
    huge = await (await city.get("/technik/riesig?mb=5")).read()
    many = await (await city.get("/technik/viele-absaetze?anzahl=20000")).text()
    deep = await (await city.get("/technik/tief?tiefe=10000")).text()

    assert 5_000_000 <= len(huge) < 5_100_000
    assert many.count("<p>") == 20_000
    assert deep.count("<div>") == deep.count("</div>") == 10_000


async def test_streaming(city: Visitor) -> None:
    """The streamed page comes in chunks over time."""
    raw = await wire(city, "/technik/strom?stuecke=4&pause=0.02")

    assert b"Transfer-Encoding: chunked" in raw
    assert raw.endswith(b"0\r\n\r\n")


async def test_events(city: Visitor) -> None:
    """The event stream sends numbered German messages and goes on after the last one received."""
    answer = await city.get("/technik/ereignisse?anzahl=2&pause=0", headers={"Last-Event-ID": "3"})
    text = await answer.text()

    assert answer.content_type == "text/event-stream"
    assert text == (
        ": Meldungen der Stadt\nretry: 3000\n\n"
        "id: 4\nevent: meldung\ndata: Wartenummer S101, bitte Zimmer 3.\n\n"
        "id: 5\ndata: Der Rheinpegel steigt auf 4,12 Meter.\n\n"
    )


async def test_socket_echo(city: Visitor) -> None:
    """The echo socket returns text and bytes unchanged and agrees on the protocol."""
    async with city.ws_connect("/technik/ws-echo", protocols=["stadt.echo.v1"]) as socket:
        await socket.send_str("Grüße")
        await socket.send_bytes(b"\x00\xff")

        assert socket.protocol == "stadt.echo.v1"
        assert await socket.receive_str() == "Grüße"
        assert await socket.receive_bytes() == b"\x00\xff"


async def test_socket_chat(city: Visitor) -> None:
    """The chat greets, answers, and closes with its own code."""
    async with city.ws_connect("/technik/ws-chat") as socket:
        greeting = await socket.receive_json()
        await socket.send_str("Öffnungszeiten?")
        answer = await socket.receive_json()
        await socket.send_str("Tschüss!")
        await socket.receive_json()
        last = await socket.receive()

    assert greeting["text"].startswith("Willkommen")
    assert answer["frage"] == "Öffnungszeiten?"
    assert (last.type, last.data) == (WSMsgType.CLOSE, 4000)


async def test_validators(city: Visitor) -> None:
    """The page with validators answers 304 by tag and by date; the tag wins."""
    path = "/technik/etag"
    date = {"If-Modified-Since": "Mon, 16 Nov 2026 08:00:00 GMT"}

    assert (await city.get(path)).status == 200
    assert (await city.get(path, headers={"If-None-Match": 'W/"ruhrhafen-47"'})).status == 304
    assert (await city.get(path, headers=date)).status == 304
    assert (await city.get(path, headers={"If-None-Match": '"anders"', **date})).status == 200


async def test_vary(city: Visitor) -> None:
    """One address has two texts, chosen by a header that Vary names."""
    plain = await city.get("/technik/vary")
    easy = await city.get("/technik/vary", headers={"Prefer": "leichte-sprache"})

    assert "Prefer" in plain.headers["Vary"]
    assert await plain.text() != await easy.text()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity"])
async def test_codings(city: Visitor, coding: str) -> None:
    """Each coding unpacks to the same German page."""
    answer = await city.get(f"/technik/kodiert/{coding}")

    assert answer.headers["Content-Encoding"] == coding
    assert "Die Gebühr beträgt 12,50 Euro" in await answer.text()


async def test_wrong_labels(city: Visitor) -> None:
    """HTML can say it is text, and bytes can say they are HTML."""
    text = await city.get("/technik/html-als-text")
    binary = await city.get("/technik/binaer-als-html")

    assert text.content_type == "text/plain"
    assert "<html" in await text.text()
    assert binary.content_type == "text/html"
    assert (await binary.read()).startswith(b"\x89PNG")


async def test_many_cookies(city: Visitor) -> None:
    """Five cookies come in five headers."""
    answer = await city.get("/technik/cookies")

    assert [line.split("=")[0] for line in answer.headers.getall("Set-Cookie")] == list("abcde")


async def test_special_headers(city: Visitor) -> None:
    """Links, refresh, content location, no-transform and security rules stand in their headers."""
    assert 'rel="canonical"' in (await city.get("/technik/link-kopf")).headers["Link"]
    assert (await city.get("/technik/refresh")).headers["Refresh"] == "3; url=/buergerservice/"
    assert (await city.get("/technik/content-location")).headers["Content-Location"].endswith(".de.html")
    assert "no-transform" in (await city.get("/technik/no-transform")).headers["Cache-Control"]
    assert "nonce-" in (await city.get("/technik/csp")).headers["Content-Security-Policy"]
    assert (await city.get("/technik/leer")).status == 204
    assert (await city.options("/technik/optionen")).headers["Allow"] == "GET, HEAD, OPTIONS"


async def test_checksum_of_the_script(city: Visitor) -> None:
    """The checksum in the page is that of the script."""
    page = await (await city.get("/technik/csp")).text()
    script = await (await city.get("/technik/hash.js")).read()

    assert b64encode(hashlib.sha384(script).digest()).decode() in page


async def test_echo(city: Visitor) -> None:
    """The echo says what arrived: method, raw address, headers, size and checksum."""
    answer = await city.request("PATCH", "/technik/echo?a=%C3%A4&b", data=b"Gr\xfc\xdfe", headers={"X-Probe": "1"})
    seen = await answer.json()

    assert (seen["method"], seen["path"], seen["size"]) == ("PATCH", "/technik/echo?a=%C3%A4&b", 5)
    assert seen["sha256"] == hashlib.sha256(b"Gr\xfc\xdfe").hexdigest()
    assert ["X-Probe", "1"] in seen["headers"]


async def test_upload_streams(city: Visitor) -> None:
    """A body larger than the forms' limit is taken in pieces and hashed."""
    piece = hashlib.shake_256(b"Stueck").digest(1_000_000)

    async def body() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield piece

    answer = await city.post("/technik/upload", data=body())

    assert await answer.json() == {"size": 70_000_000, "sha256": hashlib.sha256(piece * 70).hexdigest()}


@pytest.mark.parametrize("name", ["laenge-zu-gross", "abbruch", "abbruch-chunked"])
async def test_bodies_that_end_too_early(city: Visitor, name: str) -> None:
    """A client notices that the body is not complete."""
    answer = await city.get(f"/technik/{name}")
    assert answer.status == 200

    with pytest.raises((ClientPayloadError, ClientError, ConnectionError)):
        await answer.read()


async def test_length_too_small(city: Visitor) -> None:
    """More bytes arrive than the header promised."""
    head, _, body = (await wire(city, "/technik/laenge-zu-klein")).partition(b"\r\n\r\n")
    promised = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])

    assert len(body) == promised + 100


async def test_strange_wires(city: Visitor) -> None:
    """Trailers, early hints, huge headers, slow headers and no HTTP at all arrive as written."""
    assert (await wire(city, "/technik/trailer")).endswith(b"0\r\nX-Pruefsumme: 4711\r\n\r\n")
    assert (await wire(city, "/technik/fruehe-hinweise")).startswith(b"HTTP/1.1 103 Early Hints\r\nLink: ")
    assert b"X-Lang: " + b"a" * 65536 in await wire(city, "/technik/riesige-koepfe?kb=64")
    assert (await wire(city, "/technik/langsame-koepfe?sekunden=0.1")).startswith(b"HTTP/1.1 200 OK")
    assert (await wire(city, "/technik/kein-http")).startswith(b"Guten Tag")


async def test_index(city: Visitor) -> None:
    """The index names the endpoints."""
    text = await (await city.get("/technik/")).text()

    assert "/technik/echo" in text
    assert "/technik/strom" in text
