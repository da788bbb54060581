"""Puts the city together: one application from clock, token factory and submission log.

`create_app()` is what tests and the demo start; `SITE_PATHS` lists every ordinary HTML page for crawls.
"""

from __future__ import annotations

import secrets

from aiohttp import web

from city import (
    archive,
    assets,
    booking,
    calendar,
    contact,
    council,
    feeds,
    intranet,
    live,
    maps,
    opendata,
    pages,
    portal,
    reports,
    searching,
    technical,
    volunteering,
    wire,
)
from city.content import EVENTS
from city.errors import friendly_errors
from city.keys import CLOCK, SESSIONS, SUBMISSIONS, TEMPLATES, TOKENS, Clock, TokenFactory, german_clock
from city.rendering import environment
from city.sessions import SessionStore
from city.submissions import SubmissionLog

SITE_PATHS: tuple[str, ...] = (
    *pages.PAGES,
    *(old.path for old in archive.OLD_PAGES),
    "/archiv/satzung.html",
    "/termin/schritt-1",
    "/maengelmelder/",
    "/maengelmelder/meldungen",
    "/ideen/",
    "/serviceportal/",
    "/serviceportal/bewohnerparkausweis/",
    "/serviceportal/bewohnerparkausweis/schritt-1",
    "/ehrenamt/",
    *(f"/ehrenamt/{offer.slug}" for offer in volunteering.OFFERS),
    "/opendata/",
    *(f"/opendata/{data.slug}" for data in opendata.DATASETS),
    "/veranstaltungen/",
    *(f"/veranstaltungen/{event.slug}" for event in EVENTS),
    "/stadtplan/",
    "/rathaus/politik",
    "/kontakt",
    "/suche",
    "/intranet/anmelden",
)
PARTS = (
    pages,
    booking,
    reports,
    calendar,
    portal,
    volunteering,
    opendata,
    maps,
    council,
    contact,
    searching,
    archive,
    intranet,
    technical,
    wire,
    live,
    assets,
)


def create_app(
    *,
    clock: Clock = german_clock,
    tokens: TokenFactory = secrets.token_urlsafe,
    record: SubmissionLog | None = None,
) -> web.Application:
    """The city's website; `record` receives everything that citizens submit."""
    app = web.Application(middlewares=[friendly_errors], client_max_size=64 * 1024 * 1024)
    app[CLOCK] = clock
    app[TOKENS] = tokens
    app[SUBMISSIONS] = record if record is not None else SubmissionLog()
    app[SESSIONS] = SessionStore(tokens)
    app[TEMPLATES] = environment()
    app[council.PAPERS] = council.Papers()
    for part in PARTS:
        app.add_routes(part.routes())
    app.add_routes(feeds.routes(SITE_PATHS))
    return app
