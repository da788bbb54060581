"""From a page to a translated page: takes it apart, has its segments translated, puts it together.

Joins `page/` (HTML) and the translation service (text); knows no requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Protocol, TypeVar
from urllib.parse import parse_qsl, urlsplit

from proxy.links import SiteLinks
from proxy.page import rewrite
from proxy.page.exclusions import Exclusions
from proxy.page_translator import OriginPage, TranslatedPage, View
from translation.batcher import Urgency
from translation.order import Order
from translation.outcome import Layer, Outcome
from translation.segment import Segment
from translation.service import LATE

T = TypeVar("T")

_LARGE = 100_000  # bytes; reading more takes longer than other visitors should wait
_SHORTEST_ECHO = 4  # characters; a shorter value of a query stands in half the segments of a page


class Service(Protocol):
    """What is needed of the translation service."""

    async def translate(self, segments: tuple[Segment, ...], order: Order) -> list[Outcome]:
        """Return what became of each segment."""


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What holds for every page: the source language, what is left out, what of ours is added."""

    source: str = "de"
    exclusions: Exclusions = field(default_factory=Exclusions)
    appearance: rewrite.Appearance = field(default_factory=rewrite.Appearance)
    switcher_on_german: bool = False


class ServicePageTranslator:
    """Translates pages with a translation service."""

    def __init__(self, service: Service, settings: PageSettings) -> None:
        """Take the service and what holds for every page."""
        self._service = service
        self._settings = settings

    async def translate(self, page: OriginPage, view: View) -> TranslatedPage:
        """Return the page in the view's language."""
        settings = self._settings
        large = len(page.body) > _LARGE
        taken = await _away(
            large, rewrite.take_apart, page.body, page.content_type, settings.source, settings.exclusions
        )
        path = _path(page.url)
        segments = taken.segments
        outcomes = await self._service.translate(segments, _order(page, view)) if segments else []
        parts = [outcome.parts for outcome in outcomes]
        written = await _away(large, rewrite.put_together, taken, parts, path, view.links, settings.appearance)
        return _answer(page, written, complete=not any(_unfinished(outcome) for outcome in outcomes))

    async def german(self, page: OriginPage, links: SiteLinks) -> bytes | None:
        """Return the German page with the language switcher added, where that is wanted."""
        if not self._settings.switcher_on_german:
            return None
        large = len(page.body) > _LARGE
        taken = await _away(large, rewrite.take_apart, page.body, page.content_type, self._settings.source)
        return rewrite.with_switcher(taken, _path(page.url), links, self._settings.appearance)


async def _away(large: bool, work: Callable[..., T], *arguments: object) -> T:
    """Call `work` off the event loop where the page is large."""
    return await asyncio.to_thread(work, *arguments) if large else work(*arguments)


def _order(page: OriginPage, view: View) -> Order:
    urgency = Urgency.BOT if view.bot else Urgency.BACKGROUND if view.background else Urgency.VISITOR
    submitted = frozenset(
        value
        for _, value in parse_qsl(urlsplit(page.url).query, max_num_fields=1000)
        if len(value) >= _SHORTEST_ECHO and not value.isdigit()
    )
    return Order(view.language, urgency, view.deadline_seconds, view.private, view.visitor_key, submitted)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _unfinished(outcome: Outcome) -> bool:
    return outcome.layer is Layer.GERMAN and (outcome.detail == LATE or outcome.detail.startswith("engine:"))


def _answer(page: OriginPage, written: rewrite.Written, *, complete: bool) -> TranslatedPage:
    kind = page.content_type.partition(";")[0].strip() or "text/html"
    return TranslatedPage(
        body=written.body,
        content_type=f"{kind}; charset=utf-8",
        complete=complete,
        translated_segments=written.translated,
        german_segments=written.german,
        fingerprint=blake2b(written.body, digest_size=16).hexdigest(),
    )
