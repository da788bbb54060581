"""Files and data: council papers in ranges, calendars, open data, feeds, the map's places."""

from __future__ import annotations

import csv
import io
import re
from xml.parsers import expat

import pytest
from city import documents
from city.app import SITE_PATHS
from city.browser import Visitor

pytestmark = pytest.mark.asyncio

BUDGET = "/rathaus/dokumente/haushaltsentwurf-2027.pdf"


async def test_budget_is_a_large_pdf(city: Visitor) -> None:
    """The draft budget is some 4 MB, the same every time, and its table of objects is right."""
    answer = await city.get(BUDGET)
    body = await answer.read()

    assert answer.content_type == "application/pdf"
    assert 3_500_000 < len(body) < 5_000_000
    assert body == documents.council_document()
    start = int(body.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert body[start:].startswith(b"xref\n")
    for number, line in enumerate(re.findall(rb"(\d{10}) 00000 n ", body[start:]), start=1):
        assert body[int(line) :].startswith(b"%d 0 obj\n" % number)


@pytest.mark.parametrize(
    ("wanted", "status", "content_range"),
    [
        ("bytes=0-99", 206, "bytes 0-99/{size}"),
        ("bytes=100-", 206, "bytes 100-{last}/{size}"),
        ("bytes=-10", 206, "bytes {tail}-{last}/{size}"),
        ("bytes=0-999999999", 206, "bytes 0-{last}/{size}"),
        ("bytes=999999999-", 416, "bytes */{size}"),
        ("bytes=-0", 416, "bytes */{size}"),
        ("bytes=9-1", 200, None),
        ("bytes=x-y", 200, None),
        ("bytes=0-1,5-6", 200, None),
        ("zeilen=1-2", 200, None),
    ],
)
async def test_ranges(city: Visitor, wanted: str, status: int, content_range: str | None) -> None:
    """A range is answered with exactly its bytes; one beyond the end with 416; nonsense with the whole."""
    whole = await (await city.get(BUDGET)).read()
    size = len(whole)

    answer = await city.get(BUDGET, headers={"Range": wanted})
    body = await answer.read()

    assert answer.status == status
    filled = content_range and content_range.format(size=size, last=size - 1, tail=size - 10)
    assert answer.headers.get("Content-Range") == filled
    if status == 206:
        first, last = map(int, re.findall(r"\d+", filled or "")[:2])
        assert body == whole[first : last + 1]
    if status == 200:
        assert body == whole


async def test_if_range(city: Visitor) -> None:
    """A part is sent only if the visitor's copy is the current one."""
    tag = (await city.head(BUDGET)).headers["ETag"]

    current = await city.get(BUDGET, headers={"Range": "bytes=0-9", "If-Range": tag})
    old = await city.get(BUDGET, headers={"Range": "bytes=0-9", "If-Range": '"alt"'})

    assert (current.status, old.status) == (206, 200)


async def test_paper_not_modified(city: Visitor) -> None:
    """Whoever has the paper, by tag or by date, gets 304."""
    head = await city.head(BUDGET)

    by_tag = await city.get(BUDGET, headers={"If-None-Match": head.headers["ETag"]})
    by_date = await city.get(BUDGET, headers={"If-Modified-Since": head.headers["Last-Modified"]})

    assert (by_tag.status, by_date.status) == (304, 304)


async def test_calendar_files(city: Visitor) -> None:
    """The calendar has all events, in lines of at most 75 octets."""
    body = await (await city.get("/veranstaltungen/kalender.ics")).read()

    assert body.count(b"BEGIN:VEVENT") == 8
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    unfolded = body.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:Bürgersprechstunde der Oberbürgermeisterin" in unfolded
    assert "DTSTART:20261126T160000Z" in unfolded


async def test_open_data(city: Visitor) -> None:
    """CSV and JSON of a data set agree, and any site may read them."""
    table = await city.get("/opendata/einwohner.csv")
    data = await city.get("/opendata/einwohner.json")

    rows = list(csv.DictReader(io.StringIO(await table.text()), delimiter=";"))
    assert table.headers["Content-Type"].startswith("text/csv")
    assert table.headers["Access-Control-Allow-Origin"] == data.headers["Access-Control-Allow-Origin"] == "*"
    assert [row["Bezirk"] for row in rows] == [row["Bezirk"] for row in (await data.json())["daten"]]


async def test_feeds_are_well_formed(city: Visitor) -> None:
    """RSS, Atom and sitemap are XML and name the news."""
    found = {}
    for path, name in (("/aktuelles/rss.xml", "item"), ("/aktuelles/atom.xml", "entry"), ("/sitemap.xml", "url")):
        body = await (await city.get(path)).read()
        expat.ParserCreate().Parse(body, True)
        found[name] = body.count(f"<{name}>".encode())

    assert found == {"item": 6, "entry": 6, "url": len(SITE_PATHS)}


async def test_map_places(city: Visitor) -> None:
    """The map's script finds its places as JSON beside the page."""
    places = (await (await city.get("/stadtplan/orte.json")).json())["orte"]

    assert "Rathaus" in {place["name"] for place in places}


async def test_small_files(city: Visitor) -> None:
    """Manifest, robots and icons have their own types."""
    kinds = {}
    for path in ("/manifest.webmanifest", "/robots.txt", "/assets/wappen.svg", "/assets/img/hafen-960.webp"):
        kinds[path] = (await city.get(path)).content_type

    assert kinds == {
        "/manifest.webmanifest": "application/manifest+json",
        "/robots.txt": "text/plain",
        "/assets/wappen.svg": "image/svg+xml",
        "/assets/img/hafen-960.webp": "image/webp",
    }
