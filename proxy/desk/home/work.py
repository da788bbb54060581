"""Counts what waits for somebody at the desk. Reads the tables of the areas, and nothing but numbers of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from glossary.database import Database
from proxy.desk.reports.store import State
from proxy.desk.reports.tables import REPORTS
from proxy.desk.terms.finding import Finder, Query
from proxy.desk.texts.reading import OPEN, TextState
from proxy.desk.texts.tables import TEXT

KINDS: Sequence[TextState] = OPEN
"""What editors go through, the most urgent first."""


@dataclass(frozen=True, slots=True)
class LanguageWork:
    """What waits in one language."""

    language: str
    texts: Mapping[TextState, int] = field(default_factory=dict)
    reports: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.texts.values()) + self.reports


@dataclass(frozen=True, slots=True)
class TermWork:
    """What waits of the terms."""

    terms: int = 0
    waiting: int = 0
    """Working copies whose authors ask for approval."""
    drafts: int = 0
    missing: int = 0
    """Without a target in some language that is served."""
    violated: int = 0


class Work:
    """Counts in one database; `targets` are the languages that are served."""

    def __init__(self, database: Database, targets: Sequence[str]) -> None:
        self._database = database
        self._targets = tuple(targets)
        self._finder = Finder(database, targets)

    def languages(self, wanted: Collection[str]) -> tuple[LanguageWork, ...]:
        """What waits in some languages; raises `StoreError`."""
        with self._database.reading() as connection:
            texts, reports = _texts(connection), _reports(connection)
        return tuple(
            LanguageWork(code, {kind: texts[code, kind.value] for kind in KINDS}, reports[code])
            for code in self._targets
            if code in wanted
        )

    def terms(self) -> TermWork:
        """What waits of the terms; raises `StoreError`."""
        counts = self._finder.counts()
        return TermWork(
            terms=sum(count for state, count in counts.items() if state not in ("kept", "waiting")),
            waiting=counts.get("waiting", 0),
            drafts=counts.get("draft", 0),
            missing=self._finder.page(Query(has="missing")).total,
            violated=self._finder.page(Query(use="violated")).total,
        )


def _texts(connection: Connection) -> Counter[tuple[str, str]]:
    states = [kind.value for kind in KINDS]
    query = (
        select(TEXT.c.language, TEXT.c.state, func.count())
        .where(TEXT.c.state.in_(states))
        .group_by(TEXT.c.language, TEXT.c.state)
    )
    return Counter({(language, state): count for language, state, count in connection.execute(query)})


def _reports(connection: Connection) -> Counter[str]:
    query = (
        select(REPORTS.c.language, func.count()).where(REPORTS.c.state == State.OPEN.value).group_by(REPORTS.c.language)
    )
    found: Counter[str] = Counter()
    for language, count in connection.execute(query):
        found[language] = count
    return found
