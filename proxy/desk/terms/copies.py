"""Working copies of terms: written at the desk, without effect on the website until they are published.

A term has at most one, and everybody writes in the same. Who saves says what they saw: the entry's revision and the
copy's mark. If either is another one by now, nothing is written and both can be joined (`merging`).
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, insert, select, update

from glossary.database import Database
from glossary.errors import ConflictError, GlossaryError
from glossary.plain import from_plain, to_plain, written
from glossary.store import Stored, TermStore
from glossary.tables import entry
from glossary.term import State, Term
from proxy.desk.audit_log import AuditLog
from proxy.desk.terms.index import rows_anew
from proxy.desk.terms.tables import COPY


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw of a term: the revision of the entry (0: none) and the mark of its working copy ("": none)."""

    base: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A working copy; its state is the one that publishing gives to the entry."""

    term: Term
    base: int
    mark: str
    authors: tuple[str, ...]
    at: str
    comment: str
    waiting: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A term as the desk has it: published, being changed, or both."""

    id: str
    entry: Stored[Term] | None
    copy: Copy | None

    @property
    def term(self) -> Term:
        """What is to be edited."""
        found = self.copy.term if self.copy else self.entry.value if self.entry else None
        if found is None:
            message = f"the term {self.id} is not there"
            raise GlossaryError(message)
        return found

    @property
    def seen(self) -> Seen:
        """What has to be said when it is saved."""
        return Seen(self.entry.revision if self.entry else 0, self.copy.mark if self.copy else "")

    @property
    def there(self) -> bool:
        """Whether there is anything of it."""
        return bool(self.entry or self.copy)


class OutdatedError(ConflictError):
    """Somebody else saved or published meanwhile; `held` is what there is now."""

    def __init__(self, held: Held, seen: Seen) -> None:
        self.held = held
        super().__init__(f"the term {held.id}", seen.base, held.seen.base)


class OwnApprovalError(GlossaryError):
    """Who wrote a change wants to approve it, and two pairs of eyes are asked for."""


class Copies:
    """The working copies of a database."""

    def __init__(self, database: Database, audit: AuditLog, *, four_eyes: bool = False) -> None:
        """`four_eyes`: who wrote in a working copy cannot publish it."""
        self._database = database
        self._audit = audit
        self._terms = TermStore(database)
        self._four_eyes = four_eyes

    @property
    def four_eyes(self) -> bool:
        """Whether somebody else has to approve."""
        return self._four_eyes

    def held(self, term: str) -> Held:
        """Return what there is of a term; raises `StoreError`."""
        with self._database.reading() as connection:
            return _held(connection, term)

    def keep(self, term: Term, seen: Seen, by: str) -> Copy | None:
        """Write a working copy; None where it says what is published: then there is none any more.

        A term without an id is a new one. Raises `OutdatedError`.
        """
        with self._database.changing() as connection:
            held = self._unchanged(connection, term.id, seen) if term.id else Held("", None, None)
            term = replace(term, id=term.id or secrets.token_hex(8), author=by, changed_at=self._database.at())
            if held.entry and _same(held.entry.value, term):
                if held.copy:
                    self._take_out(connection, term.id, held.copy.mark)
                    self._note(connection, by, "terms.discard", term)
                return None
            authors = tuple(dict.fromkeys((*(held.copy.authors if held.copy else ()), by)))
            copy = Copy(term, seen.base, secrets.token_hex(8), authors, term.changed_at, "", waiting=False)
            self._put(connection, copy, held)
            self._note(connection, by, "terms.save", term)
        return copy

    def retire(self, term: str, seen: Seen, by: str) -> None:
        """Write a working copy that takes the term out of use; raises `OutdatedError`."""
        self.keep(replace(self.held(term).term, state=State.RETIRED), seen, by)

    def ask(self, term: str, seen: Seen, by: str) -> None:
        """Ask others to approve the working copy."""
        self._mark_waiting(term, seen, by, "terms.ask", "", waiting=True)

    def send_back(self, term: str, seen: Seen, by: str, comment: str) -> None:
        """Say what has to be changed before the working copy can be approved."""
        self._mark_waiting(term, seen, by, "terms.send-back", comment, waiting=False)

    def discard(self, term: str, seen: Seen, by: str) -> None:
        """Take the working copy out; what is published stays as it is."""
        with self._database.changing() as connection:
            held = self._unchanged(connection, term, seen)
            if held.copy:
                self._take_out(connection, term, held.copy.mark)
                self._note(connection, by, "terms.discard", held.copy.term)

    def publish(self, term: str, seen: Seen, by: str) -> Stored[Term]:
        """Write the working copy into the glossary; raises `OutdatedError`, `OwnApprovalError`, `TermError`."""
        held = self.held(term)
        if held.seen != seen or held.copy is None:
            raise OutdatedError(held, seen)
        copy = held.copy
        if self._four_eyes and by in copy.authors:
            message = f"{by} has written in this; somebody else has to approve it"
            raise OwnApprovalError(message)
        action = "terms.retire" if copy.term.state is State.RETIRED else "terms.publish"

        def along(connection: Connection) -> None:
            self._take_out(connection, term, copy.mark)
            self._note(connection, by, action, copy.term, f"written by {', '.join(copy.authors)}")

        hands = ", ".join(dict.fromkeys((*copy.authors, by)))
        return self._terms.save(copy.term, hands, seen.base, along)

    def restore(self, term: str, number: int, before: Term, seen: Seen, by: str) -> bool:
        """Bring back what a change of the history left; tell whether it is published.

        With two pairs of eyes it becomes a working copy that waits for approval. Raises `OutdatedError`.
        """
        held = self.held(term)
        if held.seen != seen or held.copy:
            raise OutdatedError(held, seen)
        if self._four_eyes:
            copy = self.keep(replace(before, id=term), seen, by)
            if copy:
                self.ask(term, Seen(seen.base, copy.mark), by)
            return False

        def along(connection: Connection) -> None:
            rows_anew(connection, (term,))
            self._note(connection, by, "terms.restore", before, f"change {number}")

        self._terms.restore(number, by, seen.base, along)
        return True

    def _mark_waiting(self, term: str, seen: Seen, by: str, action: str, comment: str, *, waiting: bool) -> None:
        with self._database.changing() as connection:
            held = self._unchanged(connection, term, seen)
            if held.copy is None:
                raise OutdatedError(held, seen)
            where = COPY.c.term == term
            connection.execute(update(COPY).where(where).values(waiting=waiting, comment=comment))
            rows_anew(connection, (term,))
            self._note(connection, by, action, held.copy.term, comment)

    def _unchanged(self, connection: Connection, term: str, seen: Seen) -> Held:
        held = _held(connection, term)
        if held.seen != seen:
            raise OutdatedError(held, seen)
        return held

    def _put(self, connection: Connection, copy: Copy, held: Held) -> None:
        values = {
            "base": copy.base, "mark": copy.mark, "body": written(to_plain(copy.term)),
            "authors": json.dumps(copy.authors), "at": copy.at, "comment": copy.comment, "waiting": copy.waiting,
        }  # fmt: skip
        if held.copy:
            connection.execute(update(COPY).where(COPY.c.term == copy.term.id).values(values))
        else:
            connection.execute(insert(COPY).values(term=copy.term.id, **values))
        rows_anew(connection, (copy.term.id,))

    def _take_out(self, connection: Connection, term: str, mark: str) -> None:
        gone = connection.execute(delete(COPY).where(COPY.c.term == term, COPY.c.mark == mark))
        if not gone.rowcount:
            raise OutdatedError(_held(connection, term), Seen(mark=mark))
        rows_anew(connection, (term,))

    def _note(self, connection: Connection, by: str, action: str, term: Term, detail: str = "") -> None:
        self._audit.record(by, action, f"{term.lemma} ({term.id})", detail, within=connection)


def _held(connection: Connection, term: str) -> Held:
    wanted = select(entry.c.body, entry.c.revision).where(entry.c.kind == "term", entry.c.id == term)
    found = connection.execute(wanted).first()
    row = connection.execute(select(COPY).where(COPY.c.term == term)).first()
    copy = None
    if row is not None:
        authors = tuple(str(each) for each in json.loads(row.authors))
        body = from_plain(json.loads(row.body))
        copy = Copy(body, int(row.base), row.mark, authors, row.at, row.comment, bool(row.waiting))
    stored = Stored(from_plain(json.loads(found.body)), int(found.revision)) if found else None
    return Held(term, stored, copy)


def _same(published: Term, term: Term) -> bool:
    """Whether publishing the term would change nothing."""
    return replace(term, author=published.author, changed_at=published.changed_at) == published
