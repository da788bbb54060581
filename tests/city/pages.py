"""The ordinary pages: one path, one template, the same for everybody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from city.content import ARTICLES, EVENTS, SERVICES, groups, register
from city.offices import CITIZEN_OFFICES
from city.rendering import public_page

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SERVICE_PAGES: tuple[str, ...] = (
    "personalausweis",
    "ummeldung",
    "wohngeld",
    "sperrgut",
    "fuehrungszeugnis",
    "kita",
    "aufenthaltstitel",
    "gewerbeanmeldung",
)

PAGES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "/": ("start.html", {"articles": ARTICLES, "events": EVENTS}),
    "/buergerservice/": ("buergerservice.html", {"services": SERVICES, "offices": CITIZEN_OFFICES}),
    "/buergerservice/a-z": ("a-z.html", {"register": register(), "groups": groups()}),
    "/termin/": ("termin/start.html", {}),
    "/aktuelles/": ("nachrichten.html", {"articles": ARTICLES}),
    "/rathaus/": ("rathaus/rathaus.html", {}),
    "/rathaus/oberbuergermeisterin": ("rathaus/oberbuergermeisterin.html", {}),
    "/rathaus/karriere": ("rathaus/karriere.html", {}),
    "/leben/": ("leben/leben.html", {}),
    "/leben/stadtbezirke": ("leben/stadtbezirke.html", {}),
    "/leben/integration": ("leben/integration.html", {}),
    "/leben/klima": ("leben/klima.html", {}),
    "/kultur/": ("kultur/kultur.html", {}),
    "/impressum": ("info/impressum.html", {}),
    "/datenschutz": ("info/datenschutz.html", {}),
    "/barrierefreiheit": ("info/barrierefreiheit.html", {}),
    "/leichte-sprache": ("info/leichte-sprache.html", {}),
    "/inhalt": ("info/inhalt.html", {}),
    **{
        f"/aktuelles/{article.slug}": (
            f"artikel/{article.slug}.html",
            {"article": article, "articles": ARTICLES},
        )
        for article in ARTICLES
    },
    **{f"/buergerservice/{name}": (f"dienste/{name}.html", {}) for name in SERVICE_PAGES},
}


def page(template: str, context: Mapping[str, Any]) -> Handler:
    """A handler that shows one template."""

    async def show(request: web.Request) -> web.StreamResponse:
        return public_page(request, template, context)

    return show


def routes() -> list[web.RouteDef]:
    """Every ordinary page."""
    return [web.get(path, page(*entry)) for path, entry in PAGES.items()]
