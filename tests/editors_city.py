"""A website of two pages behind the real proxy, with a glossary that tests change while it runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import aiohttp
from aiohttp import web
from bs4 import BeautifulSoup
from engines import ToyEngine, sure
from loopback import handling, serving

from glossary.database import Database
from glossary.override_store import OverrideStore
from glossary.overrides import Override
from glossary.store import TermStore
from glossary.term import Policy, Target, Term
from models.engine import Candidate
from proxy.app import create_app, runner
from proxy.parts import open_translation
from proxy.settings import Settings

AUTHORITY = "Die Ausländerbehörde ist heute geschlossen."
AGAIN = "Gehen Sie zur Ausländerbehörde."
LIBRARY = "Die Bücherei öffnet morgen um 10 Uhr."
TURKISH = {
    AUTHORITY: "Yabancılar dairesi bugün kapalıdır.",
    AGAIN: "Yabancılar dairesine gidin.",
    LIBRARY: "Kütüphane yarın saat 10'da açılır.",
    "Ausländerbehörde": "Yabancılar dairesi",
    "Bücherei": "Kütüphane",
}
PAGES = {
    "/amt/": f"<title>Ausländerbehörde</title><main><p>{AUTHORITY}</p><p>{AGAIN}</p></main>",
    "/buch/": f"<title>Bücherei</title><main><p>{LIBRARY}</p></main>",
}
_BROWSER = {"User-Agent": "Mozilla/5.0"}  # programs have a budget of their own
TERM = Term(
    "Ausländerbehörde",
    Policy.GLOSS,
    targets=(Target("tr", "yabancılar dairesi", ("yabancılar dairesine",)), Target("ar", "دائرة الأجانب")),
    id="1",
)


def answer(german: str) -> tuple[Candidate, ...]:
    """Answer from the little dictionary."""
    return sure(TURKISH.get(german, f"çevrilmedi: {len(german)}"))


@dataclass
class EditorsCity:
    """The proxy before the website; `pages` may change, `asked` are the paths that the website was asked for."""

    url: str
    database: Database
    engine: ToyEngine
    client: aiohttp.ClientSession
    pages: dict[str, str]
    settings: Settings
    asked: list[str] = field(default_factory=list)

    async def view(self, path: str) -> tuple[str, BeautifulSoup]:
        """Return what Cache-Status says of a page, and the page."""
        async with self.client.get(self.url + path) as got:
            return got.headers.get("Cache-Status", ""), BeautifulSoup(await got.text(), "html.parser")

    async def explained(self, path: str, language: str = "") -> dict[str, Any]:
        """Return what is said of a page's segments."""
        asked = {"url": path, "lang": language}
        async with self.client.get(f"{self.url}/.stadtlotse/explain", params=asked) as got:
            return cast("dict[str, Any]", await got.json())

    async def paragraphs(self, path: str) -> list[str]:
        """Return the paragraphs of a page's main part."""
        _, page = await self.view(path)
        return [each.get_text() for each in page.select("main > p")]

    def save(self, *terms: Term) -> None:
        """Write terms, as an editor in another process does."""
        store = TermStore(self.database)
        there = {each.value.id: each.revision for each in store.all()}
        store.save_all([(each, there.get(each.id, 0)) for each in terms], "Ayşe")

    def override(self, *overrides: Override) -> None:
        """Write overrides."""
        OverrideStore(self.database).save_all([(each, 0) for each in overrides], "Ayşe")


@asynccontextmanager
async def editors_city(folder: Path, deadline_seconds: float = 20.0, **server: object) -> AsyncIterator[EditorsCity]:
    """Open the city; the glossary is looked at ten times a second."""
    pages, asked, engine = dict(PAGES), list[str](), ToyEngine(answer)

    async def page(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        text = pages.get(request.path)
        if text is None:
            return web.Response(status=404, text="nichts", content_type="text/plain")
        html = f'<!doctype html><html lang="de"><head><meta charset="utf-8">{text}'
        return web.Response(text=html, content_type="text/html", headers={"Cache-Control": "max-age=3600"})

    async with serving(handling(page)) as origin, aiohttp.ClientSession(headers=_BROWSER) as client:
        settings = Settings.model_validate(
            {
                "origin": {"url": origin},
                "cache": {"folder": folder / "cache"},
                "server": {"drain_seconds": 0.2, **server},
                "languages": {"targets": ["tr", "ar"]},
                "pages": {"deadline_seconds": deadline_seconds, "notice": False},
                "glossary": {"database": folder / "glossary.sqlite", "collection": False, "refresh_seconds": 0.1},
            }
        )
        with closing(Database(folder / "glossary.sqlite")) as database:
            proxy = runner(create_app(settings, lambda: open_translation(settings, engine)), settings)
            await proxy.setup()
            await web.TCPSite(proxy, "127.0.0.1", 0).start()
            try:
                yield EditorsCity(
                    f"http://127.0.0.1:{proxy.addresses[0][1]}", database, engine, client, pages, settings, asked
                )
            finally:
                engine.free.set()
                await proxy.cleanup()
