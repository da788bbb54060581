"""Remembers whole translated pages: looks them up, judges them, keeps and renews them, in every coding.

Joins `cache` (bytes and RFC 9111) with requests. Only what is public and complete is kept. The newest are kept ready in
memory, all of them in a store; the store may wait for the disk, so it is called in a thread.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Final

from cache import freshness, storing, validation, wishes
from cache.clock import Clock
from cache.freshness import NO_GUESS, Guess, State
from cache.key import KEY_BYTES, PageIngredients, content_digest
from cache.lru import Lru
from cache.pages import PageCache, StoredPage
from cache.purge_mark import PurgeMark
from cache.vary import Selecting, selecting, selects
from proxy import codings
from proxy.etags import tag_of
from proxy.exchange import Exchange
from proxy.headers import FIXED, OF_THE_BODY, Pairs, end_to_end, lowered, of_translation, tags_of, without
from proxy.page_translator import OriginPage, TranslatedPage
from proxy.prepared import Prepared
from proxy.record import stage

_NOT_KEPT: Final = frozenset({"age", "set-cookie", "alt-svc", "cache-status"})
_HEAD_BYTES: Final = 4096  # what a page in memory weighs besides its body, about
_PREPARED_BYTES: Final = 1024  # a prepared answer without its body, about
_MOST_PREPARED: Final = 16  # codings, and each once more for visitors who have the page already


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
    url: str
    """The German page's public address."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a page that was made: it is stored under `key`, or `refusal` says why not."""

    page: StoredPage
    key: bytes
    refusal: str


@dataclass(slots=True)
class ReadyPage:
    """A page in memory with all that was made of it for visitors; goes with it."""

    page: StoredPage
    decided: object
    """What editors had decided when it was last seen to hold."""
    coded: dict[str, bytes] = field(default_factory=dict)
    prepared: dict[tuple[str, bytes], Prepared] = field(default_factory=dict)
    """Whole answers, by coding and by the validator that the visitor has already."""

    @property
    def weight(self) -> int:
        """Its bytes, about."""
        heads = _HEAD_BYTES + len(self.prepared) * _PREPARED_BYTES
        return len(self.page.body) + len(self.page.made_of) + sum(map(len, self.coded.values())) + heads


@dataclass(frozen=True, slots=True)
class MemoryRules:
    """What operators decide, and what decides for them."""

    revision: Callable[[], str]
    """Changes whenever all remembered pages must be made anew."""
    languages: tuple[str, ...] = ()
    ignored_cookies: tuple[str, ...] = ()
    guess: Guess = NO_GUESS
    hot_bytes: int = 0
    holds: Callable[[str], bool] = lambda _made_of: True
    """Says of what a page was made of whether it would be made the same now."""
    decided: Callable[[], object] = object
    """What editors have decided: as long as it is one and the same object, what holds goes on to hold."""
    purged: Callable[[], None] = lambda: None
    """Hears when an operator had things forgotten: whoever keeps translations in memory drops them."""


@dataclass(frozen=True, slots=True)
class Marks:
    """By which processes tell each other to forget."""

    purged: PurgeMark
    """An operator had things forgotten."""
    changed: PurgeMark
    """A visitor's request changed a page."""


class PageMemory:
    """Remembered pages of one site."""

    def __init__(
        self, pages: PageCache, rules: MemoryRules, marks: Marks, clock: Clock, token: Callable[[], str]
    ) -> None:
        """Take the parts; `token` gives names that nobody has had before."""
        self._pages = pages
        self._rules = rules
        self._marks = marks
        self._clock = clock
        self._token = token
        self._hot: Lru[ReadyPage] = Lru(1_000_000, rules.hot_bytes)

    def now(self) -> float:
        """Seconds since 1970, by the clock that pages are judged with."""
        return self._clock()

    async def find(self, exchange: Exchange) -> Found | None:
        """The remembered page that answers this request, fresh or not."""
        if exchange.visitor.method not in ("GET", "HEAD"):
            return None
        asked = lowered(exchange.visitor.headers)
        decided = self._rules.decided()
        with stage("lookup"):
            found = self._in_memory(self.key(exchange), asked)
            if found is None:
                found = await asyncio.to_thread(self._in_store, self.key(exchange), asked)
        if found is None or not wishes.usable(found[1].for_everyone, asked, self._rules.ignored_cookies):
            return None
        key, page, holds = found
        self._keep_ready(key, page, decided if holds else None)
        state = freshness.state(page, self._clock(), wishes.wish(asked))
        left = self.seconds_left(page)
        if not holds:
            # Without its validators it is fetched whole and made anew, and serves where the website fails.
            page = replace(page, origin_etag="", origin_last_modified="")
            state = state if state is State.VALIDATE_OR_FAIL else State.VALIDATE
        return Found(key, page, state, left)

    def ready(self, key: bytes) -> ReadyPage | None:
        """The page in memory under a key, if it is as it would be made now; whoever asks has heeded the marks."""
        ready = self._hot.get(key)
        return None if ready is None or ready.decided is not self._rules.decided() else ready

    def prepare(self, key: bytes, page: StoredPage, kind: tuple[str, bytes], answer: Prepared) -> None:
        """Keep a whole answer with its page, for as long as that is in memory."""
        ready = self._hot.get(key)
        if ready is not None and ready.page is page and len(ready.prepared) < _MOST_PREPARED:
            ready.prepared[kind] = answer
            self._weigh(key, ready)

    @property
    def revision(self) -> str:
        """Changes whenever all remembered pages must be made anew, and their keys with it."""
        return self._rules.revision()

    def seconds_left(self, page: StoredPage) -> float:
        """For how long the page is fresh; negative if it is stale."""
        return page.lifetime_seconds - freshness.current_age(page, self._clock())

    def age(self, page: StoredPage) -> int:
        """RFC 9111 5.1."""
        return int(freshness.current_age(page, self._clock()))

    async def keep(self, exchange: Exchange, made: Made) -> Kept:
        """Remember a page if that is allowed."""
        asked, answered = lowered(exchange.visitor.headers), lowered(made.headers)
        method = "GET" if exchange.wants_no_body else exchange.visitor.method  # the page was fetched with GET
        decision = storing.storable(method, asked, made.origin.status, answered, self._rules.ignored_cookies)
        page = self._page(exchange, made, asked, answered)
        key = self.key(exchange)
        refusal = decision.reason if not decision.store else "" if made.translated.complete else "incomplete"
        if not refusal and not self._is_worth_it(page):
            refusal = "neither fresh nor to be validated"
        if not refusal:
            with stage("store"):
                key, page = await asyncio.to_thread(self._store, key, page, asked, exchange.links.language or "")
            self._keep_ready(key, page)
        return Kept(page, key, refusal)

    def is_for_all(self, exchange: Exchange, status: int, headers: Pairs, asked_at: float) -> bool:
        """May everybody who asks now have the page, complete or not? RFC 9111 section 4: it has to be fresh."""
        asked, answered = lowered(exchange.visitor.headers), lowered(headers)
        method = "GET" if exchange.wants_no_body else exchange.visitor.method
        if not storing.storable(method, asked, status, answered, self._rules.ignored_cookies).store:
            return False
        times = freshness.times(status, answered, asked_at, self._clock(), self._rules.guess)
        return times.lifetime_seconds > times.initial_age

    async def renew(self, found: Found, answer: Pairs, asked_at: float) -> StoredPage:
        """The remembered page after the origin has said that it still holds (304)."""
        news = without(end_to_end(answer), OF_THE_BODY | _NOT_KEPT)
        stored = found.page.headers
        changed = validation.updated({}, lowered(news))
        headers = (*without(stored, frozenset(changed)), *changed.items())
        now = self._clock()
        said = {**lowered(stored), **lowered(answer)}
        times = freshness.times(found.page.status, said, asked_at, now, self._rules.guess)
        page = await asyncio.to_thread(self._pages.refresh, found.key, times, headers) or found.page
        self._keep_ready(found.key, page)
        return page

    async def coded(self, key: bytes, page: StoredPage, coding: str) -> bytes:
        """The body of a remembered page in a coding: made once, then sent as it is stored."""
        if coding == codings.IDENTITY:
            return page.body
        ready = self._hot.get(key)
        if ready is None or ready.page.tag != page.tag:
            return await asyncio.to_thread(self._coded, key, page, coding)
        body = ready.coded.get(coding)
        if body is None:
            body = ready.coded[coding] = await asyncio.to_thread(self._coded, key, page, coding)
            if self._hot.get(key) is ready:
                self._weigh(key, ready)
        return body

    async def forget(self, url: str) -> None:
        """Forget the page of a public German URL, in all languages."""
        origin, path = _split(url)
        keys = [self._key(origin, path, language) for language in self._rules.languages]
        gone = await asyncio.to_thread(lambda: sum(self._pages.purge(key) for key in keys))
        if gone:
            self._marks.changed.move()  # other processes may have them ready, too

    def key(self, exchange: Exchange) -> bytes:
        """The key of the page that a request is for, whatever it varies on."""
        return self._key(exchange.links.public_origin, exchange.target, exchange.links.language or "")

    def _key(self, origin: str, target: str, language: str) -> bytes:
        return PageIngredients(origin, target, language, self._rules.revision()).digest()

    # Looking up

    def _in_memory(self, key: bytes, asked: dict[str, str]) -> tuple[bytes, StoredPage, bool] | None:
        self.heed_marks()
        return self._selected(key, asked, self._ready)

    def heed_marks(self) -> None:
        """Forget what another process, or an operator, had forgotten."""
        purged, changed = self._marks.purged.has_moved(), self._marks.changed.has_moved()
        if purged:
            self._rules.purged()
        if purged or changed:
            self._hot.clear()

    def _in_store(self, key: bytes, asked: dict[str, str]) -> tuple[bytes, StoredPage, bool] | None:
        return self._selected(key, asked, self._pages.get)

    def _selected(
        self, key: bytes, asked: dict[str, str], get: Callable[[bytes], StoredPage | None]
    ) -> tuple[bytes, StoredPage, bool] | None:
        """The variant that the request selects (RFC 9111 section 4.1), its key, and whether it holds."""
        page = get(key)
        if page is not None and not selects(page.selecting, asked, self._rules.ignored_cookies):
            key = _variant_key(key, page, self._selecting(page.selecting, asked))
            page = get(key)
            if page is not None and not selects(page.selecting, asked, self._rules.ignored_cookies):
                return None
        return None if page is None else (key, page, self._rules.holds(page.made_of))

    def _selecting(self, named: Selecting, asked: dict[str, str]) -> Selecting:
        return selecting(", ".join(name for name, _ in named), asked, self._rules.ignored_cookies)

    def _ready(self, key: bytes) -> StoredPage | None:
        ready = self._hot.get(key)
        return ready.page if ready is not None else None

    def _keep_ready(self, key: bytes, page: StoredPage, decided: object = None) -> None:
        """Keep a page in memory; `decided` is what editors had decided when it was seen to hold, None if it was not."""
        ready = self._hot.get(key)
        if ready is not None and ready.page is page:
            ready.decided = decided
            return
        self._weigh(key, ReadyPage(page, decided))

    def _weigh(self, key: bytes, ready: ReadyPage) -> None:
        self._hot.put(key, ready, ready.weight)

    # Keeping

    def _store(self, key: bytes, page: StoredPage, asked: dict[str, str], tag: str) -> tuple[bytes, StoredPage]:
        """Put the page where its variant belongs: the first stands under the key, the others beside it."""
        first = self._pages.get(key)
        alike = first is not None and [name for name, _ in first.selecting] == [name for name, _ in page.selecting]
        if first is not None and alike and not selects(first.selecting, asked, self._rules.ignored_cookies):
            key = _variant_key(key, first, page.selecting)
        self._pages.put(key, page, tag)
        return key, self._pages.get(key) or page

    def _coded(self, key: bytes, page: StoredPage, coding: str) -> bytes:
        name = f"{coding} {codings.REVISION}"
        body = self._pages.coded(key, page.tag, name)
        if body is None:
            body = codings.coded(coding, page.body)
            self._pages.put_coded(key, page.tag, name, body)
        return body

    def _page(self, exchange: Exchange, made: Made, asked: dict[str, str], answered: dict[str, str]) -> StoredPage:
        translated, status = made.translated, made.origin.status
        now = self._clock()
        times = freshness.times(status, answered, made.asked_at, now, self._rules.guess)
        kept = without(made.headers, _NOT_KEPT | storing.withheld(answered))
        named = ", ".join(part for part in answered.get("vary", "").split(",") if part.strip().lower() not in FIXED)
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
            made_of=translated.made_of,
            url=made.url,
            tag=tag_of(translated.body, translated.fingerprint),
            modified_at=now,
            selecting=selecting(named, asked, self._rules.ignored_cookies),
            tags=tags_of(made.headers),
            variants=self._token(),
        )

    def _is_worth_it(self, page: StoredPage) -> bool:
        """A page that is stale at once and cannot be validated would only fill the disk."""
        return bool(page.lifetime_seconds > page.initial_age or page.origin_etag or page.origin_last_modified)


def conditions(found: Found | None) -> Pairs:
    """What makes the request for a remembered page conditional."""
    if found is None:
        return ()
    return tuple(validation.conditions(found.page.origin_etag, found.page.origin_last_modified).items())


def _variant_key(key: bytes, page: StoredPage, chosen: Selecting) -> bytes:
    """The key of another variant; with the first page its name for them goes, and with it all of them."""
    return blake2b(key + repr((page.variants, chosen)).encode(), digest_size=KEY_BYTES, person=b"variant.1").digest()


def _split(url: str) -> tuple[str, str]:
    """Origin and target of an absolute URL, as it is written."""
    scheme, _, rest = url.partition("://")
    host, slash, target = rest.partition("/")
    return f"{scheme}://{host}", slash + target or "/"
