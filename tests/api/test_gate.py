"""Who may call, and what becomes of calls that cannot be answered."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from api.calling import api, api_of, token_of
from desk.running import running_desk

from proxy.api.scopes import Scope
from proxy.api.tokens import TokenStore
from proxy.desk.audit_log import AuditLog
from proxy.desk.permissions import Account

_ASK = {"to": "tr", "items": [{"text": "Haus"}]}


async def test_without_a_token_of_the_right_scope_nothing_is_done(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk:
        async with api(desk) as nobody:
            got = await nobody.call("POST", "/translate", _ASK)
            assert (got.status, got.headers["WWW-Authenticate"]) == (401, 'Bearer realm="stadtlotse"')
        async with api(desk, "stadtlotse_unknown") as stranger:
            assert (await stranger.call("POST", "/translate", _ASK)).status == 401
        async with api_of(desk, "reader", Scope.READ) as reader:
            assert (await reader.call("POST", "/translate", _ASK)).status == 403


async def test_a_token_ends_with_its_account_its_time_and_when_it_is_taken_back(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk:
        store = TokenStore(desk.database, AuditLog(desk.database), desk.clock)
        record = desk.account("reader")
        account = Account(record.id, record.name, record.draft.roles)
        short = await asyncio.to_thread(
            store.make, account, "short", frozenset({Scope.TRANSLATE}), int(desk.clock()) + 60
        )
        long = await asyncio.to_thread(token_of, desk, "reader", {Scope.TRANSLATE})
        async with api(desk, short) as one, api(desk, long) as other:
            assert (await one.call("POST", "/translate", _ASK)).status == 200
            desk.clock.seconds += 61
            assert (await one.call("POST", "/translate", _ASK)).status == 401
            assert (await other.call("POST", "/translate", _ASK)).status == 200
            kept = next(each for each in await asyncio.to_thread(store.of, record.id) if each.name == "test")
            await asyncio.to_thread(store.take_back, kept.id, account)
            assert (await other.call("POST", "/translate", _ASK)).status == 401


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/x-www-form-urlencoded", b"to=tr", 415),
        ("application/json", b"{", 400),
        ("application/json", b"[" * 5000 + b"]" * 5000, 400),
        ("application/json", b'{"to": "tr", "items": [{"text": "a\\u0000"}]}', 400),
        ("application/json", b'{"to": "tr", "items": [{"text": "\\ud800"}]}', 400),
        ("application/json", b'{"to": NaN}', 400),
        ("application/json", b" " * 1_100_000, 413),
    ],
)
async def test_bodies_that_cannot_be_taken(tmp_path: Path, kind: str, body: bytes, status: int) -> None:
    async with (
        running_desk(tmp_path, api={"body_megabytes": 1}) as desk,
        api_of(desk, "reader", Scope.TRANSLATE) as client,
    ):
        got = await client.call("POST", "/translate", data=body, headers={"Content-Type": kind})
        assert (got.status, got.body["status"]) == (status, status)


async def test_addresses_and_methods(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk, api_of(desk, "reader", Scope.TRANSLATE) as client:
        assert (await client.call("GET", "/nothing")).status == 404
        got = await client.call("PATCH", "/translate", _ASK)
        assert (got.status, got.headers["Allow"]) == (405, "POST")


async def test_calls_are_limited_for_each_token(tmp_path: Path) -> None:
    async with (
        running_desk(tmp_path, api={"calls_per_second": 0.2}) as desk,
        api_of(desk, "reader", Scope.READ) as client,
    ):
        statuses = [(await client.call("GET", "/overrides")).status for _ in range(3)]
    assert statuses == [200, 429, 429]
