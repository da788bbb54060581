"""The desk's cookies. `proxy/own_cookies.py` keeps them from the website.

`__Host-` would want the path `/`, and would send them with every page of the website; so it is `__Secure-`, and the
desk's own path (RFC 6265bis 4.1.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from proxy.desk.accounts.attempts import DEVICE_SECONDS
from proxy.links import RESERVED
from proxy.own_cookies import PREFIX

PATH: Final = f"/{RESERVED}"
_SECURE: Final = "__Secure-"


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie of the desk that no script may read; `seconds` None: until the browser is closed."""

    what: str
    seconds: int | None = None

    def name(self, *, secure: bool) -> str:
        """The name, which tells whether it came by https: one set by http is never taken for it."""
        return f"{_SECURE if secure else ''}{PREFIX}{self.what}"

    def read(self, cookies: Mapping[str, str], *, secure: bool) -> str:
        """The value, or ""."""
        return cookies.get(self.name(secure=secure), "")

    def set(self, response: web.StreamResponse, value: str, *, secure: bool) -> None:
        """Have the browser keep it."""
        name = self.name(secure=secure)
        response.set_cookie(name, value, path=PATH, httponly=True, samesite="Lax", secure=secure, max_age=self.seconds)

    def clear(self, response: web.StreamResponse, *, secure: bool) -> None:
        """Have the browser forget it."""
        response.del_cookie(self.name(secure=secure), path=PATH, httponly=True, samesite="Lax", secure=secure)


SESSION: Final = Cookie("session")
DEVICE: Final = Cookie("device", DEVICE_SECONDS)
