"""Links that work once and for a while: to make the first account, and to choose a password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from glossary.database import Database
from glossary.errors import GlossaryError
from proxy.desk.accounts.store import any_account
from proxy.desk.accounts.tables import LINKS
from proxy.desk.accounts.tokens import checksum, new_token

_SAME_START: Final = 60  # seconds in which the workers of one start come


class Purpose(StrEnum):
    """What a link is for."""

    SET_UP = "set up"
    PASSWORD = "password"  # noqa: S105 the word


class LinkError(GlossaryError):
    """A link that was used already, has ended or never was one."""


@dataclass(frozen=True, slots=True)
class LinkStore:
    """The links of a database; every method blocks."""

    database: Database
    seconds: int
    clock: Callable[[], float]

    def to_set_up(self) -> str:
        """Return the token with which the first account is made; "" if there is one, or another worker has a token."""
        now = int(self.clock())
        with self.database.changing() as connection:
            if any_account(connection):
                return ""
            of_set_up = LINKS.c.purpose == Purpose.SET_UP.value
            recent = select(LINKS.c.key).where(of_set_up, LINKS.c.made_at > now - _SAME_START)
            if connection.execute(recent).first() is not None:
                return ""
            connection.execute(delete(LINKS).where(of_set_up))
            return self._made(connection, Purpose.SET_UP, None, now)

    def to_password(self, account: str) -> str:
        """Return the token with which the owner of an account chooses a password; earlier ones end."""
        now = int(self.clock())
        with self.database.changing() as connection:
            connection.execute(delete(LINKS).where((LINKS.c.account == account) | (LINKS.c.ends_at <= now)))
            return self._made(connection, Purpose.PASSWORD, account, now)

    def _made(self, connection: Connection, purpose: Purpose, account: str | None, now: int) -> str:
        token = new_token()
        row = {
            "key": checksum(token, purpose),
            "purpose": purpose.value,
            "account": account,
            "made_at": now,
            "ends_at": now + self.seconds,
        }
        connection.execute(insert(LINKS).values(row))
        return token

    def account_of(self, token: str, purpose: Purpose) -> str | None:
        """Return whose link it is ("": nobody's yet), None for one that does not work."""
        query = select(LINKS.c.account).where(LINKS.c.key == checksum(token, purpose), LINKS.c.ends_at > self.clock())
        with self.database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else row.account or ""

    def use(self, token: str, purpose: Purpose) -> None:
        """Use a link up; raises `LinkError` if it does not work, also where two use it at the same time."""
        key = checksum(token, purpose)
        with self.database.changing() as connection:
            query = delete(LINKS).where(LINKS.c.key == key, LINKS.c.ends_at > self.clock())
            if not connection.execute(query).rowcount:
                message = "this link was used already, or has ended: ask for a new one"
                raise LinkError(message)
