"""A whole town on loopback: the sample city and the proxy before it, with the engine a test wants."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from aiohttp import web
from city.app import create_app as create_city
from city.submissions import SubmissionLog

from models.engine import Candidate, Engine, Search
from models.identity import IdentityEngine
from proxy.app import create_app, runner
from proxy.parts import open_translation
from proxy.settings import Settings

LANGUAGES = frozenset("en tr ar bg ro pl uk ru fr".split())


class ShoutingEngine(IdentityEngine):
    """Answers in capital letters, so that every text that is translated at all differs from the German.

    It calls itself faithful because the checks would rightly refuse German in a foreign page.
    """

    signature = "shouting"

    def __init__(self) -> None:
        """Offer the nine."""
        super().__init__(LANGUAGES)

    def translate(self, texts: Sequence[str], _language: str, _search: Search) -> list[tuple[Candidate, ...]]:
        """Answer each text with itself in capitals."""
        return [(Candidate(text.upper(), 0.0, complete=True),) for text in texts]


@dataclass(frozen=True, slots=True)
class Town:
    """Addresses of the proxy and of the city itself, and what the city received."""

    url: str
    origin: str
    received: SubmissionLog


@asynccontextmanager
async def town(
    folder: Path,
    engine: Engine,
    deadline_seconds: float = 20.0,
    pages: Mapping[str, object] = MappingProxyType({}),
) -> AsyncIterator[Town]:
    """Open a town; its caches lie in `folder`; `pages` are more settings of that section."""
    received = SubmissionLog()
    city = web.AppRunner(create_city(record=received), access_log=None, shutdown_timeout=0.2)
    await city.setup()
    await web.TCPSite(city, "127.0.0.1", 0).start()
    origin = f"http://127.0.0.1:{city.addresses[0][1]}"
    settings = Settings.model_validate(
        {
            "origin": {"url": origin},
            "cache": {"folder": folder},
            "glossary": {"database": folder / "glossary.sqlite"},
            "server": {"drain_seconds": 0.2},
            "pages": {"deadline_seconds": deadline_seconds, "bot_deadline_seconds": deadline_seconds, **pages},
        }
    )
    proxy = runner(create_app(settings, lambda: open_translation(settings, engine)), settings)
    await proxy.setup()
    await web.TCPSite(proxy, "127.0.0.1", 0).start()
    try:
        yield Town(f"http://127.0.0.1:{proxy.addresses[0][1]}", origin, received)
    finally:
        await proxy.cleanup()
        await city.cleanup()
