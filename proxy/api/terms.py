"""The operations on glossary terms: written as working copies, and published as at the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final, Literal

from pydantic import Field

from glossary.history import History
from glossary.plain import from_plain, to_plain
from glossary.term import Term
from proxy.api.operation import Call, Model, Nothing, Operation
from proxy.api.overrides import HistoryList, Identifier, ImportProblem, ImportResult, history_entry
from proxy.api.problem import Fault, ProblemError
from proxy.api.scopes import Scope
from proxy.desk.terms.checking import check
from proxy.desk.terms.copies import Copies, Held, OwnApprovalError, Seen
from proxy.desk.terms.fields import Wrong
from proxy.desk.terms.finding import ON_A_PAGE, query_of
from proxy.desk.terms.transfer import DryRun
from proxy.desk.terms.workbench import Workbench

_TAG: Final = "terms"
_LONGEST: Final = 20_000
_MOST_SHOWN: Final = 100

Word = Annotated[str, Field(min_length=1, max_length=500)]
Words = Annotated[tuple[Word, ...], Field(max_length=200)]
Code = Annotated[str, Field(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=16)]


class TermTarget(Model):
    """The term in one language: its base form, and inflected forms that count as the term."""

    term: Word
    variants: Words = ()


class TermScope(Model):
    """Where the term counts; what is empty does not restrict."""

    url: Annotated[str, Field(max_length=500, description="pattern for paths, such as /rat/*")] = ""
    selector: Annotated[str, Field(max_length=500)] = ""
    languages: Annotated[tuple[Code, ...], Field(max_length=50)] = ()


class TermValues(Model):
    """What a terminologist decides."""

    de: Word
    forms: Words = ()
    policy: Literal["keep", "translate", "keep+gloss"] = "translate"
    match: Literal["word", "compound"] = "word"
    case: bool = False
    targets: Annotated[dict[Code, TermTarget], Field(max_length=50, default_factory=dict)]
    scope: TermScope = TermScope()
    note: Annotated[str, Field(max_length=_LONGEST)] = ""
    state: Literal["draft", "approved", "retired"] = "draft"


class TermSeen(Model):
    """What was seen of a term; where it is another one by now, nothing is written (409)."""

    revision: Annotated[int, Field(ge=0, le=1 << 53, description="of what is published; 0: nothing is")] = 0
    copy_mark: Annotated[str, Field(max_length=64, description='of the working copy; "": there is none')] = ""


class TermChange(TermSeen):
    """A working copy of a term."""

    term: TermValues


class TermEntry(TermSeen):
    """A term: what is published, and the working copy, each null where there is none."""

    id: str
    published: TermValues | None
    working_copy: TermValues | None
    waiting: Annotated[bool, Field(description="the working copy waits for somebody else's approval")]


class TermRow(Model):
    """A term in a list; `copy` says whether there is a working copy, and whether it waits."""

    id: str
    state: str
    copy_state: str
    term: TermValues


class TermList(Model):
    """A page of the list, and how long all of it is."""

    entries: tuple[TermRow, ...]
    total: int
    page_size: int


class TermQuery(Model):
    """Which terms; what is left out does not restrict."""

    q: Annotated[str, Field(max_length=200, description="words of term, forms, targets or note")] = ""
    state: Literal["", "approved", "draft", "retired", "new", "kept", "waiting", "collection"] = ""
    policy: Literal["", "keep", "translate", "keep+gloss"] = ""
    language: Annotated[str, Field(max_length=16)] = ""
    has: Literal["", "missing", "there"] = ""
    use: Literal["", "never", "violated"] = ""
    sort: Literal["german", "changed", "violated"] = "german"
    page: Annotated[int, Field(ge=1, le=100_000)] = 1


class TermKey(Model):
    """One term."""

    term: Identifier


class Published(Model):
    """Whether a term is published now, or waits for somebody else's approval."""

    state: Literal["published", "waiting"]


class ImpactSegment(Model):
    """A text that would be translated anew."""

    german: str
    language: str
    text: str | None


class Impact(Model):
    """What publishing the working copy would change; the segments most seen come first."""

    languages: Mapping[str, int]
    pages: int
    segments: tuple[ImpactSegment, ...]
    whole: Annotated[bool, Field(description="false: more texts could be touched than were looked at")]


class TermFile(Model):
    """A file of terms; with `dry_run` nothing is written."""

    format: Literal["csv", "jsonl", "tbx"]
    content: Annotated[str, Field(max_length=20_000_000)]
    dry_run: bool = True


class TermExport(Model):
    """All published terms as a file."""

    format: str
    content: str


class TermFormat(Model):
    """The format of an export."""

    format: Literal["csv", "jsonl", "tbx"] = "jsonl"


@dataclass(frozen=True, slots=True)
class Terms:
    """Does them, with the desk's own workbench."""

    bench: Workbench
    history: History

    @property
    def operations(self) -> Sequence[Operation]:
        """The operations as the API lists them."""
        one, terms, read = "/terms/{term}", Scope.TERMS, Scope.READ
        return (
            Operation("GET", "/terms", "listTerms", "List terms", _TAG, self.list, TermList, read, asks=TermQuery),
            Operation("POST", "/terms", "createTerm", "Write the working copy of a new term", _TAG, self.create,
                      TermEntry, terms, takes=TermValues, status=201, problems=(409,)),
            Operation("GET", "/terms/export", "exportTerms", "All published terms as a file", _TAG, self.export,
                      TermExport, read, asks=TermFormat),
            Operation("POST", "/terms/import", "importTerms", "Import CSV, JSON Lines or TBX, all or nothing", _TAG,
                      self.import_file, ImportResult, terms, takes=TermFile, problems=(409,)),
            Operation("GET", one, "getTerm", "Read a term", _TAG, self.get, TermEntry, read, asks=TermKey,
                      problems=(404,)),
            Operation("PUT", one, "changeTerm", "Write the working copy of a term", _TAG, self.change, TermEntry,
                      terms, asks=TermKey, takes=TermChange, problems=(404, 409)),
            Operation("POST", one + "/discard", "discardTerm", "Throw the working copy away", _TAG, self.discard,
                      Nothing, terms, asks=TermKey, takes=TermSeen, problems=(404, 409)),
            Operation("GET", one + "/impact", "termImpact", "What publishing would change", _TAG, self.impact, Impact,
                      read, asks=TermKey, problems=(404,)),
            Operation("POST", one + "/publish", "publishTerm", "Publish the working copy, or ask for approval", _TAG,
                      self.publish, Published, terms, asks=TermKey, takes=TermSeen, problems=(404, 409)),
            Operation("GET", one + "/history", "termHistory", "Who changed a term, and how", _TAG, self.changes,
                      HistoryList, read, asks=TermKey),
        )  # fmt: skip

    @property
    def _copies(self) -> Copies:
        return self.bench.copies

    async def list(self, call: Call) -> TermList:
        """A page of the list."""
        ask = call.query(TermQuery)
        await self.bench.in_step()
        values = {name: str(value) for name, value in ask.model_dump().items()}
        page = await asyncio.to_thread(self.bench.finder.page, query_of(values))
        rows = tuple(
            TermRow(id=row.id, state=row.state, copy_state=row.copy, term=_values(row.term)) for row in page.rows
        )
        return TermList(entries=rows, total=page.total, page_size=ON_A_PAGE)

    async def get(self, call: Call) -> TermEntry:
        """One term."""
        return _entry(await self._there(call))

    async def create(self, call: Call) -> TermEntry:
        """Write the working copy of a new one."""
        copy = await asyncio.to_thread(self._copies.keep, _term(call.content(TermValues)), Seen(), call.who)
        if copy is None:
            message = "a new term has no published state that it could be equal to"
            raise RuntimeError(message)
        return _entry(await asyncio.to_thread(self._copies.held, copy.term.id))

    async def change(self, call: Call) -> TermEntry:
        """Write the working copy of one."""
        held, change = await self._there(call), call.content(TermChange)
        await asyncio.to_thread(self._copies.keep, _term(change.term, held.id), _seen(change), call.who)
        return _entry(await asyncio.to_thread(self._copies.held, held.id))

    async def discard(self, call: Call) -> Nothing:
        """Throw the working copy away."""
        held = await self._there(call)
        await asyncio.to_thread(self._copies.discard, held.id, _seen(call.content(TermSeen)), call.who)
        return Nothing()

    async def impact(self, call: Call) -> Impact:
        """What publishing would change."""
        held = await self._there(call)
        weight = await asyncio.to_thread(self.bench.scales.weigh, *self.bench.before_and_now(held))
        shown = tuple(
            ImpactSegment(german=each.german, language=each.language, text=each.target)
            for each in weight.touched[:_MOST_SHOWN]
        )
        return Impact(languages=dict(weight.languages), pages=weight.page_count, segments=shown, whole=weight.whole)

    async def publish(self, call: Call) -> Published:
        """Publish the working copy; where somebody else has to approve it, ask for that."""
        held, seen = await self._there(call), _seen(call.content(TermSeen))
        others = await asyncio.to_thread(self.bench.finder.sharing, held.term)
        wrong = [each for each in check(held.term, others, self.bench.languages) if each.hinders]
        if wrong:
            raise ProblemError(400, "the term cannot be published as it is", tuple(map(_fault, wrong)))
        try:
            await asyncio.to_thread(self._copies.publish, held.id, seen, call.who)
        except OwnApprovalError:
            await asyncio.to_thread(self._copies.ask, held.id, seen, call.who)
            return Published(state="waiting")
        return Published(state="published")

    async def changes(self, call: Call) -> HistoryList:
        """The history of one."""
        found = await asyncio.to_thread(self.history.of, "term", call.query(TermKey).term)
        return HistoryList(changes=tuple(map(history_entry, found)))

    async def export(self, call: Call) -> TermExport:
        """All published terms as a file."""
        kind = call.query(TermFormat).format
        content = await asyncio.to_thread(self._exported, kind)
        return TermExport(format=kind, content=content)

    async def import_file(self, call: Call) -> ImportResult:
        """Say what a file changes, and do it if that is wanted."""
        return await asyncio.to_thread(self._imported, call.content(TermFile), call.who)

    async def _there(self, call: Call) -> Held:
        held = await asyncio.to_thread(self._copies.held, call.query(TermKey).term)
        if not held.there:
            raise ProblemError(404, "there is no such term")
        return held

    def _exported(self, kind: str) -> str:
        ids = self.bench.finder.ids(query_of({}))
        return self.bench.transfer.export(kind, ids).decode("utf-8-sig")

    def _imported(self, file: TermFile, by: str) -> ImportResult:
        transfer = self.bench.transfer
        upload = transfer.receive(f"api.{file.format}", file.content.encode("utf-8", "replace"), by)
        run = transfer.dry(upload)
        if run is None:
            message = "a file that was just received is gone"
            raise RuntimeError(message)
        written = 0
        try:
            if not file.dry_run and not run.plan.errors:
                written = transfer.take(upload, run.revision, by)
        except OwnApprovalError as error:
            raise ProblemError(409, "the file waits at the desk: somebody else has to import it") from error
        if not written:
            transfer.drop(upload, by)
        return _result(run, written)


def _result(run: DryRun, written: int) -> ImportResult:
    plan = run.plan
    return ImportResult(
        written=written,
        additions=plan.additions,
        changes=len(plan.changes) - plan.additions,
        unchanged=plan.unchanged,
        problems=tuple(
            ImportProblem(line=each.line, level=each.level.value, message=each.message)
            for each in plan.problems[:_MOST_SHOWN]
        ),
    )


def _term(values: TermValues, term: str = "") -> Term:
    return replace(from_plain(values.model_dump(mode="json")), id=term)


def _values(term: Term) -> TermValues:
    plain = to_plain(term)
    return TermValues.model_validate({name: plain[name] for name in TermValues.model_fields})


def _seen(seen: TermSeen) -> Seen:
    return Seen(seen.revision, seen.copy_mark)


def _entry(held: Held) -> TermEntry:
    return TermEntry(
        id=held.id,
        revision=held.seen.base,
        copy_mark=held.seen.mark,
        published=_values(held.entry.value) if held.entry else None,
        working_copy=_values(held.copy.term) if held.copy else None,
        waiting=bool(held.copy and held.copy.waiting),
    )


def _fault(wrong: Wrong) -> Fault:
    what = wrong.values.get("detail") or f"there is another term for this: {wrong.values.get('other', '')}"
    return Fault(where=wrong.at, what=what)
