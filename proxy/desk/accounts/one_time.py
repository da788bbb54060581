"""The pages of one-time links: setting up the first account, and choosing a password.

Tokens stand in the query, because the access log has paths and no queries.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web

from glossary.errors import GlossaryError
from proxy.desk.accounts.choosing import Choosing
from proxy.desk.accounts.links import LinkError, Purpose
from proxy.desk.accounts.names import clean_name
from proxy.desk.accounts.records import Draft, Record
from proxy.desk.accounts.services import BY_PASSWORD, Services
from proxy.desk.asked import Asked
from proxy.desk.permissions import Role

SET_UP = "/set-up?token="
PASSWORD = "/password?token="  # noqa: S105 an address


@dataclass(frozen=True, slots=True)
class OneTime:
    """What links lead to; a link that does not work leads to a page that says so."""

    services: Services
    choosing: Choosing

    async def set_up_page(self, asked: Asked) -> web.StreamResponse:
        """The form for the first account."""
        if await self._account(asked, Purpose.SET_UP) is None:
            return self._ended(asked)
        return self._form(asked, "accounts/set_up.html", "")

    async def set_up(self, asked: Asked) -> web.StreamResponse:
        """Make the first account, with every right, and sign it in."""
        if await self._account(asked, Purpose.SET_UP) is None:
            return self._ended(asked)
        form = await asked.form()
        given, password = form.get("name", ""), form.get("password", "")
        try:
            name = clean_name(given)
        except GlossaryError:
            return self._form(asked, "accounts/set_up.html", given, name_problem="name-wrong", status=422)
        problem = self.choosing.problem(asked, password, name)
        if problem:
            return self._form(asked, "accounts/set_up.html", name, problem, status=422)
        kept = await self.services.passwords.hash(password)
        try:
            record = await asyncio.to_thread(self._first, asked.query("token"), name, kept)
        except LinkError:
            return self._ended(asked)
        return await self.services.enter(asked, record, BY_PASSWORD, "/")

    def _first(self, token: str, name: str, kept: str) -> Record:
        self.services.links.use(token, Purpose.SET_UP)
        draft = Draft(name, frozenset({Role.ADMIN}))
        return self.services.accounts.create(draft, name, password=kept, first=True)

    async def password_page(self, asked: Asked) -> web.StreamResponse:
        """The form for a new password."""
        record = await self._owner(asked)
        return self._ended(asked) if record is None else self._form(asked, "accounts/choose.html", record.name)

    async def password(self, asked: Asked) -> web.StreamResponse:
        """Keep the new password, and sign in."""
        record = await self._owner(asked)
        if record is None:
            return self._ended(asked)
        password = (await asked.form()).get("password", "")
        problem = self.choosing.problem(asked, password, record.name)
        if problem:
            return self._form(asked, "accounts/choose.html", record.name, problem, status=422)
        try:
            await asyncio.to_thread(self.services.links.use, asked.query("token"), Purpose.PASSWORD)
        except LinkError:
            return self._ended(asked)
        await self.choosing.keep(record, password)
        return await self.services.enter(asked, record, BY_PASSWORD, "/")

    async def _account(self, asked: Asked, purpose: Purpose) -> str | None:
        if not self.services.takes_passwords:
            return None
        return await asyncio.to_thread(self.services.links.account_of, asked.query("token"), purpose)

    async def _owner(self, asked: Asked) -> Record | None:
        account = await self._account(asked, Purpose.PASSWORD)
        record = await asyncio.to_thread(self.services.accounts.get, account) if account else None
        return None if record is None or record.draft.disabled else record

    def _form(
        self, asked: Asked, template: str, name: str, problem: str = "", name_problem: str = "", status: int = 200
    ) -> web.Response:
        values = {"name": name, "problem": problem, "name_problem": name_problem, "shortest": self.choosing.shortest}
        return self.services.parts.pages.page(asked, template, status=status, **values)

    def _ended(self, asked: Asked) -> web.Response:
        return self.services.parts.pages.page(asked, "accounts/link_ended.html", status=410)
