"""`/.stadtlotse/reader/tr/...`: the reading view of any page, in any language of the site and in German.

The page is fetched and translated as for anybody who asks for the page itself; what has no reading view leads there.
"""

from dataclasses import dataclass
from typing import Final

import structlog
from aiohttp import web

from proxy.admission import Admission, TooMany
from proxy.answers import redirect_answer, refusal_answer, too_many_answer
from proxy.body import Unreadable, read_body
from proxy.exchange import Exchange
from proxy.headers import Pairs, first
from proxy.links import RESERVED, path_matches
from proxy.page import charset
from proxy.page_translator import OriginPage, PageTranslator, View
from proxy.pages import is_binary, is_page, is_private
from proxy.reader_page import Reading, reader_page
from proxy.reply import Reply, Website
from proxy.site import Site

log = structlog.stdlib.get_logger(__name__)

PLACE: Final = "reader"
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Answers for the reading view."""

    site: Site
    website: Website
    translator: PageTranslator
    admission: Admission

    async def answer(self, request: web.Request, path: str) -> web.StreamResponse:
        """The view of the page whose language and path come after the place's own name."""
        languages = self.site.settings.languages
        code, slash, rest = path.partition("?")[0].partition("/")
        twice = rest.partition("/")[0] in (*languages.targets, RESERVED)
        if code not in (languages.source, *languages.targets) or rest.startswith(("/", "\\")) or twice:
            return refusal_answer(404, "there is no such reading view")
        if request.method not in ("GET", "HEAD"):
            return refusal_answer(405, "the reading view can only be read")
        query = request.raw_path.partition("?")[2]
        if not slash:
            return redirect_answer(308, f"/{RESERVED}/{PLACE}/{code}/" + (f"?{query}" if query else ""))
        admitted = await self.admission.admit(self.site.visitor(request))
        if isinstance(admitted, TooMany):
            return too_many_answer(admitted.retry_after)
        language = None if code == languages.source else code
        links = self.site.links(admitted.visitor, language)
        target = f"/{rest}" + (f"?{query}" if query else "")
        if language and path_matches(f"/{rest}", links.excluded_paths):
            return redirect_answer(307, target)
        return await self._view(Exchange(admitted.visitor, links, target))

    async def _view(self, exchange: Exchange) -> web.StreamResponse:
        settings = self.site.settings
        reading = Reading(exchange.target, exchange.links)
        async with self.website.answer(exchange.page_url, exchange.page_request(settings)) as reply:
            ignore = settings.pages.ignore_no_transform
            if not is_page(reply.status, reply.headers, ignore_no_transform=ignore) or 300 <= reply.status <= 399:
                return redirect_answer(307, reading.full)
            body = await read_body(reply, settings.pages.max_bytes)
            kind = first(reply.headers, "content-type")
            if isinstance(body, Unreadable) or is_binary(body.content, kind):
                return redirect_answer(307, reading.full)
        german = charset.decode(body.content, kind).text
        private = self._is_private(exchange, reply.headers)
        shown = german
        if exchange.links.language:
            page = OriginPage(exchange.page_url, kind, body.content, reply.status)
            try:
                translated = await self.translator.translate(page, self._translating(exchange, private=private))
                shown = translated.body.decode("utf-8", "replace")
            except Exception:
                # Law 8: the German text is better than an error, whatever the error.
                log.exception("reading view could not be translated", path=exchange.path, language=reading.code)
        return _answered(reader_page(shown, german, reading), reading, reply, private=private)

    def _is_private(self, exchange: Exchange, answered: Pairs) -> bool:
        visitor, ignored = exchange.visitor, self.site.settings.cache.ignored_cookies
        return is_private(visitor.method, exchange.target, visitor.headers, answered, ignored)

    def _translating(self, exchange: Exchange, *, private: bool) -> View:
        visitor, pages = exchange.visitor, self.site.settings.pages
        return View(
            language=exchange.links.language or self.site.settings.languages.source,
            links=exchange.links,
            deadline_seconds=pages.bot_deadline_seconds if visitor.is_bot else pages.deadline_seconds,
            background=False,
            private=private,
            visitor_key=visitor.key,
            bot=visitor.is_bot,
            allowance=visitor.allowance,
        )


def _answered(text: str, reading: Reading, reply: Reply, *, private: bool) -> web.Response:
    headers = {
        **_HEADERS,
        "Content-Language": reading.code,
        "Cache-Control": "no-store" if private else "private, no-cache",
    }
    response = web.Response(status=reply.status, text=text, content_type="text/html", charset="utf-8", headers=headers)
    if not private:  # what is somebody's own may hold a secret beside what the visitor sent (BREACH)
        response.enable_compression()
    return response
