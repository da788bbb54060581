"""Has pages translated before anybody asks for them, by asking the proxy for them, with its lowest priority.

Goes over HTTP like any visitor, so that one process owns the engine and the caches; proves itself with the machine's
key, and is told how many words each page cost. Respects robots.txt and a rate, knows a budget, and can be interrupted.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

import aiohttp
import structlog
from protego import Protego
from yarl import URL

from proxy import robots, sitemap
from proxy.admission import WARM_HEADER
from proxy.errors import ProxyError
from proxy.links import SiteLinks
from proxy.observing import COMPLETE_HEADER, WORDS_HEADER
from proxy.sitemap import Entry, SitemapError
from proxy.sitemaps import own_path
from proxy.warm_links import is_wanted, pages_of
from proxy.warm_state import WarmState

log = structlog.stdlib.get_logger(__name__)

AGENT: Final = "stadtlotse-warm"
_MOST_TRIES: Final = 5  # for one page in one language; each waits up to a minute at the proxy
_MOST_SITEMAPS: Final = 50
_SAVE_SECONDS: Final = 5.0
_MOST_PAGE_BYTES: Final = 8 * 1024 * 1024


class WarmingError(ProxyError):
    """Warming cannot begin; the text says what to do."""


class End(StrEnum):
    """Why warming ended."""

    DONE = "all pages"
    WORDS = "the budget of words"
    MINUTES = "the budget of minutes"
    PAGES = "the limit of pages"


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent; None is without limit."""

    words: int | None = None
    seconds: float | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What warming one page in one language came to."""

    status: int
    words: int
    complete: bool


@dataclass(slots=True)
class Report:
    """What has been done in this run."""

    pages: int = 0
    translated: int = 0
    """Pages times languages that are complete."""
    incomplete: int = 0
    failed: int = 0
    words: int = 0
    end: End = End.DONE


@dataclass(frozen=True, slots=True)
class Target:
    """Where the proxy is, and as what it is to be asked."""

    url: str
    """Scheme, host and port it listens on."""
    host: str
    """The name the visitors use."""
    key: str
    links: SiteLinks
    """German ones, to tell the website's addresses from others."""
    requests_per_second: float = 2.0


Progress = Callable[[str, str, WarmState], None]
"""Hears of each page and language before it is asked for."""


class Client:
    """Asks the proxy, not faster than allowed."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._pause = 1 / target.requests_per_second
        self._next = 0.0
        self._rules = Protego.parse("")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            headers={"Host": self._target.host, "User-Agent": AGENT},
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=180, sock_connect=5),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def read_rules(self) -> tuple[str, ...]:
        """Read robots.txt, keep to it from now on, and return the paths of the sitemaps that it names."""
        status, _, body = await self.fetch(robots_path := "/robots.txt", judged=False)
        if status >= 500:
            message = f"{robots_path} answers {status}: crawlers are to stay away (RFC 9309 2.3.1.4); mend that first"
            raise WarmingError(message)
        text = body.decode("utf-8", "replace") if status == 200 else ""
        self._rules = Protego.parse(text)
        self._pause = max(self._pause, float(self._rules.crawl_delay(AGENT) or 0.0))
        ours = (path for path in (own_path(each, self._target.links) for each in robots.sitemaps_of(text)) if path)
        return tuple(path for path in ours if not path.startswith("/.stadtlotse/")) or ("/sitemap.xml",)

    def allows(self, path: str) -> bool:
        """Whether robots.txt lets this crawler ask for a path."""
        return self._rules.can_fetch(self._target.links.public_origin + path, AGENT)

    async def fetch(self, path: str, *, judged: bool = True) -> tuple[int, str, bytes]:
        """Status, content type and body of a German path; 0 where there is no answer, or none is allowed."""
        if judged and not self.allows(path):
            return 0, "", b""
        try:
            # The website's own word, not one that a cache remembers: this is where news is looked for.
            async with await self._get(path, {"Cache-Control": "no-cache"}) as answer:
                body = await answer.content.read(_MOST_PAGE_BYTES)
                while not answer.content.at_eof() and len(body) < _MOST_PAGE_BYTES:
                    body += await answer.content.read(_MOST_PAGE_BYTES - len(body))
                return answer.status, answer.content_type, body
        except (aiohttp.ClientError, TimeoutError) as error:
            log.info("page cannot be read", path=path, reason=str(error))
            return 0, "", b""

    async def warm(self, path: str, language: str, words: int | None, *, again: bool = False) -> Answered:
        """Have one page translated; `again` asks the website whether it has changed, however fresh it is."""
        said = self._target.key if words is None else f"{self._target.key} {max(0, words)}"
        headers = {WARM_HEADER: said} | ({"Cache-Control": "no-cache"} if again else {})
        try:
            async with await self._get(f"/{language}{path}", headers) as answer:
                await answer.read()
                if WORDS_HEADER not in answer.headers and answer.status < 500:
                    message = (
                        f"the proxy at {self._target.url} does not know this machine's key: "
                        "use the settings it was started with (--config, cache.folder)"
                    )
                    raise WarmingError(message)
                spent = int(answer.headers.get(WORDS_HEADER, "0"))
                return Answered(answer.status, spent, answer.headers.get(COMPLETE_HEADER) == "1")
        except (aiohttp.ClientError, TimeoutError) as error:
            log.info("page cannot be warmed", path=path, language=language, reason=str(error))
            return Answered(0, 0, complete=False)

    async def listed(self, paths: Sequence[str]) -> list[Entry]:
        """The website's pages in these sitemaps and feeds, by their paths."""
        waiting, seen, found = list(paths), set[str](), list[Entry]()
        links = self._target.links
        while waiting and len(seen) < _MOST_SITEMAPS:
            path = waiting.pop(0)
            if path in seen:
                continue
            seen.add(path)
            status, _, body = await self.fetch(path, judged=False)
            if status != 200:
                continue
            try:
                read = await asyncio.to_thread(sitemap.read, body)
            except SitemapError as error:
                log.info("sitemap cannot be read", path=path, reason=str(error))
                continue
            found += [Entry(own_path(each.address, links), each.changed) for each in read.pages]
            waiting += [own for own in (own_path(each.address, links) for each in read.sitemaps) if own]
        return [each for each in sitemap.unique(found) if each.address and is_wanted(each.address, links)]

    async def _get(self, target: str, headers: dict[str, str]) -> aiohttp.ClientResponse:
        if self._session is None:
            message = "the client is not open"
            raise RuntimeError(message)
        now = time.monotonic()
        wait, self._next = self._next - now, max(self._next, now) + self._pause
        if wait > 0:
            await asyncio.sleep(wait)
        url = URL(self._target.url + target, encoded=True)
        return await self._session.get(url, headers=headers, allow_redirects=False)


@dataclass(slots=True)
class Warmer:
    """Crawls the website and has its pages translated."""

    client: Client
    state: WarmState
    file: Path
    """Where the state is kept."""
    links: SiteLinks
    budget: Budget = field(default_factory=Budget)
    progress: Progress = lambda _path, _language, _state: None
    report: Report = field(default_factory=Report)
    _started: float = field(default_factory=time.monotonic)
    _saved: float = 0.0

    async def run(self) -> Report:
        """Go on until nothing is left or the budget is spent; the rest stays in the state. Raises `WarmingError`."""
        try:
            sitemaps = await self.client.read_rules()
            if not self.state.seen:
                self.state.add("/")
                for entry in await self.client.listed(sitemaps):
                    if self.client.allows(entry.address):
                        self.state.add(entry.address)
            while self.state.waiting and not self._is_spent() and not self._has_enough_pages():
                if await self._page(self.state.waiting[0]):
                    self.state.waiting.pop(0)
                self._save(_SAVE_SECONDS)
        finally:
            self._save(0.0)
        return self.report

    async def _page(self, path: str) -> bool:
        """One page in all languages; answers whether nothing of it is left."""
        left = self.state.left(path)
        self.progress(path, "", self.state)
        status, kind, body = await self.client.fetch(path)
        if status != 200 or kind not in ("text/html", "application/xhtml+xml"):
            self.report.failed += status not in (0, 301, 302, 303, 307, 308, 200)
            return True
        self.state.pages += 1
        self.report.pages += 1
        text = body.decode("utf-8", "replace")
        for found in await asyncio.to_thread(lambda: list(pages_of(text, path, self.links))):
            if self.client.allows(found):
                self.state.add(found)
        for language in left:
            self.progress(path, language, self.state)
            if self._is_spent():
                return False
            await self._in(path, language)
        return not self.state.left(path) or not self._is_spent()

    async def _in(self, path: str, language: str) -> None:
        for _ in range(_MOST_TRIES):
            answer = await self.client.warm(path, language, self._words_left())
            self.state.words += answer.words
            self.report.words += answer.words
            if answer.complete or answer.status != 200:
                break
            if self._is_spent():
                return
        if answer.status != 200:
            self.report.failed += 1
        elif answer.complete:
            self.report.translated += 1
            self.state.finish(path, language)
        else:
            self.report.incomplete += 1

    def _words_left(self) -> int | None:
        return None if self.budget.words is None else self.budget.words - self.report.words

    def _is_spent(self) -> bool:
        budget, report = self.budget, self.report
        left = self._words_left()
        if left is not None and left <= 0:
            report.end = End.WORDS
        elif budget.seconds is not None and time.monotonic() - self._started >= budget.seconds:
            report.end = End.MINUTES
        else:
            return False
        return True

    def _has_enough_pages(self) -> bool:
        if self.budget.pages is None or self.report.pages < self.budget.pages:
            return False
        self.report.end = End.PAGES
        return True

    def _save(self, not_before: float) -> None:
        if time.monotonic() - self._saved < not_before:
            return
        self._saved = time.monotonic()
        try:
            self.state.save(self.file)
        except OSError as error:
            log.warning("how far warming has come cannot be written", file=str(self.file), reason=str(error))
