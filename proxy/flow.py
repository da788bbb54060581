"""One request from top to bottom, no detail."""

from dataclasses import dataclass

from aiohttp import web

from proxy.admission import Admission, Kind, TooMany
from proxy.answers import redirect_answer, refusal_answer, too_many_answer
from proxy.exchange import Exchange
from proxy.headers import has_looped
from proxy.interim import HINTS, Hints, hearing
from proxy.origin import Origin
from proxy.page_flow import PageFlow
from proxy.passthrough import pass_through, visitor_headers
from proxy.reply import Website
from proxy.reserved import Reserved
from proxy.route import German, Ours, Redirect, Refused, Translated, route
from proxy.site import Site
from proxy.sitemaps import ROBOTS, Sitemaps
from proxy.upload import upload
from proxy.visitor import Visitor
from proxy.websocket import tunnel, wants_web_socket


@dataclass(frozen=True, slots=True)
class Answerers:
    """Who answers what: tunnels, what passes through, pages, what is ours, and robots.txt."""

    origin: Origin
    website: Website
    pages: PageFlow
    reserved: Reserved
    sitemaps: Sitemaps


class Flow:
    """Answers requests; made once, knows nothing of one request when the next comes."""

    def __init__(self, site: Site, admission: Admission, answerers: Answerers) -> None:
        self._site = site
        self._admission = admission
        self._answerers = answerers

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The response to one request."""
        visitor = self._site.visitor(request)
        german = self._site.links(visitor, None)
        if has_looped(visitor.headers):
            return refusal_answer(508, "the request has come back to this proxy: origin.url leads to itself")
        match route(visitor, german, self._site.settings.server.hosts):
            case Refused(status, reason):
                return refusal_answer(status, reason)
            case Redirect(status, location):
                return redirect_answer(status, location)
            case Ours(path):
                return await self._answerers.reserved.answer(request, path)
            case German(target):
                return await self._german(request, Exchange(visitor, german, target))
            case Translated(language, target):
                return await self._translated(request, visitor, language, target)

    async def _german(self, request: web.Request, exchange: Exchange) -> web.StreamResponse:
        if exchange.target == ROBOTS:
            extended = await self._answerers.sitemaps.robots(request)
            if extended is not None:
                return extended
        return await self._from_origin(request, exchange)

    async def _translated(
        self, request: web.Request, visitor: Visitor, language: str, target: str
    ) -> web.StreamResponse:
        admitted = await self._admission.admit(visitor)
        if isinstance(admitted, TooMany):
            return too_many_answer(admitted.retry_after)
        exchange = Exchange(admitted.visitor, self._site.links(visitor, language), target)
        exchange = exchange.in_background() if admitted.kind is Kind.WARMER else exchange
        return await self._from_origin(request, exchange)

    async def _from_origin(self, request: web.Request, exchange: Exchange) -> web.StreamResponse:
        if not self._site.settings.server.early_hints:
            return await self._answered(request, exchange)
        request[HINTS] = hints = Hints(request, lambda headers: visitor_headers(headers, exchange))
        with hearing(hints.send):
            return await self._answered(request, exchange)

    async def _answered(self, request: web.Request, exchange: Exchange) -> web.StreamResponse:
        settings = self._site.settings
        if wants_web_socket(exchange.visitor.headers, exchange.visitor.method):
            return await tunnel(request, exchange, self._answerers.origin, settings)
        if exchange.links.language or settings.edits_german:
            return await self._answerers.pages.answer(request, exchange)
        body = upload(request, settings)
        ask = exchange.origin_request(settings, body)
        async with self._answerers.website.answer(exchange.page_url, ask) as answer:
            return await pass_through(request, exchange, answer)
