"""A term and its form: shown, saved, and joined with what somebody else saved meanwhile."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from glossary.store import Stored
from glossary.term import State, Term
from proxy.desk.asked import Asked
from proxy.desk.permissions import Permission
from proxy.desk.rendering import see_other
from proxy.desk.terms.checking import check
from proxy.desk.terms.comparing import compare
from proxy.desk.terms.copies import Held, OutdatedError, Seen
from proxy.desk.terms.fields import Fields, Filled, Wrong, codes_of, from_fields, lines, to_fields
from proxy.desk.terms.finding import Query, query_of
from proxy.desk.terms.forms import SentForm, read_fields, sent_form
from proxy.desk.terms.merging import Choice, joined, merge
from proxy.desk.terms.saying import done_of
from proxy.desk.terms.violations import Violation, violations
from proxy.desk.terms.workbench import Workbench
from proxy.desk.texts.usage import TermUsage


@dataclass(frozen=True, slots=True)
class _Form:
    """What a form shows: the fields, what they were made of, and what has to be said about them."""

    fields: Fields
    before: Fields
    seen: Seen
    codes: Sequence[str]
    wrong: Sequence[Wrong] = ()
    done: str = ""
    suggested: Sequence[str] | None = None
    asked_for_forms: bool = False
    refused: bool = False
    """Whether it was sent and could not be saved."""

    @property
    def hindered(self) -> bool:
        """Whether it cannot be published so."""
        return any(each.hinders for each in self.wrong)


@dataclass(frozen=True, slots=True)
class _About:
    """What is known of a term besides what it says."""

    state: str
    neighbours: tuple[str, str] = ("", "")
    usage: tuple[TermUsage, ...] = ()
    violated: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class EditPages:
    """Handlers."""

    bench: Workbench

    async def new(self, asked: Asked) -> web.StreamResponse:
        """The form of a new term."""
        term = Term("?", state=State.APPROVED)
        fields = {**to_fields(term, self.bench.targets), "de": asked.query("de")[:200]}
        form = _Form(fields, fields, Seen(), self.bench.targets)
        return await self._page(asked, Held("", None, None), form)

    async def show(self, asked: Asked) -> web.StreamResponse:
        """A term, to be edited by who may."""
        await self.bench.in_step()
        held = await self._held(asked)
        codes = codes_of(held.term, self.bench.targets)
        fields = to_fields(held.term, codes)
        wrong = await asyncio.to_thread(self._checked, held.term)
        form = _Form(fields, fields, held.seen, codes, wrong, done=done_of(asked))
        return await self._page(asked, held, form)

    async def save(self, asked: Asked) -> web.StreamResponse:
        """Keep what was written, as a working copy."""
        await self.bench.in_step()
        entry = asked.params.get("term", "")
        held = await asyncio.to_thread(self.bench.copies.held, entry)
        if not held.there and any(each.id == entry for each in self.bench.collection):
            raise web.HTTPNotFound  # it is to be taken over first
        codes = codes_of(held.term, self.bench.targets) if held.there else self.bench.targets
        sent = await sent_form(asked, codes)
        filled = from_fields(sent.fields, codes, entry)
        if sent.action == "suggest":
            suggested = await self._suggested(filled.fields)
            form = _Form(filled.fields, sent.before, sent.seen, codes, suggested=suggested, asked_for_forms=True)
            return await self._page(asked, held, form)
        if filled.term is None:
            form = _Form(filled.fields, sent.before, sent.seen, codes, filled.wrong, refused=True)
            return await self._page(asked, held, form, status=422)
        return await self._kept(asked, filled.term, filled, sent, codes)

    async def merge(self, asked: Asked) -> web.StreamResponse:
        """The form with both changes in it, as chosen; to be looked at and saved."""
        held = await self._held(asked)
        post = {name: str(value) for name, value in (await asked.request.post()).items()}
        before, mine = (read_fields(post.get(name, "")) for name in ("before", "mine"))
        codes = codes_of(held.term, self.bench.targets)
        theirs = to_fields(held.term, codes)
        choices = {
            name.removeprefix("take-"): Choice(value)
            for name, value in post.items()
            if name.startswith("take-") and value in tuple(Choice)
        }
        fields = joined(theirs, merge(before, mine, theirs), choices)
        form = _Form(fields, theirs, held.seen, codes, done="merged")
        return await self._page(asked, held, form)

    async def forms(self, asked: Asked) -> web.StreamResponse:
        """German forms of a word, for the form's script."""
        found = await self.bench.suggestions.of(asked.query("de")[:200])
        return web.json_response({"forms": found})

    async def _kept(
        self, asked: Asked, term: Term, filled: Filled, sent: SentForm, codes: Sequence[str]
    ) -> web.StreamResponse:
        try:
            copy = await asyncio.to_thread(self.bench.copies.keep, term, sent.seen, asked.account.name)
        except OutdatedError as outdated:
            if not outdated.held.there:
                form = _Form(filled.fields, sent.before, Seen(), codes, done="gone")
                return await self._page(asked, Held("", None, None), form, status=409)
            return self._merge_page(asked, outdated.held, filled.fields, sent.before)
        if sent.action == "publish" and copy:
            return see_other(f"/terms/{copy.term.id}/publish")
        place = f"/terms/{copy.term.id if copy else term.id}"
        query = query_of(asked.request.query)
        return see_other(f"{place}{_with_done(query, 'saved' if copy else 'same')}")

    def _merge_page(self, asked: Asked, held: Held, mine: Fields, before: Fields) -> web.StreamResponse:
        theirs = to_fields(held.term, codes_of(held.term, self.bench.targets))
        merged = merge(before, mine, theirs)
        return self.bench.parts.pages.page(
            asked,
            "terms/merge.html",
            status=409,
            held=held,
            merged=merged,
            mine=json.dumps(dict(mine), ensure_ascii=False),
            before=json.dumps(dict(before), ensure_ascii=False),
        )

    async def _page(self, asked: Asked, held: Held, form: _Form, status: int = 200) -> web.StreamResponse:
        query = query_of(asked.request.query)
        about = await self._about(held, query)
        published = to_fields(held.entry.value, form.codes) if held.entry else {}
        return self.bench.parts.pages.page(
            asked,
            "terms/edit.html",
            status=status,
            held=held,
            form=form,
            wrong={each.at: each for each in reversed(form.wrong)},
            before=json.dumps(dict(form.before), ensure_ascii=False),
            changes=compare(published, form.fields) if held.entry and held.copy else (),
            about=about,
            query=query,
            edits=Permission.EDIT_TERMS,
            may_edit=asked.may(Permission.EDIT_TERMS) and about.state != "collection",
        )

    async def _held(self, asked: Asked) -> Held:
        term = asked.params["term"]
        held = await asyncio.to_thread(self.bench.copies.held, term)
        if held.there:
            return held
        known = {each.id: each for each in self.bench.collection}
        if term in known and await asyncio.to_thread(self.bench.index.stands_in):
            return Held(term, Stored(known[term], 0), None)
        raise web.HTTPNotFound

    def _checked(self, term: Term) -> tuple[Wrong, ...]:
        return check(term, self.bench.finder.sharing(term), self.bench.languages)

    async def _suggested(self, fields: Fields) -> tuple[str, ...] | None:
        found = await self.bench.suggestions.of(fields["de"]) if fields["de"] else ()
        return None if found is None else tuple(each for each in found if each not in lines(fields["forms"]))

    async def _about(self, held: Held, query: Query) -> _About:
        if not held.there:
            return _About("new")
        state = "new" if held.entry is None else held.entry.value.state.value if held.entry.revision else "collection"
        return await asyncio.to_thread(
            lambda: _About(
                state,
                self.bench.finder.neighbours(query, held.id),
                self.bench.usage.of([held.id]),
                violations(self.bench.parts.database, held.id),
            )
        )


def _with_done(query: Query, done: str) -> str:
    address = query.address()
    return f"{address}{'&' if address else '?'}done={done}"
