"""Templates to answers: public pages with ETag and max-age, private ones with `no-store`; German formats.

Absolute links to the site itself use the Host header of the request, so one city can run on several ports.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from city.german import clock_time, euros, long_date, short_date, thousands
from city.keys import CLOCK, SESSIONS, TEMPLATES
from city.navigation import FOOTER, MAIN_MENU
from city.offices import office
from city.sessions import Session, set_cookie

HERE = Path(__file__).parent
PUBLIC = "public, max-age=60"
PRIVATE = "private, no-store"


def environment() -> Environment:
    """The templates with everything every page needs."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters.update(
        long_date=long_date,
        rfc822=format_datetime,
        short_date=short_date,
        euros=euros,
        time=clock_time,
        thousands=thousands,
    )
    env.globals.update(main_menu=MAIN_MENU, footer_menu=FOOTER, office=office, asset=asset)
    return env


def own_address(request: web.Request) -> str:
    """Scheme and host by which the visitor called us."""
    return f"{request.scheme}://{request.host}"


def render(request: web.Request, template: str, context: Mapping[str, Any] | None = None) -> str:
    """The text of one page."""
    session = request.app[SESSIONS].of(request)
    values: dict[str, Any] = {
        "base": own_address(request),
        "path": request.path,
        "now": request.app[CLOCK](),
        "query": "",
        "csrf": session.csrf if session else "",
    }
    values.update(context or {})
    return request.app[TEMPLATES].get_template(template).render(values)


def public_page(
    request: web.Request, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> web.Response:
    """A page for everybody: cacheable for a minute and revalidated by ETag."""
    return public_bytes(request, render(request, template, context).encode(), status=status)


def public_bytes(
    request: web.Request, body: bytes, content_type: str = "text/html; charset=utf-8", *, status: int = 200
) -> web.Response:
    """Any public body, with an ETag of its bytes; answers 304 if the visitor has it already."""
    etag = hashlib.sha256(body).hexdigest()[:20]
    headers = {"Cache-Control": PUBLIC, "ETag": f'"{etag}"', "Content-Type": content_type}
    known = request.if_none_match or ()
    if status == 200 and any(tag.value in (etag, "*") for tag in known):
        del headers["Content-Type"]
        return web.Response(status=304, headers=headers)
    if content_type.startswith("text/html"):
        headers["Content-Language"] = "de"
    return web.Response(body=body, status=status, headers=headers)


def private_page(
    request: web.Request,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    session: Session | None = None,
) -> web.Response:
    """A page for one visitor: never stored; carries the session cookie when one has just been opened."""
    values = dict(context or {})
    if session is not None:
        values["csrf"] = session.csrf
    text = render(request, template, values)
    response = web.Response(text=text, status=status, content_type="text/html", charset="utf-8")
    response.headers["Cache-Control"] = PRIVATE
    response.headers["Content-Language"] = "de"
    if session is not None and request.app[SESSIONS].of(request) is not session:
        set_cookie(response, session)
    return response


def session_of(request: web.Request) -> Session:
    """The visitor's session, opened now if there is none."""
    sessions = request.app[SESSIONS]
    return sessions.of(request) or sessions.open()


def see_other(location: str) -> web.Response:
    """After a form: go and look there (303), and do not store this."""
    return web.Response(status=303, headers={"Location": location, "Cache-Control": PRIVATE})


def asset(name: str) -> Markup:
    """An SVG file to stand inside a page."""
    return Markup((HERE / "assets" / name).read_text(encoding="utf-8"))  # noqa: S704 - our own file


def iso(value: date | datetime) -> str:
    """The machine's way to write a date."""
    return value.isoformat()
