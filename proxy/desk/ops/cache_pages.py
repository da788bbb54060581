"""The pages of what is remembered: searching it, what a page was made of, and purging with its impact shown before."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar
from urllib.parse import urlencode, urlsplit

import structlog
from aiohttp import web
from sqlalchemy import select

from cache.errors import StoreUnusableError
from cache.pages import StoredPage
from glossary.errors import StoreError
from glossary.live import NO_GLOSSARY
from proxy.desk.asked import Asked
from proxy.desk.audit_log import AUDIT, Entry
from proxy.desk.formats import Formats
from proxy.desk.ops.cache_search import (
    IMPACT_SECONDS,
    LOOK_SECONDS,
    ON_SECONDS,
    Impact,
    Patience,
    impact,
    look,
    path_of,
    remembered_page,
)
from proxy.desk.ops.live_page import language_name
from proxy.desk.parts import DeskParts
from proxy.desk.rendering import see_other
from proxy.headers import first
from proxy.made_of import MadeOf, decode
from proxy.purging import Layer, Wanted, purge
from translation.explain import Explanation, explain
from translation.order import Order

T = TypeVar("T")

log = structlog.stdlib.get_logger(__name__)

ROWS: Final = 50
_SEGMENTS_SHOWN: Final = 100
_PURGED: Final = "cache.purge"
_DIGITS: Final = 18  # a row of SQLite has no more
_PATIENCE: Final = 1.0  # seconds that a browser waits for a purge; one that takes longer goes on without it


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, as the form says it."""

    layer: Layer
    address: str = ""
    tag: str = ""
    language: str = ""
    text: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Search:
        """Read the fields of a form or a query; an unknown layer is that of the pages."""
        layer = next((each for each in Layer if each == values.get("layer", "")), Layer.pages)
        texts = {name: values.get(name, "").strip() for name in ("address", "tag", "language", "text")}
        return cls(layer, **texts)

    @property
    def wanted(self) -> Wanted:
        """The same for the caches; an address with * at its end means all that begin so."""
        is_prefix = self.address.endswith("*")
        return Wanted(
            language=self.language,
            url="" if is_prefix else self.address,
            prefix=self.address.rstrip("*") if is_prefix else "",
            tag=self.tag,
            term=self.text,
        )

    @property
    def fields(self) -> dict[str, str]:
        """What is said, for a query."""
        values = {"layer": self.layer.value, "address": self.address, "tag": self.tag}
        values |= {"language": self.language, "text": self.text}
        return {name: value for name, value in values.items() if value}

    def query(self, **more: object) -> str:
        """The query of a page of this search."""
        return urlencode(self.fields | {name: str(value) for name, value in more.items()})


@dataclass(frozen=True, slots=True)
class MadePage:
    """A remembered page and what it was made of."""

    page: StoredPage
    language: str
    made: MadeOf | None
    explanations: tuple[Explanation, ...]
    """Of its first segments, as they would be explained now."""

    @property
    def path(self) -> str:
        """The path of the German page."""
        return path_of(self.page.url)


class CachePages:
    """Answers what lies under `/ops/cache`."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._settings = parts.proxy.settings.cache
        self._purging: set[asyncio.Task[bool]] = set()

    async def show(self, asked: Asked) -> web.Response:
        """The search, and a part of what it finds."""
        search = Search.of(asked.request.query)
        after, seen = _number(asked.query("after")), _number(asked.query("seen"))
        patience = Patience(time.monotonic, ON_SECONDS if after else LOOK_SECONDS)
        looked = await _away(lambda: look(self._settings, search.layer, search.wanted, ROWS, patience, after))
        states = await asyncio.to_thread(self._parts.proxy.snapshots)
        return self._page(
            asked,
            "ops/cache.html",
            search=search,
            looked=looked,
            seen=seen + looked.seen,
            states=states,
            layers=tuple(Layer),
            last=await asyncio.to_thread(self._last_purge),
            purging=asked.query("purging"),
        )

    async def one(self, asked: Asked) -> web.Response:
        """What a page was made of."""
        page = await _away(lambda: remembered_page(self._settings, asked.params["key"]))
        if page is None:
            raise web.HTTPNotFound
        language = first(page.headers, "content-language")
        made = await asyncio.to_thread(decode, page.made_of) if page.made_of else None
        explanations = await self._explained(made, page, language) if made else ()
        return self._page(
            asked,
            "ops/cache_page.html",
            one=MadePage(page, language, made, explanations),
            holds=await asyncio.to_thread(self._parts.proxy.translation.holds, page.made_of),
            most=_SEGMENTS_SHOWN,
        )

    async def before_purge(self, asked: Asked) -> web.Response:
        """What a purge would forget, to be confirmed."""
        search = Search.of(asked.request.query)
        layers = _layers(asked.request.query)
        found = Impact()
        if layers:
            patience = Patience(time.monotonic, IMPACT_SECONDS)
            found = await _away(lambda: impact(self._settings, layers, search.wanted, patience))
        return self._page(
            asked, "ops/cache_purge.html", search=search, chosen=layers, impact=found, layers=tuple(Layer)
        )

    async def purge(self, asked: Asked) -> web.Response:
        """Forget; what takes longer than a browser should wait goes on, and the audit log says what it came to."""
        form = await asked.form()
        search, layers = Search.of(form), _layers(form)
        if not layers or form.get("sure") != "yes":
            return see_other(f"/ops/cache/purge?{search.query(**{each.value: 'yes' for each in layers})}")
        task = asyncio.create_task(self._purge(asked.account.name, layers, search), name="purge from the desk")
        self._purging.add(task)
        task.add_done_callback(self._purging.discard)
        done, _ = await asyncio.wait((task,), timeout=_PATIENCE)
        became = "failed" if done and not task.result() else "yes"
        return see_other(f"/ops/cache?{replace(search, layer=layers[0]).query(purging=became)}")

    async def done(self) -> None:
        """Wait for purges that are under way."""
        await asyncio.gather(*self._purging, return_exceptions=True)

    async def _purge(self, who: str, layers: tuple[Layer, ...], search: Search) -> bool:
        """Tell whether it could be done and written down."""
        try:
            counts = await asyncio.to_thread(purge, self._settings, layers, search.wanted)
            await asyncio.to_thread(self._record, who, counts, search)
        except (StoreUnusableError, StoreError, OSError) as error:
            log.error("a purge from the desk failed", reason=str(error))
            return False
        return True

    def _record(self, who: str, counts: Mapping[Layer, int], search: Search) -> None:
        named = {name: value for name, value in search.fields.items() if name != "layer"}
        subject = " ".join(f"{name}={value}" for name, value in named.items()) or "*"
        detail = ", ".join(f"{layer.value}: {count}" for layer, count in counts.items())
        self._parts.audit.record(who, _PURGED, subject, detail)

    async def _explained(self, made: MadeOf, page: StoredPage, language: str) -> tuple[Explanation, ...]:
        service = self._parts.proxy.translation.service
        segments = made.segments[:_SEGMENTS_SHOWN]
        order = Order(language, page=urlsplit(page.url).path or "/")
        state = NO_GLOSSARY if service is None else service.glossary
        outcomes = [None] * len(segments) if service is None else await service.remembered(segments, order, state)
        pairs = zip(segments, outcomes, strict=True)
        return tuple(explain(segment, outcome, order.place, state) for segment, outcome in pairs)

    def _last_purge(self) -> Entry | None:
        query = select(AUDIT).where(AUDIT.c.action == _PURGED).order_by(AUDIT.c.number.desc()).limit(1)
        try:
            with self._parts.database.reading() as connection:
                row = connection.execute(query).first()
        except StoreError:
            return None
        return None if row is None else Entry(*row)

    def _page(self, asked: Asked, template: str, **values: Any) -> web.Response:
        return self._parts.pages.page(
            asked,
            template,
            f=Formats(asked.language),
            names=lambda code: language_name(self._parts, asked, code),
            path_of=path_of,
            **values,
        )


async def _away(read: Callable[[], T]) -> T:
    """Read a cache in a thread; one that cannot be opened is said to be so."""
    try:
        return await asyncio.to_thread(read)
    except StoreUnusableError as error:
        raise web.HTTPServiceUnavailable(reason=" ".join(str(error).split())) from error


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0


def _layers(values: Mapping[str, str]) -> tuple[Layer, ...]:
    """The layers whose boxes are ticked."""
    return tuple(each for each in Layer if values.get(each.value) == "yes")
