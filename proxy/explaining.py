"""`GET /.stadtlotse/explain?url=/amt/&lang=tr`: why each segment of a page reads as it does (law 9).

Answered on the machine itself only: the peer is a loopback address, asks under a loopback name, and nothing says that
it speaks for somebody else. The page is fetched without cookies, so it is what everybody may see.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from proxy.answers import refusal_answer
from proxy.exchange import Exchange
from proxy.explained_view import view
from proxy.headers import Pairs, first, pairs_of
from proxy.page_translator import OriginPage
from proxy.public_pages import PublicPages
from proxy.reply import Website
from proxy.route import German, Redirect, Refused, Translated, route
from proxy.site import Site
from translation.explain import Explanation

ExplainPage = Callable[[OriginPage, str], Awaitable[Sequence[Explanation]]]

# Whoever sets one of these speaks for somebody else.
_SPEAKS_FOR: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via", "cf-connecting-ip")
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A page of the site in a language."""

    exchange: Exchange
    language: str


class Explaining:
    """Answers `/.stadtlotse/explain`."""

    def __init__(self, site: Site, website: Website, explain: ExplainPage) -> None:
        """Take the site, who answers for it and who explains a page."""
        self._site = site
        self._pages = PublicPages(site, website)
        self._explain = explain

    async def answer(self, request: web.Request, path: str) -> web.StreamResponse:
        """The explanations of one page, as JSON, or as a page for whoever prefers HTML."""
        if path or not is_local(request, self._site):
            return refusal_answer(404, "there is nothing here")
        if request.method not in ("GET", "HEAD"):
            return refusal_answer(405, "GET /.stadtlotse/explain?url=/page/&lang=tr is all there is")
        asked = self._asked(request)
        if isinstance(asked, str):
            return refusal_answer(400, asked)
        page = await self._fetched(asked)
        if isinstance(page, str):
            return refusal_answer(404, page)
        found = await self._explain(page, asked.language)
        if "text/html" in request.headers.get("Accept", ""):
            text = view(asked.exchange.target, asked.language, found)
            return web.Response(text=text, content_type="text/html", charset="utf-8", headers=_HEADERS)
        report = {
            "url": asked.exchange.page_url,
            "language": asked.language,
            "segments": [asdict(each) for each in found],
        }
        return web.json_response(report, headers=_HEADERS)

    def _asked(self, request: web.Request) -> _Asked | str:
        """What is to be explained, or what is wrong with the question."""
        url, language = request.query.get("url", ""), request.query.get("lang", "")
        if not url:
            return "say which page with ?url=/page/, and which language with &lang=tr"
        settings = self._site.settings
        public = (settings.server.public_url, *(f"//{host}" for host in settings.server.hosts), settings.origin.url)
        host = urlsplit(next(each for each in public if each)).netloc
        named = urlsplit(url).netloc.lower() or host
        headers: Pairs = (("Host", named), ("Accept", "text/html"))
        visitor = replace(self._site.visitor(request), method="GET", target=url, host=host, headers=headers)
        match route(visitor, self._site.links(visitor, None), ()):
            case Translated(code, target):
                language = code
            case German(target):
                pass
            case Refused(_, reason):
                return reason
            case Redirect(_, location):
                return f"that page is at {location}"
            case _:
                return "that is no page of the website"
        if language not in settings.languages.targets:
            return f"say which language with &lang=, one of {' '.join(settings.languages.targets)}"
        return _Asked(Exchange(visitor, self._site.links(visitor, language), target), language)

    async def _fetched(self, asked: _Asked) -> OriginPage | str:
        """The German page, or why there is none."""
        found = await self._pages.fetch(asked.exchange)
        return found if isinstance(found, str) else found.page


def is_local(request: web.Request, site: Site) -> bool:
    """Whether a request comes from this very machine, from a program that speaks for itself."""
    headers = pairs_of(request.raw_headers)
    visitor = site.visitor(request)
    peer = request.transport.get_extra_info("peername") if request.transport else None
    if not peer or visitor.trusted or any(first(headers, name) for name in _SPEAKS_FOR):
        return False
    return _is_loopback(str(peer[0])) and _is_loopback(_name(first(headers, "host")))


def _name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _is_loopback(name: str) -> bool:
    if name.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
