"""The contact page: a message form, a newsletter form."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from city.booking import expired
from city.keys import CLOCK, SESSIONS, SUBMISSIONS
from city.rendering import private_page, session_of
from city.sessions import Session
from city.submissions import read_submission


def routes() -> list[web.RouteDef]:
    """Page and both forms."""
    return [
        web.get("/kontakt", show),
        web.post("/kontakt", message),
        web.post("/kontakt/newsletter", newsletter),
    ]


async def show(request: web.Request) -> web.StreamResponse:
    """The empty forms."""
    return _page(request, session_of(request))


async def message(request: web.Request) -> web.StreamResponse:
    """A message to the city."""
    form = await read_submission(request, request.app[CLOCK]())
    request.app[SUBMISSIONS].add(form)
    session = request.app[SESSIONS].of(request)
    if session is None or not session.accepts(form.value("_csrf")):
        return expired(request)
    errors: dict[str, str] = {}
    if "@" not in form.value("email"):
        errors["email"] = "Bitte geben Sie Ihre E-Mail-Adresse an, damit wir antworten können."
    if not form.value("nachricht").strip():
        errors["nachricht"] = "Bitte schreiben Sie uns eine Nachricht."
    if errors:
        return _page(request, session, errors=errors, values=dict(form.fields), status=422)
    return _page(request, session, sent=f"K-{9000 + len(request.app[SUBMISSIONS].to('/kontakt'))}")


async def newsletter(request: web.Request) -> web.StreamResponse:
    """Order the newsletter."""
    form = await read_submission(request, request.app[CLOCK]())
    request.app[SUBMISSIONS].add(form)
    session = request.app[SESSIONS].of(request)
    if session is None or not session.accepts(form.value("_csrf")):
        return expired(request)
    return _page(request, session, sent="NL-2026")


def _page(
    request: web.Request,
    session: Session,
    *,
    errors: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
    sent: str = "",
    status: int = 200,
) -> web.Response:
    known = values or {}
    shown = {name: known.get(name, "") for name in ("email", "nachricht")}
    context = {"errors": errors or {}, "values": shown, "sent": sent}
    return private_page(request, "info/kontakt.html", context, status=status, session=session)
