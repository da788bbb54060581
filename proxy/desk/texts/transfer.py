"""Files of translations: exported for translators, and imported whole or not at all after a dry run.

Between the dry run and the import the file waits in the database: what it would do is found anew when it is imported,
and refused where that is something else by now.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from glossary import exchange
from glossary.database import Database
from glossary.errors import GlossaryError
from glossary.exchange import OVERRIDE_FORMATS, Plan
from glossary.listing import OverrideFilter, Window
from glossary.override_store import OverrideStore
from glossary.overrides import Override
from glossary.reading import Reading as FileReading
from glossary.reading import warning
from proxy.desk.audit_log import AuditLog
from proxy.desk.texts.applying import Where, now_reads
from proxy.desk.texts.filters import Filters
from proxy.desk.texts.ids import segment_id
from proxy.desk.texts.reading import Reading, TextState
from proxy.desk.texts.register import Register
from proxy.desk.texts.tables import UPLOAD

_KEPT_HOURS: Final = 24
_MOST: Final = 20_000  # texts of one export
_ALL: Final = Window(limit=1 << 30)


class ChangedError(GlossaryError):
    """An import would do something else now than its dry run said."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """What importing a file would do; `digest` is of that."""

    id: str
    name: str
    plan: Plan[Override]
    digest: str
    forbidden: tuple[str, ...]
    """Languages in it that whoever imports may not write."""


class Transfer:
    """Imports and exports of a database; `languages` are those that are served."""

    def __init__(self, database: Database, audit: AuditLog, languages: Collection[str]) -> None:
        """Read and write this database."""
        self._database = database
        self._audit = audit
        self._overrides = OverrideStore(database)
        self._register = Register(database)
        self._languages = frozenset(languages)

    def receive(self, name: str, data: bytes, by: str) -> str:
        """Keep a file for its dry run, and return its id; raises `GlossaryError` for one of no known format."""
        _format(name)
        upload, at = secrets.token_hex(8), self._database.at()
        old = (datetime.fromisoformat(at) - timedelta(hours=_KEPT_HOURS)).isoformat(timespec="seconds")
        with self._database.changing() as connection:
            connection.execute(delete(UPLOAD).where(UPLOAD.c.at < old.replace("+00:00", "Z")))
            connection.execute(insert(UPLOAD).values(id=upload, name=name, data=data, by=by, at=at))
        return upload

    def dry(self, upload: str, by: str, may_write: Collection[str]) -> DryRun | None:
        """Say what importing a file of one's own would do; None if it is not there (any more)."""
        wanted = select(UPLOAD).where(UPLOAD.c.id == upload, UPLOAD.c.by == by)
        with self._database.reading() as connection:
            row = connection.execute(wanted).first()
        if row is None:
            return None
        reading = _translated(OVERRIDE_FORMATS[_format(row.name)].read(bytes(row.data)))
        plan = exchange.plan_overrides(reading, self._overrides.all(), self._languages)
        digest = blake2b(repr((plan.changes, plan.problems)).encode("utf-8", "surrogatepass"), digest_size=12)
        forbidden = {change.value.language for change in plan.changes} & self._languages - set(may_write)
        return DryRun(upload, row.name, plan, digest.hexdigest(), tuple(sorted(forbidden)))

    def take(self, upload: str, digest: str, by: str, may_write: Collection[str]) -> int:
        """Import a file as its dry run said; return how many translations were written.

        Raises `ChangedError`, `RefusedError` and `ConflictError`.
        """
        run = self.dry(upload, by, may_write)
        if run is None or run.digest != digest:
            message = "an import would do something else now than its dry run said"
            raise ChangedError(message)
        if run.forbidden:
            message = f"you may not write texts in: {', '.join(run.forbidden)}"
            raise GlossaryError(message)

        def along(connection: Connection) -> None:
            for change in run.plan.changes:
                _show(connection, change.value, self._database.at())
            connection.execute(delete(UPLOAD).where(UPLOAD.c.id == upload))
            self._audit.record(by, "texts.import", run.name, _counted(run.plan), within=connection)

        return exchange.apply(self._overrides, run.plan, by, along)

    def export_overrides(self, form: str, wanted: OverrideFilter, by: str) -> bytes:
        """Return what editors wrote as a file of a format of `OVERRIDE_FORMATS`."""
        entries = [each.value for each in self._overrides.page(wanted, _ALL).entries]
        return self._written(form, entries, by)

    def export_found(self, form: str, filters: Filters, by: str) -> bytes:
        """Return the texts that filters find, for translators: what stays German is to be translated."""
        found = self._register.search(filters.search(), _MOST).readings
        return self._written(form, [_for_translators(each) for each in found], by)

    def _written(self, form: str, overrides: Sequence[Override], by: str) -> bytes:
        data = OVERRIDE_FORMATS[form].write(overrides)
        self._audit.record(by, "texts.export", form, f"{len(overrides)} texts")
        return data


def _translated(reading: FileReading[Override]) -> FileReading[Override]:
    """Leave out what a translator has left in German: so it is exported where there is no translation."""
    done = tuple(each for each in reading.entries if each.value.target != each.value.source)
    left = (each for each in reading.entries if each.value.target == each.value.source)
    what = "the translation is the German text itself; it was left out"
    said = (warning(each.line, "untranslated", what) for each in left)
    return FileReading(done, tuple(sorted((*reading.problems, *said))))


def _for_translators(reading: Reading) -> Override:
    return Override(reading.german, reading.language, reading.target or reading.german, note=reading.reason)


def _show(connection: Connection, value: Override, at: str) -> None:
    """Let the register show what was imported."""
    shown = Reading(0, segment_id(value.source), value.language, value.source, value.target, TextState.OVERRIDDEN)
    now_reads(connection, shown, Where(value.page), at)


def _format(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    if ending not in OVERRIDE_FORMATS:
        message = f"{name}: a file of translations ends in one of: {', '.join(OVERRIDE_FORMATS)}"
        raise GlossaryError(message)
    return ending


def _counted(plan: Plan[Override]) -> str:
    return f"{plan.additions} new, {len(plan.changes) - plan.additions} changed, {plan.unchanged} unchanged"
