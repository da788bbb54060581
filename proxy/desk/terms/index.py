"""What the list of terms is searched by, kept in step with the glossary.

The glossary is also written by commands and by other processes: its history says what changed since the rows were
written. While the glossary is empty and the collection stands in for it, the rows are those of the collection.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, delete, exists, func, insert, select
from sqlalchemy import update as changed

from glossary.database import Database
from glossary.folding import INVISIBLE, small
from glossary.plain import from_plain, to_plain, written
from glossary.tables import change, entry
from glossary.term import Term
from proxy.desk.terms.tables import COPY, ROW, SHOWN, STEP, WORDS
from proxy.desk.texts.batches import batches

_TERM: Final = "term"
_PLAIN: Final = MappingProxyType({**dict.fromkeys(map(ord, INVISIBLE)), **dict.fromkeys(map(ord, "’ʼ"), "'")})


class TermIndex:
    """The rows of one database; `collection` is what stands in while there are no terms, () for none."""

    def __init__(self, database: Database, collection: Sequence[Term]) -> None:
        self._database = database
        self._collection = tuple(collection)
        self._digest = _digest(self._collection)

    def sync(self) -> None:
        """Bring the rows up to date; quick where nothing changed. Raises `StoreError`."""
        with self._database.reading() as connection:
            step = connection.execute(select(STEP.c.change, STEP.c.collection)).first()
            if step is not None and tuple(step) == (_newest(connection), self._wanted(connection)):
                return
        with self._database.changing() as connection:
            self._catch_up(connection)

    def stands_in(self) -> bool:
        """Tell whether the collection is used because the glossary has no terms."""
        with self._database.reading() as connection:
            return bool(self._wanted(connection))

    def _catch_up(self, connection: Connection) -> None:
        newest, wanted = _newest(connection), self._wanted(connection)
        step = connection.execute(select(STEP.c.change, STEP.c.collection)).first()
        rows_anew(connection, _all(connection) if step is None else _changed_since(connection, step.change))
        if step is None or step.collection != wanted:
            standing = select(ROW.c.id).where(ROW.c.state == "collection")
            _take_out(connection, connection.execute(standing).scalars().all())
            if wanted:
                _put(connection, [_Row(each.id, each, "collection", "") for each in self._collection])
        values = {"change": newest, "collection": wanted}
        connection.execute(insert(STEP).values(only=1, **values) if step is None else changed(STEP).values(values))

    def _wanted(self, connection: Connection) -> str:
        if not self._digest or connection.execute(select(exists().where(entry.c.kind == _TERM))).scalar_one():
            return ""
        return self._digest


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    term: Term
    state: str
    copy: str

    def plain(self) -> dict[str, str]:
        term = self.term
        return {
            "id": self.id,
            "sort_key": sort_key(term.lemma),
            "german": "".join(f"\n{small(form)}" for form in term.german) + "\n",
            "policy": term.policy.value,
            "state": self.state,
            "codes": f" {' '.join(target.language for target in term.targets)} ",
            "only": f" {' '.join(term.scope.languages)} " if term.scope.languages else "",
            "copy": self.copy,
            "changed_at": term.changed_at,
        }


def rows_anew(connection: Connection, ids: Iterable[str]) -> None:
    """Write the rows of these terms from what is there now: the entry, its working copy, or neither."""
    for some in batches(ids):
        _take_out(connection, some)
        wanted = select(entry.c.id, entry.c.body).where(entry.c.kind == _TERM, entry.c.id.in_(some))
        bodies = {each.id: each.body for each in connection.execute(wanted)}
        copies = {
            each.term: each
            for each in connection.execute(
                select(COPY.c.term, COPY.c.body, COPY.c.waiting).where(COPY.c.term.in_(some))
            )
        }
        rows = []
        for term in sorted({*bodies, *copies}):
            copy = copies.get(term)
            marked = "" if copy is None else "waiting" if copy.waiting else "kept"
            shown = from_plain(json.loads(bodies[term] if term in bodies else copies[term].body))
            rows.append(_Row(term, shown, shown.state.value if term in bodies else "new", marked))
        _put(connection, rows)


def searchable(text: str) -> str:
    """Return a text as it is searched: as `small` in all but rare cases, and in a thousandth of the time."""
    return unicodedata.normalize("NFC", text).translate(_PLAIN).lower()


def sort_key(lemma: str) -> str:
    """Return what a term is sorted by, as a German dictionary does: ä as a, ß as ss (DIN 5007-1)."""
    apart = unicodedata.normalize("NFKD", small(lemma).replace("ß", "ss"))
    return "".join(each for each in apart if not unicodedata.combining(each))


def _words(term: Term) -> str:
    """Return all words of an entry, without those that others begin with: what is looked for is a part of a word."""
    foreign = (word for target in term.targets for word in target.accepted)
    words = sorted(set(searchable("\n".join((*term.german, *foreign, term.note, term.author))).split()))
    return "\n".join(word for word, after in pairwise((*words, "")) if not after.startswith(word))


def _take_out(connection: Connection, ids: Sequence[str]) -> None:
    for table in (ROW, WORDS, SHOWN):
        connection.execute(delete(table).where(table.c.id.in_(ids)))


def _put(connection: Connection, rows: Sequence[_Row]) -> None:
    if not rows:
        return
    connection.execute(insert(ROW), [each.plain() for each in rows])
    connection.execute(insert(WORDS), [{"id": each.id, "words": _words(each.term)} for each in rows])
    connection.execute(insert(SHOWN), [{"id": each.id, "body": written(to_plain(each.term))} for each in rows])


def _newest(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(change.c.number), 0))).scalar_one())


def _all(connection: Connection) -> Iterator[str]:
    found = connection.execute(select(entry.c.id).where(entry.c.kind == _TERM)).scalars().all()
    return iter(dict.fromkeys((*found, *connection.execute(select(COPY.c.term)).scalars().all())))


def _changed_since(connection: Connection, number: int) -> Iterator[str]:
    wanted = select(change.c.entry).where(change.c.number > number, change.c.kind == _TERM).distinct()
    return iter(connection.execute(wanted).scalars().all())


def _digest(terms: Sequence[Term]) -> str:
    if not terms:
        return ""
    text = "\n".join(written(to_plain(term)) for term in terms)
    return blake2b(text.encode(), digest_size=12).hexdigest()
