"""Who changed a term, and when: every state of it with what differed, and the way back to it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from aiohttp import web

from glossary.history import Change, History
from glossary.plain import from_plain
from glossary.term import Term
from proxy.desk.asked import Asked
from proxy.desk.permissions import Permission
from proxy.desk.rendering import see_other
from proxy.desk.terms.comparing import FieldChange, compare
from proxy.desk.terms.copies import Held
from proxy.desk.terms.fields import Fields, codes_of, to_fields
from proxy.desk.terms.forms import seen_of
from proxy.desk.terms.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the history; `current` is what the term says now."""

    change: Change
    differences: tuple[FieldChange, ...]
    current: bool


@dataclass(frozen=True, slots=True)
class HistoryPages:
    """Handlers."""

    bench: Workbench

    async def show(self, asked: Asked) -> web.StreamResponse:
        """All changes, the newest first."""
        term = asked.params["term"]
        held, steps = await asyncio.to_thread(self._read, term)
        if not steps:
            raise web.HTTPNotFound
        return self.bench.parts.pages.page(
            asked,
            "terms/history.html",
            term=term,
            held=held,
            lemma=(held.term.lemma if held.there else term),
            steps=steps,
            may_edit=asked.may(Permission.EDIT_TERMS),
            four_eyes=self.bench.copies.four_eyes,
        )

    async def restore(self, asked: Asked) -> web.StreamResponse:
        """Bring a state back."""
        term, form = asked.params["term"], await asked.form()
        changes = await asyncio.to_thread(History(self.bench.parts.database).of, "term", term)
        chosen = next((each for each in changes if str(each.number) == form.get("number")), None)
        body = chosen and (chosen.after or chosen.before)
        if chosen is None or not body:
            raise web.HTTPNotFound
        before, by = from_plain(json.loads(body)), asked.account.name
        restore = self.bench.copies.restore
        published = await asyncio.to_thread(restore, term, chosen.number, before, seen_of(form), by)
        await self.bench.in_step()
        return see_other(f"/terms/{term}?done={'restored' if published else 'asked'}")

    def _read(self, term: str) -> tuple[Held, tuple[Step, ...]]:
        held = self.bench.copies.held(term)
        changes = History(self.bench.parts.database).of("term", term)
        now = held.entry.revision if held.entry else 0
        return held, tuple(self._step(each, now) for each in reversed(changes))

    def _step(self, change: Change, now: int) -> Step:
        before, after = (self._fields(body) for body in (change.before, change.after))
        return Step(change, compare(before, after), current=change.revision == now)

    def _fields(self, body: str | None) -> Fields:
        if not body:
            return {}
        term: Term = from_plain(json.loads(body))
        return {name: text for name, text in to_fields(term, codes_of(term, self.bench.targets)).items() if text}
