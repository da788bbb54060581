"""What machines read: news as RSS and Atom, sitemap, robots.txt and the web manifest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from city.content import ARTICLES
from city.pages import Handler
from city.rendering import HERE, public_bytes, render


def routes(paths: tuple[str, ...]) -> list[web.RouteDef]:
    """All of them; `paths` is what the sitemap lists."""
    news = {"articles": ARTICLES}
    return [
        web.get("/aktuelles/rss.xml", rendered("feeds/rss.xml", "application/rss+xml; charset=utf-8", news)),
        web.get("/aktuelles/atom.xml", rendered("feeds/atom.xml", "application/atom+xml; charset=utf-8", news)),
        web.get("/sitemap.xml", rendered("feeds/sitemap.xml", "application/xml; charset=utf-8", {"paths": paths})),
        web.get("/robots.txt", rendered("feeds/robots.txt", "text/plain; charset=utf-8", {})),
        web.get("/manifest.webmanifest", manifest),
        web.get("/favicon.ico", favicon),
    ]


def rendered(template: str, content_type: str, context: Mapping[str, Any]) -> Handler:
    """A handler that sends one template that is no page."""

    async def send(request: web.Request) -> web.StreamResponse:
        return public_bytes(request, render(request, template, context).encode(), content_type)

    return send


async def manifest(request: web.Request) -> web.StreamResponse:
    """The web app manifest."""
    body = (HERE / "assets" / "stadt.webmanifest").read_bytes()
    return public_bytes(request, body, "application/manifest+json")


async def favicon(request: web.Request) -> web.StreamResponse:
    """Old browsers ask for this; they get the coat of arms."""
    raise web.HTTPMovedPermanently("/assets/img/icon-32.png")
