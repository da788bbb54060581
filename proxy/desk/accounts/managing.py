"""Looking after accounts: make, change, disable and delete them, give links to choose a password, end sessions."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiohttp import web

from glossary.errors import ConflictError, GlossaryError
from proxy.desk.accounts.moments import moment
from proxy.desk.accounts.one_time import PASSWORD
from proxy.desk.accounts.records import Draft, Record
from proxy.desk.accounts.services import Services
from proxy.desk.accounts.store import LastAdminError, NameTakenError
from proxy.desk.addresses import seen_desk
from proxy.desk.asked import Asked
from proxy.desk.permissions import Role
from proxy.desk.rendering import see_other

DONE = ("saved", "created", "deleted", "sessions", "second-factor")
"""What the pages can say was done."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Somebody else saved the account meanwhile: what it was, what it is, and what is wanted."""

    before: Draft
    theirs: Draft


@dataclass(frozen=True, slots=True)
class Editing:
    """The form of an account: what is in it, and what is wrong with it."""

    draft: Draft
    revision: int = 0
    before: Draft | None = None
    """What the form began with; goes with it, so that it can be compared later."""
    problem: str = ""
    difference: Difference | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Managing:
    """The pages of `/accounts`."""

    services: Services

    async def list(self, asked: Asked) -> web.StreamResponse:
        """All accounts."""
        records = await asyncio.to_thread(self.services.accounts.all)
        return self.services.parts.pages.page(
            asked,
            "accounts/list.html",
            records=records,
            moment=moment,
            done=_done(asked),
            roles=tuple(Role),
            passwords=self.services.takes_passwords,
        )

    async def new_page(self, asked: Asked) -> web.StreamResponse:
        """An empty form."""
        return self._form(asked, None, Editing(Draft("", frozenset({Role.EDITOR}))))

    async def create(self, asked: Asked) -> web.StreamResponse:
        """Make an account; its owner gets in by a link."""
        draft = await self._draft(asked)
        try:
            record = await asyncio.to_thread(self.services.accounts.create, draft, asked.account.name)
        except GlossaryError as error:
            return self._form(asked, None, Editing(draft, problem=_problem(error)))
        return await self._link(asked, record, "created")

    async def page(self, asked: Asked) -> web.StreamResponse:
        """One account."""
        record = await self._record(asked)
        return self._form(asked, record, Editing(record.draft, record.revision, record.draft))

    async def change(self, asked: Asked) -> web.StreamResponse:
        """Save an account, unless somebody else did meanwhile: then both versions are shown, and nothing is lost."""
        record, draft, form = await self._record(asked), await self._draft(asked), await asked.form()
        revision, before = _whole(form.get("revision", "")), _read(form.get("before", ""))
        try:
            await asyncio.to_thread(self.services.accounts.change, record.id, revision, draft, asked.account.name)
        except ConflictError:
            record = await self._record(asked)
            difference = Difference(before, record.draft)
            return self._form(asked, record, Editing(draft, record.revision, record.draft, "conflict", difference))
        except GlossaryError as error:
            return self._form(asked, record, Editing(draft, revision, before, _problem(error)))
        return see_other(f"/accounts/{record.id}?done=saved")

    async def delete(self, asked: Asked) -> web.StreamResponse:
        """Delete an account."""
        record, revision = await self._record(asked), _whole((await asked.form()).get("revision", ""))
        try:
            await asyncio.to_thread(self.services.accounts.delete, record.id, revision, asked.account.name)
        except LastAdminError as error:
            return self._form(asked, record, Editing(record.draft, record.revision, record.draft, _problem(error)))
        return see_other("/accounts?done=deleted")

    async def link(self, asked: Asked) -> web.StreamResponse:
        """Make a link with which the owner chooses a password."""
        return await self._link(asked, await self._record(asked), "link")

    async def end_sessions(self, asked: Asked) -> web.StreamResponse:
        """End all sessions of an account."""
        record = await self._record(asked)
        await asyncio.to_thread(self.services.sessions.end_all, record.id)
        await self._audited(asked, "account.end-sessions", record)
        return see_other(f"/accounts/{record.id}?done=sessions")

    async def drop_second_factor(self, asked: Asked) -> web.StreamResponse:
        """Take away the second factor of who has lost it; sessions end."""
        record = await self._record(asked)
        await asyncio.to_thread(self.services.factors.disable, record.id, record.name, asked.account.name)
        await asyncio.to_thread(self.services.sessions.end_all, record.id)
        return see_other(f"/accounts/{record.id}?done=second-factor")

    async def _link(self, asked: Asked, record: Record, why: str) -> web.Response:
        token = await asyncio.to_thread(self.services.links.to_password, record.id)
        await self._audited(asked, "account.link", record)
        return self.services.parts.pages.page(
            asked,
            "accounts/link.html",
            record=record,
            why=why,
            link=seen_desk(self.services.parts.proxy, asked) + PASSWORD + token,
            hours=self.services.parts.proxy.settings.desk.link_hours,
        )

    async def _audited(self, asked: Asked, action: str, record: Record) -> None:
        await asyncio.to_thread(self.services.parts.audit.record, asked.account.name, action, record.name)

    async def _record(self, asked: Asked) -> Record:
        record = await asyncio.to_thread(self.services.accounts.get, asked.params["account"])
        if record is None:
            raise web.HTTPNotFound
        return record

    async def _draft(self, asked: Asked) -> Draft:
        """What the form says; unknown roles and languages are left out."""
        form = await asked.request.post()
        targets = self.services.parts.proxy.settings.languages.targets
        roles = frozenset(role for role in Role if role.value in _all(form.getall("role", [])))
        languages = frozenset(code for code in targets if code in _all(form.getall("language", [])))
        name, disabled = form.get("name", ""), bool(form.get("disabled"))
        return Draft(str(name), roles, languages if Role.EDITOR in roles else frozenset(), disabled)

    def _form(self, asked: Asked, record: Record | None, editing: Editing) -> web.Response:
        status = {"": 200, "conflict": 409}.get(editing.problem, 422)
        return self.services.parts.pages.page(
            asked,
            "accounts/edit.html",
            status=status,
            record=record,
            moment=moment,
            editing=editing,
            before=_written(editing.before) if editing.before else "",
            roles=tuple(Role),
            passwords=self.services.takes_passwords,
            done=_done(asked) if not editing.problem else "",
        )


def _done(asked: Asked) -> str:
    done = asked.query("done")
    return done if done in DONE else ""


def _problem(error: GlossaryError) -> str:
    kinds = {LastAdminError: "last-admin", NameTakenError: "name-taken"}
    return kinds.get(type(error), "name-wrong")


def _all(values: Sequence[object]) -> frozenset[str]:
    return frozenset(map(str, values))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _written(draft: Draft) -> str:
    return json.dumps([draft.name, sorted(draft.roles), sorted(draft.languages), draft.disabled])


def _read(text: str) -> Draft:
    """What the form began with; it only serves to be shown."""
    try:
        name, roles, languages, disabled = json.loads(text)
        return Draft(str(name), frozenset(map(Role, roles)), frozenset(map(str, languages)), bool(disabled))
    except (ValueError, TypeError):
        return Draft("", frozenset())
