"""Pages of the website as everybody may see them: asked for without cookies, or anything else of who asks (law 7)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from proxy.body import Unreadable, read_body
from proxy.exchange import Exchange
from proxy.headers import Pairs, first, joined
from proxy.page_translator import OriginPage
from proxy.pages import is_binary, is_page, is_private
from proxy.reply import Website
from proxy.route import German, Translated, route
from proxy.site import Site
from proxy.visitor import Visitor


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A German page; `policy` is its Content-Security-Policy."""

    page: OriginPage
    policy: str
    private: bool
    """It may hold what is meant for one person, though anybody who knows its address can read it."""


class PublicPages:
    """Asks the website for pages, for nobody in particular."""

    def __init__(self, site: Site, website: Website) -> None:
        """Take the site, and who answers for it."""
        self._site = site
        self._website = website

    def exchange(self, visitor: Visitor, language: str, target: str) -> Exchange | None:
        """What to ask for the page at a German `target`, shown in a language; None where there is no such page.

        `visitor` says under which name the site was asked for, and nothing else of who asks is used.
        """
        german = language == self._site.settings.languages.source
        headers: Pairs = (("Host", visitor.host), ("Accept", "text/html"))
        path = target if german else f"/{language}{target}"
        nobody = replace(visitor, method="GET", target=path, headers=headers, allowance=None, is_bot=False)
        match route(nobody, self._site.links(nobody, None), ()):
            case Translated(code, asked) if code == language:
                return Exchange(nobody, self._site.links(nobody, language), asked)
            case German(asked) if german:
                return Exchange(nobody, self._site.links(nobody, None), asked)
        return None

    async def fetch(self, exchange: Exchange) -> PublicPage | str:
        """The German page, or why there is none; raises `OriginError`."""
        settings = self._site.settings
        ask = exchange.page_request(settings)
        async with self._website.answer(exchange.page_url, ask) as answer:
            if not is_page(answer.status, answer.headers, ignore_no_transform=settings.pages.ignore_no_transform):
                return f"the website answers {answer.status} with nothing that is translated"
            body = await read_body(answer, settings.pages.max_bytes)
            if isinstance(body, Unreadable):
                return f"the page cannot be read: {body.reason}"
            kind = first(answer.headers, "content-type")
            if is_binary(body.content, kind):
                return "what the website answers calls itself a page, and is none"
            private = is_private("GET", exchange.target, (), answer.headers, settings.cache.ignored_cookies)
            policy = joined(answer.headers, "content-security-policy")
            return PublicPage(OriginPage(exchange.page_url, kind, body.content, answer.status), policy, private)
