"""One page from the origin, or from memory, to the visitor: everything else passes through.

Whatever goes wrong with a translation, the visitor gets the German page (law 8).
"""

import asyncio
from collections.abc import Coroutine
from typing import Final

import structlog
from aiohttp import web

from cache.freshness import State
from cache.pages import StoredPage
from proxy.answers import Page, page_answer
from proxy.body import Unreadable, Whole, read_body
from proxy.errors import OriginError
from proxy.exchange import Exchange
from proxy.headers import VIA, Pairs, first, of_edited, of_translation
from proxy.origin import Origin, OriginAnswer
from proxy.page_memory import Found, Made, PageMemory, conditions
from proxy.page_translator import OriginPage, PageTranslator, TranslatedPage, View
from proxy.pages import is_binary, is_page, is_private
from proxy.passthrough import pass_through, visitor_headers
from proxy.settings import Settings
from proxy.upload import upload

log = structlog.stdlib.get_logger(__name__)

_NAME: Final = VIA
_BEHIND_SECONDS: Final = 60.0  # nobody waits: long enough for any page, short enough to end
_FAILURES: Final = frozenset({500, 502, 503, 504})  # RFC 5861 4: answers in whose place a stale one is allowed


class PageFlow:
    """Answers requests for what may be a page."""

    def __init__(self, settings: Settings, origin: Origin, translator: PageTranslator, memory: PageMemory) -> None:
        self._settings = settings
        self._origin = origin
        self._translator = translator
        self._memory = memory
        self._behind: set[asyncio.Task[None]] = set()

    async def answer(self, request: web.Request, exchange: Exchange) -> web.StreamResponse:
        """The page in the exchange's language, or whatever else the origin answers."""
        found = await self._memory.find(exchange) if exchange.links.language else None
        if found and found.state in (State.FRESH, State.STALE_REVALIDATE):
            if found.state is State.STALE_REVALIDATE:
                self._later(self._renew_behind(exchange.in_background(), found))
            return await self._remembered(exchange, found.page, f"hit; ttl={int(found.seconds_left)}")
        try:
            return await self._asked(request, exchange, found)
        except OriginError:
            if found is None or found.state is not State.VALIDATE or request.writer.output_size:
                raise
            return await self._remembered(exchange, found.page, 'hit; detail="website not reachable"')

    async def close(self) -> None:
        """End what is still going on behind the visitors' backs."""
        for task in self._behind:
            task.cancel()
        await asyncio.gather(*self._behind, return_exceptions=True)

    async def _asked(self, request: web.Request, exchange: Exchange, found: Found | None) -> web.StreamResponse:
        asked_at = self._memory.now()
        if found:
            ask = exchange.page_request(self._settings, conditions(found))
        else:
            body = upload(request, self._settings.origin.read_seconds)
            ask = exchange.origin_request(self._settings, body)
        async with self._origin.answer(ask) as answer:
            if found and answer.status == 304:
                page = await self._memory.renew(found, answer.headers, asked_at)
                return await self._remembered(exchange, page, "hit; fwd=stale; fwd-status=304")
            if found and answer.status in _FAILURES and found.state is State.VALIDATE:
                return await self._remembered(exchange, found.page, f"hit; fwd=stale; fwd-status={answer.status}")
            if not self._is_page(answer):
                return await pass_through(request, exchange, answer)
            if ask.method not in ("GET", "HEAD") or (ask.method == "GET" and answer.status != 206):
                return await self._page(request, exchange, answer, asked_at)
        # A page can only be translated whole, and only then are its length and validator known.
        async with self._origin.answer(exchange.page_request(self._settings)) as answer:
            if self._is_page(answer):
                return await self._page(request, exchange, answer, asked_at)
            return await pass_through(request, exchange, answer)

    async def _page(
        self, request: web.Request, exchange: Exchange, answer: OriginAnswer, asked_at: float
    ) -> web.StreamResponse:
        body = await read_body(answer, self._settings.pages.max_bytes)
        if isinstance(body, Unreadable):
            log.info("page passes untranslated", path=exchange.path, reason=body.reason)
            return await pass_through(request, exchange, answer, body.read)
        origin_page = _origin_page(exchange, answer, body)
        if not body.content or is_binary(body.content, origin_page.content_type):
            return await pass_through(request, exchange, answer, body.raw)
        made = await self._made(exchange, answer, origin_page, asked_at)
        if made is None:
            return await pass_through(request, exchange, answer, body.raw)
        encoded = body.raw is not body.content
        if not exchange.links.language:
            return await page_answer(exchange, _edited(made, encoded))
        refusal = await self._memory.keep(exchange, made)
        return await page_answer(exchange, _fresh(exchange, made, encoded, refusal))

    async def _made(self, exchange: Exchange, answer: OriginAnswer, page: OriginPage, asked_at: float) -> Made | None:
        """The page made for this exchange; None if it is to be sent as it came."""
        headers = visitor_headers(answer.headers, exchange)
        try:
            if exchange.links.language:
                translated = await self._translator.translate(page, self._view(exchange, answer.headers))
                return Made(page, translated, headers, asked_at)
            body = await self._translator.german(page, exchange.links)
        except Exception:
            # Law 8: a German page is better than an error, whatever the error.
            log.exception("page could not be translated", path=exchange.path, language=exchange.links.language)
            return None
        if body is None:
            return None
        return Made(page, TranslatedPage(body, page.content_type, True, 0, 0, ""), headers, asked_at)

    def _view(self, exchange: Exchange, answered: Pairs) -> View:
        visitor, pages = exchange.visitor, self._settings.pages
        deadline = pages.bot_deadline_seconds if visitor.is_bot else pages.deadline_seconds
        ignored = self._settings.cache.ignored_cookies
        return View(
            language=exchange.links.language or self._settings.languages.source,
            links=exchange.links,
            deadline_seconds=_BEHIND_SECONDS if exchange.background else deadline,
            background=exchange.background,
            private=is_private(visitor.method, exchange.target, visitor.headers, answered, ignored),
            visitor_key=visitor.key,
            bot=visitor.is_bot,
        )

    def _is_page(self, answer: OriginAnswer) -> bool:
        ignore = self._settings.pages.ignore_no_transform
        return is_page(answer.status, answer.headers, ignore_no_transform=ignore)

    async def _remembered(self, exchange: Exchange, stored: StoredPage, status: str) -> web.StreamResponse:
        page = Page(
            status=stored.status,
            headers=stored.headers,
            body=stored.body,
            fingerprint=stored.fingerprint,
            complete=stored.complete,
            may_compress=True,
            cache=f"{_NAME}; {status}",
            age=self._memory.age(stored),
        )
        return await page_answer(exchange, page)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)

    async def _renew_behind(self, exchange: Exchange, found: Found) -> None:
        """Validate a remembered page while the visitor reads it."""
        asked_at = self._memory.now()
        request = exchange.page_request(self._settings, conditions(found))
        try:
            async with self._origin.answer(request) as answer:
                if answer.status == 304:
                    await self._memory.renew(found, answer.headers, asked_at)
                    return
                if not self._is_page(answer) or answer.status >= 500:
                    return
                body = await read_body(answer, self._settings.pages.max_bytes)
                if isinstance(body, Unreadable) or is_binary(body.content, ""):
                    return
                made = await self._made(exchange, answer, _origin_page(exchange, answer, body), asked_at)
            if made is not None:
                await self._memory.keep(exchange, made)
        except OriginError as error:
            log.info("page could not be renewed", path=exchange.path, reason=error.reason)


def _origin_page(exchange: Exchange, answer: OriginAnswer, body: Whole) -> OriginPage:
    content_type = first(answer.headers, "content-type")
    return OriginPage(exchange.page_url, content_type, body.content, answer.status)


def _fresh(exchange: Exchange, made: Made, encoded: bool, refusal: str) -> Page:
    forward = "uri-miss" if exchange.visitor.method in ("GET", "HEAD") else "method"
    outcome = f'detail="{refusal}"' if refusal else "stored"
    return Page(
        status=made.origin.status,
        headers=of_translation(made.headers, made.translated.content_type, exchange.links.language or "de"),
        body=made.translated.body,
        fingerprint=made.translated.fingerprint,
        complete=made.translated.complete,
        # What the origin did not compress may hold a secret beside what the visitor sent (BREACH).
        may_compress=encoded or not refusal,
        cache=f"{_NAME}; fwd={forward}; {outcome}",
    )


def _edited(made: Made, encoded: bool) -> Page:
    return Page(
        status=made.origin.status,
        headers=of_edited(made.headers),
        body=made.translated.body,
        fingerprint="",
        complete=True,
        may_compress=encoded,
        cache="",
    )
