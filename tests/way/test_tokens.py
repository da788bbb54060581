"""Two visitors side by side on pages with tokens of their own: nobody gets the other's, and both are quick (law 7)."""

from __future__ import annotations

import asyncio
import re
import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, CookieJar, web
from loopback import handling, serving
from town import ShoutingEngine

from proxy.app import create_app, runner
from proxy.parts import open_translation
from proxy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from models.engine import Candidate, Search

FORM = (
    "<!doctype html><html lang=de><title>Antrag</title><p>Bitte füllen Sie das Formular vollständig aus.</p>"
    '<form method=post><input type=hidden name=token value="{token}"><script nonce="{nonce}">var s="{token}"</script>'
    "<label>Ihr Anliegen <input name=anliegen></label><button>Absenden</button></form>"
)


class CountingEngine(ShoutingEngine):
    """Counts the texts it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def translate(self, texts: Sequence[str], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        self.texts += texts
        return super().translate(texts, language, search)


def stored(folder: Path) -> bytes:
    """Return everything that lies on disk."""
    for file in folder.rglob("cache.db"):
        sqlite3.connect(file).execute("pragma wal_checkpoint(truncate)").close()
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


@asynccontextmanager
async def proxied(folder: Path, origin: str, engine: CountingEngine) -> AsyncIterator[str]:
    """The proxy with the real translation service before a website."""
    settings = Settings.model_validate(
        {
            "origin": {"url": origin},
            "cache": {"folder": folder},
            "server": {"drain_seconds": 0.2},
            "pages": {"deadline_seconds": 20, "bot_deadline_seconds": 20},
        }
    )
    running = runner(create_app(settings, lambda: open_translation(settings, engine)), settings)
    await running.setup()
    await web.TCPSite(running, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{running.addresses[0][1]}"
    finally:
        await running.cleanup()


@pytest.mark.parametrize("said", [{}, {"Cache-Control": "no-cache"}, {"Cache-Control": "max-age=60"}])
async def test_tokens_stay_their_own(tmp_path: Path, said: dict[str, str]) -> None:
    """Token and nonce reach their visitor only, whatever the site forgot to say; words are translated once."""
    given: list[str] = []

    async def form(request: web.Request) -> web.StreamResponse:
        token, nonce = secrets.token_hex(12), secrets.token_hex(12)
        given.extend((token, nonce))
        response = web.Response(text=FORM.format(token=token, nonce=nonce), content_type="text/html", headers=said)
        response.headers["Content-Security-Policy"] = f"script-src 'nonce-{nonce}'"
        if "sitzung" not in request.cookies:
            response.set_cookie("sitzung", token, httponly=True)
        return response

    engine = CountingEngine()
    async with serving(handling(form)) as origin, proxied(tmp_path, origin, engine) as url:
        one, two = (ClientSession(cookie_jar=CookieJar(unsafe=True)) for _ in range(2))

        async def seen(client: ClientSession) -> tuple[str, str, str]:
            async with client.get(f"{url}/tr/antrag") as answer:
                text = await answer.text()
                assert "BITTE FÜLLEN SIE" in text
                token = re.findall(r'value="([0-9a-f]{24})"', text)[0]
                nonce = re.findall(r'nonce="([0-9a-f]{24})"', text)[0]
                assert f'var s="{token}"' in text
                assert answer.headers["Content-Security-Policy"] == f"script-src 'nonce-{nonce}'"
                return token, nonce, answer.headers["Cache-Status"]

        async with one, two:
            pages = [await asyncio.gather(seen(one), seen(two)) for _ in range(4)]
            asked_after_the_first = len(engine.texts)
            pages += [await asyncio.gather(seen(one), seen(two)) for _ in range(4)]
        tokens = [each for pair in pages for page in pair for each in page[:2]]
        assert sorted(tokens) == sorted(given)
        assert len(set(tokens)) == len(tokens) == 32
        assert len(engine.texts) == asked_after_the_first
    disk = stored(tmp_path)
    assert not [token for token in given if token.encode() in disk]


async def test_public_pages_with_a_session(tmp_path: Path) -> None:
    """A visitor with a session gets the shared translation of what the site calls public, and nobody the session."""
    calls = 0

    async def page(_request: web.Request) -> web.StreamResponse:
        nonlocal calls
        calls += 1
        return web.Response(
            text="<p>Guten Tag und willkommen.",
            content_type="text/html",
            headers={"Cache-Control": "public, max-age=60"},
        )

    async with serving(handling(page)) as origin, proxied(tmp_path, origin, CountingEngine()) as url:
        for session in ("geheim-eins", "geheim-zwei"):
            asked = {"Cookie": f"sitzung={session}"}
            async with ClientSession() as client, client.get(f"{url}/tr/a", headers=asked) as answer:
                assert answer.status == 200
    assert calls == 1
    assert b"geheim" not in stored(tmp_path)


async def test_two_hundred_first_readers(tmp_path: Path) -> None:
    """Two hundred visitors who open a new page together cost the city one fetch, and the engine each text once."""
    engine, fetched = CountingEngine(), 0

    async def news(_request: web.Request) -> web.StreamResponse:
        nonlocal fetched
        fetched += 1
        await asyncio.sleep(0.1)
        text = "".join(f"<p>Meldung Nummer {number} aus dem Rathaus der Stadt.</p>" for number in range(40))
        return web.Response(
            text=f"<!doctype html><html lang=de><title>Neu</title>{text}",
            content_type="text/html",
            headers={"Cache-Control": "max-age=60"},
        )

    async with serving(handling(news)) as origin, proxied(tmp_path, origin, engine) as url, ClientSession() as client:
        greeted = len(engine.texts)

        async def read(_: int) -> str:
            async with client.get(f"{url}/tr/neu") as answer:
                return await answer.text()

        texts = await asyncio.gather(*map(read, range(200)))
    assert len(set(texts)) == 1
    assert fetched == 1
    asked = [text for text in engine.texts[greeted:] if "Meldung" in text]
    assert len(asked) == len(set(asked)) == 40
