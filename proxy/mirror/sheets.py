"""The site's style sheets turned: fetched from the origin, remembered by what they hold, and served.

A page gets addresses with a digest of the turned sheet in them, so that browsers may keep it for ever. Whatever goes
wrong, the page keeps the sheet that it names: a page with its German look is better than one without any.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urljoin

import structlog
from aiohttp import web

from cache import directives
from cache.clock import Clock
from cache.conditions import Validators, Verdict, judged
from proxy.answers import redirect_answer, refusal_answer
from proxy.body import Unreadable, read_body
from proxy.errors import OriginError, SettingsError
from proxy.headers import Forwarding, first, joined, to_origin
from proxy.links import RESERVED, SiteLinks, path_matches
from proxy.mirror.direction import knows_direction
from proxy.mirror.in_page import Kept, PageStyles, find, own_target
from proxy.mirror.sheet import imports, mirrored, mirrored_declarations
from proxy.origin import OriginRequest
from proxy.page.document import Document
from proxy.page.rewrite import PageRule
from proxy.page.splice import Edit
from proxy.page.words import AttributeChanges
from proxy.reply import Website
from proxy.settings import Settings
from proxy.site import Site
from translation.languages import Language

log = structlog.stdlib.get_logger(__name__)

PLACE: Final = "mirror"
_EXTRA: Final = "extra.css"
_VERSION: Final = re.compile(r"[0-9a-f]{16}")
_CHARSET: Final = re.compile(r"charset\s*=\s*\"?([\w.-]+)", re.IGNORECASE)
_ASK: Final = (("Accept", "text/css,*/*;q=0.1"), ("Accept-Encoding", "gzip, br"))
_MOST_IMPORTS: Final = 5  # sheets that import each other deeper than that keep their own addresses
_MOST_SHEETS: Final = 500
_MOST_BYTES: Final = 32 << 20
_MOST_TEXTS: Final = 4096


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a sheet: its turned version, or "" where it is served as it is."""

    version: str
    checked_at: float


class Sheets:
    """The turned sheets of one site; used from one event loop."""

    def __init__(self, site: Site, website: Website, clock: Clock) -> None:
        """Begin with none; reads the editors' own sheet."""
        self._site = site
        self._settings = site.settings.accessibility
        self._website = website
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._running: dict[str, asyncio.Task[_Known]] = {}
        self._texts: OrderedDict[tuple[bool, str], str] = OrderedDict()
        self._reported: OrderedDict[Kept, None] = OrderedDict()
        self._extra = _own_sheet(self._settings.rtl_sheet)

    async def of_page(self, document: Document, path: str, links: SiteLinks, policy: str) -> PageRule:
        """Return the rule that turns a page's styles, as far as they are known within the time that is allowed."""
        if not self._settings.mirror:
            return _nothing
        found = find(document, path, links, policy)
        self._report(found.kept)
        versions = await self._versions(found.targets.values(), links)
        addresses = {
            href: _address(versions[target], target) for href, target in found.targets.items() if versions.get(target)
        }
        extra = f"/{RESERVED}/{PLACE}/{_digest(self._extra)}/{_EXTRA}" if self._extra else ""
        sheet = partial(self._turned, whole=True)
        attribute = partial(self._turned, whole=False)
        return PageStyles(MappingProxyType(addresses), found.policy, sheet, attribute, extra)

    def _report(self, kept: Iterable[Kept]) -> None:
        """Say once of each style that stays as it is, and why: the page looks wrong there, and editors can mend it."""
        for each in kept:
            if each in self._reported:
                continue
            log.info("style sheet is left alone", sheet=each.style, reason=each.reason)
            self._reported[each] = None
            if len(self._reported) > _MOST_SHEETS:
                self._reported.popitem(last=False)

    async def answer(self, request: web.Request, path: str) -> web.StreamResponse:
        """Serve `digest/path-of-the-sheet`; an old digest gets what the sheet is now, and no sheet its own address."""
        version, _, rest = path.partition("?")[0].partition("/")
        if request.method not in ("GET", "HEAD"):
            return refusal_answer(405, "style sheets can only be read")
        if not _VERSION.fullmatch(version) or not rest or rest.startswith(("/", "\\", RESERVED)):
            return refusal_answer(404, "there is no such style sheet")
        if rest == _EXTRA and self._extra:
            return _sheet_answer(request, self._extra, _digest(self._extra), version)
        query = request.raw_path.partition("?")[2]
        target = f"/{rest}" + (f"?{query}" if query else "")
        links = self._site.links(self._site.visitor(request), None)
        body = self._bodies.get(version)
        if body is not None:
            return _sheet_answer(request, body, version, version)
        now = (await self._known_now(target, links)).version
        if now and (body := self._bodies.get(now)) is not None:
            return _sheet_answer(request, body, now, version)
        return redirect_answer(307, target)

    async def close(self) -> None:
        """End what is still being fetched."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    # What is known

    async def _versions(self, targets: Iterable[str], links: SiteLinks) -> dict[str, str]:
        """Return the version of each sheet; those that take too long come with the next page."""
        wanted = dict.fromkeys(targets)
        waiting = {target: self._task(target, links) for target in wanted if self._wants(target)}
        unknown = [task for target, task in waiting.items() if target not in self._known]
        if unknown:
            await asyncio.wait(unknown, timeout=self._settings.sheet_seconds)
        return {target: known.version for target in wanted if (known := self._known.get(target)) is not None}

    def _wants(self, target: str) -> bool:
        known = self._known.get(target)
        return known is None or self._clock() - known.checked_at > self._settings.sheet_fresh_seconds

    async def _known_now(self, target: str, links: SiteLinks) -> _Known:
        known = self._known.get(target)
        if known is not None and not self._wants(target) and (not known.version or known.version in self._bodies):
            return known
        return await asyncio.shield(self._task(target, links))

    def _task(self, target: str, links: SiteLinks, above: tuple[str, ...] = ()) -> asyncio.Task[_Known]:
        """Return the task that learns of a sheet, one for all who ask."""
        task = self._running.get(target)
        if task is None:
            task = self._running[target] = asyncio.create_task(self._learned(target, links, above))
            task.add_done_callback(lambda _: self._running.pop(target, None))
        return task

    async def _learned(self, target: str, links: SiteLinks, above: tuple[str, ...]) -> _Known:
        version = ""
        try:
            css = await self._fetched(target, links)
            if css is not None:
                version = self._kept(await self._made(css, target, links, above))
        except OriginError as error:
            log.info("style sheet is not turned", sheet=target, reason=error.reason)
        known = _Known(version, self._clock())
        self._known[target] = known
        self._known.move_to_end(target)
        while len(self._known) > _MOST_SHEETS:
            self._known.popitem(last=False)
        return known

    def _kept(self, text: str) -> str:
        body = text.encode()
        version = _digest(body)
        self._bodies[version] = body
        self._bodies.move_to_end(version)
        while len(self._bodies) > 1 and sum(map(len, self._bodies.values())) > _MOST_BYTES:
            self._bodies.popitem(last=False)
        return version

    # Fetching and turning

    async def _fetched(self, target: str, links: SiteLinks) -> str | None:
        """Return the text of a sheet that may be turned, else None."""
        reason = ""
        if path_matches(target.partition("?")[0], self._settings.unmirrored):
            return None
        request = OriginRequest("GET", target, to_origin(_ASK, _forwarding(self._site.settings, links)))
        async with self._website.answer(links.absolute(target), request) as answer:
            kind = first(answer.headers, "content-type")
            said = directives.parsed(joined(answer.headers, "cache-control"))
            if answer.status != 200 or not kind.lower().startswith("text/css"):
                reason = f"the website answers {answer.status} with {kind or 'no type'}"
            elif "no-transform" in said:
                reason = "Cache-Control: no-transform"
            else:
                body = await read_body(answer, self._settings.sheet_max_bytes)
                if isinstance(body, Unreadable):
                    reason = body.reason
                elif (text := _decoded(body.content, kind)) is None:
                    reason = "its bytes are not in the encoding it names"
                elif not (reason := knows_direction(text)):
                    return text
        log.info("style sheet is left alone", sheet=target, reason=reason)
        return None

    async def _made(self, css: str, target: str, links: SiteLinks, above: tuple[str, ...]) -> str:
        """Turn a sheet; its relative addresses become absolute, because it moves."""
        base = links.absolute(target)
        chain = (*above, target)
        imported = {address: own_target(address, base, links) for address in imports(css)}
        inner = {each for each in imported.values() if each and each not in chain and len(chain) < _MOST_IMPORTS}
        versions: dict[str, str] = {}
        for each in sorted(inner):
            known = self._known.get(each)
            if known is None or self._wants(each):
                known = await self._learned(each, links, chain)
            versions[each] = known.version

        def address(written: str, is_import: bool) -> str:
            own = imported.get(written) if is_import else None
            if own is not None and versions.get(own):
                return _address(versions[own], own)
            return _moved(written, target)

        return await asyncio.to_thread(mirrored, css, address)

    def _turned(self, text: str, *, whole: bool) -> str:
        """Turn a page's own styles; the same ones stand on many pages."""
        key = (whole, text)
        turned = self._texts.get(key)
        if turned is None:
            knows = whole and knows_direction(text)
            turned = text if knows else mirrored(text) if whole else mirrored_declarations(text)
            self._texts[key] = turned
            if len(self._texts) > _MOST_TEXTS:
                self._texts.popitem(last=False)
        return turned


def _nothing(_document: Document, _target: Language, _changes: AttributeChanges) -> Iterable[Edit]:
    return ()


def _own_sheet(file: Path | None) -> bytes:
    if file is None:
        return b""
    try:
        return file.read_bytes()
    except OSError as error:
        message = f"accessibility.rtl_sheet {file} cannot be read ({error.strerror}): name a style sheet, or none"
        raise SettingsError(message) from error


def _forwarding(settings: Settings, links: SiteLinks) -> Forwarding:
    origin = settings.origin
    url = origin.url if origin.host_header == "origin" else ""
    return Forwarding(links=links, peer="", trusted=False, origin_url=url, decode=True)


def _address(version: str, target: str) -> str:
    return f"/{RESERVED}/{PLACE}/{version}{target}"


def _moved(address: str, target: str) -> str:
    """Return a sheet's address as it is written from anywhere on the site."""
    text = address.strip()
    if not text or text.startswith("#") or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", text):
        return address
    moved = urljoin("http://site" + target, text)
    return moved.removeprefix("http://site") if moved.startswith("http://site/") else address


def _decoded(body: bytes, content_type: str) -> str | None:
    """CSS Syntax 3, 3.2: the header's encoding, else UTF-8; what is in another one is left alone."""
    match = _CHARSET.search(content_type)
    try:
        return body.decode(match[1] if match else "utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        return None


def _digest(body: bytes) -> str:
    return blake2b(body, digest_size=8, person=b"mirror.1").hexdigest()


def _sheet_answer(request: web.Request, body: bytes, version: str, asked: str) -> web.StreamResponse:
    tag = f'"{version}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "public, max-age=31536000, immutable" if version == asked else "public, no-cache",
        "Content-Type": "text/css; charset=utf-8",
        "X-Content-Type-Options": "nosniff",
    }
    wishes = {name.lower(): value for name, value in request.headers.items()}
    if judged(request.method, wishes, Validators(200, tag, "", 0.0)) is Verdict.NOT_MODIFIED:
        return web.Response(status=304, headers=headers)
    response = web.Response(body=body, headers=headers)
    response.enable_compression()
    return response
