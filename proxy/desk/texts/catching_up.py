"""Notes pages that visitors get from memory and that the register has never heard of: made before it was there.

They are read as everybody may see them, without cookies, one at a time and slowly; nothing is translated for it.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

import structlog

from glossary.errors import StoreError
from glossary.term import Place
from proxy.desk.parts import Proxy
from proxy.desk.texts.noting import noted_explanations
from proxy.desk.texts.recorder import Recorder
from proxy.errors import OriginError
from proxy.public_pages import PublicPages
from proxy.visitor import Visitor

log = structlog.stdlib.get_logger(__name__)

_AGAIN: Final = 3600.0  # seconds until a page that could not be noted is tried once more
_REMEMBERED: Final = 10_000


class CatchingUp:
    """Asks the recorder for pages that it does not know, and notes them."""

    def __init__(self, proxy: Proxy, recorder: Recorder, seconds: float = 1.0) -> None:
        """Note at most one page in so many seconds."""
        self._proxy = proxy
        self._recorder = recorder
        self._seconds = seconds
        self._pages = PublicPages(proxy.site, proxy.website)
        self._tried: OrderedDict[tuple[str, str], float] = OrderedDict()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Go on until this is left."""
        task = asyncio.create_task(self._run(), name="register catching up")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            page = self._recorder.take_unknown()
            if page is None or not self._is_due(page):
                continue
            try:
                await self._note(*page)
            except (OriginError, StoreError) as error:
                log.info("a page could not be noted", path=page[0], reason=str(error))
            except Exception:
                log.exception("a page could not be noted", path=page[0])

    def _is_due(self, page: tuple[str, str]) -> bool:
        """Whether it is worth a try; an address with a query may hold what a visitor wrote (law 7)."""
        now = time.monotonic()
        if "?" in page[0] or now - self._tried.get(page, -_AGAIN) < _AGAIN:
            return False
        self._tried[page] = now
        if len(self._tried) > _REMEMBERED:
            self._tried.popitem(last=False)
        return True

    async def _note(self, path: str, language: str) -> None:
        explain, service = self._proxy.translation.explain, self._proxy.translation.service
        exchange = self._pages.exchange(self._nobody(), language, path)
        if explain is None or service is None or exchange is None:
            return
        found = await self._pages.fetch(exchange)
        if isinstance(found, str) or found.private or found.page.status != 200:
            return
        place = Place(urlsplit(found.page.url).path or "/", language)
        explained = await explain(found.page, language)
        page = noted_explanations(path, place, explained, service.glossary.overrides)
        await asyncio.to_thread(self._recorder.note, page)

    def _nobody(self) -> Visitor:
        settings = self._proxy.settings
        public = urlsplit(settings.server.public_url or settings.origin.url)
        host = public.netloc if settings.server.public_url else next(iter(settings.server.hosts), public.netloc)
        return Visitor("GET", "/", public.scheme, host, "", False, (), False, False, b"")
