"""Many editors and visitors at once: nothing that was answered with success is lost, and nobody meets an error.

Every editor keeps a log of what was answered; at the end the logs are compared with the database and its history.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from api.calling import Api, api_of
from desk.running import BROWSER, RunningDesk, running_desk

from glossary.history import History
from glossary.override_store import OverrideStore
from proxy.api.scopes import Scope

_SHARED = 6
"""Entries that all editors fight for."""


@dataclass(frozen=True, slots=True)
class Intention:
    """What an editor wrote and was told that it is written."""

    entry: str
    text: str
    revision: int


async def _edits(client: Api, name: str, shared: Sequence[str], count: int, rng: random.Random) -> list[Intention]:
    """Write `count` times, half of it where others write, too; read again and try again after a conflict."""
    log: list[Intention] = []
    values = {"language": "tr", "source": f"Nur {name} schreibt hier.", "target": f"{name} 0"}
    own = await client.call("POST", "/overrides", values)
    assert own.status == 201, own.body
    log.append(Intention(own.body["id"], values["target"], own.body["revision"]))
    for number in range(1, count):
        entry = rng.choice(shared) if number % 2 else own.body["id"]
        while True:
            seen = (await client.call("GET", f"/overrides/{entry}")).body
            change = {name: seen[name] for name in ("language", "source", "revision")} | {"target": f"{name} {number}"}
            got = await client.call("PUT", f"/overrides/{entry}", change)
            if got.status == 200:
                log.append(Intention(entry, change["target"], got.body["revision"]))
                break
            assert got.status == 409, got.body
    return log


async def _reads(client: Api, desk: RunningDesk, paths: Sequence[str], count: int) -> list[int]:
    """Open pages one after another."""
    statuses = []
    for number in range(count):
        async with client.http.get(desk.url + paths[number % len(paths)], headers=BROWSER) as got:
            await got.read()
            statuses.append(got.status)
    return statuses


async def _at_once(folder: Path, editors: int, visitors: int, edits: int, views: int) -> None:
    limits = {"calls_per_second": 10_000}
    async with (
        running_desk(folder, api=limits) as desk,
        api_of(desk, "editor", Scope.TEXTS, Scope.READ) as client,
    ):
        shared = []
        for number in range(_SHARED):
            values = {"language": "tr", "source": f"Alle schreiben hier: {number}.", "target": "first"}
            shared.append((await client.call("POST", "/overrides", values)).body["id"])
        writing = [
            _edits(client, f"editor {number}", shared, edits, random.Random(number))  # noqa: S311 nothing secret
            for number in range(editors)
        ]
        paths = ["/tr/", "/ar/", "/", "/tr/buergerservice/"]
        reading = [_reads(client, desk, paths[number % 4 :] + paths[: number % 4], views) for number in range(visitors)]
        written, read = await asyncio.gather(asyncio.gather(*writing), asyncio.gather(*reading))
        assert {status for each in read for status in each} == {200}
        _nothing_is_lost(desk, [each for log in written for each in log])


def _nothing_is_lost(desk: RunningDesk, log: Sequence[Intention]) -> None:
    by_entry: dict[str, list[Intention]] = defaultdict(list)
    for intention in log:
        by_entry[intention.entry].append(intention)
    store, history = OverrideStore(desk.database), History(desk.database)
    for entry, intentions in by_entry.items():
        intentions.sort(key=lambda each: each.revision)
        past = [
            (change.revision, json.loads(change.after or "{}")["target"]) for change in history.of("override", entry)
        ]
        assert [each for each in past if each[1] != "first"] == [(each.revision, each.text) for each in intentions]
        stored = store.get(entry)
        assert stored is not None
        assert (stored.revision, stored.value.target) == (intentions[-1].revision, intentions[-1].text)


async def test_a_few_editors_and_visitors_lose_nothing(tmp_path: Path) -> None:
    await _at_once(tmp_path, editors=6, visitors=20, edits=6, views=3)


@pytest.mark.slow
async def test_twenty_editors_and_two_hundred_visitors_lose_nothing(tmp_path: Path) -> None:
    await _at_once(tmp_path, editors=20, visitors=200, edits=20, views=10)
