"""Files of terms: uploaded, compared with the glossary, then imported whole or not at all; and exports.

Between the dry run and the import the file waits in the database, with the revision that it was compared with: if the
glossary has changed since, it is compared once more.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from glossary import exchange
from glossary.database import Database
from glossary.errors import GlossaryError
from glossary.exchange import Plan
from glossary.plain import from_plain
from glossary.store import TermStore
from glossary.tables import entry
from glossary.term import Term
from proxy.desk.audit_log import AuditLog
from proxy.desk.terms.copies import OwnApprovalError
from proxy.desk.terms.index import rows_anew
from proxy.desk.terms.tables import UPLOAD
from proxy.desk.texts.batches import batches

KEPT_DAYS: Final = 14


class ChangedError(GlossaryError):
    """The glossary has changed since the dry run."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits to be imported."""

    id: str
    name: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """What importing a file would do, at one revision of the glossary."""

    upload: Upload
    plan: Plan[Term]
    revision: int


class Transfer:
    """Imports and exports of a database; `languages` are those that terms may have."""

    def __init__(self, database: Database, audit: AuditLog, languages: Collection[str], *, four_eyes: bool) -> None:
        self._database = database
        self._audit = audit
        self._terms = TermStore(database)
        self._languages = frozenset(languages)
        self._four_eyes = four_eyes

    def receive(self, name: str, data: bytes, by: str) -> str:
        """Keep a file for its dry run, and return its id; raises `GlossaryError` for one of no known format."""
        exchange.TERM_FORMATS[_format(name)]
        upload, at = secrets.token_hex(8), self._database.at()
        with self._database.changing() as connection:
            long_ago = datetime.fromisoformat(at) - timedelta(days=KEPT_DAYS)
            connection.execute(delete(UPLOAD).where(UPLOAD.c.at < long_ago.astimezone(UTC).strftime("%Y-%m-%dT%H")))
            values = {"id": upload, "name": name, "data": data, "by": by, "at": at, "revision": 0}
            connection.execute(insert(UPLOAD).values(values))
        return upload

    def waiting(self) -> tuple[Upload, ...]:
        """Return the files that wait, the newest first."""
        wanted = select(UPLOAD.c.id, UPLOAD.c.name, UPLOAD.c.by, UPLOAD.c.at).order_by(UPLOAD.c.at.desc())
        with self._database.reading() as connection:
            return tuple(Upload(*row) for row in connection.execute(wanted))

    def dry(self, upload: str) -> DryRun | None:
        """Say what importing a file would do; None if it is not there (any more)."""
        wanted = select(UPLOAD).where(UPLOAD.c.id == upload)
        with self._database.reading() as connection:
            row = connection.execute(wanted).first()
        if row is None:
            return None
        revision = self._database.revision()
        reading = exchange.TERM_FORMATS[_format(row.name)].read(bytes(row.data))
        plan = exchange.plan_terms(reading, self._terms.all(), self._languages)
        return DryRun(Upload(row.id, row.name, row.by, row.at), plan, revision)

    def take(self, upload: str, revision: int, by: str) -> int:
        """Import a file as its dry run said; return how many entries were written.

        Raises `ChangedError`, `OwnApprovalError`, and what `exchange.apply` raises.
        """
        run = self.dry(upload)
        if run is None or run.revision != revision:
            message = "the glossary has changed since the dry run"
            raise ChangedError(message)
        if self._four_eyes and by == run.upload.by:
            message = f"{by} has uploaded this; somebody else has to import it"
            raise OwnApprovalError(message)
        hands = ", ".join(dict.fromkeys((run.upload.by, by)))
        changed = [change.before.value.id for change in run.plan.changes if change.before]

        def along(connection: Connection) -> None:
            connection.execute(delete(UPLOAD).where(UPLOAD.c.id == upload))
            rows_anew(connection, changed)
            self._audit.record(by, "terms.import", run.upload.name, _counted(run.plan), within=connection)

        return exchange.apply(self._terms, run.plan, hands, along)

    def drop(self, upload: str, by: str) -> None:
        """Throw a file away."""
        with self._database.changing() as connection:
            if connection.execute(delete(UPLOAD).where(UPLOAD.c.id == upload)).rowcount:
                self._audit.record(by, "terms.import-dropped", upload, within=connection)

    def export(self, form: str, ids: Sequence[str]) -> bytes:
        """Return entries as a file of a format of `TERM_FORMATS`; what was never published is not there."""
        return exchange.TERM_FORMATS[form].write(chain.from_iterable(map(self._bodies, batches(ids))))

    def _bodies(self, ids: Sequence[str]) -> Iterator[Term]:
        wanted = select(entry.c.id, entry.c.body).where(entry.c.kind == "term", entry.c.id.in_(ids))
        with self._database.reading() as connection:
            found = {row.id: row.body for row in connection.execute(wanted)}
        return (from_plain(json.loads(found[each])) for each in ids if each in found)


def _format(name: str) -> str:
    ending = exchange.format_of(name)
    if ending not in exchange.TERM_FORMATS:
        message = f"{name}: a file of terms ends in one of: {', '.join(exchange.TERM_FORMATS)}"
        raise GlossaryError(message)
    return ending


def _counted(plan: Plan[Term]) -> str:
    return f"{plan.additions} new, {len(plan.changes) - plan.additions} changed, {plan.unchanged} unchanged"
