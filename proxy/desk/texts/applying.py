"""What editors decided, in the register at once: visitors see it within seconds, and the desk need not wait for them.

Works inside of the transaction that writes the decision. What a page reads as in truth is noted when it is made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, and_, delete, func, select, update

from proxy.desk.texts.batches import batches
from proxy.desk.texts.noting import with_names
from proxy.desk.texts.reading import Reading, TextState, reviewed_number
from proxy.desk.texts.tables import PAGE, PLACE, REVIEW, TEXT
from proxy.desk.texts.writing import drop_homeless, insert_missing, note_readings, weight_of


@dataclass(frozen=True, slots=True)
class Where:
    """The pages that a decision is for: one by its path, or all ("") but those that have a text of their own."""

    page: str = ""
    spared: Collection[str] = ()

    def has(self, path: str) -> bool:
        """Tell whether it is for the page at this path, which may have a query."""
        plain = path.partition("?")[0]
        return plain == self.page if self.page else plain not in self.spared


def now_reads(connection: Connection, reading: Reading, where: Where, at: str) -> int:
    """Let a segment read so from now on; return on how many pages. The reading need not have its number yet."""
    reading = with_names(reading)
    on_page = and_(PAGE.c.page == PLACE.c.page, PAGE.c.language == PLACE.c.language)
    wanted = (
        select(PLACE.c.page, PLACE.c.text, PLACE.c.position, PAGE.c.path)
        .join(TEXT, TEXT.c.number == PLACE.c.text)
        .join(PAGE, on_page)
        .where(TEXT.c.segment == reading.segment, TEXT.c.language == reading.language)
    )
    rows = [row for row in connection.execute(wanted) if where.has(row.path)]
    if not rows:
        return 0
    note_readings(connection, (reading,), at)
    for some in batches(rows):
        here = (PLACE.c.language == reading.language, PLACE.c.text.in_({row.text for row in some}))
        connection.execute(delete(PLACE).where(*here, PLACE.c.page.in_([row.page for row in some])))
    insert_missing(
        connection,
        PLACE,
        [
            {"page": row.page, "language": reading.language, "text": reading.number, "position": row.position}
            for row in rows
        ],
    )
    views = select(func.coalesce(func.sum(PAGE.c.views), 0)).select_from(PLACE).join(PAGE, on_page)
    seen = int(connection.execute(views.where(PLACE.c.text == reading.number)).scalar_one())
    connection.execute(
        update(TEXT).where(TEXT.c.number == reading.number).values(seen=seen, weight=weight_of(seen), last_seen=at)
    )
    drop_homeless(connection, {row.text for row in rows} - {reading.number})
    return len(rows)


def mark_reviewed(connection: Connection, readings: Iterable[Reading], by: str, at: str) -> tuple[Reading, ...]:
    """Write down that an editor finds machine translations good as they are; return those that this was new for."""
    new = [each for each in readings if each.state is TextState.MACHINE and each.target is not None]
    insert_missing(connection, REVIEW, [{"reviewed": _name(each), "by": by, "at": at} for each in new])
    _set_state(connection, new, TextState.MACHINE, TextState.REVIEWED)
    return tuple(replace(each, state=TextState.REVIEWED) for each in new)


def mark_unreviewed(connection: Connection, readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Take that back; return those that it was written down for."""
    old = [each for each in readings if each.state is TextState.REVIEWED]
    for some in batches(_name(each) for each in old):
        connection.execute(delete(REVIEW).where(REVIEW.c.reviewed.in_(some)))
    _set_state(connection, old, TextState.REVIEWED, TextState.MACHINE)
    return tuple(replace(each, state=TextState.MACHINE) for each in old)


def _set_state(connection: Connection, readings: Sequence[Reading], before: TextState, now: TextState) -> None:
    """Set the state of all readings with these texts: other models may have said the same."""
    for each in readings:
        same = (TEXT.c.segment == each.segment, TEXT.c.language == each.language, TEXT.c.target == each.target)
        connection.execute(update(TEXT).where(*same, TEXT.c.state == before.value).values(state=now.value))


def _name(reading: Reading) -> int:
    return reviewed_number(reading.segment, reading.language, reading.target or "")
