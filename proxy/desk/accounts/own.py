"""One's own account: password, second factor, sessions, language. What protects the account asks for the password."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from proxy.desk.accounts.attempts import OF_CODE
from proxy.desk.accounts.choosing import Choosing
from proxy.desk.accounts.enrolling import Enrolling
from proxy.desk.accounts.moments import moment
from proxy.desk.accounts.services import Services
from proxy.desk.accounts.sessions import Stage, Visit
from proxy.desk.asked import Asked
from proxy.desk.rendering import see_other
from proxy.desk.wording import LANGUAGES

DONE = ("password", "second-factor-off", "sessions", "language")
"""What the page can say was done."""


@dataclass(frozen=True, slots=True)
class Own:
    """The pages of `/account`."""

    services: Services
    choosing: Choosing
    enrolling: Enrolling

    async def page(self, asked: Asked) -> web.StreamResponse:
        """All of it on one page."""
        visit = await self.services.own(asked)
        return see_other("/sign-in") if visit is None else await self._page(asked, visit, {})

    async def password(self, asked: Asked) -> web.StreamResponse:
        """Change the password; every other session ends, and this one goes on with a new token."""
        visit = await self.services.own(asked)
        if visit is None or not visit.record.password:
            return see_other("/account")
        new = (await asked.form()).get("new", "")
        wrong = await self._current(asked, visit)
        problem = "" if wrong else self.choosing.problem(asked, new, visit.record.name)
        if wrong or problem:
            return await self._page(asked, visit, {"current": wrong, "new": problem})
        await self.choosing.keep(visit.record, new)
        response = see_other("/account?done=password")
        return await self.services.begin(asked, visit.record, Stage.FULL, visit.signed_in_by, response)

    async def drop_second_factor(self, asked: Asked) -> web.StreamResponse:
        """Take the second factor away, where no role needs it."""
        visit = await self.services.own(asked)
        if visit is None or self.services.needs_second_factor(visit.record):
            return see_other("/account")
        wrong = await self._current(asked, visit)
        if wrong:
            return await self._page(asked, visit, {"factor": wrong})
        name = visit.record.name
        await asyncio.to_thread(self.services.factors.disable, visit.record.id, name, name)
        return see_other("/account?done=second-factor-off")

    async def renew_codes(self, asked: Asked) -> web.StreamResponse:
        """Show new recovery codes, once."""
        visit = await self.services.own(asked)
        if visit is None or not visit.record.totp_secret:
            return see_other("/account")
        wrong = await self._current(asked, visit)
        if wrong:
            return await self._page(asked, visit, {"factor": wrong})
        codes = await asyncio.to_thread(self.services.factors.renew_codes, visit.record.id, visit.record.name)
        return self.enrolling.codes_page(asked, codes, "/account")

    async def end_sessions(self, asked: Asked) -> web.StreamResponse:
        """End one other session, or all others."""
        session = (await asked.form()).get("session", "")
        account, own = asked.account.id, asked.session.id if asked.session else ""
        if session:
            await asyncio.to_thread(self.services.sessions.end, account, session)
        else:
            await asyncio.to_thread(self.services.sessions.end_all, account, own)
        return see_other("/account?done=sessions")

    async def language(self, asked: Asked) -> web.StreamResponse:
        """Set the language of the desk's own words."""
        chosen = (await asked.form()).get("language", "")
        if chosen in ("", *LANGUAGES):
            values = {"desk_language": chosen}
            await asyncio.to_thread(self.services.accounts.set, asked.account.id, "", asked.account.name, **values)
        return see_other("/account?done=language")

    async def _current(self, asked: Asked, visit: Visit) -> str:
        """Why the current password does not count; "" if it does. Guessing it in an open session is slow, too."""
        keys = {f"current {visit.record.id}": OF_CODE}
        if await asyncio.to_thread(self.services.attempts.take, keys):
            return "slow"
        given = (await asked.form()).get("current", "")
        if not await self.services.passwords.matches(visit.record.password, given):
            return "current"
        await asyncio.to_thread(self.services.attempts.succeeded, keys)
        return ""

    async def _page(self, asked: Asked, visit: Visit, problems: Mapping[str, str]) -> web.Response:
        done = asked.query("done")
        return self.services.parts.pages.page(
            asked,
            "accounts/own.html",
            status=422 if problems else 200,
            record=visit.record,
            moment=moment,
            sessions=await asyncio.to_thread(self.services.sessions.of, visit.record.id),
            codes_left=await asyncio.to_thread(self.services.factors.codes_left, visit.record.id),
            needs_factor=self.services.needs_second_factor(visit.record),
            shortest=self.choosing.shortest,
            problems={"current": "", "new": "", "factor": "", **problems},
            wrong=bool(problems),
            done=done if done in DONE and not problems else "",
        )
