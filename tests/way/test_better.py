"""`engine.decoding = "better"` through the proxy: a page comes at once, and is replaced by its better words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, web
from engines import Answers, ToyEngine, sure
from loopback import handling, serving

from models.engine import GREEDY, Search
from proxy.app import create_app, runner
from proxy.parts import open_translation
from proxy.settings import Settings

GERMAN = "Das Bürgeramt ist heute geschlossen."
QUICK, BETTER = "Vatandaş bürosu bugün kapalı.", "Vatandaş bürosu bugün kapalıdır."
PAGE = f"<!doctype html><html lang=de><title>{GERMAN}</title><p>{GERMAN}</p>"


class TwoMinds(ToyEngine):
    """Answers a quick search with one thing and a wide one with another."""

    def __init__(self) -> None:
        super().__init__(lambda _text: sure(QUICK))

    def translate(self, texts: Sequence[str], language: str, search: Search) -> Answers:
        quick = super().translate(texts, language, search)
        return quick if search == GREEDY else [sure(BETTER) for _ in texts]


@asynccontextmanager
async def proxied(folder: Path, engine: TwoMinds, decoding: str) -> AsyncIterator[str]:
    """The proxy before a website of one page that may be kept for a minute."""

    async def page(_request: web.Request) -> web.StreamResponse:
        return web.Response(text=PAGE, content_type="text/html", headers={"Cache-Control": "max-age=60"})

    async with serving(handling(page)) as origin:
        settings = Settings.model_validate(
            {
                "origin": {"url": origin},
                "cache": {"folder": folder},
                "engine": {"decoding": decoding},
                "languages": {"targets": ["tr"]},
                "glossary": {"database": folder / "glossary.sqlite"},
                "server": {"drain_seconds": 0.2},
                "pages": {"deadline_seconds": 20},
            }
        )
        running = runner(create_app(settings, lambda: open_translation(settings, engine)), settings)
        await running.setup()
        await web.TCPSite(running, "127.0.0.1", 0).start()
        try:
            yield f"http://127.0.0.1:{running.addresses[0][1]}"
        finally:
            await running.cleanup()


async def seen(client: ClientSession, url: str) -> tuple[str, str, str]:
    """Return a page's words, whether it came out of memory, and what others may do with it."""
    async with client.get(f"{url}/tr/") as answer:
        text = await answer.text()
        status, control = answer.headers["Cache-Status"], answer.headers["Cache-Control"]
        return "better" if BETTER in text else "quick" if QUICK in text else "german", status, control


async def test_a_page_is_replaced_when_its_better_words_are_there(tmp_path: Path) -> None:
    """At first it is quick and nobody keeps it; then it is better, and kept; no view is German on the way."""
    engine = TwoMinds()
    async with proxied(tmp_path, engine, "better") as url, ClientSession() as client:
        first, status, control = await seen(client, url)
        assert (first, control) == ("quick", "private, no-cache")
        assert "incomplete" in status
        views = [first]
        while views[-1] != "better":
            assert len(views) < 200, "the better translation never came"
            await asyncio.sleep(0.02)
            views.append((await seen(client, url))[0])
        assert "german" not in views
        calls = len(engine.calls)
        kept, status, _ = await seen(client, url)
        assert kept == "better"
        assert "hit" in status
        assert len(engine.calls) == calls


async def test_fast_keeps_the_first_answer(tmp_path: Path) -> None:
    """The page is complete and kept at once; nobody looks wider."""
    engine = TwoMinds()
    async with proxied(tmp_path, engine, "fast") as url, ClientSession() as client:
        assert (await seen(client, url))[0] == "quick"
        again, status, _ = await seen(client, url)
        assert again == "quick"
        assert "hit" in status
        assert {search for _, _, search in engine.calls} == {GREEDY}
