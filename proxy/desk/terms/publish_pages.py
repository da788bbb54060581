"""A working copy before it is published: what it would change, on trial, and who may publish it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web

from glossary.errors import TermError
from glossary.term import Place, Term
from proxy.desk.asked import Asked
from proxy.desk.permissions import Permission
from proxy.desk.rendering import see_other
from proxy.desk.terms.checking import check
from proxy.desk.terms.comparing import compare
from proxy.desk.terms.copies import Held, OutdatedError, OwnApprovalError
from proxy.desk.terms.fields import Wrong, codes_of, to_fields
from proxy.desk.terms.forms import seen_of
from proxy.desk.terms.trying import MOST, Tried, tried, would_be
from proxy.desk.terms.weighing import Weight, segment_of
from proxy.desk.terms.workbench import Workbench

_TRIAL_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class PublishPages:
    """Handlers."""

    bench: Workbench

    async def show(self, asked: Asked) -> web.StreamResponse:
        """What publishing would change."""
        await self.bench.in_step()
        held = await self._held(asked)
        return await self._page(asked, held)

    async def publish(self, asked: Asked) -> web.StreamResponse:
        """Publish it, or ask others to where that needs two pairs of eyes."""
        term, form = asked.params["term"], await asked.form()
        await self.bench.in_step()
        held = await self._held(asked)
        by, seen = asked.account.name, seen_of(form)
        if held.seen != seen:
            return await self._page(asked, held, status=409, outdated=True)
        if any(each.hinders for each in await asyncio.to_thread(self._checked, held)):
            return await self._page(asked, held, status=422)
        if form.get("collection"):
            await asyncio.to_thread(self.bench.takeover.take, by)
        try:
            await asyncio.to_thread(self.bench.copies.publish, term, seen, by)
        except OwnApprovalError:
            await asyncio.to_thread(self.bench.copies.ask, term, seen, by)
            return see_other(f"/terms/{term}?done=asked")
        except OutdatedError as outdated:
            return await self._page(asked, outdated.held, status=409, outdated=True)
        except TermError as error:
            return await self._page(asked, held, status=422, refused=str(error))
        await self.bench.in_step()
        return see_other(f"/terms/{term}?done=published")

    async def trial(self, asked: Asked) -> web.StreamResponse:
        """How the most seen segments would read: a page of its own, or a part of one for the script."""
        held = await self._held(asked)
        weight = await asyncio.to_thread(self._weight, held)
        found = await self._tried(held, weight)
        template = "terms/trial_part.html" if asked.query("part") else "terms/trial.html"
        return self.bench.parts.pages.page(asked, template, held=held, tried=found, weight=weight, most=MOST)

    async def send_back(self, asked: Asked) -> web.StreamResponse:
        """Say what has to be changed first."""
        form = await asked.form()
        comment = form.get("comment", "").strip()[:2000]
        copies, term, by = self.bench.copies, asked.params["term"], asked.account.name
        await asyncio.to_thread(copies.send_back, term, seen_of(form), by, comment)
        return see_other(f"/terms/{asked.params['term']}?done=sent-back")

    async def discard(self, asked: Asked) -> web.StreamResponse:
        """Throw the working copy away."""
        held = await self._held(asked)
        seen = seen_of(await asked.form())
        await asyncio.to_thread(self.bench.copies.discard, held.id, seen, asked.account.name)
        return see_other(f"/terms/{held.id}?done=discarded" if held.entry else "/terms?done=discarded")

    async def retire(self, asked: Asked) -> web.StreamResponse:
        """Prepare that the term is not used any more, and show what that would change."""
        term, seen = asked.params["term"], seen_of(await asked.form())
        await asyncio.to_thread(self.bench.copies.retire, term, seen, asked.account.name)
        return see_other(f"/terms/{term}/publish")

    async def _held(self, asked: Asked) -> Held:
        held = await asyncio.to_thread(self.bench.copies.held, asked.params["term"])
        if held.copy is None and not (held.entry and asked.request.method == "POST"):
            raise web.HTTPNotFound
        return held

    def _weight(self, held: Held) -> Weight:
        return self.bench.scales.weigh(*self.bench.before_and_now(held))

    def _checked(self, held: Held) -> tuple[Wrong, ...]:
        return check(held.term, self.bench.finder.sharing(held.term), self.bench.languages)

    async def _page(
        self, asked: Asked, held: Held, *, status: int = 200, outdated: bool = False, refused: str = ""
    ) -> web.StreamResponse:
        if held.copy is None:
            return see_other(f"/terms/{held.id}?done=outdated")
        weight = await asyncio.to_thread(self._weight, held)
        wrong = await asyncio.to_thread(self._checked, held)
        codes = codes_of(held.term, self.bench.targets)
        published = to_fields(held.entry.value, codes) if held.entry else {}
        own = self.bench.copies.four_eyes and asked.account.name in held.copy.authors
        return self.bench.parts.pages.page(
            asked,
            "terms/publish.html",
            status=status,
            held=held,
            weight=weight,
            wrong=wrong,
            hindered=any(each.hinders for each in wrong),
            changes=compare(published, to_fields(held.term, codes)),
            outdated=outdated,
            refused=refused,
            own_change=own,
            stands_in=await asyncio.to_thread(self.bench.index.stands_in),
            collection_count=len(self.bench.collection),
            may_edit=asked.may(Permission.EDIT_TERMS),
            can_try=self.bench.parts.proxy.translation.service is not None,
            refresh=self.bench.parts.proxy.settings.glossary.refresh_seconds,
        )

    async def _tried(self, held: Held, weight: Weight) -> tuple[Tried, ...]:
        service = self.bench.parts.proxy.translation.service
        if service is None:
            return ()
        before, now = self.bench.before_and_now(held)
        some = weight.touched[:MOST]
        state = service.glossary
        relevant = await asyncio.to_thread(
            lambda: frozenset(term for each in some for term in state.matcher.possible(segment_of(each.german).text))
        )
        would = would_be(state, tuple(relevant), before, now)
        return await tried(service, would, some, _place(now, weight), _TRIAL_SECONDS)


def _place(term: Term | None, weight: Weight) -> Place:
    """Return where the trial takes place: where the entry counts."""
    path = weight.pages[0][0].partition("?")[0] if weight.pages else ""
    selector = term.scope.selector if term else ""
    return Place(path, selectors=frozenset((selector,) if selector else ()))
