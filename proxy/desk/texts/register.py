"""Finds texts of the site: of a page, by words, by state.

Pages are German paths with their query. Everything here reads, and may be called in any thread.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, or_, select, true

from glossary.database import Database
from glossary.folding import small
from glossary.search_index import containing, indexed
from proxy.desk.texts.batches import batches
from proxy.desk.texts.ids import page_number
from proxy.desk.texts.reading import Reading, TextState
from proxy.desk.texts.tables import PAGE, PLACE, TERM_USE, TEXT, WORDS
from translation.trace import TermResult, TermUse

_FREQUENT: Final = 2000  # texts with a word, from which on it is quicker to find some of them along the list
_COLUMNS: Final = (
    TEXT.c.number, TEXT.c.segment, TEXT.c.language, TEXT.c.german, TEXT.c.target, TEXT.c.state, TEXT.c.reason,
    TEXT.c.confidence, TEXT.c.model, TEXT.c.seen, TEXT.c.first_seen, TEXT.c.last_seen, TEXT.c.weight, TEXT.c.certainty,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """Where in the order of a search a reading stands: what seldom changes while somebody reads the list."""

    weight: int
    certainty: float
    number: int


@dataclass(frozen=True, slots=True)
class Search:
    """Which texts are wanted; what is empty does not restrict. `words` are all in the German or the target text."""

    words: str = ""
    language: str = ""
    states: Collection[TextState] = ()
    page: str = ""
    term: str = ""
    model: str = ""
    languages: Collection[str] = ()
    """Of these, where `language` says nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """A part of what was found, most seen first, and of those the least certain first."""

    readings: tuple[Reading, ...]
    first: Mark | None = None
    last: Mark | None = None
    has_before: bool = False
    has_after: bool = False


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page in a language as the register knows it."""

    path: str
    language: str
    views: int
    last_seen: str


@dataclass(frozen=True, slots=True)
class Places:
    """How many pages a reading stands on, and the most viewed of them."""

    count: int
    pages: tuple[SeenPage, ...] = field(default=())


class Register:
    """The register of a database. All methods raise `StoreError` where it cannot be read."""

    def __init__(self, database: Database) -> None:
        """Read this database."""
        self._database = database

    def segments_of(self, page: str, language: str) -> tuple[Reading, ...]:
        """Return what stands on a page, in its order, with the terms that were found."""
        wanted = _readings().join(PLACE, PLACE.c.text == TEXT.c.number)
        here = (PLACE.c.page == page_number(page), PLACE.c.language == language)
        with self._database.reading() as connection:
            return _read(connection, wanted.where(*here).order_by(PLACE.c.position))

    def reading(self, number: int) -> Reading | None:
        """Return one reading."""
        with self._database.reading() as connection:
            return next(iter(_read(connection, _readings().where(TEXT.c.number == number))), None)

    def some(self, numbers: Iterable[int]) -> tuple[Reading, ...]:
        """Return some readings, in any order; those that are not there any more are left out."""
        with self._database.reading() as connection:
            return tuple(
                each
                for few in batches(numbers)
                for each in _read(connection, _readings().where(TEXT.c.number.in_(few)))
            )

    def of_segment(self, segment: str, language: str = "", page: str = "") -> tuple[Reading, ...]:
        """Return the readings of a segment in a language, or in all; that of the page first, then the most seen."""
        wanted = _readings().where(TEXT.c.segment == segment)
        if language:
            wanted = wanted.where(TEXT.c.language == language)
        with self._database.reading() as connection:
            found = _read(connection, wanted.order_by(TEXT.c.language, TEXT.c.seen.desc(), TEXT.c.number))
            numbers = [each.number for each in found]
            here = (PLACE.c.page == page_number(page), PLACE.c.text.in_(numbers)) if page and found else None
            own = set(connection.execute(select(PLACE.c.text).where(*here)).scalars()) if here else set[int]()
        return tuple(sorted(found, key=lambda each: each.number not in own))

    def places(self, number: int, most: int = 10) -> Places:
        """Return the pages that a reading stands on."""
        joined = and_(PAGE.c.page == PLACE.c.page, PAGE.c.language == PLACE.c.language)
        wanted = select(PAGE.c.path, PAGE.c.language, PAGE.c.views, PAGE.c.last_seen).join(PLACE, joined)
        here = PLACE.c.text == number
        with self._database.reading() as connection:
            count = connection.execute(select(func.count()).select_from(PLACE).where(here)).scalar_one()
            rows = connection.execute(wanted.where(here).order_by(PAGE.c.views.desc(), PAGE.c.path).limit(most)).all()
        return Places(count, tuple(SeenPage(*row) for row in rows))

    def counts(self, language: str = "") -> Mapping[TextState, int]:
        """Return how many readings are in each state, in a language or in all."""
        wanted = select(TEXT.c.state, func.count()).group_by(TEXT.c.state)
        if language:
            wanted = wanted.where(TEXT.c.language == language)
        with self._database.reading() as connection:
            return {TextState(state): count for state, count in connection.execute(wanted)}

    def models(self) -> tuple[str, ...]:
        """Return the models that anything was translated by."""
        found: list[str] = []
        with self._database.reading() as connection:
            # From one to the next in the index: there are few, and very many texts of each.
            while True:
                after = found[-1] if found else ""
                model = connection.execute(select(func.min(TEXT.c.model)).where(TEXT.c.model > after)).scalar_one()
                if model is None:
                    return tuple(found)
                found.append(model)

    def search(self, wanted: Search, most: int = 50, after: Mark | None = None, before: Mark | None = None) -> Found:
        """Return the part of what is wanted that follows a mark, or the part before one."""
        backwards = before is not None
        order = (TEXT.c.weight.desc(), TEXT.c.certainty, TEXT.c.number)
        turned = (TEXT.c.weight, TEXT.c.certainty.desc(), TEXT.c.number.desc())
        with self._database.reading() as connection:
            statement = _readings().where(true(), *self._conditions(connection, wanted))
            if after is not None:
                statement = statement.where(_beyond(after))
            elif before is not None:
                statement = statement.where(_ahead(before))
            statement = statement.order_by(*(turned if backwards else order)).limit(most + 1)
            rows = list(connection.execute(statement))
            more = len(rows) > most
            rows = rows[:most][::-1] if backwards else rows[:most]
            found = _with_terms(connection, rows)
        if not rows:
            return Found((), has_before=after is not None, has_after=backwards)
        first, last = (Mark(row.weight, row.certainty, row.number) for row in (rows[0], rows[-1]))
        has_before, has_after = (more, True) if backwards else (after is not None, more)
        return Found(found, first, last, has_before, has_after)

    def count(self, wanted: Search, most: int = 10_000) -> int:
        """Return how many texts are wanted, counted as far as `most`."""
        with self._database.reading() as connection:
            some = select(TEXT.c.number).where(true(), *self._conditions(connection, wanted)).limit(most)
            return connection.execute(select(func.count()).select_from(some.subquery())).scalar_one()

    def _conditions(self, connection: Connection, wanted: Search) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if wanted.words.strip():
            found.append(self._having(connection, small(wanted.words)))
        if wanted.language:
            found.append(TEXT.c.language == wanted.language)
        elif wanted.languages:
            found.append(func.coalesce(TEXT.c.language, "").in_(sorted(wanted.languages)))
        if len(wanted.states) == 1:
            found.append(TEXT.c.state == next(iter(wanted.states)).value)
        elif wanted.states:
            # As of those languages: a condition that no index answers, so that the one with the list's order is read.
            found.append(TEXT.c.state.not_in(sorted(each.value for each in TextState if each not in wanted.states)))
        if wanted.model:
            found.append(TEXT.c.model == wanted.model)
        if wanted.page:
            found.append(TEXT.c.number.in_(select(PLACE.c.text).where(PLACE.c.page == page_number(wanted.page))))
        if wanted.term:
            found.append(TEXT.c.number.in_(select(TERM_USE.c.text).where(TERM_USE.c.term == wanted.term)))
        return found

    def _having(self, connection: Connection, searched: str) -> ColumnElement[bool]:
        """Return the condition that texts have words in them.

        Seldom words are looked up in their index. Frequent ones are looked for along the list until it is full.
        """
        seldom = select(WORDS.c.number).where(*indexed(self._database.dialect, WORDS.c.searched, searched))
        numbers = list(connection.execute(seldom.limit(_FREQUENT)).scalars())
        if len(numbers) < _FREQUENT:
            return TEXT.c.number.in_(numbers)
        return exists().where(WORDS.c.number == TEXT.c.number, *containing(WORDS.c.searched, searched))


def _readings() -> Select[Any]:
    return select(*_COLUMNS)


def _read(connection: Connection, wanted: Select[Any]) -> tuple[Reading, ...]:
    return _with_terms(connection, connection.execute(wanted).all())


def _with_terms(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[Reading, ...]:
    uses: dict[int, list[TermUse]] = {}
    for some in batches(row.number for row in rows):
        for use in connection.execute(select(TERM_USE).where(TERM_USE.c.text.in_(some)).order_by(TERM_USE.c.lemma)):
            uses.setdefault(use.text, []).append(TermUse(use.term, use.lemma, use.surface, TermResult(use.result)))
    return tuple(replace(_reading(row), terms=tuple(uses.get(row.number, ()))) for row in rows)


def _reading(row: Row[Any]) -> Reading:
    return Reading(
        row.number, row.segment, row.language, row.german, row.target, TextState(row.state), row.reason, row.confidence,
        row.model, row.seen, row.first_seen, row.last_seen,
    )  # fmt: skip


def _beyond(mark: Mark) -> ColumnElement[bool]:
    weight, certainty, number = TEXT.c.weight, TEXT.c.certainty, TEXT.c.number
    later = and_(certainty == mark.certainty, number > mark.number)
    after = or_(weight < mark.weight, and_(weight == mark.weight, or_(certainty > mark.certainty, later)))
    return and_(weight <= mark.weight, after)  # what an index can begin with


def _ahead(mark: Mark) -> ColumnElement[bool]:
    weight, certainty, number = TEXT.c.weight, TEXT.c.certainty, TEXT.c.number
    earlier = and_(certainty == mark.certainty, number < mark.number)
    before = or_(weight > mark.weight, and_(weight == mark.weight, or_(certainty < mark.certainty, earlier)))
    return and_(weight >= mark.weight, before)
