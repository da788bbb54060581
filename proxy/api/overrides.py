"""The operations on overrides: translations that editors wrote for whole segments."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field

from glossary import exchange
from glossary.history import Change, History
from glossary.listing import OverrideFilter, Window
from glossary.override_store import OverrideStore
from glossary.overrides import Override
from glossary.store import Stored
from proxy.api.operation import Call, Caller, Model, Nothing, Operation
from proxy.api.problem import ProblemError
from proxy.api.scopes import Scope
from proxy.desk.permissions import Permission

_TAG: Final = "overrides"
_MOST: Final = 500
_LONGEST: Final = 20_000
_LARGEST_FILE: Final = 20_000_000

Marked = Annotated[
    str, Field(max_length=_LONGEST, description="inline elements are numbered marks: {a:1}text{/a:1}, {br:2/}")
]
Limit = Annotated[int, Field(ge=1, le=_MOST)]
Offset = Annotated[int, Field(ge=0, le=100_000_000)]
Revision = Annotated[int, Field(ge=0, le=1 << 53, description="the one that was seen; 0 for what is new")]
Code = Annotated[str, Field(min_length=2, max_length=16)]
Identifier = Annotated[str, Field(min_length=1, max_length=64)]


class OverrideValues(Model):
    """What an editor decides."""

    language: Code
    source: Annotated[Marked, Field(min_length=1)]
    target: Annotated[Marked, Field(min_length=1)]
    page: Annotated[str, Field(max_length=2000, description="path of the German page; empty: everywhere")] = ""
    note: Annotated[str, Field(max_length=_LONGEST)] = ""


class OverrideEntry(OverrideValues):
    """An override as it is kept; `stale` is the German that stands there now, "" while it fits."""

    id: str
    revision: int
    stale: str
    author: str
    changed_at: str


class OverrideList(Model):
    """A part of the list, and how long all of it is."""

    entries: tuple[OverrideEntry, ...]
    total: int


class OverrideQuery(Model):
    """Which overrides; what is left out does not restrict."""

    words: Annotated[str, Field(max_length=500, description="all of them, in source, target or note")] = ""
    language: Annotated[str, Field(max_length=16)] = ""
    page: Annotated[str | None, Field(max_length=2000)] = None
    stale: bool | None = None
    limit: Limit = 50
    offset: Offset = 0


class OverrideKey(Model):
    """One override."""

    override: Identifier


class OverrideAt(Model):
    """One override as it was seen."""

    override: Identifier
    revision: Revision


class OverrideChange(OverrideValues):
    """A new state of an override that was seen at a revision."""

    revision: Annotated[int, Field(ge=1, le=1 << 53)]


class HistoryEntry(Model):
    """One change; `before` and `after` are the entry as JSON, null where it was not there."""

    number: int
    action: str
    author: str
    at: str
    before: str | None
    after: str | None


class HistoryList(Model):
    """All changes of one entry, the oldest first."""

    changes: tuple[HistoryEntry, ...]


class Restore(Model):
    """To which change of its history the entry goes back."""

    change: Annotated[int, Field(ge=1, le=1 << 53)]
    revision: Revision


class ImportFile(Model):
    """A file of overrides; with `dry_run` nothing is written."""

    format: Literal["tmx", "xliff"]
    content: Annotated[str, Field(max_length=_LARGEST_FILE)]
    dry_run: bool = True


class ImportProblem(Model):
    """What is wrong with a line of a file."""

    line: int
    level: str
    message: str


class ImportResult(Model):
    """What the file changes; nothing is written while there are errors."""

    written: int
    additions: int
    changes: int
    unchanged: int
    problems: tuple[ImportProblem, ...]


@dataclass(frozen=True, slots=True)
class Overrides:
    """Does them."""

    store: OverrideStore
    history: History
    languages: Sequence[str]

    @property
    def operations(self) -> Sequence[Operation]:
        """The operations as the API lists them."""
        one, texts, read = "/overrides/{override}", Scope.TEXTS, Scope.READ
        return (
            Operation("GET", "/overrides", "listOverrides", "List overrides", _TAG, self.list, OverrideList, read,
                      asks=OverrideQuery),
            Operation("POST", "/overrides", "createOverride", "Write a new override", _TAG, self.create, OverrideEntry,
                      texts, takes=OverrideValues, status=201, problems=(409,)),
            Operation("GET", one, "getOverride", "Read an override", _TAG, self.get, OverrideEntry, read,
                      asks=OverrideKey, problems=(404,)),
            Operation("PUT", one, "changeOverride", "Change an override", _TAG, self.change, OverrideEntry, texts,
                      asks=OverrideKey, takes=OverrideChange, problems=(404, 409)),
            Operation("DELETE", one, "deleteOverride", "Delete an override", _TAG, self.delete, Nothing, texts,
                      asks=OverrideAt, problems=(404, 409)),
            Operation("GET", one + "/history", "overrideHistory", "Who changed an override, and how", _TAG,
                      self.changes, HistoryList, read, asks=OverrideKey),
            Operation("POST", one + "/restore", "restoreOverride", "Go back to an earlier state", _TAG, self.restore,
                      OverrideEntry, texts, asks=OverrideKey, takes=Restore, problems=(404, 409)),
            Operation("POST", "/overrides/import", "importOverrides", "Import TMX or XLIFF, all or nothing", _TAG,
                      self.import_file, ImportResult, texts, takes=ImportFile, problems=(409,)),
        )  # fmt: skip

    async def list(self, call: Call) -> OverrideList:
        """A part of the list."""
        ask = call.query(OverrideQuery)
        wanted = OverrideFilter(words=ask.words, language=ask.language, page=ask.page, stale=ask.stale)
        page = await asyncio.to_thread(self.store.page, wanted, Window(ask.offset, ask.limit))
        return OverrideList(entries=tuple(map(_entry, page.entries)), total=page.total)

    async def get(self, call: Call) -> OverrideEntry:
        """One override."""
        return _entry(await self._there(call.query(OverrideKey).override))

    async def create(self, call: Call) -> OverrideEntry:
        """Write a new one."""
        values = call.content(OverrideValues)
        self._allowed(call.known, values.language)
        return _entry(await asyncio.to_thread(self.store.save, _override(values), call.who))

    async def change(self, call: Call) -> OverrideEntry:
        """Write a new state of one."""
        there, values = await self._there(call.query(OverrideKey).override), call.content(OverrideChange)
        for language in (there.value.language, values.language):
            self._allowed(call.known, language)
        changed = _override(values, there.value.id)
        return _entry(await asyncio.to_thread(self.store.save, changed, call.who, values.revision))

    async def delete(self, call: Call) -> Nothing:
        """Take one out; its history stays."""
        ask = call.query(OverrideAt)
        there = await self._there(ask.override)
        self._allowed(call.known, there.value.language)
        await asyncio.to_thread(self.store.delete, ask.override, call.who, ask.revision)
        return Nothing()

    async def changes(self, call: Call) -> HistoryList:
        """The history of one; also of one that was deleted."""
        found = await asyncio.to_thread(self.history.of, "override", call.query(OverrideKey).override)
        return HistoryList(changes=tuple(map(history_entry, found)))

    async def restore(self, call: Call) -> OverrideEntry:
        """Go back to a state of the history."""
        key, wanted = call.query(OverrideKey).override, call.content(Restore)
        past = await asyncio.to_thread(self.history.of, "override", key)
        if all(each.number != wanted.change for each in past):
            raise ProblemError(404, f"the history of this override has no change {wanted.change}")
        there = await asyncio.to_thread(self.store.get, key)
        if there is not None:
            self._allowed(call.known, there.value.language)
        elif call.known.account.languages:
            raise ProblemError(403, "only who may write all languages can bring back what was deleted")
        return _entry(await asyncio.to_thread(self.store.restore, wanted.change, call.who, wanted.revision))

    async def import_file(self, call: Call) -> ImportResult:
        """Say what a file changes, and do it if that is wanted."""
        file = call.content(ImportFile)
        plan = await asyncio.to_thread(self._plan, file)
        for language in {change.value.language for change in plan.changes}:
            self._allowed(call.known, language)
        wanted = not file.dry_run and not plan.errors
        written = await asyncio.to_thread(exchange.apply, self.store, plan, call.who) if wanted else 0
        return ImportResult(
            written=written,
            additions=plan.additions,
            changes=len(plan.changes) - plan.additions,
            unchanged=plan.unchanged,
            problems=tuple(
                ImportProblem(line=each.line, level=each.level.value, message=each.message)
                for each in plan.problems[:_MOST]
            ),
        )

    def _plan(self, file: ImportFile) -> exchange.Plan[Override]:
        reading = exchange.OVERRIDE_FORMATS[file.format].read(file.content.encode("utf-8", "replace"))
        return exchange.plan_overrides(reading, self.store.all(), self.languages)

    def _allowed(self, caller: Caller, language: str) -> None:
        if language not in self.languages:
            raise ProblemError(400, f'"{language}" is none of the languages served here: {" ".join(self.languages)}')
        if not caller.account.may(Permission.EDIT_TEXTS, language):
            raise ProblemError(403, f'the account of this token may not write "{language}"')

    async def _there(self, override: str) -> Stored[Override]:
        found = await asyncio.to_thread(self.store.get, override)
        if found is None:
            raise ProblemError(404, "there is no such override")
        return found


def history_entry(change: Change) -> HistoryEntry:
    """A change as the API gives it."""
    return HistoryEntry(
        number=change.number, action=change.action.value, author=change.author, at=change.at, before=change.before,
        after=change.after,
    )  # fmt: skip


def _override(values: OverrideValues, override: str = "") -> Override:
    return Override(
        id=override, language=values.language, source=values.source, target=values.target, page=values.page,
        note=values.note,
    )  # fmt: skip


def _entry(stored: Stored[Override]) -> OverrideEntry:
    value = stored.value
    return OverrideEntry(
        id=value.id, revision=stored.revision, language=value.language, source=value.source, target=value.target,
        page=value.page, note=value.note, stale=value.stale, author=value.author, changed_at=value.changed_at,
    )  # fmt: skip
