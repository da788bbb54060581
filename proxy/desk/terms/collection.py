"""The collection that comes with Stadtlotse, taken over into the glossary: then it is the city's own.

While the glossary has no terms the collection stands in for it; the first own term ends that. What is taken over stays
unreviewed, and keeps its ids, so that nothing on the website changes and nothing that was counted is lost.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from glossary.database import Database
from glossary.findings import check_terms
from glossary.history import Action
from glossary.reading import Entry, Level, Problem
from glossary.store import TermStore, term_natural
from glossary.term import Term
from proxy.desk.audit_log import AuditLog
from proxy.desk.terms.index import rows_anew


@dataclass(frozen=True, slots=True)
class TakingOver:
    """What taking over would do: the new terms, those that are there already, and those in conflict with own ones."""

    new: tuple[Term, ...]
    there: tuple[Term, ...]
    refused: tuple[tuple[Term, Problem], ...]


def plan(own: Sequence[Term], collection: Sequence[Term], languages: Collection[str]) -> TakingOver:
    """Say what taking over would do; own terms are never changed."""
    ids, naturals = {term.id for term in own}, {term_natural(term) for term in own}
    there = tuple(term for term in collection if term.id in ids or term_natural(term) in naturals)
    others = [term for term in collection if term not in there]
    problems = check_terms([Entry(number, term) for number, term in enumerate(others, 1)], own, languages)
    wrong = {problem.line: problem for problem in problems if problem.level is Level.ERROR}
    return TakingOver(
        tuple(term for number, term in enumerate(others, 1) if number not in wrong),
        there,
        tuple((term, wrong[number]) for number, term in enumerate(others, 1) if number in wrong),
    )


class Takeover:
    """Takes the collection over into a database."""

    def __init__(
        self, database: Database, audit: AuditLog, collection: Sequence[Term], languages: Collection[str]
    ) -> None:
        self._terms = TermStore(database)
        self._audit = audit
        self._collection = tuple(collection)
        self._languages = frozenset(languages)

    def plan(self) -> TakingOver:
        """Say what would be done now; raises `StoreError`."""
        return plan([each.value for each in self._terms.all()], self._collection, self._languages)

    def take(self, by: str) -> int:
        """Write the new ones, and return how many; raises `StoreError`."""
        new = self.plan().new
        if not new:
            return 0

        def along(connection: Connection) -> None:
            rows_anew(connection, [term.id for term in new])
            self._audit.record(by, "terms.take-over", "collection", f"{len(new)} terms", within=connection)

        return self._terms.save_all(((term, 0) for term in new), by, Action.IMPORT, along)
