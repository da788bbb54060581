"""Where a term was found and its translation is without it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from glossary.database import Database
from proxy.desk.texts.tables import TERM_USE, TEXT
from translation.trace import TermResult


@dataclass(frozen=True, slots=True)
class Violation:
    """A segment in one language that should have the term; texts are as editors see them."""

    language: str
    segment: str
    german: str
    target: str
    surface: str


def violations(database: Database, term: str, most: int = 20) -> tuple[Violation, ...]:
    """Return the segments in which a term was violated, the most seen first. Raises `StoreError`."""
    columns = (TEXT.c.language, TEXT.c.segment, TEXT.c.german, TEXT.c.target, TERM_USE.c.surface)
    wanted = select(*columns).join(TERM_USE, TERM_USE.c.text == TEXT.c.number)
    here = (TERM_USE.c.term == term, TERM_USE.c.result == TermResult.VIOLATED.value, TEXT.c.target.is_not(None))
    ordered = wanted.where(*here).order_by(TEXT.c.seen.desc(), TEXT.c.number).limit(most)
    with database.reading() as connection:
        return tuple(Violation(*row) for row in connection.execute(ordered))
