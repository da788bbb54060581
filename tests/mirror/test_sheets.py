"""Style sheets on their way: fetched from the website, turned, versioned, served, and left alone when in doubt."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp import ClientSession, web
from fronted import fronted
from loopback import handling, serving

_PAGE = (
    "<!doctype html><html lang=de><head><title>Amt</title><link rel=stylesheet href={href}>"
    "<style>a{{left:0}}</style></head><body><p style='float:left'>Guten Tag</p></body></html>"
)
SHEETS = {
    "/css/a.css": "@import 'b.css';@import url(//cdn.example/c.css);a{background:url(bild-left.png) left;left:0}",
    "/css/b.css": "@import 'a.css';b{margin-left:1px}",
    "/css/knows.css": "[dir=rtl] a{right:0}a{left:0}",
    "/css/broken.css": "a{left:0",
}


class Website:
    """An origin with one page and some sheets."""

    def __init__(self) -> None:
        self.sheets = dict(SHEETS)
        self.policy = ""
        self.href = "/css/a.css"
        self.seen: list[str] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer as a city would."""
        self.seen.append(request.path_qs)
        if request.path in self.sheets:
            headers = {"Cache-Control": "max-age=0"}
            return web.Response(text=self.sheets[request.path], content_type="text/css", headers=headers)
        if request.path != "/amt":
            return web.Response(status=404, text="nichts", content_type="text/plain")
        headers = {"Content-Security-Policy": self.policy} if self.policy else {}
        return web.Response(text=_PAGE.format(href=self.href), content_type="text/html", headers=headers)


@asynccontextmanager
async def website(folder: Path, **accessibility: Any) -> AsyncIterator[tuple[Website, ClientSession]]:
    """Open a website and the proxy before it."""
    site = Website()
    async with (
        serving(handling(site.answer)) as origin,
        fronted(origin, folder, accessibility=accessibility) as client,
    ):
        yield site, client


async def page(client: ClientSession, path: str = "/ar/amt") -> str:
    """Return a page as it is sent."""
    async with client.get(path) as answer:
        return await answer.text()


def sheet_address(text: str) -> str:
    """Return where the page's own sheet is to be had."""
    found = re.search(r'<link rel=stylesheet href="?([^" >]+)', text)
    assert found
    return found[1]


async def test_turned_sheets_are_versioned(tmp_path: Path) -> None:
    """An Arabic page links to the turned sheet, for ever; what it imports is turned too, and its addresses hold."""
    async with website(tmp_path) as (_, client):
        text = await page(client)
        address = sheet_address(text)
        assert re.fullmatch(r"/\.stadtlotse/mirror/[0-9a-f]{16}/css/a\.css", address)
        assert "<style>a{right:0}</style>" in text
        assert 'style="float:right"' in text
        async with client.get(address) as answer:
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.content_type == "text/css"
            css = await answer.text()
            tag = answer.headers["ETag"]
        async with client.get(address, headers={"If-None-Match": tag}) as answer:
            assert answer.status == 304
        assert 'a{background:url("/css/bild-left.png") right;right:0}' in css
        assert "url(//cdn.example/c.css)" in css
        imported = re.search(r'@import url\("([^"]+)"\)', css)
        assert imported
        assert "b{margin-right:1px}" in await page(client, imported[1])


async def test_left_to_right_pages_keep_their_sheets(tmp_path: Path) -> None:
    """Turkish runs as German does, and no sheet is even fetched."""
    async with website(tmp_path) as (site, client):
        text = await page(client, "/tr/amt")
        assert sheet_address(text) == "/css/a.css"
        assert "<style>a{left:0}</style>" in text
        assert site.seen == ["/amt"]


@pytest.mark.parametrize("href", ["/css/knows.css", "/css/missing.css", "https://cdn.example/a.css", "/amt"])
async def test_sheets_that_are_left_alone(tmp_path: Path, href: str) -> None:
    """A sheet that knows right to left, one that is none, and those of others stay as the page names them."""
    async with website(tmp_path) as (site, client):
        site.href = href
        assert sheet_address(await page(client)) == href


async def test_switches(tmp_path: Path) -> None:
    """Ops switch mirroring off for a sheet, or for all."""
    async with website(tmp_path / "a", unmirrored=["/css/a*"]) as (_, client):
        text = await page(client)
        assert sheet_address(text) == "/css/a.css"
        assert "<style>a{right:0}</style>" in text
    async with website(tmp_path / "b", mirror=False) as (_, client):
        text = await page(client)
        assert sheet_address(text) == "/css/a.css"
        assert "<style>a{left:0}</style>" in text


async def test_too_large(tmp_path: Path) -> None:
    """A sheet above the limit is not turned; one of exactly the limit is."""
    size = 2048
    async with website(tmp_path, sheet_max_bytes=size) as (site, client):
        site.sheets["/css/large.css"] = "a{left:0}".ljust(size + 1)
        site.sheets["/css/fits.css"] = "a{left:0}".ljust(size)
        site.href = "/css/large.css"
        assert sheet_address(await page(client)) == "/css/large.css"
        site.href = "/css/fits.css"
        assert ".stadtlotse/mirror" in sheet_address(await page(client))


async def test_policy(tmp_path: Path) -> None:
    """What the page's policy would have the browser refuse stays as it was."""
    async with website(tmp_path) as (site, client):
        site.policy = "style-src https://cdn.example/ 'sha256-abc='"
        text = await page(client)
        assert sheet_address(text) == "/css/a.css"
        assert "<style>a{left:0}</style>" in text
        assert "style='float:left'" in text


REPORTED = [
    ("/css/a.css integrity=sha256-abc=", "", [("/css/a.css", "integrity")]),
    ("https://cdn.example/a.css integrity=sha256-abc=", "", []),
    ("/css/a.css", "style-src 'self' 'unsafe-inline'", []),
    (
        "/css/a.css",
        "style-src 'sha256-abc='",
        [("/css/a.css", "Content-Security-Policy"), ("<style> in /amt", "Content-Security-Policy")],
    ),
]


@pytest.mark.parametrize(("href", "policy", "expected"), REPORTED)
async def test_what_may_not_be_turned_is_said_once(
    tmp_path: Path, href: str, policy: str, expected: list[tuple[str, str]]
) -> None:
    """The log names each style of the site that its hash or the policy keeps as it is, once; others' sheets never."""
    async with website(tmp_path) as (site, client):
        site.href, site.policy = href, policy
        with structlog.testing.capture_logs() as logs:
            for path in ("/ar/amt", "/ar/amt?x=1", "/tr/amt?x=2"):
                await page(client, path)
        said = [(each["sheet"], each["reason"]) for each in logs if each["event"] == "style sheet is left alone"]
        assert said == expected


async def test_old_version(tmp_path: Path) -> None:
    """A page that was kept with an old version gets what the sheet is now, and is told not to keep it."""
    async with website(tmp_path, sheet_fresh_seconds=0) as (_site, client):
        old = "/.stadtlotse/mirror/0123456789abcdef/css/a.css"
        async with client.get(old) as answer:
            assert answer.headers["Cache-Control"] == "public, no-cache"
            assert "right:0" in await answer.text()
        for sheet in ("knows", "missing"):
            async with client.get(old.replace("a.css", f"{sheet}.css"), allow_redirects=False) as answer:
                assert (answer.status, answer.headers["Location"]) == (307, f"/css/{sheet}.css")


@pytest.mark.parametrize(
    "path", ["", "x", "x/css/a.css", "0123456789abcdef/", "0123456789abcdef//evil.example/a.css", "0123456789abcdef"]
)
async def test_no_sheet(tmp_path: Path, path: str) -> None:
    """What is no address of ours is not found, and leads nowhere."""
    async with (
        website(tmp_path) as (_, client),
        client.get("/.stadtlotse/mirror/" + path, allow_redirects=False) as answer,
    ):
        assert answer.status == 404


async def test_own_sheet(tmp_path: Path) -> None:
    """The editors' own sheet for right to left comes last, as it is."""
    file = tmp_path / "rtl.css"
    file.write_text("a{left:0}")
    async with website(tmp_path / "cache", rtl_sheet=str(file)) as (_, client):
        text = await page(client)
        found = re.search(r'href="(/\.stadtlotse/mirror/[0-9a-f]{16}/extra\.css)"', text)
        assert found
        assert text.index(found[1]) > text.index("/css/a.css")
        assert await page(client, found[1]) == "a{left:0}"
        assert "extra.css" not in await page(client, "/tr/amt")
