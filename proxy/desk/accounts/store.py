"""Accounts in the database. Every change is one transaction, with its line in the audit log.

Two rules hold whatever is asked: a name is there once, and somebody who may manage accounts is always left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update
from sqlalchemy import delete as delete_from

from glossary.database import Database
from glossary.errors import ConflictError, GlossaryError
from proxy.desk.accounts.names import clean_name, name_key
from proxy.desk.accounts.records import Draft, Identity, Record
from proxy.desk.accounts.tables import ACCOUNTS, SESSIONS
from proxy.desk.accounts.tokens import new_id
from proxy.desk.audit_log import AuditLog
from proxy.desk.permissions import Role

Seconds = Callable[[], float]


class LastAdminError(GlossaryError):
    """Nobody would be left who may manage accounts."""


class NameTakenError(GlossaryError):
    """There is such an account already."""


@dataclass(frozen=True, slots=True)
class AccountStore:
    """The accounts of a database; every method blocks, and raises `StoreError` where the database fails."""

    database: Database
    audit: AuditLog
    clock: Seconds

    def any(self) -> bool:
        """Tell whether there is an account at all."""
        with self.database.reading() as connection:
            return any_account(connection)

    def all(self) -> tuple[Record, ...]:
        """Return all accounts by name."""
        with self.database.reading() as connection:
            return tuple(map(record_of, connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.name_key))))

    def get(self, account: str) -> Record | None:
        """Return an account."""
        with self.database.reading() as connection:
            return find(connection, ACCOUNTS.c.id == account)

    def named(self, name: str) -> Record | None:
        """Return the account of a name, however it is written."""
        with self.database.reading() as connection:
            return find(connection, ACCOUNTS.c.name_key == name_key(name))

    def create(self, draft: Draft, by: str, *, password: str = "", first: bool = False) -> Record:
        """Make an account; `first` only if there is none yet. Raises `GlossaryError`."""
        with self.database.changing() as connection:
            if first and any_account(connection):
                message = "there is an account already: sign in, or ask whoever manages accounts for one"
                raise GlossaryError(message)
            record = new_record(connection, draft, self.clock(), password=password)
            connection.execute(insert(ACCOUNTS).values(row_of(record)))
            self.audit.record(by, "account.create", record.name, described(draft), connection)
            return record

    def change(self, account: str, revision: int, draft: Draft, by: str) -> Record:
        """Change an account that is still at this revision; raises `ConflictError`, `GlossaryError`."""
        with self.database.changing() as connection:
            before = _still(find(connection, ACCOUNTS.c.id == account), account, revision)
            draft = _checked(connection, draft, account)
            values = _decided(draft) | {"revision": revision + 1}
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account).values(values))
            _somebody_manages(connection, before)
            if draft.disabled:
                connection.execute(delete_from(SESSIONS).where(SESSIONS.c.account == account))
            detail = f"{described(before.draft)} -> {described(draft)}"
            self.audit.record(by, "account.change", draft.name, detail, connection)
            return _there(connection, account)

    def set(self, account: str, action: str, by: str, **values: str | int) -> None:
        """Set columns that are not decided by managing accounts; `action` is what the audit log says ("": nothing)."""
        with self.database.changing() as connection:
            record = _there(connection, account)
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account).values(values))
            if action:
                self.audit.record(by, action, record.name, "", connection)

    def delete(self, account: str, revision: int, by: str) -> None:
        """Delete an account; history and audit log keep its name. Raises `ConflictError`, `LastAdminError`."""
        with self.database.changing() as connection:
            record = _still(find(connection, ACCOUNTS.c.id == account), account, revision)
            connection.execute(delete_from(ACCOUNTS).where(ACCOUNTS.c.id == account))
            _somebody_manages(connection, record)
            self.audit.record(by, "account.delete", record.name, described(record.draft), connection)


def any_account(connection: Connection) -> bool:
    """Tell whether there is an account."""
    return connection.execute(select(ACCOUNTS.c.id).limit(1)).first() is not None


def new_record(
    connection: Connection, draft: Draft, now: float, *, password: str = "", identity: Identity | None = None
) -> Record:
    """Return a new account that may be there; raises `GlossaryError`."""
    return Record(new_id(), 1, _checked(connection, draft, ""), password, identity=identity, made_at=int(now))


def find(connection: Connection, condition: ColumnElement[bool]) -> Record | None:
    """Return the account of a condition."""
    row = connection.execute(select(ACCOUNTS).where(condition)).first()
    return record_of(row) if row is not None else None


def record_of(row: Row[tuple[object, ...]]) -> Record:
    """Return a row of the table of accounts as a value."""
    values = row._asdict()
    roles = frozenset(Role(name) for name in str(values["roles"]).split())
    languages = frozenset(str(values["languages"]).split())
    identity = Identity(str(values["issuer"]), str(values["subject"])) if values["issuer"] else None
    return Record(
        id=str(values["id"]),
        revision=_whole(values["revision"]),
        draft=Draft(str(values["name"]), roles, languages, bool(values["disabled"])),
        password=str(values["password"]),
        totp_secret=str(values["totp_secret"]),
        totp_step=_whole(values["totp_step"]),
        identity=identity,
        desk_language=str(values["desk_language"]),
        made_at=_whole(values["made_at"]),
        seen_at=_whole(values["seen_at"]),
    )


def described(draft: Draft) -> str:
    """Return in a line what an account may."""
    parts = [" ".join(sorted(draft.roles)) or "no role"]
    parts += [f"languages {' '.join(sorted(draft.languages))}"] if draft.languages else []
    parts += ["disabled"] if draft.disabled else []
    return ", ".join(parts)


def _whole(value: object) -> int:
    return int(str(value))


def _there(connection: Connection, account: str) -> Record:
    record = find(connection, ACCOUNTS.c.id == account)
    if record is None:
        message = f"the account {account} is not there any more"
        raise GlossaryError(message)
    return record


def _still(record: Record | None, account: str, revision: int) -> Record:
    """The account, if nobody has changed it meanwhile."""
    if record is None or record.revision != revision:
        what = f"the account {record.name if record else account}"
        raise ConflictError(what, revision, record.revision if record else 0)
    return record


def identified_by(identity: Identity) -> ColumnElement[bool]:
    """Return what tells the account of somebody known at the single sign-on."""
    return (ACCOUNTS.c.issuer == identity.issuer) & (ACCOUNTS.c.subject == identity.subject)


def _checked(connection: Connection, draft: Draft, account: str) -> Draft:
    """The draft with its name as it is kept, if nobody else has it."""
    name = clean_name(draft.name)
    if find(connection, (ACCOUNTS.c.name_key == name_key(name)) & (ACCOUNTS.c.id != account)) is not None:
        message = f'there is an account named "{name}" already: choose another name'
        raise NameTakenError(message)
    return Draft(name, draft.roles, draft.languages, draft.disabled)


def _decided(draft: Draft) -> dict[str, str | bool]:
    return {
        "name": draft.name,
        "name_key": name_key(draft.name),
        "roles": " ".join(sorted(draft.roles)),
        "languages": " ".join(sorted(draft.languages)),
        "disabled": draft.disabled,
    }


def row_of(record: Record) -> dict[str, str | int | bool | None]:
    """Return an account as a row of its table."""
    return {
        **_decided(record.draft),
        "id": record.id,
        "revision": record.revision,
        "desk_language": record.desk_language,
        "password": record.password,
        "totp_secret": record.totp_secret,
        "totp_step": record.totp_step,
        "issuer": record.identity.issuer if record.identity else None,
        "subject": record.identity.subject if record.identity else None,
        "made_at": record.made_at,
        "seen_at": record.seen_at,
    }


_ADMIN: Final = f"% {Role.ADMIN} %"


def _somebody_manages(connection: Connection, before: Record) -> None:
    """Raise where with this account the last one went that may manage accounts, so that the transaction is undone."""
    if Role.ADMIN not in before.draft.roles or before.draft.disabled:
        return
    roles = " " + ACCOUNTS.c.roles + " "
    count = select(func.count()).where(roles.like(_ADMIN), ACCOUNTS.c.disabled.is_(False))
    if not connection.execute(count).scalar_one():
        message = "the last account that may manage accounts stays as it is: give another one the role admin first"
        raise LastAdminError(message)
