"""What the application carries for its handlers, by typed key.

Nothing in this package is global: clock, tokens, sessions, records and templates belong to one application,
so that several cities can run side by side in one test.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web
from jinja2 import Environment

from city.sessions import SessionStore
from city.submissions import SubmissionLog

Clock = Callable[[], datetime]
TokenFactory = Callable[[], str]

CLOCK: web.AppKey[Clock] = web.AppKey("clock")
TOKENS: web.AppKey[TokenFactory] = web.AppKey("tokens")
TEMPLATES = web.AppKey("templates", Environment)
SESSIONS = web.AppKey("sessions", SessionStore)
SUBMISSIONS = web.AppKey("submissions", SubmissionLog)


def german_clock() -> datetime:
    """The time of day in Ruhrhafen (in UTC on machines without time zone data)."""
    try:
        return datetime.now(ZoneInfo("Europe/Berlin"))
    except ZoneInfoNotFoundError:
        return datetime.now().astimezone()
