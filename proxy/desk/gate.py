"""The way of one request to the desk: found route, known visitor, permission, origin and CSRF, then the handler.

Everything that leaves here has the headers that keep it off other sites and out of caches.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

import structlog
from aiohttp import web

from glossary.errors import ConflictError, GlossaryError, StoreError
from proxy.accept_language import lookup
from proxy.desk.asked import Asked, Session
from proxy.desk.rendering import DESK, Pages, see_other
from proxy.desk.routes import Route, Routes
from proxy.desk.wording import LANGUAGES
from proxy.links import RESERVED
from proxy.same_origin import comes_from_elsewhere
from proxy.site import Site

log = structlog.stdlib.get_logger(__name__)

Identify = Callable[[web.Request], Awaitable[Session | None]]
"""Who asks: the account behind a session's cookie, None if there is none or it has ended."""

TOKEN_HEADER: Final = "X-CSRF-Token"  # noqa: S105 the name of it
"""In which the desk's scripts send the value of a form's field `csrf`, with every request."""
LANGUAGE_COOKIE: Final = "stadtlotse-desk-language"
_SAFE: Final = frozenset({"GET", "HEAD"})
HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """Answers what lies under one place; `signs_in` is the page for who has no session."""

    site: Site
    routes: Routes
    pages: Pages
    identify: Identify
    signs_in: str = "/sign-in"

    async def answer(self, request: web.Request, _path: str) -> web.StreamResponse:
        """The answer to a request under the place."""
        visitor = self.site.visitor(request)
        asked = Asked(
            request,
            {},
            None,
            _language(request, None),
            visitor.client or visitor.peer,
            visitor.scheme == "https",
        )
        try:
            response = await self._answered(asked, visitor.host)
        except StoreError as error:
            log.warning("the desk's database gives no answer", path=request.path, reason=str(error))
            response = self._trouble(asked, 503, "closed")
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        chosen = request.query.get("desk-language", "")
        if chosen in LANGUAGES:
            response.set_cookie(
                LANGUAGE_COOKIE, chosen, path=f"/{RESERVED}", httponly=True, samesite="Lax", secure=asked.secure
            )
        return response

    async def _answered(self, asked: Asked, host: str) -> web.StreamResponse:
        request = asked.request
        found = await self.routes.find(request)
        session = await self.identify(request)
        asked = replace(asked, session=session, language=_language(request, session))
        if request.method in _SAFE and _is_strange_script(asked):
            asked = replace(asked, session=None)
        if isinstance(found, web.HTTPException):
            allow = {name: value for name, value in found.headers.items() if name == "Allow"}
            refused = self._trouble(asked, found.status, "not-allowed" if allow else "not-found")
            refused.headers.update(allow)
            return refused
        route, params = found
        asked = replace(asked, request=request.clone(client_max_size=route.largest), params=params)
        return await self._handled(asked, route, host)

    async def _refused(self, asked: Asked, route: Route, host: str) -> web.StreamResponse | None:
        """Why the handler is not asked, if so."""
        if route.needs is not None and asked.session is None:
            return self._unknown(asked, route)
        if route.needs is not None and not asked.may(route.needs):
            return self._trouble(asked, 403, "forbidden")
        if route.method in _SAFE:
            return None
        if comes_from_elsewhere(asked.request.headers, host):
            return self._trouble(asked, 403, "from-elsewhere")
        return None if await _has_token(asked) else self._trouble(asked, 403, "form-expired")

    def _unknown(self, asked: Asked, route: Route) -> web.StreamResponse:
        if route.method not in _SAFE or _is_script(asked.request):
            return self._trouble(asked, 401, "signed-out")
        return see_other(f"{self.signs_in}?to={quote(asked.request.path_qs.removeprefix(DESK), safe='')}")

    async def _handled(self, asked: Asked, route: Route, host: str) -> web.StreamResponse:
        try:
            return await self._refused(asked, route, host) or await route.handler(asked)
        except StoreError:
            raise
        except web.HTTPRequestEntityTooLarge:
            return self._trouble(asked, 413, "too-large")
        except web.HTTPException as error:
            return self._trouble(asked, error.status, "not-found" if error.status == 404 else "bad", error.reason)
        except ConflictError as error:
            return self._trouble(asked, 409, "conflict", str(error))
        except GlossaryError as error:
            log.warning("the desk could not do what was asked", path=asked.request.path, reason=str(error))
            return self._trouble(asked, 400, "bad", str(error))

    def _trouble(self, asked: Asked, status: int, what: str, detail: str = "") -> web.Response:
        if _is_strange_script(asked):
            asked = replace(asked, session=None)
        return self.pages.page(asked, "trouble.html", status=status, what=what, detail=detail)


def _language(request: web.Request, session: Session | None) -> str:
    """What the address says, else the account, else a choice made before signing in, else the browser."""
    own = session.language if session is not None else ""
    for chosen in (request.query.get("desk-language"), own, request.cookies.get(LANGUAGE_COOKIE)):
        if chosen in LANGUAGES:
            return chosen
    return lookup(request.headers.get("Accept-Language", ""), LANGUAGES) or "de"


def _is_script(request: web.Request) -> bool:
    """Whether a script asks, as browsers say (Fetch Metadata)."""
    return request.headers.get("Sec-Fetch-Dest") == "empty"


def _is_strange_script(asked: Asked) -> bool:
    """Whether a script asks that does not know the token.

    The website's own scripts have the desk's origin, too. To them nobody has signed in: every page has the token in it,
    and they can neither frame one nor reach into a window of it (Cross-Origin-Opener-Policy).
    """
    return _is_script(asked.request) and not _sends_token(asked)


def _sends_token(asked: Asked, given: str = "") -> bool:
    """Whether the session's token comes with the request; without a session there is none to send."""
    if asked.session is None:
        return True
    given = given or asked.request.headers.get(TOKEN_HEADER, "")
    return hmac.compare_digest(given.encode(), asked.session.csrf.encode())


async def _has_token(asked: Asked) -> bool:
    request = asked.request
    is_form = request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data")
    if is_form and asked.session is not None and TOKEN_HEADER not in request.headers:
        return _sends_token(asked, str((await request.post()).get("csrf", "")))
    return _sends_token(asked)
