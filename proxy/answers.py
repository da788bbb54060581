"""Turns a page, a refusal or an error into the response that is sent."""

import asyncio
import gzip
import html
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from aiohttp import web
from multidict import CIMultiDict

from proxy.etags import etag, matches
from proxy.exchange import Exchange
from proxy.headers import Pairs, accepted_codings, joined, without
from translation.languages import LANGUAGES, SOURCE

_IN_THREAD: Final = 256 * 1024  # compressing that much takes longer than others should wait for the loop
_WORTH_IT: Final = 1024
_LEVEL: Final = 5  # 100 kB of HTML in about a millisecond; level 9 takes three times as long for 2 % less
_IN_304: Final = frozenset({"cache-control", "content-location", "date", "expires", "vary", "age"})  # 15.4.5
_REFUSED_METHODS: Final = MappingProxyType({405: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"})

_UNREACHABLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "de": "Die Website ist im Moment nicht erreichbar. Bitte versuchen Sie es später noch einmal.",
        "en": "The website cannot be reached at the moment. Please try again later.",
        "tr": "Web sitesine şu anda ulaşılamıyor. Lütfen daha sonra tekrar deneyin.",
        "ar": "لا يمكن الوصول إلى الموقع الإلكتروني حاليًا. يرجى المحاولة مرة أخرى لاحقًا.",
        "bg": "В момента уебсайтът не е достъпен. Моля, опитайте отново по-късно.",
        "ro": "Site-ul nu poate fi accesat momentan. Vă rugăm să încercați din nou mai târziu.",
        "pl": "Strona internetowa jest obecnie niedostępna. Spróbuj ponownie później.",
        "uk": "Вебсайт наразі недоступний. Будь ласка, спробуйте пізніше.",
        "ru": "Сайт сейчас недоступен. Пожалуйста, попробуйте позже.",
        "fr": "Le site n’est pas accessible pour le moment. Veuillez réessayer plus tard.",
    }
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the access log says of an answer besides the request."""

    language: str = SOURCE
    cache: str = ""
    complete: bool | None = None
    body_bytes: int | None = None
    """Of a stream; else the response knows its length."""
    broken: bool = False
    """The origin's answer broke off, and this one with it."""


FACTS: Final = web.ResponseKey("facts", Facts)
EXACT: Final = web.ResponseKey("exact", frozenset[str])
"""On answers of the origin: the lower-case names of its headers, to which none is added."""


_NOT_EXACT: Final = frozenset({"content-type"})


@dataclass(frozen=True, slots=True)
class Page:
    """A page ready to be sent."""

    status: int
    headers: Pairs
    body: bytes
    fingerprint: str
    complete: bool
    may_compress: bool
    cache: str
    """What Cache-Status says (RFC 9211)."""
    age: int | None = None


async def page_answer(exchange: Exchange, page: Page) -> web.StreamResponse:
    """The response with a page, or 304 if the visitor has it already."""
    headers = CIMultiDict(_page_headers(page))
    facts = Facts(exchange.links.language or SOURCE, page.cache, page.complete)
    if 200 <= page.status <= 299 and page.complete:
        headers["ETag"] = etag(page.body, page.fingerprint)
        if matches(exchange.header("if-none-match"), headers["ETag"]):
            kept = [(name, value) for name, value in headers.items() if name.lower() in _IN_304]
            kept += [("ETag", headers["ETag"]), ("Cache-Status", page.cache)]
            response = web.Response(status=304, headers=CIMultiDict(kept))
            response[FACTS] = facts
            return response
    body = page.body
    if page.may_compress and len(body) >= _WORTH_IT and _takes_gzip(exchange):
        headers["Content-Encoding"] = "gzip"
        body = await asyncio.to_thread(_gzip, body) if len(body) > _IN_THREAD else _gzip(body)
    response = web.Response(status=page.status, headers=headers, body=body)
    response[EXACT] = frozenset(name.lower() for name in headers)
    response[FACTS] = facts
    return response


def _page_headers(page: Page) -> Pairs:
    headers = without(page.headers, frozenset({"content-length"}))
    if page.age is not None:
        headers = (*without(headers, frozenset({"age"})), ("Age", str(page.age)))
    if not page.complete:
        # The next view is to be the complete page: no cache may keep this one.
        unkept = "no-store" if "no-store" in joined(headers, "cache-control").lower() else "private, no-cache"
        headers = (*without(headers, frozenset({"cache-control", "expires"})), ("Cache-Control", unkept))
    return (*headers, ("Cache-Status", page.cache)) if page.cache else headers


def _takes_gzip(exchange: Exchange) -> bool:
    return "gzip" in accepted_codings(exchange.header("accept-encoding"))


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)


def redirect_answer(status: int, location: str) -> web.Response:
    """A redirect on this site."""
    headers = {"Location": location}
    if status == 307:  # made of settings, which may change
        headers["Cache-Control"] = "no-store"
    return web.Response(status=status, headers=headers)


def refusal_answer(status: int, reason: str) -> web.Response:
    """A plain refusal of a request that cannot be meant for this site."""
    headers = {"Cache-Control": "no-store"}
    if status in _REFUSED_METHODS:
        headers["Allow"] = _REFUSED_METHODS[status]
    return web.Response(status=status, text=f"{status} {reason}\n", headers=headers)


def unreachable_answer(status: int, language: str | None) -> web.Response:
    """The page a visitor gets when the website does not answer: in their language and in German."""
    shown = [code for code in dict.fromkeys((language or SOURCE, SOURCE)) if code in _UNREACHABLE]
    texts = "".join(
        f'<p lang="{code}" dir="{LANGUAGES[code].direction}">{html.escape(_UNREACHABLE[code])}</p>' for code in shown
    )
    main = shown[0]
    body = (
        f'<!doctype html><html lang="{main}" dir="{LANGUAGES[main].direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>{status}</title></head><body><main><h1>{status}</h1>{texts}</main></body></html>"
    )
    headers = {"Cache-Control": "no-store", "Content-Language": ", ".join(shown)}
    if status == 503:
        headers["Retry-After"] = "30"
    return web.Response(status=status, text=body, content_type="text/html", charset="utf-8", headers=headers)


async def settle_headers(_request: web.BaseRequest, response: web.StreamResponse) -> None:
    """Last look at the headers: nothing says which software answers, and nothing is added to the origin's."""
    names = response.get(EXACT, _NOT_EXACT)
    for name in ("Server", "Content-Type"):
        if name.lower() not in names:
            response.headers.popall(name, None)
