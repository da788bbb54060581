"""Remembers whole translated pages: looks them up, judges them, keeps and renews them.

Joins `cache` (bytes and RFC 9111) with requests. Only what is public and complete is kept. The store may wait
for the disk, so it is called in a thread.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cache import freshness, validation, wishes
from cache.clock import Clock
from cache.freshness import State
from cache.key import PageIngredients, content_digest
from cache.pages import PageCache, StoredPage
from proxy.exchange import Exchange
from proxy.headers import OF_THE_BODY, Pairs, end_to_end, lowered, of_translation, without
from proxy.page_translator import OriginPage, TranslatedPage

# The proxy itself says which language and codings it takes from the origin; see `headers.to_origin`.
_HARMLESS_VARY: Final = frozenset({"accept-encoding", "accept-language"})
_NOT_KEPT: Final = frozenset({"age", "set-cookie", "alt-svc"})


@dataclass(frozen=True, slots=True)
class Found:
    """A remembered page and what may be done with it now."""

    key: bytes
    page: StoredPage
    state: State
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Made:
    """A page fresh from the translator, with what it was made from."""

    origin: OriginPage
    translated: TranslatedPage
    headers: Pairs
    """The origin's, end to end."""
    asked_at: float


class PageMemory:
    """Remembered pages of one site."""

    def __init__(
        self, pages: PageCache, revision: Callable[[], str], ignored_cookies: tuple[str, ...], clock: Clock
    ) -> None:
        self._pages = pages
        self._revision = revision
        self._ignored = ignored_cookies
        self._clock = clock

    def now(self) -> float:
        """Seconds since 1970, by the clock that pages are judged with."""
        return self._clock()

    async def find(self, exchange: Exchange) -> Found | None:
        """The remembered page that answers this request, fresh or not."""
        if exchange.visitor.method not in ("GET", "HEAD"):
            return None
        key = self._key(exchange)
        page = await asyncio.to_thread(self._pages.get, key)
        asked = lowered(exchange.visitor.headers)
        if page is None or not wishes.usable(page.for_everyone, asked, self._ignored):
            return None
        now = self._clock()
        left = page.lifetime_seconds - freshness.current_age(page, now)
        return Found(key, page, freshness.state(page, now, wishes.wish(asked)), left)

    def age(self, page: StoredPage) -> int:
        """RFC 9111 5.1."""
        return int(freshness.current_age(page, self._clock()))

    async def keep(self, exchange: Exchange, made: Made) -> str:
        """Remember a page if that is allowed; answers why not, or ""."""
        if not made.translated.complete:
            return "incomplete"
        asked, answered = lowered(exchange.visitor.headers), lowered(made.headers)
        method = "GET" if exchange.wants_no_body else exchange.visitor.method  # the page was fetched with GET
        decision = freshness.storable(method, asked, made.origin.status, answered, self._ignored, _HARMLESS_VARY)
        if not decision.store:
            return decision.reason
        page = self._page(exchange, made, answered)
        if not self._is_worth_it(page):
            return "neither fresh nor to be validated"
        await asyncio.to_thread(self._pages.put, self._key(exchange), page, exchange.links.language or "")
        return ""

    async def renew(self, found: Found, answer: Pairs, asked_at: float) -> StoredPage:
        """The remembered page after the origin has said that it still holds (304)."""
        news = without(end_to_end(answer), OF_THE_BODY | _NOT_KEPT)
        stored = found.page.headers
        changed = validation.updated({}, lowered(news))
        headers = (*without(stored, frozenset(changed)), *changed.items())
        now = self._clock()
        times = freshness.times(found.page.status, {**lowered(stored), **lowered(answer)}, asked_at, now)
        return await asyncio.to_thread(self._pages.refresh, found.key, times, headers) or found.page

    def _page(self, exchange: Exchange, made: Made, answered: dict[str, str]) -> StoredPage:
        translated, status = made.translated, made.origin.status
        times = freshness.times(status, answered, made.asked_at, self._clock())
        kept = without(made.headers, _NOT_KEPT)
        return StoredPage(
            status=status,
            headers=of_translation(kept, translated.content_type, exchange.links.language or "de"),
            body=translated.body,
            stored_at=times.stored_at,
            lifetime_seconds=times.lifetime_seconds,
            initial_age=times.initial_age,
            origin_etag=answered.get("etag", ""),
            origin_last_modified=answered.get("last-modified", ""),
            fingerprint=translated.fingerprint,
            complete=translated.complete,
            translated=translated.translated_segments,
            german=translated.german_segments,
            origin_digest=content_digest(made.origin.body),
            must_revalidate=times.must_revalidate,
            stale_while_revalidate=times.stale_while_revalidate,
            stale_if_error=times.stale_if_error,
            for_everyone=times.for_everyone,
        )

    def _is_worth_it(self, page: StoredPage) -> bool:
        """A page that is stale at once and cannot be validated would only fill the disk."""
        return bool(page.lifetime_seconds > page.initial_age or page.origin_etag or page.origin_last_modified)

    def _key(self, exchange: Exchange) -> bytes:
        links = exchange.links
        return PageIngredients(links.public_origin, exchange.target, links.language or "", self._revision()).digest()


def conditions(found: Found | None) -> Pairs:
    """What makes the request for a remembered page conditional."""
    if found is None:
        return ()
    return tuple(validation.conditions(found.page.origin_etag, found.page.origin_last_modified).items())
