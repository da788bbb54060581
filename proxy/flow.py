"""One request from top to bottom, no detail."""

from aiohttp import web

from proxy.answers import redirect_answer, refusal_answer
from proxy.exchange import Exchange
from proxy.headers import has_looped
from proxy.origin import Origin
from proxy.page_flow import PageFlow
from proxy.passthrough import pass_through
from proxy.reserved import Reserved
from proxy.route import German, Ours, Redirect, Refused, Translated, route
from proxy.site import Site
from proxy.upload import upload
from proxy.visitor import visitor_of
from proxy.websocket import tunnel, wants_web_socket


class Flow:
    """Answers requests; made once, knows nothing of one request when the next comes."""

    def __init__(self, site: Site, origin: Origin, pages: PageFlow, reserved: Reserved) -> None:
        self._site = site
        self._origin = origin
        self._pages = pages
        self._reserved = reserved

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The response to one request."""
        visitor = visitor_of(request, self._site.networks, self._site.salt)
        german = self._site.links(visitor, None)
        if has_looped(visitor.headers):
            return refusal_answer(508, "the request has come back to this proxy: origin.url leads to itself")
        match route(visitor, german, self._site.settings.server.hosts):
            case Refused(status, reason):
                return refusal_answer(status, reason)
            case Redirect(status, location):
                return redirect_answer(status, location)
            case Ours(path):
                return await self._reserved.answer(request, path)
            case German(target):
                return await self._from_origin(request, Exchange(visitor, german, target))
            case Translated(language, target):
                links = self._site.links(visitor, language)
                return await self._from_origin(request, Exchange(visitor, links, target))

    async def _from_origin(self, request: web.Request, exchange: Exchange) -> web.StreamResponse:
        settings = self._site.settings
        if wants_web_socket(exchange.visitor.headers, exchange.visitor.method):
            return await tunnel(request, exchange, self._origin, settings)
        if exchange.links.language or settings.pages.switcher_on_german:
            return await self._pages.answer(request, exchange)
        body = upload(request, settings.origin.read_seconds)
        async with self._origin.answer(exchange.origin_request(settings, body)) as answer:
            return await pass_through(request, exchange, answer)
