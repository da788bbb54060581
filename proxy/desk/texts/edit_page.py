"""One text: German beside what it reads as, and all that an editor can do with it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from glossary.history import Change
from glossary.override_store import from_plain
from glossary.overrides import Override
from glossary.term import Place
from proxy.desk.asked import Asked
from proxy.desk.permissions import Permission
from proxy.desk.rendering import see_other
from proxy.desk.texts.checking import Checked, check
from proxy.desk.texts.editing import OutdatedError, Standing, Wish
from proxy.desk.texts.filters import mark_of, written
from proxy.desk.texts.reading import TextState, words
from proxy.desk.texts.register import Mark
from proxy.desk.texts.showing import chips_of, from_field, in_field
from proxy.desk.texts.why import explained
from proxy.desk.texts.workbench import Workbench, text_address
from proxy.desk.texts.writing import weight_of
from proxy.desk.word_diff import Piece, difference


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form."""

    target: str
    everywhere: bool
    note: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """A line of the history, ready to be shown."""

    change: Change
    value: Override | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """Both texts, and the one that both began with, where somebody else was faster."""

    yours: tuple[Piece, ...]
    theirs: tuple[Piece, ...]
    theirs_by: str
    theirs_at: str
    before: str | None
    gone: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page says besides how the text stands; `checked` is there after a try to save."""

    draft: Draft
    checked: Checked | None = None
    status: int = 200
    merge: Merge | None = None
    notice: str = ""
    """A key of the wording."""


class EditPage:
    """Answers `/texts/{language}/{segment}`."""

    def __init__(self, bench: Workbench) -> None:
        """Take what the area shares."""
        self._bench = bench

    async def show(self, asked: Asked) -> web.StreamResponse:
        """The text as it stands."""
        standing = await self._standing(asked)
        return await self._page(asked, standing, Answer(_draft(standing)))

    async def save(self, asked: Asked) -> web.StreamResponse:
        """Write the editor's text, unless something speaks against it."""
        standing, form = await self._standing(asked), await asked.form()
        self._refuse_others(asked, standing)
        draft = _draft_of(form)
        checked = self._checked(standing, draft.target)
        if checked.refused or (checked.has_doubts and not draft.sure):
            return await self._page(asked, standing, Answer(draft, checked, 422))
        reading = standing.reading
        seen = _whole(form.get("seen_everywhere" if draft.everywhere else "seen_page", ""))
        wish = Wish(
            reading.language,
            reading.segment,
            asked.query("page") or standing.page,
            draft.target,
            draft.everywhere,
            seen,
            asked.account.name,
            draft.note,
        )
        try:
            await asyncio.to_thread(self._bench.editing.save, wish)
        except OutdatedError as outdated:
            now = await self._standing(asked)
            return await self._page(asked, now, Answer(draft, checked, 409, _merge(draft, outdated)))
        return self._onward(asked, form, "saved")

    async def approve(self, asked: Asked) -> web.StreamResponse:
        """Find the machine's text good."""
        standing, form = await self._standing(asked), await asked.form()
        self._refuse_others(asked, standing)
        draft, reading = _draft_of(form), standing.reading
        if str(reading.number) != form.get("number"):  # it reads otherwise now than the editor saw
            answer = Answer(_draft(standing), status=409, notice="texts.reads-otherwise")
            return await self._page(asked, standing, answer)
        if draft.target != (reading.target or "").strip():  # what was written would be lost
            answer = Answer(draft, status=422, notice="texts.approve-changed")
            return await self._page(asked, standing, answer)
        await asyncio.to_thread(self._bench.editing.approve, (standing.reading,), asked.account.name)
        return self._onward(asked, form, "approved-one")

    async def withdraw(self, asked: Asked) -> web.StreamResponse:
        """Take an approval back."""
        standing, form = await self._standing(asked), await asked.form()
        self._refuse_others(asked, standing)
        await asyncio.to_thread(self._bench.editing.withdraw, (standing.reading,), asked.account.name)
        return self._onward(asked, form, "withdrawn")

    async def remove(self, asked: Asked) -> web.StreamResponse:
        """Take the editor's own text out."""
        standing, form = await self._standing(asked), await asked.form()
        self._refuse_others(asked, standing)
        everywhere = form.get("scope") == "everywhere"
        await asyncio.to_thread(
            lambda: self._bench.editing.remove(
                standing.reading.language, standing.reading.segment, asked.query("page") or standing.page,
                everywhere=everywhere, seen=_whole(form.get("seen", "")), by=asked.account.name,
            )
        )  # fmt: skip
        return self._onward(asked, form, "removed")

    async def restore(self, asked: Asked) -> web.StreamResponse:
        """Bring a version of the history back."""
        standing, form = await self._standing(asked), await asked.form()
        self._refuse_others(asked, standing)
        reading, number = standing.reading, form.get("change", "")
        if not number.isdecimal():
            raise web.HTTPBadRequest(reason="change")
        page = asked.query("page") or standing.page
        await asyncio.to_thread(
            self._bench.editing.restore, reading.language, reading.segment, page, int(number), asked.account.name
        )
        return self._onward(asked, form, "restored")

    async def check(self, asked: Asked) -> web.StreamResponse:
        """What is wrong with a text that is being written, as a piece of the page."""
        standing, form = await self._standing(asked), await asked.form()
        checked = self._checked(standing, from_field(form.get("target", "")))
        return self._bench.parts.pages.page(
            asked,
            "texts/checked.html",
            own=self._bench.common(asked),
            checked=checked,
            language=standing.reading.language,
        )

    async def why(self, asked: Asked) -> web.StreamResponse:
        """How this text came about, with all that was tried."""
        standing = await self._standing(asked)
        page = asked.query("page") or standing.page
        found = await explained(self._bench.parts.proxy, asked.request, page, standing.reading)
        return self._bench.parts.pages.page(
            asked,
            "texts/why.html",
            own=self._bench.common(asked),
            standing=standing,
            page=page,
            explanation=found,
            back=text_address(standing.reading.language, standing.reading.segment, page, asked.query("from")),
        )

    async def _standing(self, asked: Asked) -> Standing:
        language, segment = asked.params["language"], asked.params["segment"]
        page = asked.query("page")
        if language not in self._bench.targets:
            raise web.HTTPNotFound
        standing = await asyncio.to_thread(self._find, language, segment, page)
        if standing is None:
            raise web.HTTPNotFound(reason=self._bench.parts.pages.say(asked, "texts.unknown"))
        return standing

    def _find(self, language: str, segment: str, page: str) -> Standing | None:
        """Return the text seen from a page: from the most viewed one where none was named."""
        standing = self._bench.editing.find(language, segment, page)
        if standing is not None and not page and standing.places.pages:
            return self._bench.editing.find(language, segment, standing.places.pages[0].path)
        return standing

    def _refuse_others(self, asked: Asked, standing: Standing) -> None:
        if not asked.may(Permission.EDIT_TEXTS, standing.reading.language):
            raise web.HTTPForbidden(reason=self._bench.parts.pages.say(asked, "texts.not-yours"))

    def _checked(self, standing: Standing, target: str) -> Checked:
        reading = standing.reading
        return check(reading.german, target, Place(standing.page, reading.language), self._bench.snapshot)

    def _onward(self, asked: Asked, form: Mapping[str, str], done: str) -> web.Response:
        """Lead to the next text of the queue, or back to this one."""
        from_, mark = asked.query("from"), mark_of(form.get("mark", ""))
        if form.get("then") == "next" and mark is not None:
            return see_other(f"/texts/next?{urlencode({'from': from_, 'after': written(mark), done: 'yes'})}")
        address = text_address(asked.params["language"], asked.params["segment"], asked.query("page"), from_)
        return see_other(f"{address}{'&' if '?' in address else '?'}{urlencode({done: 'yes'})}")

    async def _page(self, asked: Asked, standing: Standing, answer: Answer) -> web.Response:
        reading, bench = standing.reading, self._bench
        old = standing.stale.value if standing.stale else None
        return bench.parts.pages.page(
            asked,
            "texts/edit.html",
            status=answer.status,
            own=bench.common(asked),
            standing=standing,
            reading=reading,
            draft=answer.draft,
            checked=answer.checked or self._checked(standing, answer.draft.target),
            tried=answer.checked is not None,
            merge=answer.merge,
            chips=chips_of(reading.german),
            in_field=lambda text: in_field(text, reading.language),
            changed=difference(words(old.source), words(reading.german)) if old else (),
            versions=_versions(standing),
            mark=written(Mark(weight_of(reading.seen), reading.certainty, reading.number)),
            from_=asked.query("from"),
            page=asked.query("page") or standing.page,
            here=asked.request.query_string,
            notice=answer.notice,
            done=next((each for each in _DONE if asked.query(each) == "yes"), ""),
            machine=TextState.MACHINE,
            reviewed=TextState.REVIEWED,
        )


_DONE = ("saved", "approved-one", "withdrawn", "removed", "restored")


def _draft(standing: Standing) -> Draft:
    """Return what stands in the form at first: what is shown, or what an editor wrote for the German before."""
    effective = standing.effective
    if effective is not None:
        return Draft(effective.value.target, not effective.value.page, effective.value.note)
    if standing.stale is not None:
        return Draft(standing.stale.value.target, everywhere=False, note=standing.stale.value.note)
    return Draft(standing.reading.target or "", everywhere=True)


def _draft_of(form: Mapping[str, str]) -> Draft:
    target = from_field(form.get("target", ""))
    note = form.get("note", "").replace("\r\n", "\n").strip()
    return Draft(target, form.get("scope") == "everywhere", note[:2000], form.get("sure") == "yes")


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _versions(standing: Standing) -> tuple[Version, ...]:
    shown: list[Version] = []
    for change in standing.changes:
        before, after = (from_plain(json.loads(body)) if body else None for body in (change.before, change.after))
        pieces = difference(before.target if before else "", after.target if after else "")
        shown.append(Version(change, after or before, pieces))
    return tuple(shown)


def _merge(draft: Draft, outdated: OutdatedError) -> Merge:
    before = outdated.before.target if outdated.before else ""
    theirs = outdated.theirs.value if outdated.theirs else None
    return Merge(
        difference(before, draft.target),
        difference(before, theirs.target) if theirs else (),
        theirs.author if theirs else "",
        theirs.changed_at if theirs else "",
        before or None,
        theirs is None,
    )
