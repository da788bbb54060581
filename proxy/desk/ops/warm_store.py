"""Runs of warming as all workers see them: asked for, beating while they go on, ended. Kept in the database.

A run belongs to one process. While it goes on it beats; one that has not for long was interrupted.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, Row, delete, insert, select, update

from cache.clock import Clock
from glossary.database import Database
from proxy.desk.audit_log import AuditLog
from proxy.desk.ops.tables import WARM_RUNS

SILENT_SECONDS: Final = 30
_KEPT: Final = 20


class WarmEnd(StrEnum):
    """Why a run ended; its names are part of keys of the wording."""

    DONE = "done"
    WORDS = "words"
    MINUTES = "minutes"
    PAGES = "pages"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class WarmWish:
    """What is asked for; None is without limit. `fresh` begins anew instead of going on."""

    languages: tuple[str, ...]
    words: int | None = None
    minutes: float | None = None
    pages: int | None = None
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class WarmProgress:
    """How far a run has come; `known` are pages found, `left` those that wait."""

    known: int = 0
    left: int = 0
    pages: int = 0
    translated: int = 0
    incomplete: int = 0
    failed: int = 0
    words: int = 0
    here: str = ""
    """Language and path that are being translated."""

    @property
    def share(self) -> float | None:
        """The share of the known pages that are done."""
        return (self.known - self.left) / self.known if self.known else None


@dataclass(frozen=True, slots=True)
class WarmRun:
    """One run; `end` is None while it goes on."""

    number: int
    who: str
    wish: WarmWish
    began_at: int
    beat_at: int
    progress: WarmProgress
    stop_asked: bool
    end: WarmEnd | None
    detail: str


class WarmStore:
    """The runs of one machine."""

    def __init__(self, database: Database, audit: AuditLog, machine: str, clock: Clock) -> None:
        self._database = database
        self._audit = audit
        self._machine = machine
        self._clock = clock

    def newest(self, most: int = 5) -> tuple[WarmRun, ...]:
        """The last runs, the newest first; raises `StoreError`."""
        with self._database.reading() as connection:
            return tuple(self._runs(connection, most))

    def begin(self, who: str, wish: WarmWish) -> WarmRun | None:
        """Note a new run; None where one goes on. Raises `StoreError`."""
        now = int(self._clock())
        with self._database.changing() as connection:
            if any(run.end is None for run in self._runs(connection, 1)):
                return None
            values = {
                "machine": self._machine, "who": who, "asked": json.dumps(asdict(wish)), "began_at": now,
                "beat_at": now, "progress": json.dumps(asdict(WarmProgress())), "stop_asked": False, "end": "",
                "detail": "",
            }  # fmt: skip
            number = connection.execute(insert(WARM_RUNS).values(values).returning(WARM_RUNS.c.number)).scalar_one()
            old = [run.number for run in self._runs(connection, _KEPT)][-1:]
            own = WARM_RUNS.c.machine == self._machine
            connection.execute(delete(WARM_RUNS).where(own, WARM_RUNS.c.number < min(old)))
            self._audit.record(who, "warming.start", " ".join(wish.languages), within=connection)
            return WarmRun(int(number), who, wish, now, now, WarmProgress(), stop_asked=False, end=None, detail="")

    def beat(self, number: int, progress: WarmProgress) -> bool:
        """Note how far a run has come; tells whether it shall go on. Raises `StoreError`."""
        values = {"beat_at": int(self._clock()), "progress": json.dumps(asdict(progress))}
        with self._database.changing() as connection:
            change = update(WARM_RUNS).where(WARM_RUNS.c.number == number, WARM_RUNS.c.end == "").values(values)
            row = connection.execute(change.returning(WARM_RUNS.c.stop_asked)).first()
        return row is not None and not row[0]

    def end(self, number: int, end: WarmEnd, progress: WarmProgress, detail: str = "") -> None:
        """Note that a run has ended; raises `StoreError`."""
        values = {
            "beat_at": int(self._clock()),
            "progress": json.dumps(asdict(replace(progress, here=""))),
            "end": end.value,
            "detail": detail,
        }
        with self._database.changing() as connection:
            connection.execute(update(WARM_RUNS).where(WARM_RUNS.c.number == number).values(values))

    def ask_to_stop(self, who: str) -> bool:
        """Ask the run that goes on to stop; tells whether there is one. Raises `StoreError`."""
        with self._database.changing() as connection:
            run = next((each for each in self._runs(connection, 1) if each.end is None), None)
            if run is None:
                return False
            connection.execute(update(WARM_RUNS).where(WARM_RUNS.c.number == run.number).values(stop_asked=True))
            self._audit.record(who, "warming.stop", " ".join(run.wish.languages), within=connection)
        return True

    def _runs(self, connection: Connection, most: int) -> list[WarmRun]:
        query = (
            select(WARM_RUNS)
            .where(WARM_RUNS.c.machine == self._machine)
            .order_by(WARM_RUNS.c.number.desc())
            .limit(most)
        )
        return [self._run(row) for row in connection.execute(query)]

    def _run(self, row: Row[tuple[object, ...]]) -> WarmRun:
        asked = json.loads(row.asked)
        silent = not row.end and self._clock() - row.beat_at > SILENT_SECONDS
        end = WarmEnd.INTERRUPTED if silent else WarmEnd(row.end) if row.end else None
        return WarmRun(
            number=int(row.number),
            who=row.who,
            wish=WarmWish(**(asked | {"languages": tuple(asked["languages"])})),
            began_at=int(row.began_at),
            beat_at=int(row.beat_at),
            progress=WarmProgress(**json.loads(row.progress)),
            stop_asked=bool(row.stop_asked),
            end=end,
            detail=row.detail,
        )
