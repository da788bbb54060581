"""One page from the origin, or from memory, to the visitor: everything else passes through.

Whatever goes wrong with a translation, the visitor gets the German page (law 8). Visitors who ask for the same page at
the same time are answered together: one is made for all.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from typing import Final

import structlog
from aiohttp import web

from cache import wishes
from cache.freshness import State
from cache.pages import StoredPage
from cache.vary import Selecting, selects
from proxy import codings
from proxy.answers import REMEMBERED, Page, Remembered, page_answer, refusal_answer
from proxy.body import Unreadable, Whole, read_body
from proxy.cache_status import CacheStatus
from proxy.coalescing import Coalescing, Lead
from proxy.errors import OriginError
from proxy.etags import tag_of
from proxy.exchange import Exchange
from proxy.headers import OF_THE_BODY, VIA, Pairs, first, joined, lowered, of_edited, varying
from proxy.origin_cache import FAILURES
from proxy.page_memory import Found, Kept, Made, PageMemory, conditions
from proxy.page_translator import OriginPage, PageTranslator, Styles, TranslatedPage, View
from proxy.pages import is_binary, is_page, is_private
from proxy.passthrough import pass_through, visitor_headers
from proxy.record import stage
from proxy.reply import Reply, Website
from proxy.settings import Settings
from proxy.turns import Turns
from proxy.upload import upload

log = structlog.stdlib.get_logger(__name__)

_BEHIND_SECONDS: Final = 60.0  # nobody waits: long enough for any page, short enough to end
_ORIGIN_NAME: Final = f"{VIA}-origin"
"""What the memory of the website's answers is called in Cache-Status, beside that of pages."""


@dataclass(frozen=True, slots=True)
class _Shared:
    """A page for all who ask for it now, if their requests select it."""

    page: Page
    selecting: Selecting


@dataclass(frozen=True, slots=True)
class _Ask:
    """A visitor's request for what may be a page, and what is known of it."""

    request: web.Request
    exchange: Exchange
    found: Found | None
    lead: Lead[_Shared] | None = None

    def alone(self) -> None:
        """Nobody else gets what this request gets."""
        if self.lead is not None:
            self.lead.refuse()

    def share(self, page: Page, selecting: Selecting) -> None:
        """Everybody who asks now gets this."""
        if self.lead is not None:
            self.lead.share(_Shared(page, selecting))


class PageFlow:
    """Answers requests for what may be a page."""

    def __init__(
        self,
        settings: Settings,
        website: Website,
        translator: PageTranslator,
        memory: PageMemory,
        turns: Turns,
        styles: Styles | None = None,
    ) -> None:
        self._settings = settings
        self._styles = styles
        self._website = website
        self._translator = translator
        self._memory = memory
        self._turns = turns
        self._together: Coalescing[_Shared] = Coalescing(settings.cache.wait_seconds, memory.now)
        self._behind: set[asyncio.Task[None]] = set()
        self._renewing: set[bytes] = set()

    async def answer(self, request: web.Request, exchange: Exchange) -> web.StreamResponse:
        """The page in the exchange's language, or whatever else the origin answers."""
        if not exchange.links.language:
            return await self._asked(_Ask(request, exchange, None))
        found = await self._memory.find(exchange)
        if found and found.state in (State.FRESH, State.STALE_REVALIDATE):
            if found.state is State.STALE_REVALIDATE and found.key not in self._renewing:
                self._renewing.add(found.key)
                self._later(self._renew_behind(exchange.in_background(), found))
            status = CacheStatus(hit=True, ttl=found.seconds_left)
            response = await self._remembered(_Ask(request, exchange, found), status)
            if found.state is State.FRESH:
                response[REMEMBERED] = Remembered(found.key, found.page)
            return response
        wish = wishes.wish(lowered(exchange.visitor.headers))
        if wish.only_if_cached:  # RFC 9111 5.2.1.7
            return refusal_answer(504, "nothing remembered can be used, and the request forbids to ask")
        ask = _Ask(request, exchange, found)
        return await (self._answered_together(ask) if self._is_shareable(exchange, wish) else self._answered(ask))

    async def close(self) -> None:
        """End what is still going on behind the visitors' backs."""
        for task in self._behind:
            task.cancel()
        await asyncio.gather(*self._behind, return_exceptions=True)

    async def _answered_together(self, ask: _Ask) -> web.StreamResponse:
        """Make the page for all who ask for it now, or wait for who is making it."""
        exchange = ask.exchange
        word = await self._together.join((self._memory.key(exchange), exchange.visitor.is_bot))
        if isinstance(word, Lead):
            return await self._led(replace(ask, lead=word), word)
        if word.error is not None:
            raise word.error
        asked, ignored = lowered(exchange.visitor.headers), self._settings.cache.ignored_cookies
        if word.value is not None and selects(word.value.selecting, asked, ignored):
            page = word.value.page
            return await page_answer(exchange, replace(page, cache=f"{page.cache}; collapsed"))
        return await self._answered(ask)

    async def _led(self, ask: _Ask, lead: Lead[_Shared]) -> web.StreamResponse:
        try:
            async with self._turns.turn(self._memory.key(ask.exchange)) as waited:
                found = await self._memory.find(ask.exchange) if waited else None
                if found and found.state is State.FRESH:
                    status = CacheStatus(hit=True, ttl=found.seconds_left, detail="made by another process")
                    return await self._remembered(replace(ask, found=found), status)
                response = await self._answered(ask)
            lead.refuse()
        except OriginError as error:
            lead.fail(error)
            raise
        finally:
            lead.end()
        return response

    async def _answered(self, ask: _Ask) -> web.StreamResponse:
        found = ask.found
        try:
            return await self._asked(ask)
        except OriginError:
            if found is None or found.state is not State.VALIDATE or ask.request.writer.output_size:
                raise
            status = CacheStatus(forward="stale", ttl=found.seconds_left, detail="website not reachable")
            return await self._remembered(ask, status)

    async def _asked(self, ask: _Ask) -> web.StreamResponse:
        request, exchange, found = ask.request, ask.exchange, ask.found
        asked_at = self._memory.now()
        if found:
            outgoing = exchange.page_request(self._settings, conditions(found))
        else:
            outgoing = exchange.origin_request(self._settings, upload(request, self._settings))
        async with self._website.answer(exchange.page_url, outgoing) as reply:
            if found and (reply.status == 304 or (reply.status in FAILURES and found.state is State.VALIDATE)):
                page = found.page
                if reply.status == 304:
                    page = await self._memory.renew(found, reply.headers, asked_at)
                    if self._memory.seconds_left(page) <= 0:
                        ask.alone()
                status = CacheStatus(forward="stale", forward_status=reply.status)
                return await self._remembered(replace(ask, found=replace(found, page=page)), status)
            if not self._is_page(reply):
                ask.alone()
                return await pass_through(request, exchange, reply)
            if outgoing.method not in ("GET", "HEAD") or (outgoing.method == "GET" and reply.status != 206):
                return await self._page(ask, reply, asked_at)
        # A page can only be translated whole, and only then are its length and validator known.
        async with self._website.answer(exchange.page_url, exchange.page_request(self._settings)) as reply:
            if self._is_page(reply):
                return await self._page(ask, reply, asked_at)
            ask.alone()
            return await pass_through(request, exchange, reply)

    async def _page(self, ask: _Ask, reply: Reply, asked_at: float) -> web.StreamResponse:
        request, exchange = ask.request, ask.exchange
        for_all = self._memory.is_for_all(exchange, reply.status, reply.headers, asked_at)
        if not for_all:
            ask.alone()
        with stage("read"):
            body = await read_body(reply, self._settings.pages.max_bytes)
        if isinstance(body, Unreadable):
            log.info("page passes untranslated", path=exchange.path, reason=body.reason)
            ask.alone()
            return await pass_through(request, exchange, reply, body.read)
        origin_page = _origin_page(exchange, reply, body)
        made = None
        if body.content and not is_binary(body.content, origin_page.content_type):
            made = await self._made(exchange, reply, origin_page, asked_at)
        if made is None:
            ask.alone()
            return await pass_through(request, exchange, reply, body.raw)
        encoded = body.raw is not body.content
        if not exchange.links.language:
            return await page_answer(exchange, _edited(made, reply, encoded=encoded))
        kept = await self._memory.keep(exchange, made)
        better = ask.found and not kept.page.complete and not kept.page.may_replace(ask.found.page)
        if ask.found and better:  # law 8: never less translated than it was
            before = await self._memory.renew(ask.found, reply.headers, asked_at)
            status = CacheStatus(forward="stale", forward_status=reply.status, detail="the new page is not complete")
            return await self._remembered(replace(ask, found=replace(ask.found, page=before)), status)
        page = self._fresh(exchange, kept, reply, compressed=encoded or for_all)
        if for_all:
            ask.share(page, kept.page.selecting)
        return await page_answer(exchange, replace(page, headers=_with_own(made, kept)))

    async def _made(self, exchange: Exchange, reply: Reply, page: OriginPage, asked_at: float) -> Made | None:
        """The page made for this exchange; None if it is to be sent as it came."""
        headers = visitor_headers(reply.headers, exchange)
        try:
            if exchange.links.language:
                translated = await self._translator.translate(page, self._view(exchange, reply.headers))
                return Made(page, translated, headers, asked_at, exchange.page_url)
            accepted = joined(exchange.visitor.headers, "accept-language")
            added = await self._translator.german(page, exchange.links, accepted)
        except Exception:
            # Law 8: a German page is better than an error, whatever the error.
            log.exception("page could not be translated", path=exchange.path, language=exchange.links.language)
            return None
        if added is None:
            return None
        german = TranslatedPage(added.body, page.content_type, True, 0, 0, "")
        return Made(page, german, varying(headers, added.varies_on), asked_at, exchange.page_url)

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
            allowance=visitor.allowance,
            styles=self._styles,
            style_policy=joined(answered, "content-security-policy"),
        )

    def _is_page(self, reply: Reply) -> bool:
        ignore = self._settings.pages.ignore_no_transform
        return is_page(reply.status, reply.headers, ignore_no_transform=ignore)

    def _is_shareable(self, exchange: Exchange, wish: wishes.Wish) -> bool:
        """Could the page be anybody's who asks now, as far as the request says?"""
        visitor = exchange.visitor
        anybody = wishes.usable(False, lowered(visitor.headers), self._settings.cache.ignored_cookies)
        return visitor.method in ("GET", "HEAD") and anybody and wish == wishes.NO_WISH

    def _fresh(self, exchange: Exchange, kept: Kept, reply: Reply, *, compressed: bool) -> Page:
        """A page as it was made now, without what is only for who asked first."""
        status = CacheStatus(
            forward="uri-miss" if exchange.visitor.method in ("GET", "HEAD") else "method",
            stored=not kept.refusal,
            detail=kept.refusal,
        )
        page = replace(_page_of(kept.page, str(status)), nearer=_nearer(reply.cache))
        if not kept.refusal:
            return replace(page, coded=lambda coding: self._memory.coded(kept.key, kept.page, coding))
        # What only this visitor gets may hold a secret beside what the visitor sent: it is compressed only if the
        # origin did so (BREACH).
        page = replace(page, modified_at=None)
        return _coded_here(page) if compressed else page

    async def _remembered(self, ask: _Ask, status: CacheStatus) -> web.StreamResponse:
        found = ask.found
        if found is None:
            message = "there is no remembered page"
            raise ValueError(message)
        page = replace(
            _page_of(found.page, str(status)),
            coded=lambda coding: self._memory.coded(found.key, found.page, coding),
            age=self._memory.age(found.page),
        )
        ask.share(page, found.page.selecting)
        return await page_answer(ask.exchange, page)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)

    async def _renew_behind(self, exchange: Exchange, found: Found) -> None:
        """Validate a remembered page while the visitor reads it."""
        asked_at = self._memory.now()
        # The memory of the website's answers is to look, too, and not to give what is stale to us in turn.
        outgoing = exchange.page_request(self._settings, (*conditions(found), ("Cache-Control", "no-cache")))
        try:
            async with self._website.answer(exchange.page_url, outgoing) as reply:
                if reply.status == 304:
                    await self._memory.renew(found, reply.headers, asked_at)
                    return
                if not self._is_page(reply) or reply.status >= 500:
                    return
                body = await read_body(reply, self._settings.pages.max_bytes)
                if isinstance(body, Unreadable) or is_binary(body.content, ""):
                    return
                made = await self._made(exchange, reply, _origin_page(exchange, reply, body), asked_at)
            if made is not None:
                await self._memory.keep(exchange, made)
        except OriginError as error:
            log.info("page could not be renewed", path=exchange.path, reason=error.reason)
        finally:
            self._renewing.discard(found.key)


def _origin_page(exchange: Exchange, reply: Reply, body: Whole) -> OriginPage:
    content_type = first(reply.headers, "content-type")
    return OriginPage(exchange.page_url, content_type, body.content, reply.status)


def _page_of(page: StoredPage, cache: str) -> Page:
    return Page(
        status=page.status,
        headers=page.headers,
        body=page.body,
        tag=page.tag,
        complete=page.complete,
        cache=cache,
        modified_at=page.modified_at,
    )


def _with_own(made: Made, kept: Kept) -> Pairs:
    """The headers for who asked first: with what memory leaves out, cookies above all."""
    names = {name.lower() for name, _ in kept.page.headers}
    own = tuple(pair for pair in made.headers if pair[0].lower() not in names | OF_THE_BODY)
    return (*kept.page.headers, *own)


def _coded_here(page: Page) -> Page:
    """The page, compressed for each request anew."""
    return replace(page, coded=lambda coding: asyncio.to_thread(codings.coded, coding, page.body))


def _edited(made: Made, reply: Reply, *, encoded: bool) -> Page:
    body = made.translated.body
    page = Page(made.origin.status, of_edited(made.headers), body, tag_of(body, ""), True, str(reply.cache))
    return _coded_here(page) if encoded else page


def _nearer(origin: CacheStatus) -> str:
    """The memory that is nearer to the website stands first (RFC 9211 2), if it had an answer."""
    return str(replace(origin, name=_ORIGIN_NAME)) if origin.hit or origin.collapsed else ""
