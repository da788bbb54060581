"""The statements that write the register; what is written twice, by whichever process, is there once.

Numbers of readings say what they are (`ids`), so a row is never changed but for its counters, its state after a review
and the day it was last seen. A reading that stands on no page any more is taken out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log2
from typing import Any, Final

from sqlalchemy import Connection, Insert, Table, bindparam, delete, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite

from glossary.database import Database
from glossary.folding import small
from proxy.desk.texts.batches import batches
from proxy.desk.texts.ids import page_number
from proxy.desk.texts.noting import NotedPage
from proxy.desk.texts.reading import Reading, TextState, reviewed_number, words
from proxy.desk.texts.tables import PAGE, PLACE, REVIEW, TERM_USE, TEXT, WORDS

_AT_ONCE: Final = 500  # pages of one transaction that forgets

_DAY: Final = len("2026-01-01")
Views = Mapping[tuple[str, str], int]
"""How often a page was viewed, by path and language."""


class RegisterWriter:
    """Writes the register of a database."""

    def __init__(self, database: Database) -> None:
        """Write to this database."""
        self._database = database

    def note(self, pages: Sequence[NotedPage]) -> None:
        """Write down what stands on pages now. Raises `StoreError`."""
        readings = {each.number: each for page in pages for each in page.readings}
        at = self._database.at()
        with self._database.changing() as connection:
            _note_pages(connection, pages, at)
            note_readings(connection, tuple(readings.values()), at)
            gone = [number for page in pages for number in _note_places(connection, page)]
            drop_homeless(connection, gone)

    def count(self, views: Views) -> tuple[tuple[str, str], ...]:
        """Add views of pages, and of what stands on them; return the pages that were never noted.

        Raises `StoreError`.
        """
        at = self._database.at()
        with self._database.changing() as connection:
            unknown = _count_pages(connection, views, at)
            _count_readings(connection, _seen_readings(connection, views))
        return unknown

    def prune(self, before: str, most: int) -> int:
        """Take out some pages not seen since a time, and the longest unseen of more than `most`; return how many.

        Raises `StoreError`.
        """
        columns = (PAGE.c.page, PAGE.c.language)
        old = select(*columns).where(PAGE.c.last_seen < before)
        surplus = select(*columns).order_by(PAGE.c.last_seen.desc()).offset(most).limit(_AT_ONCE)
        with self._database.changing() as connection:
            pages = {tuple(row) for wanted in (old.limit(_AT_ONCE), surplus) for row in connection.execute(wanted)}
            for page, language in pages:
                here = (PLACE.c.page == page, PLACE.c.language == language)
                texts = connection.execute(select(PLACE.c.text).where(*here)).scalars().all()
                connection.execute(delete(PLACE).where(*here))
                connection.execute(delete(PAGE).where(PAGE.c.page == page, PAGE.c.language == language))
                drop_homeless(connection, texts)
        return len(pages)


def note_readings(connection: Connection, readings: Sequence[Reading], at: str) -> None:
    """Write the readings that are not there, and the day on which the others were seen."""
    numbers = [each.number for each in readings]
    known = dict(_rows(connection, select(TEXT.c.number, TEXT.c.last_seen), TEXT.c.number, numbers))
    today = [number for number, last_seen in known.items() if last_seen[:_DAY] < at[:_DAY]]
    for some in batches(today):
        connection.execute(update(TEXT).where(TEXT.c.number.in_(some)).values(last_seen=at))
    # In the order of their numbers: so the search index grows fastest.
    new = sorted((each for each in readings if each.number not in known), key=lambda each: each.number)
    if new:
        reviewed = _reviewed(connection, new)
        insert_missing(connection, TEXT, [_row(each, at, reviewed=each.number in reviewed) for each in new])
        insert_missing(connection, WORDS, [{"number": each.number, "searched": searched(each)} for each in new])
        insert_missing(connection, TERM_USE, [row for each in new for row in _uses(each)])


def drop_homeless(connection: Connection, numbers: Iterable[int]) -> None:
    """Take out those of the readings that stand on no page."""
    for some in batches(dict.fromkeys(numbers)):
        homeless = select(TEXT.c.number).where(TEXT.c.number.in_(some), ~exists().where(PLACE.c.text == TEXT.c.number))
        gone = connection.execute(homeless).scalars().all()
        if gone:
            for column in (TEXT.c.number, WORDS.c.number, TERM_USE.c.text):
                connection.execute(delete(column.table).where(column.in_(gone)))


def searched(reading: Reading) -> str:
    """Return what a search looks into: the words of both texts, folded."""
    return "\n".join(small(words(text)) for text in (reading.german, reading.target or ""))


def weight_of(seen: int) -> int:
    """Return a step of a scale on which a text that is seen twice as often is four steps higher."""
    return int(4 * log2(1 + seen))


def _note_pages(connection: Connection, pages: Sequence[NotedPage], at: str) -> None:
    rows = [
        {"page": page_number(each.path), "language": each.language, "path": each.path, "views": 0, "first_seen": at,
         "last_seen": at}
        for each in pages
    ]  # fmt: skip
    statement = _upsert(connection, PAGE)
    again = statement.on_conflict_do_update(
        index_elements=[PAGE.c.page, PAGE.c.language], set_={"last_seen": statement.excluded.last_seen}
    )
    if rows:
        connection.execute(again, rows)


def _note_places(connection: Connection, page: NotedPage) -> list[int]:
    """Write where readings stand; return those that are not there any more."""
    number = page_number(page.path)
    here = (PLACE.c.page == number, PLACE.c.language == page.language)
    rows = connection.execute(select(PLACE.c.text, PLACE.c.position).where(*here))
    before = {row.text: row.position for row in rows}
    now = {each.number: position for position, each in enumerate(page.readings)}
    for some in batches(text for text, position in before.items() if now.get(text) != position):
        connection.execute(delete(PLACE).where(*here, PLACE.c.text.in_(some)))
    moved = ((text, position) for text, position in now.items() if before.get(text) != position)
    same = {"page": number, "language": page.language}
    insert_missing(connection, PLACE, [{**same, "text": text, "position": position} for text, position in moved])
    return [text for text in before if text not in now]


def _count_pages(connection: Connection, views: Views, at: str) -> tuple[tuple[str, str], ...]:
    unknown: list[tuple[str, str]] = []
    for (path, language), count in views.items():
        here = update(PAGE).where(PAGE.c.page == page_number(path), PAGE.c.language == language)
        done = connection.execute(here.values(views=PAGE.c.views + count, last_seen=at))
        if not done.rowcount:
            unknown.append((path, language))
    return tuple(unknown)


def _seen_readings(connection: Connection, views: Views) -> Mapping[int, int]:
    """Return how often each reading was seen: as often as its pages were viewed."""
    counts = {(page_number(path), language): count for (path, language), count in views.items()}
    seen: Counter[int] = Counter()
    for language in dict.fromkeys(language for _, language in counts):
        pages = [page for page, code in counts if code == language]
        wanted = select(PLACE.c.page, PLACE.c.text).where(PLACE.c.language == language)
        for page, text in _rows(connection, wanted, PLACE.c.page, pages):
            seen[text] += counts[page, language]
    return seen


def _count_readings(connection: Connection, seen: Mapping[int, int]) -> None:
    if not seen:
        return
    of = update(TEXT).where(TEXT.c.number == bindparam("of"))
    connection.execute(
        of.values(seen=TEXT.c.seen + bindparam("more")), [{"of": number, "more": more} for number, more in seen.items()]
    )
    now = _rows(connection, select(TEXT.c.number, TEXT.c.seen, TEXT.c.weight), TEXT.c.number, list(seen))
    moved = [{"of": number, "now": weight_of(count)} for number, count, weight in now if weight_of(count) != weight]
    if moved:
        connection.execute(of.values(weight=bindparam("now")), moved)


def _reviewed(connection: Connection, readings: Sequence[Reading]) -> frozenset[int]:
    """Return the numbers of those that an editor found good as they are."""
    names = {
        reviewed_number(each.segment, each.language, each.target): each.number
        for each in readings
        if each.state is TextState.MACHINE and each.target is not None
    }
    found = _rows(connection, select(REVIEW.c.reviewed), REVIEW.c.reviewed, list(names))
    return frozenset(names[number] for (number,) in found)


def _row(each: Reading, at: str, *, reviewed: bool) -> dict[str, object]:
    return {
        "number": each.number,
        "segment": each.segment,
        "language": each.language,
        "state": (TextState.REVIEWED if reviewed else each.state).value,
        "weight": 0,
        "certainty": each.certainty,
        "seen": 0,
        "german": each.german,
        "target": each.target,
        "reason": each.reason,
        "confidence": each.confidence,
        "model": each.model,
        "first_seen": at,
        "last_seen": at,
    }


def _uses(each: Reading) -> list[dict[str, object]]:
    return [
        {"text": each.number, "term": use.term, "language": each.language, "lemma": use.lemma, "surface": use.surface,
         "result": use.result.value}
        for use in each.terms
    ]  # fmt: skip


def insert_missing(connection: Connection, into: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Write the rows that are not there."""
    if rows:
        connection.execute(_upsert(connection, into).on_conflict_do_nothing(), rows)


def _upsert(connection: Connection, into: Table) -> Any:
    statement: Insert = postgresql.insert(into) if connection.dialect.name == "postgresql" else sqlite.insert(into)
    return statement


def _rows(connection: Connection, wanted: Any, column: Any, values: Sequence[int]) -> list[Any]:
    """Return the rows in which a column has one of very many values."""
    return [row for some in batches(values) for row in connection.execute(wanted.where(column.in_(some)))]
