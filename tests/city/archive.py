"""The old part of the site: sloppy HTML and old encodings, served as old servers do.

The files in `old/` are kept as UTF-8 so that they can be read and edited; each is sent in the encoding and
under the header that its row in `OLD_PAGES` tells. Header and page disagree on purpose.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from aiohttp import web

from city.pages import Handler
from city.rendering import HERE, public_bytes, render


@dataclass(frozen=True)
class OldPage:
    """How one old file is sent."""

    path: str
    file: str
    encoding: str = "utf-8"
    content_type: str = "text/html"
    bom: bytes = b""


OLD_PAGES: tuple[OldPage, ...] = (
    OldPage("/archiv/stadtgeschichte.html", "stadtgeschichte.html"),
    OldPage("/archiv/gebuehren.htm", "gebuehren.htm", content_type="text/html; charset=UTF-8"),
    OldPage("/archiv/hafenchronik.htm", "hafenchronik.htm", "cp1252"),
    OldPage("/archiv/partnerstaedte.html", "partnerstaedte.html", "utf-16-le", bom=codecs.BOM_UTF16_LE),
    OldPage("/archiv/vereine.html", "vereine.html", "cp1252", "text/html; charset=windows-1252"),
    OldPage("/archiv/weiterleitung.html", "weiterleitung.html"),
    OldPage("/archiv/amtsblatt/ausgabe-47.html", "amtsblatt.html"),
    OldPage("/kultur/hafenmuseum", "hafenmuseum.xhtml", content_type="application/xhtml+xml"),
)


def routes() -> list[web.RouteDef]:
    """The old pages, and the statute with its byte order mark."""
    return [web.get(old.path, _sender(old)) for old in OLD_PAGES] + [
        web.get("/archiv/satzung.html", statute),
        web.get("/archiv/", moved),
    ]


def encoded(old: OldPage) -> bytes:
    """The bytes of one old page."""
    return old.bom + (HERE / "old" / old.file).read_text(encoding="utf-8").encode(old.encoding)


def _sender(old: OldPage) -> Handler:
    body = encoded(old)

    async def send(request: web.Request) -> web.StreamResponse:
        return public_bytes(request, body, old.content_type)

    return send


async def statute(request: web.Request) -> web.StreamResponse:
    """The statute on waste fees: modern enough for UTF-8, old enough for a byte order mark."""
    return public_bytes(request, codecs.BOM_UTF8 + render(request, "satzung.html").encode(), "text/html")


async def moved(request: web.Request) -> web.StreamResponse:
    """The archive begins with the city's history."""
    raise web.HTTPFound("/archiv/stadtgeschichte.html")
