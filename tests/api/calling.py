"""A client of the API: a token made as the desk makes it, and calls with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from desk.running import RunningDesk

from proxy.api.api import API
from proxy.api.scopes import Scope
from proxy.api.tokens import TokenStore
from proxy.desk.audit_log import AuditLog
from proxy.desk.permissions import Account


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, read."""

    status: int
    headers: Any
    body: Any


@dataclass(frozen=True, slots=True)
class Api:
    """The API with a token, or without one."""

    http: aiohttp.ClientSession
    base: str

    async def call(self, method: str, path: str, body: object = None, **options: Any) -> Answer:
        """Make a call; a body is sent as JSON."""
        sent = options if body is None else {"json": body, **options}
        async with self.http.request(method, self.base + path, **sent) as got:
            kind = got.content_type
            return Answer(got.status, got.headers, await got.json() if kind.endswith("json") else await got.text())


def token_of(desk: RunningDesk, name: str, scopes: Collection[Scope], *roles: str, **more: Any) -> str:
    """A token of an account, which is made if it is not there."""
    record = desk.account(name, *roles, **more)
    account = Account(record.id, record.name, record.draft.roles, record.draft.languages)
    return TokenStore(desk.database, AuditLog(desk.database), desk.clock).make(account, "test", frozenset(scopes), 0)


@asynccontextmanager
async def api(desk: RunningDesk, token: str = "") -> AsyncIterator[Api]:
    """A client with this token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession(headers=headers) as http:
        yield Api(http, desk.url + API)


@asynccontextmanager
async def api_of(desk: RunningDesk, name: str, *scopes: Scope, **more: Any) -> AsyncIterator[Api]:
    """A client with a new token of an account."""
    token = await asyncio.to_thread(token_of, desk, name, scopes, **more)
    async with api(desk, token) as client:
        yield client
