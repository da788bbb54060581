"""Pages behind a login: the intranet behind a form and a session, the staff council behind HTTP Basic."""

from __future__ import annotations

from base64 import b64decode

from aiohttp import web

from city.booking import expired
from city.keys import CLOCK, SESSIONS, SUBMISSIONS
from city.rendering import private_page, see_other, session_of
from city.submissions import read_submission

USER, PASSWORD = "demo", "hafen"
COOKIE = "RHINTRANET"


def routes() -> list[web.RouteDef]:
    """Login, intranet, log out, staff council."""
    return [
        web.get("/intranet/", intranet),
        web.get("/intranet/anmelden", login_form),
        web.post("/intranet/anmelden", login),
        web.post("/intranet/abmelden", logout),
        web.get("/personalrat/", staff_council),
    ]


async def intranet(request: web.Request) -> web.StreamResponse:
    """The intranet, or the way to the login."""
    session = request.app[SESSIONS].of(request)
    if session is None or "benutzer" not in session.data:
        return see_other("/intranet/anmelden?ziel=/intranet/")
    return private_page(request, "intranet/start.html", {"user": session.data["benutzer"]}, session=session)


async def login_form(request: web.Request) -> web.StreamResponse:
    """Name and password."""
    context = {"errors": {}, "user": "", "target": request.query.get("ziel", "/intranet/")}
    return private_page(request, "intranet/anmelden.html", context, session=session_of(request))


async def login(request: web.Request) -> web.StreamResponse:
    """Right: a fresh session and several cookies at once; wrong: the form again."""
    form = await read_submission(request, request.app[CLOCK]())
    request.app[SUBMISSIONS].add(form)
    sessions = request.app[SESSIONS]
    session = sessions.of(request)
    if session is None or not session.accepts(form.value("_csrf")):
        return expired(request)
    user = form.value("kennung")
    if (user, form.value("passwort")) != (USER, PASSWORD):
        errors = {"kennung": "Kennung oder Passwort ist falsch."}
        context = {"errors": errors, "user": user, "target": form.value("ziel")}
        return private_page(request, "intranet/anmelden.html", context, status=403, session=session)
    session.data["benutzer"] = user
    target = form.value("ziel")
    response = see_other(target if target.startswith("/") and not target.startswith("//") else "/intranet/")
    response.set_cookie(COOKIE, session.csrf[:12], path="/intranet", httponly=True, samesite="Strict")
    response.set_cookie("RHZULETZT", "angemeldet", path="/", max_age=3600, samesite="Lax")
    return response


async def logout(request: web.Request) -> web.StreamResponse:
    """Forget the visitor."""
    form = await read_submission(request, request.app[CLOCK]())
    request.app[SUBMISSIONS].add(form)
    session = request.app[SESSIONS].of(request)
    if session is None or not session.accepts(form.value("_csrf")):
        return expired(request)
    request.app[SESSIONS].close(session)
    response = see_other("/")
    response.del_cookie("RHSESSION", path="/")
    response.del_cookie(COOKIE, path="/intranet")
    return response


async def staff_council(request: web.Request) -> web.StreamResponse:
    """HTTP Basic: `demo` and `hafen`."""
    if not _basic(request):
        context = {
            "title": "Anmeldung erforderlich",
            "message": "Bitte geben Sie Benutzername und Passwort ein.",
            "code": "HTTP-401",
        }
        response = private_page(request, "fehler.html", context, status=401)
        response.headers["WWW-Authenticate"] = 'Basic realm="Personalrat Ruhrhafen", charset="UTF-8"'
        return response
    return private_page(request, "intranet/personalrat.html")


def _basic(request: web.Request) -> bool:
    """Whether the request carries the right name and password (RFC 7617)."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    try:
        given = b64decode(encoded, validate=True).decode()
    except ValueError:
        return False
    return scheme.lower() == "basic" and given == f"{USER}:{PASSWORD}"
