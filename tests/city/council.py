"""Council papers to download: large PDFs with ETag, Last-Modified and byte ranges (RFC 9110, section 14)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from aiohttp import web

from city import documents
from city.rendering import PUBLIC, public_page

MODIFIED = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
HTTP_DATE = "%a, %d %b %Y %H:%M:%S GMT"


@dataclass
class Papers:
    """The papers of one application, made when first asked for."""

    @cached_property
    def budget(self) -> bytes:
        """About 4 MB."""
        return documents.council_document()

    @cached_property
    def agenda(self) -> bytes:
        """One page."""
        return documents.agenda()


PAPERS = web.AppKey("papers", Papers)


def routes() -> list[web.RouteDef]:
    """The politics page and its papers."""
    return [
        web.get("/rathaus/politik", page),
        web.get("/rathaus/dokumente/haushaltsentwurf-2027.pdf", budget),
        web.get("/rathaus/dokumente/tagesordnung-umwelt.pdf", agenda),
    ]


async def page(request: web.Request) -> web.StreamResponse:
    """Sessions, papers, seats."""
    return public_page(request, "rathaus/politik.html")


async def budget(request: web.Request) -> web.StreamResponse:
    """The draft budget."""
    return ranged(request, request.app[PAPERS].budget, "application/pdf")


async def agenda(request: web.Request) -> web.StreamResponse:
    """A small paper, shown inside the page."""
    return ranged(request, request.app[PAPERS].agenda, "application/pdf")


def ranged(request: web.Request, body: bytes, content_type: str) -> web.Response:
    """The whole body, the part that was asked for (206), 304, or 416."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {
        "ETag": etag,
        "Last-Modified": MODIFIED.strftime(HTTP_DATE),
        "Accept-Ranges": "bytes",
        "Cache-Control": PUBLIC,
    }
    if _known(request, etag):
        return web.Response(status=304, headers=headers)
    headers["Content-Type"] = content_type
    part = _part(request, etag, len(body))
    if part is None:
        return web.Response(body=body, headers=headers)
    first, last = part
    if first > last:
        del headers["Content-Type"]
        headers["Content-Range"] = f"bytes */{len(body)}"
        return web.Response(status=416, headers=headers)
    headers["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
    return web.Response(status=206, body=body[first : last + 1], headers=headers)


def _known(request: web.Request, etag: str) -> bool:
    if request.if_none_match is not None:
        return any(f'"{tag.value}"' == etag or tag.value == "*" for tag in request.if_none_match)
    return request.if_modified_since is not None and request.if_modified_since >= MODIFIED


def _part(request: web.Request, etag: str, size: int) -> tuple[int, int] | None:
    """First and last byte; nothing for the whole; first after last if it cannot be satisfied."""
    wanted = request.headers.get("Range", "")
    if not wanted.startswith("bytes=") or "," in wanted:
        return None
    if request.headers.get("If-Range", etag) not in (etag, MODIFIED.strftime(HTTP_DATE)):
        return None
    start, dash, stop = wanted.removeprefix("bytes=").strip().partition("-")
    if not dash or not (start + stop).isdigit() or (start and stop and int(start) > int(stop)):
        return None
    if not start:
        return (max(0, size - int(stop)), size - 1) if int(stop) else (1, 0)
    if int(start) >= size:
        return 1, 0
    return int(start), min(int(stop), size - 1) if stop else size - 1
