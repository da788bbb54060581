"""The sample city's pages, fetched once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from aiohttp.test_utils import TestClient, TestServer
from city.app import SITE_PATHS, create_app


async def _fetched() -> dict[str, tuple[bytes, str]]:
    async with TestClient(TestServer(create_app(clock=lambda: datetime(2026, 1, 15, 10, tzinfo=UTC)))) as client:
        pages = {}
        for path in SITE_PATHS:
            async with client.get(path) as answer:
                pages[path] = await answer.read(), answer.headers["Content-Type"]
        return pages


@pytest.fixture(scope="session")
def city_pages() -> dict[str, tuple[bytes, str]]:
    """Body and content type of every page of the sample city."""
    return asyncio.run(_fetched())
