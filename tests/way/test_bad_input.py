"""What a bad page or a bad origin does to a visitor: a clear answer, no crash, nothing wrong remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession
from bs4 import BeautifulSoup
from city.app import SITE_PATHS
from town import ShoutingEngine, town


async def healthy(client: ClientSession, url: str) -> bool:
    """Ask the proxy how it is."""
    async with client.get(url + "/.stadtlotse/health") as answer:
        return bool((await answer.json())["status"] == "ok")


async def test_ten_thousand_levels(tmp_path: Path) -> None:
    """A page nested ten thousand deep is translated like any other."""
    async with town(tmp_path, ShoutingEngine()) as place, ClientSession() as client:
        async with client.get(place.url + "/tr/technik/tief?tiefe=10000") as answer:
            text = await answer.text()
            assert answer.status == 200
        assert text.count("<div") >= 10_000
        assert 'lang="tr"' in text
        assert await healthy(client, place.url)


async def test_five_megabytes(tmp_path: Path) -> None:
    """A page of five megabytes passes, translated as far as the deadline allows, and other visitors are answered."""
    async with town(tmp_path, ShoutingEngine(), deadline_seconds=1.5) as place, ClientSession() as client:
        async with client.get(place.url + "/tr/technik/riesig?mb=5") as answer:
            assert answer.status == 200
            assert len(await answer.read()) > 5_000_000
        assert await healthy(client, place.url)


async def test_over_the_limit(tmp_path: Path) -> None:
    """A page over the limit passes unchanged, byte for byte."""
    async with town(tmp_path, ShoutingEngine()) as place, ClientSession() as client:
        async with client.get(place.origin + "/technik/riesig?mb=9") as answer:
            german = await answer.read()
        async with client.get(place.url + "/tr/technik/riesig?mb=9") as answer:
            assert await answer.read() == german


async def test_twenty_thousand_segments(tmp_path: Path) -> None:
    """Twenty thousand paragraphs do not stop the proxy; what is late is German and marked so."""
    async with town(tmp_path, ShoutingEngine(), deadline_seconds=1.5) as place, ClientSession() as client:
        async with client.get(place.url + "/tr/technik/viele-absaetze?anzahl=20000") as answer:
            soup = BeautifulSoup(await answer.text(), "html.parser")
            assert answer.status == 200
        assert len(soup.find_all("p")) >= 20_000
        assert await healthy(client, place.url)


@pytest.mark.parametrize("path", ["laenge-zu-gross", "abbruch", "abbruch-chunked"])
async def test_origin_breaks_off(tmp_path: Path, path: str) -> None:
    """Half a page is never sent as a whole one, and never remembered."""
    async with town(tmp_path, ShoutingEngine()) as place, ClientSession() as client:
        for _ in range(2):
            try:
                async with client.get(f"{place.url}/tr/technik/{path}") as answer:
                    await answer.read()
                    assert answer.status >= 500
                    assert "hit" not in answer.headers.get("Cache-Status", "")
            except ClientError:
                continue
        assert await healthy(client, place.url)


async def test_binary_that_calls_itself_html(tmp_path: Path) -> None:
    """What is no text is not touched, whatever it is called."""
    async with town(tmp_path, ShoutingEngine()) as place, ClientSession() as client:
        async with client.get(place.origin + "/technik/binaer-als-html") as answer:
            german = await answer.read()
        async with client.get(place.url + "/tr/technik/binaer-als-html") as answer:
            assert await answer.read() == german


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity"])
async def test_encoded_pages(tmp_path: Path, coding: str) -> None:
    """A page is translated whatever its content encoding."""
    async with (
        town(tmp_path, ShoutingEngine()) as place,
        ClientSession() as client,
        client.get(f"{place.url}/tr/technik/kodiert/{coding}") as answer,
    ):
        assert 'lang="tr"' in await answer.text()


async def test_files_pass_under_a_prefix(tmp_path: Path) -> None:
    """A PDF of several megabytes and a range of it are the city's bytes, with or without a language."""
    path = "/rathaus/dokumente/haushaltsentwurf-2027.pdf"
    async with town(tmp_path, ShoutingEngine()) as place, ClientSession() as client:
        async with client.get(place.origin + path) as answer:
            whole = await answer.read()
        async with client.get(f"{place.url}/tr{path}") as answer:
            assert await answer.read() == whole
        async with client.get(f"{place.url}/tr{path}", headers={"Range": "bytes=1000-1999"}) as answer:
            assert answer.status == 206
            assert await answer.read() == whole[1000:2000]
    assert len(whole) > 3_000_000


async def test_german_pages_are_the_citys_bytes(tmp_path: Path) -> None:
    """Every page of the site passes through unchanged where no language is asked for."""
    async with town(tmp_path, ShoutingEngine()) as place, ClientSession() as client:
        for path in SITE_PATHS:
            headers = {"Host": "www.ruhrhafen.example", "Cookie": "RHSESSION=none"}
            async with client.get(place.origin + path, headers=headers) as answer:
                german = await answer.read()
            async with client.get(place.url + path, headers=headers) as answer:
                if b"_csrf" not in german:
                    assert await answer.read() == german, path
