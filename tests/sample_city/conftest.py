"""A running city on a free loopback port, with a stopped clock, counted tokens and its record of submissions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from itertools import count

import pytest
import pytest_asyncio
from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer
from city.app import create_app
from city.browser import Visitor
from city.content import BERLIN_WINTER
from city.submissions import SubmissionLog

SATURDAY = datetime(2026, 11, 21, 10, 30, tzinfo=BERLIN_WINTER)


@pytest.fixture
def log() -> SubmissionLog:
    return SubmissionLog()


@pytest_asyncio.fixture
async def city(log: SubmissionLog) -> AsyncIterator[Visitor]:
    numbers = count(1)
    app = create_app(clock=lambda: SATURDAY, tokens=lambda: f"zeichen-{next(numbers)}", record=log)
    client = TestClient(TestServer(app), cookie_jar=CookieJar(unsafe=True, quote_cookie=False))
    await client.start_server()
    yield client
    await client.close()
