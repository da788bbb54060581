"""What publishing a change would do: which segments would read otherwise, on which pages, before it is published.

Looked up in the register of texts. Only segments with one of the words are looked at, the most seen first and no more
than `most` of them: the words stand in the register, and what a segment's key depends on is compared exactly.
"""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, or_, select

from glossary import marked
from glossary.database import Database
from glossary.folding import small
from glossary.marked import MarkKind, MarkupError
from glossary.search_index import indexed
from glossary.term import Place, Term
from proxy.desk.texts.batches import batches
from proxy.desk.texts.tables import PAGE, PLACE, TEXT, WORDS
from translation.impact import Impact, everywhere
from translation.segment import Part, Segment, Tag, TagKind

Relevant = Callable[[Sequence[str]], frozenset[Term]]
"""The entries in use that can matter to some texts."""

_KINDS: Final = {
    MarkKind.OPEN: TagKind.OPEN,
    MarkKind.CLOSE: TagKind.CLOSE,
    MarkKind.VOID: TagKind.VOID,
    MarkKind.ATOM: TagKind.ATOM,
}


@dataclass(frozen=True, slots=True)
class Touched:
    """A segment in one language that would be translated anew; texts are as editors see them."""

    number: int
    segment: str
    language: str
    german: str
    target: str | None
    seen: int


@dataclass(frozen=True, slots=True)
class Weight:
    """What a change would do; `looked_at` of `possible` segments were compared."""

    touched: tuple[Touched, ...]
    languages: Mapping[str, int]
    """Segments by language."""
    pages: tuple[tuple[str, int], ...]
    """Pages with how many of the segments they have, the most first; German paths."""
    page_count: int
    possible: int
    looked_at: int

    @property
    def whole(self) -> bool:
        """Whether everything was compared that has one of the words."""
        return self.looked_at == self.possible


NOTHING: Final = Weight((), {}, (), 0, 0, 0)


class Scales:
    """Weighs changes with the register of a database; `relevant` knows the entries in use."""

    def __init__(self, database: Database, relevant: Relevant, languages: Sequence[str], most: int = 1000) -> None:
        self._database = database
        self._relevant = relevant
        self._languages = tuple(languages)
        self._most = most

    def weigh(self, before: Term | None, now: Term | None) -> Weight:
        """Say what it would do if one entry in use became another; None is none. Raises `StoreError`."""
        changed = tuple(each for each in (before, now) if each)
        if before == now or not changed:
            return NOTHING
        with self._database.reading() as connection:
            possible, rows = self._candidates(connection, changed)
            segments = {row.german: segment_of(row.german) for row in rows}
            impact = self._impact(before, now, [each.text for each in segments.values()])
            touched = _touched(rows, segments, impact)
            found, pages = self._pages(connection, touched, changed)
        languages = Counter(each.language for each in found)
        return Weight(
            found, dict(languages.most_common()), tuple(pages.most_common(200)), len(pages), possible, len(rows)
        )

    def _candidates(self, connection: Connection, changed: Iterable[Term]) -> tuple[int, Sequence[Any]]:
        words = shortest(small(form) for term in changed for form in term.german)
        dialect = self._database.dialect
        having = (select(WORDS.c.number).where(*indexed(dialect, WORDS.c.searched, word)) for word in words)
        meant = or_(*(TEXT.c.number.in_(each) for each in having)), TEXT.c.language.in_(self._languages)
        possible = int(connection.execute(select(func.count()).select_from(TEXT).where(*meant)).scalar_one())
        columns = (TEXT.c.number, TEXT.c.segment, TEXT.c.language, TEXT.c.german, TEXT.c.target, TEXT.c.seen)
        wanted = select(*columns).where(*meant).order_by(TEXT.c.seen.desc(), TEXT.c.number).limit(self._most)
        return possible, connection.execute(wanted).all()

    def _impact(self, before: Term | None, now: Term | None, texts: Sequence[str]) -> Impact:
        """Compare both states as if all entries held everywhere: rather one segment too many than one too few.

        Entries for some pages are left out, and those of the same words: elsewhere they take nothing from this one.
        """
        own = {small(form) for each in (before, now) if each for form in each.german}
        ids = {each.id for each in (before, now) if each}
        others = tuple(
            each
            for each in self._relevant(texts)
            if each.id not in ids
            and not (each.scope.url or each.scope.selector)
            and own.isdisjoint(map(small, each.german))
        )
        old, new = (everywhere(((*others, each) if each else others, ())) for each in (before, now))
        return Impact(old, new, self._languages)

    def _pages(
        self, connection: Connection, touched: Sequence[Touched], changed: Sequence[Term]
    ) -> tuple[tuple[Touched, ...], Counter[str]]:
        """Return the segments that stand on a page where the entry counts, and those pages."""
        urls = [term.scope.url for term in changed]
        everywhere_too = "" in urls
        pages: Counter[str] = Counter()
        kept: set[int] = set()
        numbers = [each.number for each in touched]
        joined = PLACE.join(PAGE, (PAGE.c.page == PLACE.c.page) & (PAGE.c.language == PLACE.c.language))
        for some in batches(numbers):
            wanted = select(PLACE.c.text, PAGE.c.path).select_from(joined).where(PLACE.c.text.in_(some))
            for number, path in connection.execute(wanted):
                bare = path.partition("?")[0]
                if everywhere_too or any(fnmatch.fnmatchcase(bare, url) for url in urls):
                    pages[path] += 1
                    kept.add(number)
        return tuple(each for each in touched if everywhere_too or each.number in kept), pages


def _touched(rows: Iterable[Any], segments: Mapping[str, Segment], impact: Impact) -> tuple[Touched, ...]:
    known: dict[tuple[str, str], bool] = {}
    found = []
    for row in rows:
        what = (row.german, row.language)
        if what not in known:
            known[what] = impact.changes(segments[row.german], Place(language=row.language))
        if known[what]:
            found.append(Touched(row.number, row.segment, row.language, row.german, row.target, row.seen))
    return tuple(found)


def shortest(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words that contain no other one: what has one of the others has one of these."""
    kept: list[str] = []
    for word in sorted(set(words), key=lambda each: (len(each), each)):
        if word and not any(each in word for each in kept):
            kept.append(word)
    return tuple(kept)


def segment_of(german: str) -> Segment:
    """Return the segment that editors see as this; its text alone where its marks cannot be read."""
    try:
        pieces = marked.parse(german)
    except MarkupError:
        return Segment((german,))
    return Segment(tuple(_part(piece) for piece in pieces))


def _part(piece: marked.Piece) -> Part:
    if isinstance(piece, str):
        return piece
    return Tag(_KINDS[piece.kind], piece.name, piece.number - 1, piece.text)
