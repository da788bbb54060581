"""Logs: one line a request, and nothing personal in it."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from aiohttp import web
from loopback import PAGE, handling, proxy, serving, spoken

from proxy import logs
from proxy.settings import LogSettings


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """JSON logs in memory; what was set up before is set up again."""
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    level, written = root.level, io.StringIO()
    logs.set_up(LogSettings(format="json"), written)
    yield written
    root.handlers, root.level = before, level
    structlog.reset_defaults()


async def page(_request: web.Request) -> web.StreamResponse:
    """A page on every path."""
    return web.Response(text=PAGE, content_type="text/html")


def rows(stream: io.StringIO) -> list[dict[str, object]]:
    """The lines of the log."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


async def test_access_lines(stream: io.StringIO) -> None:
    """A line says what was asked and what came of it, without query values and addresses."""
    async with serving(handling(page)) as origin, proxy(origin) as city:
        answer = await city.ask("/tr/suche?q=Sozialhilfe", headers={"Cookie": "sitzung=geheim"})
        await city.ask("/amt")
    translated, german = (row for row in rows(stream) if row["event"] == "request")
    assert translated["target"] == "/tr/suche?…"
    assert (translated["method"], translated["language"], translated["status"]) == ("GET", "tr", 200)
    assert (translated["bytes"], translated["complete"]) == (len(answer.body), True)
    assert str(translated["cache"]).startswith("fwd=uri-miss")
    assert (german["language"], german["bytes"]) == ("de", len(PAGE.encode()))
    for secret in ("Sozialhilfe", "geheim", '127.0.0.1"'):
        assert secret not in stream.getvalue()


async def test_unreadable_requests_are_noted_without_addresses(stream: io.StringIO) -> None:
    """What cannot be read is one quiet line."""
    async with serving(handling(page)) as origin, proxy(origin) as city:
        await spoken(city.port, b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
    (row,) = (row for row in rows(stream) if "could not be read" in str(row["event"]))
    assert row["level"] == "info"
    assert "127.0.0.1" not in str(row)


async def test_failures_are_logged_once(stream: io.StringIO) -> None:
    """A website that is down is a warning, not a traceback."""
    async with serving(handling(page)) as origin:
        pass
    async with proxy(origin) as city:
        await city.ask("/tr/x")
    (row,) = (row for row in rows(stream) if row["level"] == "warning")
    assert row["error"] == "OriginDownError"


def test_console_format_is_readable() -> None:
    """For people, a line begins with the time and says the event."""
    before, written = logging.getLogger().handlers[:], io.StringIO()
    logs.set_up(LogSettings(format="console", level="warning"), written)
    structlog.stdlib.get_logger("x").info("quiet")
    structlog.stdlib.get_logger("x").warning("loud", number=1)
    logging.getLogger("library").error("from a library")
    logging.getLogger().handlers = before
    structlog.reset_defaults()
    assert "quiet" not in written.getvalue()
    assert "loud" in written.getvalue()
    assert "from a library" in written.getvalue()
