"""Which page an address of the desk means, and asking the website for it as everybody may see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

from proxy.composed_page import Composed, ComposePage
from proxy.desk.asked import Asked
from proxy.desk.parts import DeskParts
from proxy.errors import OriginError
from proxy.exchange import Exchange
from proxy.page_translator import View
from proxy.public_pages import PublicPage, PublicPages
from proxy.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page in a language; `path` is the German one, with its query."""

    language: str
    path: str
    exchange: Exchange

    @property
    def visitors_path(self) -> str:
        """The path under which visitors have it."""
        return self.exchange.links.in_language(self.path, self.language)


@dataclass(frozen=True, slots=True)
class NoPage:
    """Why there is nothing to show."""

    reason: str
    reachable: bool = True
    """The website answered, but not with a page."""


class Asking:
    """Finds pages for the desk."""

    def __init__(self, parts: DeskParts, compose: ComposePage) -> None:
        """Take the desk's parts, and who makes pages."""
        self._proxy = parts.proxy
        self._pages = PublicPages(parts.proxy.site, parts.proxy.website)
        self._compose = compose

    def wanted(self, asked: Asked, language: str, path: str) -> Wanted | None:
        """The page at a German path with query, as it stands in an address; None where there can be none."""
        if language not in self._proxy.settings.languages.targets:
            return None
        german = self._proxy.site.links(self._visitor(asked), None).german_path(_written(path))
        exchange = self._pages.exchange(self._visitor(asked), language, german)
        return None if exchange is None else Wanted(language, exchange.target, exchange)

    async def page(self, wanted: Wanted) -> Composed | NoPage:
        """The page in its language, with what editors changed a moment ago."""
        try:
            found = await self._pages.fetch(wanted.exchange)
        except OriginError as error:
            return NoPage(error.reason, reachable=False)
        if isinstance(found, str):
            return NoPage(found)
        await self._proxy.translation.refresh()
        return await self._compose(found.page, self._view(wanted, found))

    def _view(self, wanted: Wanted, found: PublicPage) -> View:
        settings, visitor = self._proxy.settings, wanted.exchange.visitor
        return View(
            language=wanted.language,
            links=wanted.exchange.links,
            deadline_seconds=settings.pages.deadline_seconds,
            background=False,
            private=found.private,
            visitor_key=visitor.key,
            bot=False,
            styles=self._proxy.styles,
            style_policy=found.policy,
        )

    def _visitor(self, asked: Asked) -> Visitor:
        """Somebody who asks for the website where visitors find it, which may be another port than the desk's."""
        visitor, settings = self._proxy.site.visitor(asked.request), self._proxy.settings
        if settings.server.public_url:
            public = urlsplit(settings.server.public_url)
            return replace(visitor, scheme=public.scheme, host=public.netloc)
        if settings.desk.place != "separate":
            return visitor
        name = urlsplit(f"//{visitor.host}").hostname or settings.server.host
        return replace(
            visitor, host=f"[{name}]:{settings.server.port}" if ":" in name else f"{name}:{settings.server.port}"
        )


def _written(path: str) -> str:
    """A path as a browser would write it: people type umlauts and blanks."""
    return quote(path if path.startswith("/") else f"/{path}", safe="/?&=%:@!$'()*+,;~-._[]|")
