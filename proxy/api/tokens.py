"""Makes, finds and takes back tokens. A token is shown once, when it is made; only its checksum is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert, select, update

from glossary.database import Database
from glossary.errors import GlossaryError
from proxy.api.operation import Caller
from proxy.api.scopes import NEEDS, Scope
from proxy.api.tables import TOKENS
from proxy.desk.accounts.store import record_of
from proxy.desk.accounts.tables import ACCOUNTS
from proxy.desk.accounts.tokens import checksum, new_id, new_token
from proxy.desk.audit_log import AuditLog
from proxy.desk.permissions import Account

_PREFIX: Final = "stadtlotse_"
"""So that scanners for leaked secrets can know one."""
_PURPOSE: Final = "api token"
_USED_EVERY: Final = 60  # seconds; a write for every call would cost more than most calls
_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token; times are seconds since 1970, 0 for never."""

    id: str
    name: str
    account: str
    scopes: frozenset[Scope]
    made_at: int
    ends_at: int
    used_at: int


@dataclass(frozen=True, slots=True)
class TokenStore:
    """The tokens in a database; every method blocks, and raises `StoreError` where the database fails."""

    database: Database
    audit: AuditLog
    clock: Callable[[], float]

    def make(self, account: Account, name: str, scopes: frozenset[Scope], ends_at: int) -> str:
        """Return a new token that may do no more than its account; raises `GlossaryError`."""
        name = name.strip()
        if not name or len(name) > _LONGEST_NAME or not name.isprintable():
            message = f"give the token a name of 1 to {_LONGEST_NAME} characters, such as what will use it"
            raise GlossaryError(message)
        if not scopes:
            message = "choose at least one thing that the token may do"
            raise GlossaryError(message)
        for scope in scopes:
            if not account.may(NEEDS[scope]):
                message = f'your roles do not allow "{scope}", so no token of yours can have it'
                raise GlossaryError(message)
        token, now = _PREFIX + new_token(), int(self.clock())
        if ends_at and ends_at <= now:
            message = "the token would have ended already: choose a later day"
            raise GlossaryError(message)
        row = {
            "id": new_id(), "key": checksum(token, _PURPOSE), "name": name, "account": account.id,
            "scopes": " ".join(sorted(scopes)), "made_at": now, "ends_at": ends_at, "used_at": 0,
        }  # fmt: skip
        with self.database.changing() as connection:
            connection.execute(insert(TOKENS).values(row))
            self.audit.record(account.name, "token.create", name, str(row["scopes"]), connection)
        return token

    def of(self, account: str) -> tuple[Token, ...]:
        """Return the tokens of an account, the newest first."""
        query = select(TOKENS).where(TOKENS.c.account == account).order_by(TOKENS.c.made_at.desc(), TOKENS.c.id)
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(
            Token(
                row["id"], row["name"], row["account"], _scopes(row["scopes"]), row["made_at"], row["ends_at"],
                row["used_at"],
            )
            for row in rows
        )  # fmt: skip

    def take_back(self, token: str, account: Account) -> None:
        """End a token of an account; one that is not there any more has ended already."""
        mine = (TOKENS.c.id == token) & (TOKENS.c.account == account.id)
        with self.database.changing() as connection:
            name = connection.execute(select(TOKENS.c.name).where(mine)).scalar()
            if name is not None:
                connection.execute(delete(TOKENS).where(mine))
                self.audit.record(account.name, "token.delete", name, "", connection)

    def find(self, token: str) -> Caller | None:
        """Return whom a token speaks for: nobody if it has ended, or its account may not sign in any more."""
        now = int(self.clock())
        query = select(TOKENS).where(TOKENS.c.key == checksum(token, _PURPOSE))
        with self.database.reading() as connection:
            row = connection.execute(query).mappings().first()
            if row is None or (row["ends_at"] and row["ends_at"] <= now):
                return None
            owner = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.id == row["account"])).one()
        record = record_of(owner)
        if record.draft.disabled:
            return None
        if now - row["used_at"] >= _USED_EVERY:
            with self.database.changing() as connection:
                connection.execute(update(TOKENS).where(TOKENS.c.id == row["id"]).values(used_at=now))
        account = Account(record.id, record.name, record.draft.roles, record.draft.languages)
        allowed = frozenset(scope for scope in _scopes(row["scopes"]) if account.may(NEEDS[scope]))
        return Caller(row["id"], account, allowed)


def _scopes(text: str) -> frozenset[Scope]:
    return frozenset(Scope(name) for name in text.split())
