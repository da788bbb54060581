"""Stands around every request: notes when it came and went, and tells log, metrics and traces what became of it."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from proxy import logs
from proxy.answers import FACTS, Facts
from proxy.connections import CONNECTIONS
from proxy.metrics import Like, Metrics
from proxy.page_views import PageViews
from proxy.record import HUMAN, WARMER, Record, recording, server_timing
from proxy.settings import Settings
from proxy.tracing import Tracing

STARTED: Final = web.RequestKey("started", float)
RECORD: Final = web.RequestKey("record", Record)
WORDS_HEADER: Final = "X-Stadtlotse-Words"
"""For warming: how many words were begun for this answer."""
COMPLETE_HEADER: Final = "X-Stadtlotse-Complete"
"""For warming: 0 if the page has to be asked for again."""
VIEWED: Final = frozenset({200, 304})
_GONE: Final = 499  # as nginx counts visitors who did not wait


@dataclass(frozen=True, slots=True)
class Observers:
    """Who hears of requests."""

    settings: Settings
    metrics: Metrics
    tracing: Tracing
    views: PageViews


def observed(observers: Observers, answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Middleware:
    """A middleware that answers everything with `answer`, and tells the observers."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        started = time.perf_counter()
        record = Record(tracer=observers.tracing.stages)
        request[STARTED], request[RECORD] = started, record
        response: web.StreamResponse | None = None
        connections, transport = request.app[CONNECTIONS](), request.transport
        if connections is not None:
            connections.begin(transport)
        try:
            with recording(record), observers.tracing.request(request.method):
                response = await answer(request)
                _tag(observers.tracing, response)
            return response
        finally:
            if connections is not None:
                connections.end(transport)
            _tell(observers, request, response, time.perf_counter() - started)

    return middleware


def headers_of(settings: Settings) -> Callable[[web.BaseRequest, web.StreamResponse], Awaitable[None]]:
    """What adds the headers that speak of the answer itself, as the settings say."""
    unreviewed = frozenset(settings.bots.unreviewed)

    async def prepare(request: web.BaseRequest, response: web.StreamResponse) -> None:
        facts = response.get(FACTS)
        if settings.telemetry.server_timing and RECORD in request:
            timing = server_timing(request[RECORD], time.perf_counter() - request[STARTED])
            response.headers.add("Server-Timing", timing)
        if RECORD in request and request[RECORD].client == WARMER:
            response.headers[WORDS_HEADER] = str(request[RECORD].words)
            response.headers[COMPLETE_HEADER] = "1" if facts is None or facts.complete is not False else "0"
        if facts is not None and facts.language in unreviewed:
            # Not instead of the website's own: a crawler takes the strictest of several.
            response.headers.add("X-Robots-Tag", "noindex")

    return prepare


def german_path(target: str, language: str) -> str:
    """The target of a page in German, of one in a language."""
    return target.removeprefix(f"/{language}") or "/"


def _tag(tracing: Tracing, response: web.StreamResponse) -> None:
    facts = response.get(FACTS) or Facts()
    tracing.tag({"http.response.status_code": response.status, "stadtlotse.language": facts.language})


def _tell(observers: Observers, request: web.Request, response: web.StreamResponse | None, seconds: float) -> None:
    record = request[RECORD]
    said = response.get(FACTS) if response is not None else None
    facts = said if said is not None else Facts()
    status = response.status if response is not None else _GONE
    if observers.settings.log.tells_requests:
        size = facts.body_bytes if facts.body_bytes is not None else _body_bytes(response)
        address = request.remote if observers.settings.log.addresses else None
        logs.access(logs.Line(request.method, request.raw_path, status, size, seconds, address), facts, record)
    observers.metrics.answered(Like(facts.language, status, facts.cache, record.client), seconds, record)
    if facts.complete is False:
        observers.metrics.incomplete(facts.language)
    if facts.complete is not None and record.client == HUMAN and status in VIEWED:
        observers.views.count(german_path(request.raw_path, facts.language), facts.language)


def _body_bytes(response: web.StreamResponse | None) -> int:
    return response.content_length or 0 if isinstance(response, web.Response) else 0
