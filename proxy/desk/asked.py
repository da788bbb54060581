"""One request to the desk with everything that was found out about it: the value that handlers get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from proxy.desk.permissions import Account, Permission


@dataclass(frozen=True, slots=True)
class Session:
    """A visit to the desk after signing in, or a call with a token."""

    id: str
    account: Account
    csrf: str
    """Stands in every form; "" for tokens, which no browser sends by itself."""
    language: str = ""
    """Of the desk's own words, as the account has chosen; "": as the browser asks."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, where it was led, and who asks."""

    request: web.Request
    params: Mapping[str, str]
    """The variable parts of the path."""
    session: Session | None
    language: str
    """Of the desk's own words: "de" or "en"."""
    client: str = ""
    """The address of who asks, as far as a trusted proxy says it; for limits only."""
    secure: bool = False
    """Whether the browser came by https."""

    @property
    def account(self) -> Account:
        """Who asks; only for handlers whose route needs a permission."""
        if self.session is None:
            message = "a handler without permission asked for the account"
            raise RuntimeError(message)
        return self.session.account

    def may(self, permission: Permission, language: str = "") -> bool:
        """Tell whether who asks may do this."""
        return self.session is not None and self.session.account.may(permission, language)

    def query(self, name: str, default: str = "") -> str:
        """A value of the query."""
        return self.request.query.get(name, default)

    async def form(self) -> Mapping[str, str]:
        """The fields of a form, the last of each name; of a file its text. Raises `HTTPRequestEntityTooLarge`."""
        fields: dict[str, str] = {}
        for name, value in (await self.request.post()).items():
            fields[name] = value if isinstance(value, str) else _text(value)
        return fields


def _text(value: web.FileField | bytes | bytearray) -> str:
    content = value.file.read() if isinstance(value, web.FileField) else bytes(value)
    return content.decode("utf-8-sig", "replace")
