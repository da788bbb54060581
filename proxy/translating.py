"""From a page to a translated page: takes it apart, has its segments translated, puts it together.

Joins `page/` (HTML) and the translation service (text); knows no requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Protocol, TypeVar
from urllib.parse import parse_qsl, urlsplit

import structlog

from glossary.live import Snapshot
from glossary.term import Place
from proxy.accept_language import lookup
from proxy.accessibility.repairs import Repairs
from proxy.composed_page import Composed
from proxy.links import SiteLinks
from proxy.made_of import EditorsTexts, made_of
from proxy.page import navigation, rewrite
from proxy.page.document import Document
from proxy.page.elements import TEXT_ONLY
from proxy.page.exclusions import Exclusions
from proxy.page_translator import GermanPage, OriginPage, TranslatedPage, View
from proxy.pages_made import PageMade, PagesMade
from proxy.record import stage
from translation.glossing import Glosses
from translation.languages import language
from translation.order import Order
from translation.outcome import Outcome
from translation.overriding import marked_text
from translation.segment import Part, Segment
from translation.urgency import Urgency

log = structlog.stdlib.get_logger(__name__)

T = TypeVar("T")

_LARGE = 100_000  # bytes; reading more takes longer than other visitors should wait
_SHORTEST_ECHO = 4  # characters; a shorter value of a query stands in half the segments of a page


class Service(Protocol):
    """What is needed of the translation service."""

    @property
    def glossary(self) -> Snapshot:
        """What editors have decided, now."""

    async def translate(self, segments: tuple[Segment, ...], order: Order, snapshot: Snapshot) -> list[Outcome]:
        """Return what became of each segment."""

    def digest(self, segments: Iterable[Segment], place: Place, snapshot: Snapshot | None = None) -> bytes:
        """Return what a page's words depend on."""


PageSeen = Callable[[Snapshot, str, Sequence[str]], None]
"""Hears which German texts (marked, as editors see them) stand on a page."""


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What holds for every page: the source language, what is left out, what of ours is added."""

    source: str = "de"
    exclusions: Exclusions = field(default_factory=Exclusions)
    appearance: rewrite.Appearance = field(default_factory=rewrite.Appearance)
    switcher_on_german: bool = False
    offer_on_german: bool = False
    repairs_off: frozenset[str] = frozenset()
    repair_german: bool = False


class ServicePageTranslator:
    """Translates pages with a translation service."""

    def __init__(self, service: Service, settings: PageSettings, page_seen: PageSeen) -> None:
        """Take the service, what holds for every page, and who hears of the texts of public pages."""
        self.made = PagesMade()
        self._service = service
        self._settings = settings
        self._page_seen = page_seen

    def take_settings(self, settings: PageSettings) -> None:
        """Let this hold for every page from now on."""
        self._settings = settings

    async def translate(self, page: OriginPage, view: View) -> TranslatedPage:
        """Return the page in the view's language."""
        composed = await self.compose(page, view)
        state, order, segments = composed.state, composed.order, composed.taken.segments
        self._note(page, order, composed.taken, state)
        complete = not any(outcome.provisional for outcome in composed.outcomes)
        made_of = ""
        if complete and not order.private:
            large = len(page.body) > _LARGE
            made_of = await _away(large, self._made_of, segments, composed.asked, order.place, state)
        return _answer(page, composed.written, made_of, complete=complete)

    async def compose(self, page: OriginPage, view: View) -> Composed:
        """Return the page in the view's language with everything that it is made of."""
        settings = self._settings
        large, state = len(page.body) > _LARGE, self._service.glossary
        selectors, source = state.matcher.selectors, settings.source
        with stage("parse"):
            taken = await _away(
                large, rewrite.take_apart, page.body, page.content_type, source, settings.exclusions, selectors
            )
        path = _path(page.url)
        segments, order = taken.segments, _order(page, view)
        styling = asyncio.ensure_future(_styling(taken.document, path, view))
        with stage("segments"):
            outcomes = await self._service.translate(segments, order, state) if segments else []
        parts = glossed_parts(taken.document, outcomes, Glosses(state, order.place))
        editors = EditorsTexts(state, order.place)
        rules = (Repairs(settings.repairs_off, editors), *await styling)
        with stage("write"):
            look = settings.appearance
            written = await _away(large, rewrite.put_together, taken, parts, path, view.links, look, rules)
        if page.status == 200 and not order.private and not order.submitted:
            self.made.tell(PageMade(path, order.place, segments, tuple(outcomes), state))
        return Composed(taken, order, state, outcomes, written, editors.asked)

    def _made_of(self, segments: tuple[Segment, ...], asked: tuple[str, ...], place: Place, state: Snapshot) -> str:
        return made_of(self._service, segments, asked, place, state).encode()

    def _note(self, page: OriginPage, order: Order, taken: rewrite.Page, state: Snapshot) -> None:
        """Say which texts a page has for which editors wrote translations of its own."""
        everybodys = page.status == 200 and not order.private and not urlsplit(page.url).query
        if everybodys and order.page in state.overrides.pages:
            marked = (marked_text(segment) for segment in taken.segments)
            self._page_seen(state, order.page, [text for text in marked if text is not None])

    async def german(self, page: OriginPage, links: SiteLinks, accept_language: str) -> GermanPage | None:
        """Return the German page with the switcher, the offer of a language and the repairs, where these are wanted."""
        settings = self._settings
        if not (settings.switcher_on_german or settings.offer_on_german or settings.repair_german):
            return None
        large = len(page.body) > _LARGE
        taken = await _away(large, rewrite.take_apart, page.body, page.content_type, self._settings.source)
        appearance = replace(settings.appearance, switcher=settings.switcher_on_german)
        place = Place(urlsplit(page.url).path or "/", settings.source)
        editors = EditorsTexts(self._service.glossary, place)
        rules = (Repairs(settings.repairs_off, editors),) if settings.repair_german else ()
        path = _path(page.url)
        offers = settings.offer_on_german and rewrite.takes_ours(taken) and navigation.has_languages(path, links)
        wanted = lookup(accept_language, (settings.source, *links.targets)) if offers else ""
        offered = wanted if wanted != settings.source else ""
        body = rewrite.german_page(taken, path, links, appearance, rules, offered)
        if offers:  # for another visitor it may be another page, even where this one is as it was
            return GermanPage(page.body if body is None else body, "Accept-Language")
        return None if body is None else GermanPage(body)


async def _styling(document: Document, path: str, view: View) -> tuple[rewrite.PageRule, ...]:
    """Return what turns the page's styles, where it runs from right to left."""
    if view.styles is None or language(view.language).direction == "ltr":
        return ()
    try:
        return (await view.styles.of_page(document, path, view.links, view.style_policy),)
    except Exception:
        # A page with its German look is better than no page, whatever the error.
        log.exception("styles could not be turned", path=path)
        return ()


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
    path = urlsplit(page.url).path or "/"
    return Order(
        view.language,
        urgency,
        view.deadline_seconds,
        view.private,
        view.visitor_key,
        submitted,
        path,
        view.allowance,
    )


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def glossed_parts(document: Document, outcomes: Sequence[Outcome], glosses: Glosses) -> list[Sequence[Part] | None]:
    """Return what the segments of a page become; running text alone can have German words marked as such."""
    parts: list[Sequence[Part] | None] = [outcome.parts for outcome in outcomes]
    for at, unit in enumerate(document.texts):
        translated = parts[at]
        if translated is not None and unit.holder_name not in TEXT_ONLY:
            parts[at] = glosses.apply(unit.segment, translated)
    return parts


def _answer(page: OriginPage, written: rewrite.Written, made_of: str, *, complete: bool) -> TranslatedPage:
    kind = page.content_type.partition(";")[0].strip() or "text/html"
    return TranslatedPage(
        body=written.body,
        content_type=f"{kind}; charset=utf-8",
        complete=complete,
        translated_segments=written.translated,
        german_segments=written.german,
        fingerprint=blake2b(written.body, digest_size=16).hexdigest(),
        made_of=made_of,
    )
