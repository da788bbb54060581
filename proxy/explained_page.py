"""Explains every segment of a page: takes it apart, and asks what is remembered of it. Translates nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import urlsplit

from glossary.live import Snapshot
from proxy.page import rewrite
from proxy.page_translator import OriginPage
from proxy.translating import PageSettings
from translation.explain import Explanation, explain
from translation.order import Order
from translation.outcome import Outcome
from translation.segment import Segment


class Remembering(Protocol):
    """What is needed of the translation service."""

    @property
    def glossary(self) -> Snapshot:
        """What editors have decided, now."""

    async def remembered(
        self, segments: Sequence[Segment], order: Order, snapshot: Snapshot | None = None
    ) -> list[Outcome | None]:
        """Return what is remembered of each segment."""


class PageExplainer:
    """Explains the pages of a site as a visitor without cookies sees them."""

    def __init__(self, service: Remembering, settings: PageSettings) -> None:
        """Take the service and what holds for every page."""
        self._service = service
        self._settings = settings

    async def explain(self, page: OriginPage, language: str) -> list[Explanation]:
        """Return an explanation for each segment in the order of the page, attributes last."""
        settings, state = self._settings, self._service.glossary
        selectors = state.matcher.selectors
        taken = rewrite.take_apart(page.body, page.content_type, settings.source, settings.exclusions, selectors)
        order = Order(language, page=urlsplit(page.url).path or "/")
        outcomes = await self._service.remembered(taken.segments, order, state)
        pairs = zip(taken.segments, outcomes, strict=True)
        return [explain(segment, outcome, order.place, state) for segment, outcome in pairs]
