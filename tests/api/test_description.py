"""The API is as it describes itself: calls made out of the description meet no error of ours, and answers conform."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from api.calling import token_of
from desk.running import running_desk
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import positive_data_acceptance
from schemathesis.core.result import Ok

from proxy.api.api import API
from proxy.api.scopes import Scope

# A right call can be refused for what no schema says: a language that is not served, marks that do not fit.
_NOT_MEANT = [positive_data_acceptance]


@dataclass(frozen=True, slots=True)
class Served:
    """The API, served from a thread of its own, and a token that may do all."""

    url: str
    token: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve it as long as the module's tests run."""
    loop = asyncio.new_event_loop()
    ready: concurrent.futures.Future[Served] = concurrent.futures.Future()
    end = asyncio.Event()

    async def run(folder: Path) -> None:
        limits = {"calls_per_second": 10_000, "words_per_minute": 10_000_000, "body_megabytes": 1}
        try:
            async with running_desk(folder, api=limits) as desk:
                token = await asyncio.to_thread(token_of, desk, "admin", tuple(Scope))
                ready.set_result(Served(desk.url + API, token))
                await end.wait()
        except Exception as error:  # noqa: BLE001 whoever waits for it raises it
            ready.set_exception(error)

    thread = threading.Thread(target=lambda: loop.run_until_complete(run(tmp_path_factory.mktemp("api"))))
    thread.start()
    try:
        yield ready.result(60)
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join()
        loop.close()


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_calls_made_of_the_description_are_answered_as_described(served: Served, mode: GenerationMode) -> None:
    """Right calls and wrong ones, for every operation: no error of ours, and only answers that are described."""
    schema = schemathesis.openapi.from_url(f"{served.url}/openapi.json")
    headers = {"Authorization": f"Bearer {served.token}"}
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()

        @settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def answered(case: Any) -> None:
            case.call_and_validate(headers=headers, timeout=60, excluded_checks=_NOT_MEANT)

        with suppress(Unsatisfiable):  # there is nothing to be wrong about
            answered()


def test_every_operation_is_described_once_and_says_who_may_call_it(served: Served) -> None:
    described = requests.get(f"{served.url}/openapi.json", timeout=60).json()
    assert described["openapi"] == "3.1.0"
    operations = [each for path in described["paths"].values() for each in path.values()]
    names = [each["operationId"] for each in operations]
    assert len(set(names)) == len(names)
    assert all(each["security"] for each in operations)
