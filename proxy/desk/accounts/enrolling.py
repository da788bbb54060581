"""Setting up a second factor: before the first page of the desk where a role needs one, or when its owner wants to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup

from proxy.desk.accounts import totp
from proxy.desk.accounts.services import Services
from proxy.desk.accounts.sessions import Stage, Visit
from proxy.desk.accounts.signing_in import place_of
from proxy.desk.asked import Asked
from proxy.desk.rendering import see_other

_ISSUER = "Stadtlotse"


@dataclass(frozen=True, slots=True)
class Enrolling:
    """The same form at two addresses: `/sign-in/set-up` and `/account/second-factor`."""

    services: Services

    async def first_page(self, asked: Asked) -> web.StreamResponse:
        """The form that stands between the password and the desk."""
        visit = await self.services.own(asked, Stage.ENROLLING)
        return see_other("/sign-in") if visit is None else await self._form(asked, visit, "/sign-in/set-up")

    async def first(self, asked: Asked) -> web.StreamResponse:
        """Set the factor, complete the sign-in, and show the recovery codes once."""
        visit = await self.services.own(asked, Stage.ENROLLING)
        if visit is None:
            return see_other("/sign-in")
        codes = await self._enable(asked, visit)
        if not codes:
            return await self._form(asked, visit, "/sign-in/set-up", problem="code")
        shown = self.codes_page(asked, codes, place_of(asked.query("to")))
        return await self.services.complete(asked, visit.record, visit.signed_in_by, shown)

    async def own_page(self, asked: Asked) -> web.StreamResponse:
        """The form for who has signed in."""
        visit = await self.services.own(asked)
        if visit is None or visit.record.totp_secret:
            return see_other("/account")
        return await self._form(asked, visit, "/account/second-factor")

    async def own(self, asked: Asked) -> web.StreamResponse:
        """Set the factor, and show the recovery codes once; other sessions end."""
        visit = await self.services.own(asked)
        if visit is None or visit.record.totp_secret:
            return see_other("/account")
        codes = await self._enable(asked, visit)
        if not codes:
            return await self._form(asked, visit, "/account/second-factor", problem="code")
        await asyncio.to_thread(self.services.sessions.end_all, visit.record.id, visit.id)
        return self.codes_page(asked, codes, "/account")

    def codes_page(self, asked: Asked, codes: tuple[str, ...], to: str) -> web.Response:
        """The recovery codes, which are never shown again."""
        return self.services.parts.pages.page(asked, "accounts/recovery.html", codes=codes, to=to)

    async def _enable(self, asked: Asked, visit: Visit) -> tuple[str, ...]:
        code = (await asked.form()).get("code", "")
        enable = self.services.factors.enable
        return await asyncio.to_thread(enable, visit.record.id, visit.record.name, visit.pending_secret, code)

    async def _form(self, asked: Asked, visit: Visit, action: str, problem: str = "") -> web.Response:
        """The same secret until it has worked: who scanned it and mistyped the code need not scan again."""
        secret = visit.pending_secret
        if not secret:
            secret = totp.new_secret()
            await asyncio.to_thread(self.services.sessions.propose, visit.id, secret)
        address = totp.address(secret, visit.record.name, _ISSUER)
        return self.services.parts.pages.page(
            asked,
            "accounts/enrol.html",
            status=422 if problem else 200,
            action=action,
            to=place_of(asked.query("to")),
            secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            address=address,
            picture=Markup(totp.picture(address)),  # noqa: S704 segno wrote it
            problem=problem,
        )
