"""What crawlers are told of the languages: robots.txt with its sitemaps, and a sitemap for each language.

Made of the website's own: its robots.txt, and the sitemaps that it names, else `/sitemap.xml`. What was read is kept
for a while, so that asking for our sitemaps costs the website nothing.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from proxy import robots, sitemap
from proxy.answers import refusal_answer
from proxy.body import Whole, read_body
from proxy.errors import OriginError
from proxy.links import RESERVED, SiteLinks, is_file, path_matches
from proxy.origin import OriginRequest
from proxy.reply import Website
from proxy.site import Site
from proxy.sitemap import Entry, SitemapError
from proxy.token_bucket import Monotonic

log = structlog.stdlib.get_logger(__name__)

PLACE: Final = "sitemap"
"""Under the reserved prefix: `/.stadtlotse/sitemap/tr.xml`."""
ROBOTS: Final = "/robots.txt"
_DEFAULT: Final = "/sitemap.xml"
_KEPT_SECONDS: Final = 900.0
_AFTER_FAILURE_SECONDS: Final = 30.0
_MOST_SITEMAPS: Final = 50
_CHUNK: Final = 10_000  # addresses in one of our sitemaps: with nine languages about 12 MB, under the protocol's 50
_MOST_HOSTS: Final = 8
_NAME: Final = re.compile(r"([a-z]{2,3})(?:-(\d{1,4}))?\.xml")


@dataclass(frozen=True, slots=True)
class _Read:
    """The website's robots.txt and pages at one moment."""

    status: int
    robots: str
    pages: tuple[Entry, ...]
    until: float


class Sitemaps:
    """Answers for `/robots.txt` and our sitemaps; use it from one event loop."""

    def __init__(self, site: Site, website: Website, clock: Monotonic) -> None:
        self._site = site
        self._website = website
        self._clock = clock
        self._read: dict[str, _Read] = {}
        self._reading = asyncio.Lock()

    async def robots(self, request: web.Request) -> web.StreamResponse | None:
        """The robots.txt for all languages; None if the website's own answer is to be sent as it is.

        A website without one allows everything, one that fails allows nothing (RFC 9309 2.3.1).
        """
        if not self._site.settings.bots.robots or request.method not in ("GET", "HEAD"):
            return None
        read = await self._now(request)
        if not (200 <= read.status < 300 or 400 <= read.status < 500):
            return None
        here = self._site.links(self._site.visitor(request), None).public_origin
        addresses = [f"{here}/{RESERVED}/{PLACE}/{code}.xml" for code in self._indexed()] if read.pages else []
        text = robots.in_languages(read.robots, self._site.settings.languages.targets, addresses)
        return _answer(request, text.encode(), "text/plain; charset=utf-8")

    async def answer(self, request: web.Request, name: str) -> web.StreamResponse:
        """One of our sitemaps, by its file name."""
        found = _NAME.fullmatch(name)
        if found is None or found[1] not in self._indexed():
            return refusal_answer(404, "there is no such sitemap")
        pages = self._translated((await self._now(request)).pages, request)
        here = self._site.links(self._site.visitor(request), None)
        chunks = [pages[at : at + _CHUNK] for at in range(0, len(pages), _CHUNK)]
        if found[2] is None and len(chunks) > 1:
            stem = f"{here.public_origin}/{RESERVED}/{PLACE}/{found[1]}"
            body = sitemap.write_index(f"{stem}-{number}.xml" for number in range(1, len(chunks) + 1))
            return _answer(request, body, "application/xml; charset=utf-8")
        number = int(found[2] or 1)
        if not 1 <= number <= max(1, len(chunks)):
            return refusal_answer(404, "there is no such sitemap")
        chunk = chunks[number - 1] if chunks else []
        body = await asyncio.to_thread(self._written, chunk, found[1], here)
        return _answer(request, body, "application/xml; charset=utf-8")

    def _written(self, entries: Sequence[Entry], language: str, here: SiteLinks) -> bytes:
        codes = self._indexed()
        source = self._site.settings.languages.source

        def row(entry: Entry) -> tuple[str, str, list[tuple[str, str]]]:
            german = here.public_origin + entry.address
            others = [(code, f"{here.public_origin}/{code}{entry.address}") for code in codes]
            links = [(source, german), *others, ("x-default", german)]
            return f"{here.public_origin}/{language}{entry.address}", entry.changed, links

        return sitemap.write(row(entry) for entry in entries)

    def _indexed(self) -> tuple[str, ...]:
        unreviewed = self._site.settings.bots.unreviewed
        return tuple(code for code in self._site.settings.languages.targets if code not in unreviewed)

    def _translated(self, pages: Sequence[Entry], request: web.Request) -> list[Entry]:
        """Those of the website's pages that there are in languages, by their paths."""
        links = self._site.links(self._site.visitor(request), None)
        found = (_path(entry, links) for entry in pages)
        excluded = self._site.settings.pages.excluded_paths
        kept = (entry for entry in found if entry and not is_file(entry.address))
        return list(sitemap.unique(entry for entry in kept if not path_matches(entry.address, excluded)))

    async def _now(self, request: web.Request) -> _Read:
        """What the website says, not older than a quarter of an hour."""
        links = self._site.links(self._site.visitor(request), None)
        async with self._reading:
            read = self._read.pop(links.public_origin, None)
            if read is None or read.until <= self._clock():
                read = await self._ask(links)
            # By host: whoever makes one up must not decide what others are told.
            self._read[links.public_origin] = read
            if len(self._read) > _MOST_HOSTS:
                del self._read[next(iter(self._read))]
            return read

    async def _ask(self, links: SiteLinks) -> _Read:
        try:
            status, body = await self._fetch(ROBOTS, links, robots.MOST_BYTES)
        except OriginError as error:
            log.warning("robots.txt cannot be read", reason=error.reason)
            return _Read(503, "", (), self._clock() + _AFTER_FAILURE_SECONDS)
        if status >= 500:
            return _Read(status, "", (), self._clock() + _AFTER_FAILURE_SECONDS)
        text = body.decode("utf-8", "replace") if 200 <= status < 300 else ""
        own = [path for path in (own_path(each, links) for each in robots.sitemaps_of(text)) if path]
        pages = await self._pages(own or [_DEFAULT], links)
        return _Read(status, text, tuple(pages), self._clock() + _KEPT_SECONDS)

    async def _pages(self, waiting: list[str], links: SiteLinks) -> list[Entry]:
        found: list[Entry] = []
        seen: set[str] = set()
        while waiting and len(seen) < _MOST_SITEMAPS:
            path = waiting.pop(0)
            if path in seen:
                continue
            seen.add(path)
            try:
                status, body = await self._fetch(path, links, sitemap.MOST_BYTES)
                listed = await asyncio.to_thread(sitemap.read, body) if status == 200 else sitemap.Sitemap()
            except (OriginError, SitemapError) as error:
                log.warning("sitemap cannot be read", path=path, reason=str(error))
                continue
            found += listed.pages
            waiting += [own for own in (own_path(each.address, links) for each in listed.sitemaps) if own]
        return found

    async def _fetch(self, path: str, links: SiteLinks, most: int) -> tuple[int, bytes]:
        """Status and body; a body that is too large is none."""
        url = self._site.settings.origin.url
        preserved = self._site.settings.origin.host_header == "preserve"
        host = (links.public_origin if preserved else url).partition("://")[2]
        headers = (("Host", host), ("Accept-Encoding", "gzip"), ("User-Agent", "stadtlotse"))
        ask = OriginRequest("GET", path, headers)
        async with self._website.answer(links.public_origin + path, ask) as answer:
            body = await read_body(answer, most)
            return answer.status, body.content if isinstance(body, Whole) else b""


def own_path(address: str, links: SiteLinks) -> str:
    """The path of an address on this website, "" for any other: nobody else is ever asked."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.netloc and not links.is_own(parts.netloc.lower(), parts.scheme):
        return ""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return path if path.startswith("/") and not path.startswith("//") else ""


def _path(entry: Entry, links: SiteLinks) -> Entry | None:
    path = own_path(entry.address, links)
    return Entry(path, entry.changed) if path else None


def _answer(request: web.Request, body: bytes, content_type: str) -> web.StreamResponse:
    if request.method not in ("GET", "HEAD"):
        return refusal_answer(405, "GET is all there is")
    headers = {"Content-Type": content_type, "Cache-Control": "public, max-age=900"}
    return web.Response(body=body, headers=headers)
