"""The open-data catalogue: each data set as page, as CSV (with semicolons) and as JSON."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date

from aiohttp import web

from city.rendering import public_bytes, public_page

Cell = str | int | float


@dataclass(frozen=True)
class DataSet:
    """One table with what the catalogue says about it."""

    slug: str
    title: str
    text: str
    theme: str
    updated: date
    rhythm: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


DATASETS: tuple[DataSet, ...] = (
    DataSet(
        "einwohner",
        "Einwohner nach Stadtbezirken",
        "Bevölkerung am Ort der Hauptwohnung, jeweils am 31. Dezember.",
        "Bevölkerung",
        date(2026, 2, 10),
        "jährlich",
        ("Bezirk", "2023", "2024", "2025"),
        (
            ("Mitte", 106900, 107700, 108300),
            ("Süd", 96200, 96500, 96700),
            ("Altstadt", 73400, 73900, 74100),
            ("Neumühl", 130800, 131500, 131900),
            ("Hafenfeld", 97100, 98400, 99240),
        ),
    ),
    DataSet(
        "pegel",
        "Wasserstände von Rhein und Ruhr",
        "Stündliche Messwerte der Pegel in Zentimetern.",
        "Umwelt",
        date(2026, 11, 21),
        "stündlich",
        ("Zeitpunkt", "Rhein", "Ruhr", "Bemerkung"),
        tuple(
            (f"2026-11-21T{hour:02d}:00", 404 + hour, 204 + hour % 3, "vorläufig" if hour > 5 else "geprüft")
            for hour in range(8)
        ),
    ),
    DataSet(
        "sitzverteilung",
        "Sitzverteilung im Rat",
        "Ergebnis der Kommunalwahl vom 14. September 2025.",
        "Politik",
        date(2025, 9, 25),
        "nach jeder Wahl",
        ("Fraktion", "Sitze", "Anteil"),
        (
            ("Liste Heimathafen", 23, "31,1 %"),
            ("Bündnis für Mitte", 21, "28,4 %"),
            ("Grüne Ufer", 16, "21,6 %"),
            ("Freie Wähler Süd", 14, "18,9 %"),
        ),
    ),
    DataSet(
        "co2-bilanz",
        "CO₂-Bilanz der Stadt",
        "Ausstoß in tausend Tonnen nach Bereichen.",
        "Umwelt",
        date(2026, 6, 30),
        "alle zwei Jahre",
        ("Jahr", "Industrie", "Haushalte", "Verkehr"),
        ((1990, 4310, 990, 800), (2007, 3050, 830, 790), (2015, 2560, 700, 740), (2024, 1930, 480, 490)),
    ),
    DataSet(
        "baeume",
        "Baumkataster (Auszug)",
        "Straßenbäume mit Art, Pflanzjahr und Standort.",
        "Grün",
        date(2026, 10, 1),
        "vierteljährlich",
        ("Nummer", "Art", "Pflanzjahr", "Straße", "Bezirk"),
        (
            ("B-00417", "Winterlinde", 1952, "Burgplatz", "Mitte"),
            ("B-00981", "Platane", 1908, "Am Innenhafen", "Hafenfeld"),
            ("B-10233", "Stieleiche", 1871, "Deichweg", "Süd"),
            ("B-20458", "Feldahorn", 2023, "Holtener Straße", "Neumühl"),
        ),
    ),
)


def routes() -> list[web.RouteDef]:
    """Catalogue, data sets, files."""
    return [
        web.get("/opendata/", catalogue),
        web.get(r"/opendata/{slug:[a-z0-9-]+}.csv", as_csv),
        web.get(r"/opendata/{slug:[a-z0-9-]+}.json", as_json),
        web.get(r"/opendata/{slug:[a-z0-9-]+}", show),
    ]


async def catalogue(request: web.Request) -> web.StreamResponse:
    """All data sets."""
    return public_page(request, "opendata/liste.html", {"datasets": DATASETS})


async def show(request: web.Request) -> web.StreamResponse:
    """One data set with a preview."""
    return public_page(request, "opendata/datensatz.html", {"data": _dataset(request)})


async def as_csv(request: web.Request) -> web.StreamResponse:
    """Semicolons and CRLF."""
    data, out = _dataset(request), io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(data.columns)
    writer.writerows(data.rows)
    response = public_bytes(request, out.getvalue().encode(), "text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{data.slug}.csv"'
    return _open(response)


async def as_json(request: web.Request) -> web.StreamResponse:
    """A list of objects."""
    data = _dataset(request)
    rows = [dict(zip(data.columns, row, strict=True)) for row in data.rows]
    text = json.dumps({"titel": data.title, "stand": data.updated.isoformat(), "daten": rows}, ensure_ascii=False)
    return _open(public_bytes(request, text.encode(), "application/json; charset=utf-8"))


def _open(response: web.Response) -> web.Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _dataset(request: web.Request) -> DataSet:
    for data in DATASETS:
        if data.slug == request.match_info["slug"]:
            return data
    raise web.HTTPNotFound
