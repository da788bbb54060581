"""What the pages of this area work with, made once; and how somebody comes in, by whichever way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from proxy.desk.accounts.attempts import AttemptStore
from proxy.desk.accounts.cookies import DEVICE, SESSION
from proxy.desk.accounts.factors import FactorStore
from proxy.desk.accounts.links import LinkStore
from proxy.desk.accounts.passwords import Passwords, new_hasher
from proxy.desk.accounts.records import Record
from proxy.desk.accounts.sessions import Limits, SessionStore, Stage, Visit
from proxy.desk.accounts.store import AccountStore
from proxy.desk.asked import Asked, Session
from proxy.desk.parts import DeskParts
from proxy.desk.rendering import see_other

BY_PASSWORD = "password"  # noqa: S105 it says by what somebody signed in
_NEXT = {Stage.SECOND_FACTOR: "/sign-in/second-factor", Stage.ENROLLING: "/sign-in/set-up"}


@dataclass(frozen=True, slots=True)
class Services:
    """The stores of the accounts, and the rules that need no store."""

    parts: DeskParts
    accounts: AccountStore
    sessions: SessionStore
    attempts: AttemptStore
    links: LinkStore
    factors: FactorStore
    passwords: Passwords

    async def identify(self, request: web.Request) -> Session | None:
        """Who asks, if signing in was completed and the session has not ended."""
        secure = self.parts.proxy.site.visitor(request).scheme == "https"
        visit = await self.visit(request, secure=secure)
        if visit is None or visit.stage is not Stage.FULL:
            return None
        return Session(visit.id, visit.record.account, visit.csrf, visit.record.desk_language)

    async def visit(self, request: web.Request, *, secure: bool) -> Visit | None:
        """The session of a request, also one that waits for a second factor."""
        token = SESSION.read(request.cookies, secure=secure)
        return await asyncio.to_thread(self.sessions.find, token) if token else None

    async def own(self, asked: Asked, stage: Stage = Stage.FULL) -> Visit | None:
        """The session of who asks, if it has come to this stage."""
        visit = await self.visit(asked.request, secure=asked.secure)
        return visit if visit is not None and visit.stage is stage else None

    @property
    def takes_passwords(self) -> bool:
        """Whether names and passwords of the desk's own work, and links to choose one."""
        return self.parts.proxy.settings.sign_on.passwords

    async def enter(self, asked: Asked, record: Record, by: str, to: str) -> web.StreamResponse:
        """Begin a session, or the step that comes before it; the browser's old session ends."""
        stage = self._stage(record, by)
        if stage is Stage.FULL:
            return await self.complete(asked, record, by, see_other(to))
        return await self.begin(asked, record, stage, by, see_other(f"{_NEXT[stage]}?to={quote(to, safe='')}"))

    async def complete(self, asked: Asked, record: Record, by: str, response: web.StreamResponse) -> web.StreamResponse:
        """Begin the session of who has shown everything that is asked for; the browser is known from now on."""
        known = DEVICE.read(asked.request.cookies, secure=asked.secure)
        device = await asyncio.to_thread(self.attempts.remember, record.id, known)
        DEVICE.set(response, device, secure=asked.secure)
        await asyncio.to_thread(self.parts.audit.record, record.name, "account.sign-in", record.name, by)
        return await self.begin(asked, record, Stage.FULL, by, response)

    async def begin(
        self, asked: Asked, record: Record, stage: Stage, by: str, response: web.StreamResponse
    ) -> web.StreamResponse:
        """Begin a session at a stage, with a new token in the answer."""
        before = SESSION.read(asked.request.cookies, secure=asked.secure)
        agent = asked.request.headers.get("User-Agent", "")
        begun = await asyncio.to_thread(self.sessions.begin, record.id, stage, by, agent, before)
        SESSION.set(response, begun.token, secure=asked.secure)
        return response

    def needs_second_factor(self, record: Record) -> bool:
        """Whether a role of the account asks for one."""
        return not record.draft.roles.isdisjoint(self.parts.proxy.settings.desk.second_factor)

    def _stage(self, record: Record, by: str) -> Stage:
        if by != BY_PASSWORD:  # the single sign-on asks for as many factors as the city wants
            return Stage.FULL
        if record.totp_secret:
            return Stage.SECOND_FACTOR
        return Stage.ENROLLING if self.needs_second_factor(record) else Stage.FULL


def make_services(parts: DeskParts) -> Services:
    """Make the stores in the desk's database."""
    settings, clock, database = parts.proxy.settings.desk, parts.proxy.clock, parts.database
    limits = Limits(settings.idle_minutes * 60, settings.session_hours * 3600)
    return Services(
        parts,
        AccountStore(database, parts.audit, clock),
        SessionStore(database, limits, clock),
        AttemptStore(database, clock),
        LinkStore(database, settings.link_hours * 3600, clock),
        FactorStore(database, parts.audit, clock),
        Passwords(new_hasher()),
    )
