"""How often somebody may try to sign in: a few times at once, then ever more slowly; counted for all processes.

Counted by client and by account. Who once signed in to an account in a browser has a token in it, and is counted by
that token alone: so nobody can keep others out of their accounts by trying wrong passwords (OWASP, "device cookies").
An attempt is counted before it is judged, so that many at the same time are counted, too.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from glossary.database import Database
from proxy.desk.accounts.names import name_key
from proxy.desk.accounts.tables import ATTEMPTS, DEVICES
from proxy.desk.accounts.tokens import checksum, new_token

_DEVICE: Final = "device"
DEVICE_SECONDS: Final = 180 * 24 * 3600
_REMEMBERED: Final = 24 * 3600
_ONCE_REMEMBERED: Final = 3600  # most who fail once just mistyped


@dataclass(frozen=True, slots=True)
class Pace:
    """So many attempts are free; after each further one that fails, the wait doubles up to the longest."""

    free: int
    longest: int

    def wait(self, failures: int) -> int:
        """Return the seconds until the next attempt after so many failures."""
        over = failures - self.free
        return min(2 ** min(over, 30), self.longest) if over > 0 else 0


OF_CLIENT: Final = Pace(30, 300)
OF_ACCOUNT: Final = Pace(5, 3600)
OF_DEVICE: Final = Pace(10, 300)
OF_CODE: Final = Pace(5, 3600)


@dataclass(frozen=True, slots=True)
class AttemptStore:
    """Attempts and known browsers in a database; every method blocks."""

    database: Database
    clock: Callable[[], float]

    def keys(self, name: str, account: str, client: str, device: str) -> Mapping[str, Pace]:
        """Return by what an attempt to sign in is counted; `device` is the browser's token, "" where it has none."""
        if device and account:
            key = checksum(device, _DEVICE)
            query = select(DEVICES.c.key).where(
                DEVICES.c.key == key, DEVICES.c.account == account, DEVICES.c.ends_at > self._now()
            )
            with self.database.reading() as connection:
                if connection.execute(query).first() is not None:
                    return {f"device {key}": OF_DEVICE}
        return {
            f"account {checksum(name_key(name), 'attempt')}": OF_ACCOUNT,
            f"client {checksum(_network(client), 'attempt')}": OF_CLIENT,
        }

    def take(self, keys: Mapping[str, Pace]) -> int:
        """Count an attempt as failed, and return 0; or return how many seconds it is too early."""
        now = self._now()
        with self.database.changing() as connection:
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.ends_at <= now))
            rows = {row.key: row for row in connection.execute(select(ATTEMPTS).where(ATTEMPTS.c.key.in_(keys)))}
            wait = max((row.free_at - now for row in rows.values()), default=0)
            if wait > 0:
                return int(wait)
            for key, pace in keys.items():
                _count(connection, key, rows[key].failures + 1 if key in rows else 1, pace, now)
        return 0

    def succeeded(self, keys: Mapping[str, Pace]) -> None:
        """Take back what `take` counted; earlier failures on the account count no more, those of the client do."""
        clients = [key for key in keys if key.startswith("client ")]
        others = [key for key in keys if key not in clients]
        with self.database.changing() as connection:
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.key.in_(others)))
            fewer = update(ATTEMPTS).where(ATTEMPTS.c.key.in_(clients))
            connection.execute(fewer.values(failures=ATTEMPTS.c.failures - 1, free_at=0))

    def remember(self, account: str, known: str) -> str:
        """Return the token for a browser in which somebody has signed in; `known` is the one that it had."""
        token, now = new_token(), self._now()
        row = {"key": checksum(token, _DEVICE), "account": account, "ends_at": now + DEVICE_SECONDS}
        with self.database.changing() as connection:
            old = (DEVICES.c.key == checksum(known, _DEVICE)) | (DEVICES.c.ends_at <= now)
            connection.execute(delete(DEVICES).where(old))
            connection.execute(insert(DEVICES).values(row))
        return token

    def _now(self) -> int:
        return int(self.clock())


def _count(connection: Connection, key: str, failures: int, pace: Pace, now: int) -> None:
    wait = pace.wait(failures)
    kept = _REMEMBERED if failures > 1 else _ONCE_REMEMBERED
    values = {"failures": failures, "free_at": now + wait, "ends_at": now + kept}
    if failures > 1:
        connection.execute(update(ATTEMPTS).where(ATTEMPTS.c.key == key).values(values))
    else:
        connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.key == key))
        connection.execute(insert(ATTEMPTS).values({"key": key, **values}))


def _network(client: str) -> str:
    """An IPv6 address stands for its network of 64 bits: whoever has one has all of it (RFC 6177)."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else client
