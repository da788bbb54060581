"""One segment at the desk: all that is known of it, and what an editor makes of it.

Nothing of others is ever overwritten: who saves says which revision they saw, and gets both texts where there is
another by now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import Connection

from glossary.database import Database
from glossary.errors import ConflictError, GlossaryError
from glossary.history import Change, History
from glossary.override_store import OverrideStore, from_plain
from glossary.overrides import Override, stale
from glossary.store import Stored
from proxy.desk.audit_log import AuditLog
from proxy.desk.texts.applying import Where, mark_reviewed, mark_unreviewed, now_reads
from proxy.desk.texts.ids import reading_number
from proxy.desk.texts.reading import Reading, TextState
from proxy.desk.texts.register import Places, Register

_KIND: Final = "override"


class OutdatedError(ConflictError):
    """Somebody else saved meanwhile; `theirs` is what there is now (None: taken out), `before` what was seen."""

    def __init__(self, theirs: Stored[Override] | None, before: Override | None, seen: int) -> None:
        self.theirs = theirs
        self.before = before
        super().__init__("the translation", seen, theirs.revision if theirs else 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """A segment in a language, seen from a page ("": from none)."""

    reading: Reading
    page: str
    """Without its query: overrides know none."""
    own: Stored[Override] | None
    everywhere: Stored[Override] | None
    stale: Stored[Override] | None
    """The page's own for what stood there before."""
    places: Places
    others: tuple[Reading, ...]
    """What the same German reads as on other pages."""
    languages: tuple[Reading, ...]
    """What it reads as in other languages, the most seen of each."""
    changes: tuple[Change, ...] = field(default=())

    @property
    def effective(self) -> Stored[Override] | None:
        """The override that is shown on the page."""
        return self.own or self.everywhere

    def in_scope(self, everywhere: bool) -> Stored[Override] | None:
        """The override that is changed by saving for everywhere, or for the page."""
        return self.everywhere if everywhere else self.own


@dataclass(frozen=True, slots=True)
class Wish:
    """What an editor wants a segment to read as; `seen` is the revision of the override in that scope, 0 for none."""

    language: str
    segment: str
    page: str
    target: str
    everywhere: bool
    seen: int
    by: str
    note: str = ""


class Editing:
    """The segments of a database; all methods raise `StoreError`, and are called in a thread."""

    def __init__(self, database: Database, audit: AuditLog) -> None:
        """Read and write this database."""
        self._database = database
        self._audit = audit
        self._register = Register(database)
        self._overrides = OverrideStore(database)
        self._history = History(database)

    def find(self, language: str, segment: str, page: str = "") -> Standing | None:
        """Return all that is known of a segment; None where no public page has it."""
        readings = self._register.of_segment(segment, language, page)
        if not readings:
            return None
        reading, path = readings[0], page.partition("?")[0]
        known = self._overrides.of_source(reading.german, language)
        own = next((each for each in known if path and each.value.page == path), None)
        outdated = self._outdated(reading, page) if path else None
        languages = {each.language: each for each in reversed(self._register.of_segment(segment, "", page))}
        languages.pop(language)
        everywhere = next((each for each in known if not each.value.page), None)
        return Standing(
            reading, path, own, everywhere, outdated, self._register.places(reading.number), readings[1:],
            tuple(sorted(languages.values(), key=lambda each: each.language)),
            self._changes(reading, path, (own, everywhere, outdated)),
        )  # fmt: skip

    def save(self, wish: Wish) -> Stored[Override]:
        """Write an override; raises `OutdatedError`, and a `GlossaryError` for what cannot be shown."""
        standing = self._standing(wish.language, wish.segment, wish.page)
        there = standing.in_scope(wish.everywhere)
        if (there.revision if there else 0) != wish.seen:
            raise OutdatedError(there, self._seen(there, wish.seen), wish.seen)
        german, page = standing.reading.german, "" if wish.everywhere else standing.page
        follows = there or (None if wish.everywhere else standing.stale)
        value = Override(german, wish.language, wish.target, page, note=wish.note, id=self._id(standing, page, follows))
        where = Where(page, () if page else self._pages_with_own(standing))
        shown = _reading(standing, wish.target, TextState.OVERRIDDEN)

        def along(connection: Connection) -> None:
            pages = now_reads(connection, shown, where, self._database.at())
            self._note(connection, wish.by, "texts.save", standing, f"{page or 'everywhere'}: {pages} pages")

        try:
            return self._overrides.save(value, wish.by, follows.revision if follows else 0, along)
        except ConflictError as conflict:
            now = self._standing(wish.language, wish.segment, wish.page).in_scope(wish.everywhere)
            raise OutdatedError(now, self._seen(now, wish.seen), wish.seen) from conflict

    def remove(self, language: str, segment: str, page: str, *, everywhere: bool, seen: int, by: str) -> None:
        """Take an override out: the next view is translated by the machine. Raises `ConflictError`."""
        standing = self._standing(language, segment, page)
        there = standing.in_scope(everywhere)
        if there is None:
            raise OutdatedError(None, None, seen)
        instead = standing.everywhere if not everywhere else None
        shown = (
            _reading(standing, instead.value.target, TextState.OVERRIDDEN)
            if instead
            else _reading(standing, None, TextState.WAITING)
        )
        where = Where(there.value.page, () if there.value.page else self._pages_with_own(standing))

        def along(connection: Connection) -> None:
            now_reads(connection, shown, where, self._database.at())
            self._note(connection, by, "texts.remove", standing, there.value.page or "everywhere")

        self._overrides.delete(there.value.id, by, seen, along)

    def restore(self, language: str, segment: str, page: str, number: int, by: str) -> None:
        """Write an override as it was after a change of its history; raises `ConflictError`."""
        standing = self._standing(language, segment, page)
        change = next((each for each in standing.changes if each.number == number), None)
        body = change and (change.after or change.before)
        if change is None or not body:
            message = f"the history of this text has no change {number}"
            raise GlossaryError(message)
        value = from_plain(json.loads(body))
        there = self._overrides.get(change.entry)
        where = Where(value.page, () if value.page else self._pages_with_own(standing))

        def along(connection: Connection) -> None:
            if value.source == standing.reading.german:
                shown = _reading(standing, value.target, TextState.OVERRIDDEN)
                now_reads(connection, shown, where, self._database.at())
            self._note(connection, by, "texts.restore", standing, f"change {number}")

        self._overrides.restore(number, by, there.revision if there else 0, along)

    def approve(self, readings: Sequence[Reading], by: str) -> tuple[Reading, ...]:
        """Write down that machine translations are good as they are; return those that this is new for."""
        with self._database.changing() as connection:
            done = mark_reviewed(connection, readings, by, self._database.at())
            self._note_all(connection, by, "texts.approve", done)
        return done

    def withdraw(self, readings: Sequence[Reading], by: str) -> tuple[Reading, ...]:
        """Take approvals back; return those that there were."""
        with self._database.changing() as connection:
            done = mark_unreviewed(connection, readings)
            self._note_all(connection, by, "texts.withdraw", done)
        return done

    def _standing(self, language: str, segment: str, page: str) -> Standing:
        standing = self.find(language, segment, page)
        if standing is None:
            message = f"no public page has the segment {segment} in {language} any more"
            raise GlossaryError(message)
        return standing

    def _outdated(self, reading: Reading, page: str) -> Stored[Override] | None:
        """Return the page's own override of which this German text is the new version."""
        path = page.partition("?")[0]
        own = self._overrides.of_page(path, reading.language)
        if not own:
            return None
        texts = [each.german for each in self._register.segments_of(page, reading.language)]
        now = {each.value.id: each.value.stale for each in own}
        now.update(stale((each.value for each in own), path, texts))
        return next((each for each in own if now[each.value.id] == reading.german), None)

    def _pages_with_own(self, standing: Standing) -> frozenset[str]:
        known = self._overrides.of_source(standing.reading.german, standing.reading.language)
        return frozenset(each.value.page for each in known if each.value.page)

    def _id(self, standing: Standing, page: str, follows: Stored[Override] | None) -> str:
        """Return the id of an override: the same for the same place, so that its history is found when it is gone."""
        if follows is not None:
            return follows.value.id
        own = _own_id(standing.reading, page)
        return "" if self._overrides.get(own) else own

    def _changes(self, reading: Reading, page: str, known: Iterable[Stored[Override] | None]) -> tuple[Change, ...]:
        ids = dict.fromkeys((*(each.value.id for each in known if each), _own_id(reading, page), _own_id(reading, "")))
        changes = (change for entry in ids for change in self._history.of(_KIND, entry))
        return tuple(sorted(changes, key=lambda each: -each.number))

    def _seen(self, there: Stored[Override] | None, revision: int) -> Override | None:
        """Return the override as it was at a revision."""
        if there is None or not revision:
            return None
        changes: Mapping[int, Change] = {each.revision: each for each in self._history.of(_KIND, there.value.id)}
        body = changes[revision].after if revision in changes else None
        return from_plain(json.loads(body)) if body else None

    def _note(self, connection: Connection, by: str, action: str, standing: Standing, detail: str) -> None:
        subject = f"{standing.reading.language}/{standing.reading.segment}"
        self._audit.record(by, action, subject, detail, within=connection)

    def _note_all(self, connection: Connection, by: str, action: str, readings: Sequence[Reading]) -> None:
        for each in readings:
            self._audit.record(by, action, f"{each.language}/{each.segment}", within=connection)


def _own_id(reading: Reading, page: str) -> str:
    return f"{reading_number('override', reading.segment, reading.language, page):016x}"


def _reading(standing: Standing, target: str | None, state: TextState) -> Reading:
    before = standing.reading
    return replace(before, target=target, state=state, reason="", confidence=None, model="", terms=())
