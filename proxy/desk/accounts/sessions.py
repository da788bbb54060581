"""Sessions on the server: begun at sign-in, ended by leaving, by doing nothing for long, or by age.

The browser has a random token, the database its checksum: whoever reads the database cannot come in with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Row, and_, delete, insert, select, update

from glossary.database import Database
from proxy.desk.accounts.records import Record
from proxy.desk.accounts.store import record_of
from proxy.desk.accounts.tables import ACCOUNTS, SESSIONS
from proxy.desk.accounts.tokens import checksum, new_id, new_token

_COOKIE: Final = "session"
_CSRF: Final = "csrf"
_NOTED_AFTER: Final = 60  # seconds: not every request is a write
_WAITING: Final = 900  # seconds for the second factor
_AGENT: Final = 200


class Stage(StrEnum):
    """How far signing in has come."""

    FULL = "full"
    SECOND_FACTOR = "second factor"
    """The password was right; a code is still missing."""
    ENROLLING = "enrolling"
    """The password was right; a second factor has to be set up first."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that begins: what its browser and its forms get."""

    token: str
    id: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A session of somebody, as it is now."""

    id: str
    record: Record
    stage: Stage
    csrf: str
    signed_in_by: str
    made_at: int
    pending_secret: str
    """Of a second factor that is being set up; "" where none is."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A session as its owner sees it in a list."""

    id: str
    agent: str
    signed_in_by: str
    made_at: int
    seen_at: int


@dataclass(frozen=True, slots=True)
class Limits:
    """After how many seconds a session ends."""

    idle: int
    whole: int


@dataclass(frozen=True, slots=True)
class SessionStore:
    """The sessions of a database; every method blocks."""

    database: Database
    limits: Limits
    clock: Callable[[], float]

    def begin(self, account: str, stage: Stage, signed_in_by: str, agent: str, instead_of: str = "") -> Begun:
        """Begin a session; the token that the browser had before opens nothing any more."""
        token, public = new_token(), new_id()
        now = int(self.clock())
        row = {
            "key": checksum(token, _COOKIE),
            "id": public,
            "account": account,
            "stage": stage.value,
            "signed_in_by": signed_in_by,
            "made_at": now,
            "seen_at": now,
            "agent": agent[:_AGENT],
            "pending_secret": "",
        }
        with self.database.changing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.key == checksum(instead_of, _COOKIE)))
            connection.execute(delete(SESSIONS).where(~self._lives(now)))
            connection.execute(insert(SESSIONS).values(row))
            if stage is Stage.FULL:
                connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account).values(seen_at=now))
        return Begun(token, public)

    def find(self, token: str) -> Visit | None:
        """Return the session of a token that has not ended, of an account that is not disabled."""
        key, now = checksum(token, _COOKIE), int(self.clock())
        both = select(ACCOUNTS, *_COLUMNS).join_from(SESSIONS, ACCOUNTS)
        query = both.where(SESSIONS.c.key == key, self._lives(now), ACCOUNTS.c.disabled.is_(False))
        with self.database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        if now - row.session_seen_at >= _NOTED_AFTER:
            with self.database.changing() as connection:
                connection.execute(update(SESSIONS).where(SESSIONS.c.key == key).values(seen_at=now))
        return _visit(row, token)

    def of(self, account: str) -> tuple[Listed, ...]:
        """Return the sessions of an account that have not ended, the newest first."""
        columns = (SESSIONS.c.id, SESSIONS.c.agent, SESSIONS.c.signed_in_by, SESSIONS.c.made_at, SESSIONS.c.seen_at)
        query = select(*columns).where(
            SESSIONS.c.account == account, SESSIONS.c.stage == Stage.FULL.value, self._lives(int(self.clock()))
        )
        with self.database.reading() as connection:
            return tuple(Listed(*row) for row in connection.execute(query.order_by(SESSIONS.c.made_at.desc())))

    def propose(self, session: str, secret: str) -> None:
        """Keep the secret of a second factor until its owner has shown that it works."""
        with self.database.changing() as connection:
            connection.execute(update(SESSIONS).where(SESSIONS.c.id == session).values(pending_secret=secret))

    def end(self, account: str, session: str) -> None:
        """End a session of an account."""
        with self.database.changing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.account == account, SESSIONS.c.id == session))

    def end_all(self, account: str, but: str = "") -> int:
        """End all sessions of an account but one; return how many."""
        with self.database.changing() as connection:
            query = delete(SESSIONS).where(SESSIONS.c.account == account, SESSIONS.c.id != but)
            return connection.execute(query).rowcount

    def _lives(self, now: int) -> ColumnElement[bool]:
        full = SESSIONS.c.stage == Stage.FULL.value
        return and_(
            SESSIONS.c.seen_at > now - self.limits.idle,
            SESSIONS.c.made_at > now - self.limits.whole,
            full | (SESSIONS.c.made_at > now - _WAITING),
        )


_COLUMNS: Final = (
    SESSIONS.c.id.label("session_id"),
    SESSIONS.c.stage.label("session_stage"),
    SESSIONS.c.signed_in_by.label("session_signed_in_by"),
    SESSIONS.c.made_at.label("session_made_at"),
    SESSIONS.c.seen_at.label("session_seen_at"),
    SESSIONS.c.pending_secret,
)


def _visit(row: Row[tuple[object, ...]], token: str) -> Visit:
    return Visit(
        id=row.session_id,
        record=record_of(row),
        stage=Stage(row.session_stage),
        csrf=checksum(token, _CSRF),
        signed_in_by=row.session_signed_in_by,
        made_at=row.session_made_at,
        pending_secret=row.pending_secret,
    )
