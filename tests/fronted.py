"""The proxy with real translations before any origin that a test writes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, DummyCookieJar, web
from town import ShoutingEngine

from proxy.app import create_app, runner
from proxy.parts import open_translation
from proxy.settings import Settings

_AGENT = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"


@asynccontextmanager
async def fronted(origin: str, folder: Path, **sections: dict[str, Any]) -> AsyncIterator[ClientSession]:
    """Put the proxy, which shouts, before `origin`; yields a client whose base address is the proxy's."""
    values: dict[str, Any] = {
        "origin": {"url": origin},
        "cache": {"folder": folder},
        "server": {"drain_seconds": 0.2},
        "pages": {"deadline_seconds": 20.0},
        **sections,
    }
    settings = Settings.model_validate(values)
    running = runner(create_app(settings, lambda: open_translation(settings, ShoutingEngine())), settings)
    await running.setup()
    await web.TCPSite(running, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{running.addresses[0][1]}"
    try:
        async with ClientSession(base, headers={"User-Agent": _AGENT}, cookie_jar=DummyCookieJar()) as client:
            yield client
    finally:
        await running.cleanup()
