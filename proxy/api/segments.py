"""The operations on segments: what stands on the website's public pages, and how it reads in each language."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field

from proxy.api.operation import Call, Model, Operation
from proxy.api.overrides import Identifier, Marked, Revision
from proxy.api.problem import ProblemError
from proxy.api.scopes import Scope
from proxy.desk.permissions import Permission
from proxy.desk.texts.editing import Editing, Standing, Wish
from proxy.desk.texts.reading import Reading, TextState
from proxy.desk.texts.register import Register, Search

_TAG: Final = "segments"
_MOST: Final = 200

StateName = Literal["machine", "reviewed", "overridden", "stale", "failed", "german", "waiting", "fixed"]


class SegmentTerm(Model):
    """A glossary term that stands in the German, and what became of it."""

    id: str
    term: str
    result: str


class SegmentReading(Model):
    """One segment in one language; `text` is null where it stays German."""

    segment: str
    language: str
    german: str
    text: str | None
    state: StateName
    reason: str
    confidence: float | None
    model: str
    views: int
    last_seen: str
    terms: tuple[SegmentTerm, ...]


class SegmentList(Model):
    """The segments most seen, and of those the least certain, come first; `total` counts up to 10,000."""

    segments: tuple[SegmentReading, ...]
    total: int


class SegmentQuery(Model):
    """Which segments; what is left out does not restrict."""

    words: Annotated[str, Field(max_length=500, description="all of them, in the German or the target text")] = ""
    language: Annotated[str, Field(max_length=16)] = ""
    state: StateName | None = None
    page: Annotated[str, Field(max_length=2000, description="path of the German page, with its query")] = ""
    term: Annotated[str, Field(max_length=64, description="id of a glossary term that it holds")] = ""
    limit: Annotated[int, Field(ge=1, le=_MOST)] = 50


class SegmentKey(Model):
    """A segment in a language, seen from a page."""

    language: Annotated[str, Field(min_length=2, max_length=16)]
    segment: Identifier
    page: Annotated[str, Field(max_length=2000)] = ""


class SegmentStanding(Model):
    """All that is known of a segment; revisions are those of the overrides that there are, 0 for none."""

    reading: SegmentReading
    pages: int
    examples: tuple[str, ...]
    page_revision: int
    everywhere_revision: int


class Correction(Model):
    """What a segment shall read as, on its page or everywhere."""

    text: Annotated[Marked, Field(min_length=1)]
    everywhere: bool = False
    revision: Revision = 0
    note: Annotated[str, Field(max_length=20_000)] = ""


class Corrected(Model):
    """The override that was written."""

    override: str
    revision: int


@dataclass(frozen=True, slots=True)
class Segments:
    """Does them."""

    register: Register
    editing: Editing

    @property
    def operations(self) -> Sequence[Operation]:
        """The operations as the API lists them."""
        one = "/segments/{language}/{segment}"
        return (
            Operation("GET", "/segments", "searchSegments", "Search what stands on the pages", _TAG, self.search,
                      SegmentList, Scope.READ, asks=SegmentQuery),
            Operation("GET", one, "getSegment", "All that is known of a segment", _TAG, self.get, SegmentStanding,
                      Scope.READ, asks=SegmentKey, problems=(404,)),
            Operation("PUT", one, "correctSegment", "Correct a translation", _TAG, self.correct, Corrected, Scope.TEXTS,
                      asks=SegmentKey, takes=Correction, problems=(404, 409)),
        )  # fmt: skip

    async def search(self, call: Call) -> SegmentList:
        """The segments that are wanted."""
        ask = call.query(SegmentQuery)
        states = () if ask.state is None else (TextState(ask.state),)
        wanted = Search(words=ask.words, language=ask.language, states=states, page=ask.page, term=ask.term)
        found = await asyncio.to_thread(self.register.search, wanted, ask.limit)
        total = await asyncio.to_thread(self.register.count, wanted)
        return SegmentList(segments=tuple(map(_reading, found.readings)), total=total)

    async def get(self, call: Call) -> SegmentStanding:
        """One segment."""
        there = await self._there(call.query(SegmentKey))
        return SegmentStanding(
            reading=_reading(there.reading),
            pages=there.places.count,
            examples=tuple(page.path for page in there.places.pages),
            page_revision=there.own.revision if there.own else 0,
            everywhere_revision=there.everywhere.revision if there.everywhere else 0,
        )

    async def correct(self, call: Call) -> Corrected:
        """Write an override for it."""
        key, wanted = call.query(SegmentKey), call.content(Correction)
        if not call.known.account.may(Permission.EDIT_TEXTS, key.language):
            raise ProblemError(403, f'the account of this token may not write "{key.language}"')
        if not wanted.everywhere and not key.page.startswith("/"):
            raise ProblemError(400, 'say on which page with ?page=/path, or that it holds everywhere ("everywhere")')
        await self._there(key)
        wish = Wish(
            key.language, key.segment, key.page, wanted.text, wanted.everywhere, wanted.revision, call.who, wanted.note
        )
        stored = await asyncio.to_thread(self.editing.save, wish)
        return Corrected(override=stored.value.id, revision=stored.revision)

    async def _there(self, key: SegmentKey) -> Standing:
        found = await asyncio.to_thread(self.editing.find, key.language, key.segment, key.page)
        if found is None:
            raise ProblemError(404, "no public page has this segment in this language")
        return found


def _reading(reading: Reading) -> SegmentReading:
    return SegmentReading(
        segment=reading.segment,
        language=reading.language,
        german=reading.german,
        text=reading.target,
        state=reading.state.value,
        reason=reading.reason,
        confidence=reading.confidence,
        model=reading.model,
        views=reading.seen,
        last_seen=reading.last_seen,
        terms=tuple(SegmentTerm(id=use.term, term=use.lemma, result=use.result.value) for use in reading.terms),
    )
