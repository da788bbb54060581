"""An account as it is kept: frozen, and with nothing that knows how it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from proxy.desk.permissions import Account, Role


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at the city's single sign-on: only both together name one person (OpenID Connect Core 5.7)."""

    issuer: str
    subject: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What whoever manages accounts decides of one."""

    name: str
    roles: frozenset[Role]
    languages: frozenset[str] = frozenset()
    """Those that an editor may write; none: all."""
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A whole account; `password` is a hash, "" where there is none."""

    id: str
    revision: int
    draft: Draft
    password: str = ""
    totp_secret: str = ""
    totp_step: int = 0
    """The last step of time whose code was used: none is taken twice (RFC 6238 5.2)."""
    identity: Identity | None = None
    desk_language: str = ""
    made_at: int = 0
    seen_at: int = 0
    """When it last signed in; 0: never."""

    @property
    def name(self) -> str:
        """The name as it is shown."""
        return self.draft.name

    @property
    def account(self) -> Account:
        """The account as the rest of the desk knows it."""
        return Account(self.id, self.draft.name, self.draft.roles, self.draft.languages)
