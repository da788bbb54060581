"""What became of each term on the public pages: how often it was found, kept, brought in, or missed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from glossary.database import Database
from proxy.desk.texts.batches import batches
from proxy.desk.texts.tables import TERM_USE
from translation.trace import TermResult

_HONOURED: Final = frozenset({TermResult.HONOURED, TermResult.PROTECTED})


@dataclass(frozen=True, slots=True)
class TermUsage:
    """One term in one language; counts are of different segments, however often they stand on pages."""

    term: str
    language: str
    honoured: int = 0
    """The model's own choice, or a name kept out of its hands."""
    repaired: int = 0
    """Another candidate, another try, or the base form put in."""
    violated: int = 0

    @property
    def fired(self) -> int:
        """In how many segments the term was found."""
        return self.honoured + self.repaired + self.violated


class Usage:
    """The figures of a database."""

    def __init__(self, database: Database) -> None:
        """Read this database."""
        self._database = database

    def of(self, terms: Iterable[str]) -> tuple[TermUsage, ...]:
        """Return the figures of some terms by language; one that was never found has none. Raises `StoreError`."""
        counted = select(TERM_USE.c.term, TERM_USE.c.language, TERM_USE.c.result, func.count())
        by = (TERM_USE.c.term, TERM_USE.c.language, TERM_USE.c.result)
        with self._database.reading() as connection:
            rows = [
                (term, language, TermResult(result), count)
                for some in batches(dict.fromkeys(terms))
                for term, language, result, count in connection.execute(
                    counted.where(TERM_USE.c.term.in_(some)).group_by(*by)
                )
            ]
        return _joined(rows)

    def fired(self, language: str = "") -> frozenset[str]:
        """Return the ids of all terms that were found, in a language or in any. Raises `StoreError`."""
        return self._ids(language, ())

    def violated(self, language: str = "") -> frozenset[str]:
        """Return the ids of all terms that a translation is without, in a language or in any. Raises `StoreError`."""
        return self._ids(language, (TermResult.VIOLATED,))

    def _ids(self, language: str, results: tuple[TermResult, ...]) -> frozenset[str]:
        wanted = select(TERM_USE.c.term).distinct()
        if language:
            wanted = wanted.where(TERM_USE.c.language == language)
        if results:
            wanted = wanted.where(TERM_USE.c.result.in_([each.value for each in results]))
        with self._database.reading() as connection:
            return frozenset(connection.execute(wanted).scalars())


def _joined(rows: Iterable[tuple[str, str, TermResult, int]]) -> tuple[TermUsage, ...]:
    counts: dict[tuple[str, str], list[int]] = {}
    for term, language, result, count in rows:
        at = 0 if result in _HONOURED else 2 if result is TermResult.VIOLATED else 1
        counts.setdefault((term, language), [0, 0, 0])[at] += count
    return tuple(TermUsage(*key, *each) for key, each in sorted(counts.items()))
