"""The second factor of accounts: codes from an app, and recovery codes for when the app is lost."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from glossary.database import Database
from proxy.desk.accounts import totp
from proxy.desk.accounts.tables import ACCOUNTS, RECOVERY
from proxy.desk.accounts.tokens import checksum
from proxy.desk.audit_log import AuditLog

_CODES: Final = 10
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another one
_LENGTH: Final = 12  # of 31 letters: 59 bits


@dataclass(frozen=True, slots=True)
class FactorStore:
    """Second factors in a database; every method blocks."""

    database: Database
    audit: AuditLog
    clock: Callable[[], float]

    def accepts(self, account: str, code: str) -> bool:
        """Tell whether this is a code of now or a recovery code; either works once."""
        given = "".join(code.lower().replace("-", " ").split())
        with self.database.changing() as connection:
            query = select(ACCOUNTS.c.totp_secret, ACCOUNTS.c.totp_step).where(ACCOUNTS.c.id == account)
            row = connection.execute(query).first()
            if row is None or not row.totp_secret:
                return False
            step = totp.step_of(row.totp_secret, given, self.clock(), row.totp_step)
            if step is not None:
                connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account).values(totp_step=step))
                return True
            of_code = (RECOVERY.c.account == account) & (RECOVERY.c.key == _key(account, given))
            return bool(connection.execute(delete(RECOVERY).where(of_code)).rowcount)

    def enable(self, account: str, name: str, secret: str, code: str) -> tuple[str, ...]:
        """Set the second factor if the code is right; return its recovery codes, none if it is not."""
        step = totp.step_of(secret, code, self.clock(), 0) if secret else None
        if step is None:
            return ()
        with self.database.changing() as connection:
            values = {"totp_secret": secret, "totp_step": step}
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account).values(values))
            self.audit.record(name, "account.second-factor.on", name, "", connection)
            return _new_codes(connection, account)

    def renew_codes(self, account: str, name: str) -> tuple[str, ...]:
        """Return new recovery codes; the old ones work no more."""
        with self.database.changing() as connection:
            self.audit.record(name, "account.recovery-codes", name, "", connection)
            return _new_codes(connection, account)

    def codes_left(self, account: str) -> int:
        """Return how many recovery codes were not used yet."""
        query = select(func.count()).select_from(RECOVERY).where(RECOVERY.c.account == account)
        with self.database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def disable(self, account: str, name: str, by: str) -> None:
        """Take the second factor away."""
        with self.database.changing() as connection:
            values = {"totp_secret": "", "totp_step": 0}
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account).values(values))
            connection.execute(delete(RECOVERY).where(RECOVERY.c.account == account))
            self.audit.record(by, "account.second-factor.off", name, "", connection)


def _new_codes(connection: Connection, account: str) -> tuple[str, ...]:
    codes = tuple("".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(_CODES))
    connection.execute(delete(RECOVERY).where(RECOVERY.c.account == account))
    connection.execute(insert(RECOVERY), [{"account": account, "key": _key(account, code)} for code in codes])
    return tuple("-".join((code[:4], code[4:8], code[8:])) for code in codes)


def _key(account: str, code: str) -> str:
    return checksum(f"{account} {code}", "recovery")
