"""Search over services, news and events; the page shows the visitor's words again, escaped."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from city.content import ARTICLES, EVENTS, SERVICES
from city.keys import CLOCK, SUBMISSIONS
from city.rendering import public_page
from city.submissions import read_submission
from city.volunteering import OFFERS, page_number

PAGE_SIZE = 8
AREAS = ("Bürgerservice", "Aktuelles", "Veranstaltungen", "Ehrenamt")


@dataclass(frozen=True)
class Result:
    """One thing that can be found."""

    title: str
    path: str
    text: str
    area: str


def index() -> list[Result]:
    """Everything that can be found."""
    services = [
        Result(s.title, s.path, s.note or "Dienstleistung der Stadt", "Bürgerservice") for s in SERVICES if s.path
    ]
    news = [Result(a.title, f"/aktuelles/{a.slug}", a.teaser, "Aktuelles") for a in ARTICLES]
    events = [Result(e.title, f"/veranstaltungen/{e.slug}", e.teaser, "Veranstaltungen") for e in EVENTS]
    offers = [Result(o.title, f"/ehrenamt/{o.slug}", o.text, "Ehrenamt") for o in OFFERS]
    return services + news + events + offers


def routes() -> list[web.RouteDef]:
    """One page."""
    return [web.get("/suche", search)]


async def search(request: web.Request) -> web.StreamResponse:
    """Results for `q`, in one area if asked."""
    query, area = request.query.get("q", "").strip(), request.query.get("bereich", "")
    if query:
        request.app[SUBMISSIONS].add(await read_submission(request, request.app[CLOCK]()))
    found = [
        result
        for result in index()
        if query and query.lower() in f"{result.title} {result.text}".lower() and area in ("", result.area)
    ]
    page_count = max(1, -(-len(found) // PAGE_SIZE))
    page = min(page_number(request), page_count)
    kept = {"q": query, **({"bereich": area} if area else {})}
    context = {
        "query": query,
        "area": area,
        "areas": AREAS,
        "total": len(found),
        "results": found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        "page": page,
        "page_count": page_count,
        "start": (page - 1) * PAGE_SIZE + 1,
        "link": f"/suche?{urlencode(kept)}&",
    }
    return public_page(request, "info/suche.html", context)
