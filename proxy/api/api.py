"""Opens the API: its operations, and what answers under its place."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from glossary.history import History
from glossary.override_store import OverrideStore
from proxy.api.gate import ApiGate, Limits
from proxy.api.machine import Machine
from proxy.api.openapi import document
from proxy.api.operation import Operation
from proxy.api.overrides import Overrides
from proxy.api.reports import Reports
from proxy.api.segments import Segments
from proxy.api.terms import Terms
from proxy.api.tokens import TokenStore
from proxy.api.translate import Translate
from proxy.desk.ops.warm_run import WarmRunner
from proxy.desk.ops.warm_store import WarmStore
from proxy.desk.parts import DeskParts
from proxy.desk.reports.store import ReportStore, Room
from proxy.desk.terms.workbench import workbench
from proxy.desk.texts.editing import Editing
from proxy.desk.texts.register import Register
from proxy.health import package_version
from proxy.links import RESERVED
from proxy.own_address import own_address
from proxy.parts import page_settings
from proxy.reserved import Place
from proxy.token_bucket import Buckets
from proxy.warm_target import target_of

API: Final = f"/{RESERVED}/api"
_DESCRIPTION: Final = "openapi.json"
_MEGABYTE: Final = 1 << 20
_TOKENS: Final = 1000  # whose limits are kept at once


@dataclass(frozen=True, slots=True)
class Api:
    """The open API: what answers its calls, its tokens, and how to end what it has begun."""

    place: Place
    tokens: TokenStore
    close: Callable[[], Awaitable[None]]


def open_api(parts: DeskParts) -> Api:
    """Make the API on the desk's parts."""
    settings = parts.proxy.settings.api
    tokens = TokenStore(parts.database, parts.audit, parts.proxy.clock)
    machine = _machine(parts)
    operations = (*_translation(parts), *_editing(parts), *machine.operations)
    calls = Buckets(settings.calls_per_second, settings.calls_per_second * 5, _TOKENS, time.monotonic)
    gate = ApiGate(API, operations, tokens.find, Limits(settings.body_megabytes * _MEGABYTE, calls))
    described = json.dumps(document(operations, API, package_version()), ensure_ascii=False)

    async def answer(request: web.Request, path: str) -> web.StreamResponse:
        if path == _DESCRIPTION and request.method in ("GET", "HEAD"):
            return web.Response(text=described, content_type="application/json", headers={"Cache-Control": "no-cache"})
        return await gate.answer(request, path)

    return Api(answer, tokens, machine.warming.close)


def _editing(parts: DeskParts) -> Sequence[Operation]:
    settings, database = parts.proxy.settings, parts.database
    history, limits = History(database), settings.reports
    reports = ReportStore(database, parts.audit, Room(limits.per_hour, limits.most))
    return (
        *Terms(workbench(parts), history).operations,
        *Overrides(OverrideStore(database), history, settings.languages.targets).operations,
        *Segments(Register(database), Editing(database, parts.audit)).operations,
        *Reports(reports).operations,
    )


def _machine(parts: DeskParts) -> Machine:
    settings = parts.proxy.settings
    runs = WarmStore(parts.database, parts.audit, socket.gethostname(), parts.proxy.clock)
    warming = WarmRunner(runs, settings.cache.folder, lambda: target_of(settings, own_address(settings)))
    return Machine(settings, parts.proxy.live_figures, runs, warming, parts.audit)


def _translation(parts: DeskParts) -> Sequence[Operation]:
    proxy = parts.proxy
    if proxy.translation.service is None:
        return ()
    per_minute = proxy.settings.api.words_per_minute
    words = Buckets(per_minute / 60, per_minute, _TOKENS, time.monotonic)
    return (Translate(proxy.translation.service, proxy.settings, page_settings(proxy.settings), words).operation,)
