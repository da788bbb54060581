"""Sessions in memory, as a small CMS keeps them: a random cookie, a CSRF token, and the answers so far."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

COOKIE = "RHSESSION"


@dataclass
class Session:
    """One visitor: `data` holds the answers given so far, by form field."""

    token: str
    csrf: str
    data: dict[str, str] = field(default_factory=dict)

    def accepts(self, csrf: str) -> bool:
        """Whether a form carries this session's token."""
        return hmac.compare_digest(self.csrf.encode(), csrf.encode())


@dataclass
class SessionStore:
    """All open sessions by cookie value."""

    tokens: Callable[[], str]
    sessions: dict[str, Session] = field(default_factory=dict)

    def of(self, request: web.Request) -> Session | None:
        """The session that the request's cookie names, if it is one of ours."""
        return self.sessions.get(request.cookies.get(COOKIE, ""))

    def open(self) -> Session:
        """A new, empty session."""
        session = Session(token=self.tokens(), csrf=self.tokens())
        self.sessions[session.token] = session
        return session

    def close(self, session: Session) -> None:
        """Forget a session (log out)."""
        self.sessions.pop(session.token, None)


def set_cookie(response: web.StreamResponse, session: Session) -> None:
    """`Set-Cookie: RHSESSION=...; HttpOnly; Path=/; SameSite=Lax`."""
    response.set_cookie(COOKIE, session.token, path="/", httponly=True, samesite="Lax")
