"""The city map: a page, the places as JSON for its script, and the bare map as SVG."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from aiohttp import web

from city.rendering import HERE, public_bytes, public_page


@dataclass(frozen=True)
class Place:
    """One point on the map, in the map's own coordinates."""

    name: str
    text: str
    x: int
    y: int
    farbe: str = "#0a4a63"


PLACES: tuple[Place, ...] = (
    Place("Rathaus", "Burgplatz 1, Bürgerservice Mitte, Haltestelle Rathaus", 520, 350),
    Place("Bürgerservice Süd", "Sittardsberger Straße 14, Aufzug an der Rückseite", 500, 490),
    Place("Bürgerservice Altstadt", "Schwanenstraße 5–7, auch Wohngeldstelle", 290, 345),
    Place("Bürgerservice Neumühl", "Holtener Straße 172, Eingang am Markt", 380, 80),
    Place("Stadtbibliothek", "Steinsche Gasse 26, sonntags ab 13 Uhr geöffnet", 345, 330, "#7a5aa0"),
    Place("Hafenmuseum", "Apostelstraße 84, montags geschlossen", 640, 150, "#7a5aa0"),
    Place("Alter Speicher", "Am Innenhafen 12, Konzerte und Sprachcafé", 720, 170, "#7a5aa0"),
    Place("Hallenbad Mitte", "Memelstraße 3, Frühschwimmen ab 6.30 Uhr", 600, 400, "#176f92"),
    Place("Recyclinghof Nord", "Hülsermannshof 8, samstags bis 14 Uhr", 250, 60, "#1e6b3c"),
    Place("Recyclinghof Süd", "Schauenstraße 40, ab 12 Uhr", 300, 510, "#1e6b3c"),
)


def routes() -> list[web.RouteDef]:
    """Page, data, picture."""
    return [
        web.get("/stadtplan/", page),
        web.get("/stadtplan/orte.json", places),
        web.get("/stadtplan/karte.svg", picture),
    ]


async def page(request: web.Request) -> web.StreamResponse:
    """The map with its list."""
    return public_page(request, "stadtplan.html", {"places": PLACES})


async def places(request: web.Request) -> web.StreamResponse:
    """What the page's script loads."""
    text = json.dumps({"stadt": "Ruhrhafen", "orte": [asdict(place) for place in PLACES]}, ensure_ascii=False)
    return public_bytes(request, text.encode(), "application/json; charset=utf-8")


async def picture(request: web.Request) -> web.StreamResponse:
    """The small map of the contact page's frame."""
    return public_bytes(request, (HERE / "assets" / "lageplan.svg").read_bytes(), "image/svg+xml; charset=utf-8")
