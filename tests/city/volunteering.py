"""The volunteering portal: offers, a search with results in pages, and a form to get in touch."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from city.booking import expired
from city.content import entries
from city.keys import CLOCK, SESSIONS, SUBMISSIONS
from city.rendering import private_page, public_page, session_of
from city.submissions import read_submission

PAGE_SIZE = 6


@dataclass(frozen=True)
class Offer:
    """One task for volunteers."""

    slug: str
    title: str
    text: str
    field: str
    district: str
    effort: str
    body: str


OFFERS: tuple[Offer, ...] = entries("ehrenamt", Offer)
FIELDS = tuple(sorted({offer.field for offer in OFFERS}))
DISTRICTS = ("Mitte", "Süd", "Altstadt", "Neumühl", "Hafenfeld")


def routes() -> list[web.RouteDef]:
    """Search, one offer, contact."""
    return [
        web.get("/ehrenamt/", search),
        web.get(r"/ehrenamt/{slug:[a-z]+}", show),
        web.post(r"/ehrenamt/{slug:[a-z]+}", contact),
    ]


async def search(request: web.Request) -> web.StreamResponse:
    """Offers that match the words, field and district asked for."""
    text, field, district = (request.query.get(name, "") for name in ("q", "bereich", "bezirk"))
    if text:
        request.app[SUBMISSIONS].add(await read_submission(request, request.app[CLOCK]()))
    found = [offer for offer in OFFERS if matches(offer, text, field, district)]
    page_count = max(1, -(-len(found) // PAGE_SIZE))
    page = min(page_number(request), page_count)
    kept = {name: value for name, value in (("q", text), ("bereich", field), ("bezirk", district)) if value}
    context = {
        "text": text,
        "field": field,
        "district": district,
        "fields": FIELDS,
        "districts": DISTRICTS,
        "total": len(found),
        "offers": found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        "page": page,
        "page_count": page_count,
        "link": "/ehrenamt/?" + (urlencode(kept) + "&" if kept else ""),
    }
    return public_page(request, "ehrenamt/suche.html", context)


def matches(offer: Offer, text: str, field: str, district: str) -> bool:
    """Whether an offer fits; an offer for the whole city fits every district."""
    words = f"{offer.title} {offer.text} {offer.field} {offer.body}".lower()
    return (
        text.lower() in words
        and field in ("", offer.field)
        and (district == "" or offer.district in (district, "ganz Ruhrhafen"))
    )


def page_number(request: web.Request) -> int:
    """The page asked for; 1 if the number makes no sense."""
    wanted = request.query.get("seite", "1")
    return max(1, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1


async def show(request: web.Request) -> web.StreamResponse:
    """One offer with its form."""
    return private_page(
        request,
        "ehrenamt/angebot.html",
        {"offer": _offer(request), "sent": False},
        session=session_of(request),
    )


async def contact(request: web.Request) -> web.StreamResponse:
    """Somebody is interested."""
    form = await read_submission(request, request.app[CLOCK]())
    request.app[SUBMISSIONS].add(form)
    session = request.app[SESSIONS].of(request)
    if session is None or not session.accepts(form.value("_csrf")):
        return expired(request)
    return private_page(request, "ehrenamt/angebot.html", {"offer": _offer(request), "sent": True}, session=session)


def _offer(request: web.Request) -> Offer:
    for offer in OFFERS:
        if offer.slug == request.match_info["slug"]:
            return offer
    raise web.HTTPNotFound
