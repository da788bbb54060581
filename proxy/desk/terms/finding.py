"""Finds terms for the list: searched, filtered, sorted, one page at a time; every statement on the rows is here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select

from glossary.database import Database
from glossary.folding import small
from glossary.plain import from_plain
from glossary.term import Policy, State, Term
from proxy.desk.terms.index import searchable
from proxy.desk.terms.tables import ROW, SHOWN, WORDS
from proxy.desk.texts.tables import TERM_USE
from translation.trace import TermResult

ON_A_PAGE: Final = 50
STATES: Final = ("approved", "draft", "retired", "new", "kept", "waiting", "collection")
SORTS: Final = ("german", "changed", "violated")
USES: Final = ("never", "violated")
HAS: Final = ("missing", "there")


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; "" restricts nothing. `has` says whether there is a target in `language`, or in any."""

    text: str = ""
    state: str = ""
    language: str = ""
    has: str = ""
    policy: str = ""
    use: str = ""
    sort: str = "german"
    page: int = 1

    def address(self, **changed: object) -> str:
        """Return it as the query of an address, with some of it changed; what is as usual is left out."""
        values: dict[str, object] = {
            "q": self.text, "state": self.state, "language": self.language, "has": self.has, "policy": self.policy,
            "use": self.use, "sort": "" if self.sort == "german" else self.sort,
            "page": "" if self.page == 1 else self.page,
        } | changed  # fmt: skip
        kept = {name: value for name, value in values.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def narrowed(self) -> bool:
        """Whether it leaves anything out."""
        return any((self.text, self.state, self.has, self.policy, self.use))


@dataclass(frozen=True, slots=True)
class Row:
    """A term as the list shows it; `state` may also be `new` (never published) or `collection`."""

    id: str
    term: Term
    state: str
    copy: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what was found, and how many there are in all."""

    rows: tuple[Row, ...]
    total: int


def query_of(values: Mapping[str, str]) -> Query:
    """Read a query from an address; what means nothing is left out."""

    def one_of(name: str, known: Sequence[str]) -> str:
        value = values.get(name, "")
        return value if value in known else ""

    page = values.get("page", "")
    return Query(
        text=values.get("q", "").strip()[:200],
        state=one_of("state", STATES),
        language=values.get("language", "")[:20],
        has=one_of("has", HAS),
        policy=one_of("policy", tuple(Policy)),
        use=one_of("use", USES),
        sort=one_of("sort", SORTS) or "german",
        page=min(int(page), 100_000) if page.isascii() and page.isdigit() and int(page[:9]) else 1,
    )


class Finder:
    """Looks terms up in the rows of a database; `targets` are the languages that are served."""

    def __init__(self, database: Database, targets: Sequence[str]) -> None:
        self._database = database
        self._targets = tuple(targets)

    def page(self, query: Query) -> Page:
        """Return one page of what was found; raises `StoreError`."""
        start = (query.page - 1) * ON_A_PAGE
        if query.text:  # looking through all words once is quicker than counting first
            ids = self.ids(query)
            return Page(self.rows(ids[start : start + ON_A_PAGE]), len(ids))
        meant = self._meant(query)
        wanted = self._wanted(query).limit(ON_A_PAGE).offset(start)
        with self._database.reading() as connection:
            total = int(connection.execute(select(func.count()).select_from(ROW).where(*meant)).scalar_one())
            ids = tuple(connection.execute(wanted).scalars())
        return Page(self.rows(ids), total)

    def rows(self, ids: Sequence[str]) -> tuple[Row, ...]:
        """Return some terms, in the order of their ids; those that are not there any more are left out."""
        wanted = select(ROW.c.id, SHOWN.c.body, ROW.c.state, ROW.c.copy).join(SHOWN, SHOWN.c.id == ROW.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.where(ROW.c.id.in_(ids))).all()
        found = {each.id: Row(each.id, from_plain(json.loads(each.body)), each.state, each.copy) for each in rows}
        return tuple(found[each] for each in ids if each in found)

    def ids(self, query: Query) -> tuple[str, ...]:
        """Return the ids of all that was found, in order."""
        with self._database.reading() as connection:
            return tuple(connection.execute(self._wanted(query)).scalars())

    def neighbours(self, query: Query, term: str) -> tuple[str, str]:
        """Return the terms before and after one in what was found; "" where there is none."""
        ids = self.ids(query)
        try:
            at = ids.index(term)
        except ValueError:
            return "", (ids or ("",))[0]
        return ids[at - 1] if at else "", ids[at + 1] if at + 1 < len(ids) else ""

    def sharing(self, term: Term) -> tuple[Term, ...]:
        """Return the published terms that could be in conflict with this one: of its forms, or named as its targets."""
        forms = [ROW.c.german.contains(f"\n{small(form)}\n", autoescape=True) for form in term.german]
        named = [ROW.c.german.startswith(f"\n{small(each.term)}\n", autoescape=True) for each in term.targets]
        wanted = select(ROW.c.id).where(
            or_(*forms, *named),
            ROW.c.state.in_((State.APPROVED.value, State.DRAFT.value, "collection")),
            ROW.c.id != term.id,
        )
        with self._database.reading() as connection:
            ids = connection.execute(wanted.order_by(ROW.c.sort_key).limit(100)).scalars().all()
        return tuple(each.term for each in self.rows(ids))

    def counts(self) -> Mapping[str, int]:
        """Return how many terms there are in each state; `kept` and `waiting` count working copies."""
        states = select(ROW.c.state, func.count()).group_by(ROW.c.state)
        copies = select(ROW.c.copy, func.count()).where(ROW.c.copy != "").group_by(ROW.c.copy)
        with self._database.reading() as connection:
            return {name: count for each in (states, copies) for name, count in connection.execute(each)}

    def _meant(self, query: Query) -> list[ColumnElement[bool]]:
        meant: list[ColumnElement[bool]] = []
        if words := searchable(query.text).split():
            matching = select(WORDS.c.id).where(*(self._has(WORDS.c.words, word) for word in words))
            meant.append(ROW.c.id.in_(matching))
        if query.state in ("kept", "waiting"):
            meant.append(ROW.c.copy == query.state)
        elif query.state:
            meant.append(ROW.c.state == query.state)
        if query.policy:
            meant.append(ROW.c.policy == query.policy)
        codes = (query.language,) if query.language else self._targets
        if query.has == "missing":
            meant.append(or_(*map(_missing, codes)))
        elif query.has == "there":
            meant.append(or_(*map(_there, codes)))
        if query.use == "never":
            meant.append(not_(_used()))
        elif query.use == "violated":
            meant.append(_used(TERM_USE.c.result == TermResult.VIOLATED.value))
        return meant

    def _has(self, column: ColumnElement[str], word: str) -> ColumnElement[bool]:
        """A plain search: SQLite's LIKE looks at capitals, which is slow."""
        position = func.instr if self._database.dialect == "sqlite" else func.strpos
        return position(column, word) > 0

    def _wanted(self, query: Query) -> Select[Any]:
        """The ids of all that is meant, in order."""
        wanted = select(ROW.c.id).where(*self._meant(query))
        usual = (ROW.c.sort_key, ROW.c.id)
        if query.sort == "changed":
            return wanted.order_by(ROW.c.changed_at.desc(), *usual)
        if query.sort == "violated":
            uses = select(TERM_USE.c.term, func.count().label("number")).group_by(TERM_USE.c.term)
            counted = uses.where(TERM_USE.c.result == TermResult.VIOLATED.value).subquery()
            joined = wanted.outerjoin(counted, counted.c.term == ROW.c.id)
            return joined.order_by(func.coalesce(counted.c.number, 0).desc(), *usual)
        return wanted.order_by(*usual)


def _used(*how: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(TERM_USE.c.term == ROW.c.id, *how)


def _there(code: str) -> ColumnElement[bool]:
    return ROW.c.codes.contains(f" {code} ", autoescape=True)


def _missing(code: str) -> ColumnElement[bool]:
    """A name that is kept needs no target, and neither does a term for other languages."""
    asked = or_(ROW.c.only == "", ROW.c.only.contains(f" {code} ", autoescape=True))
    return and_(ROW.c.policy != Policy.KEEP.value, asked, not_(_there(code)))
