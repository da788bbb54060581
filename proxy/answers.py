"""Turns a page, a refusal or an error into the response that is sent."""

import html
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from aiohttp import web
from multidict import CIMultiDict

from cache.conditions import Validators, Verdict, judged
from cache.http_date import written
from cache.pages import StoredPage
from proxy.cache_status import OWN
from proxy.codings import IDENTITY, WORTH_IT, chosen
from proxy.etags import etag
from proxy.exchange import Exchange
from proxy.headers import VIA, Pairs, joined, lowered, without
from translation.languages import LANGUAGES, SOURCE

# 15.4.5, and RFC 9111 5.1, RFC 9211.
_IN_304: Final = frozenset(
    {"age", "cache-control", "cache-status", "content-location", "date", "etag", "expires", "last-modified", "vary"}
)
_FRESHNESS: Final = frozenset({"cache-control", "cdn-cache-control", "expires"})
_DATES: Final = frozenset({"if-modified-since", "if-unmodified-since"})
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


@dataclass(frozen=True, slots=True)
class Remembered:
    """On answers that are a page from memory, fresh: which one."""

    key: bytes
    page: StoredPage


REMEMBERED: Final = web.ResponseKey("remembered", Remembered)
EXACT: Final = web.ResponseKey("exact", frozenset[str])
"""On answers of the origin: the lower-case names of its headers, to which none is added."""


_NOT_EXACT: Final = frozenset({"content-type"})


@dataclass(frozen=True, slots=True)
class Page:
    """A page ready to be sent."""

    status: int
    headers: Pairs
    body: bytes
    tag: str
    """What the body is known by."""
    complete: bool
    cache: str
    """What Cache-Status says (RFC 9211)."""
    coded: Callable[[str], Awaitable[bytes]] | None = None
    """Gives the body in a coding; None if it is sent as it is."""
    age: int | None = None
    modified_at: float | None = None
    nearer: str = ""
    """What it says of a memory that is nearer to the website."""


async def page_answer(exchange: Exchange, page: Page) -> web.Response:
    """The response with a page in a coding that the visitor takes, or 304 if the visitor has it already."""
    negotiable = page.coded is not None and len(page.body) >= WORTH_IT
    coding = chosen(joined(exchange.visitor.headers, "accept-encoding")) if negotiable else IDENTITY
    headers = CIMultiDict(_page_headers(page, coding, negotiable=negotiable))
    facts = Facts(exchange.links.language or SOURCE, page.cache, page.complete)
    verdict = _verdict(exchange, page, headers)
    if verdict is Verdict.NOT_MODIFIED:
        kept = [(name, value) for name, value in headers.items() if name.lower() in _IN_304]
        response = web.Response(status=304, headers=CIMultiDict(kept))
    elif verdict is Verdict.FAILED:
        response = refusal_answer(412, "the page is not what the request expects")
    else:
        body = page.body if page.coded is None or coding == IDENTITY else await page.coded(coding)
        response = web.Response(status=page.status, headers=headers, body=body)
        response[EXACT] = frozenset(name.lower() for name in headers)
    response[FACTS] = facts
    return response


def _verdict(exchange: Exchange, page: Page, headers: Mapping[str, str]) -> Verdict:
    """What the visitor's conditions mean for the page; one that is not complete is always sent."""
    visitor = exchange.visitor
    if "ETag" not in headers or visitor.method not in ("GET", "HEAD"):
        return Verdict.SEND
    modified = headers.get("Last-Modified", "")
    have = Validators(page.status, headers["ETag"], modified, page.modified_at or 0.0)
    asked = lowered(visitor.headers)
    if not modified:
        asked = {name: value for name, value in asked.items() if name not in _DATES}
    return judged(visitor.method, asked, have)


def _page_headers(page: Page, coding: str, *, negotiable: bool) -> Pairs:
    headers = without(page.headers, frozenset({"content-length"}))
    if page.age is not None:
        headers = (*without(headers, frozenset({"age"})), ("Age", str(page.age)))
    if not page.complete:
        # The next view is to be the complete page: no cache may keep this one.
        unkept = "no-store" if "no-store" in joined(headers, "cache-control").lower() else "private, no-cache"
        headers = (*without(headers, _FRESHNESS), ("Cache-Control", unkept))
    elif 200 <= page.status <= 299:
        headers = (*headers, ("ETag", etag(page.tag, coding)))
        if page.modified_at is not None:
            headers = (*headers, ("Last-Modified", written(page.modified_at)))
    if negotiable:
        names = joined(headers, "vary")
        vary = f"{names}, Accept-Encoding" if names else "Accept-Encoding"
        headers = (*without(headers, frozenset({"vary"})), ("Vary", vary))
    if coding != IDENTITY:
        headers = (*headers, ("Content-Encoding", coding))
    status = ", ".join(part for part in (page.nearer, page.cache) if part)
    return (*headers, ("Cache-Status", status)) if status else headers


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


def too_many_answer(seconds: int) -> web.Response:
    """The refusal of a client that asks too often (RFC 6585 4)."""
    answer = refusal_answer(429, "too many requests from this address; zu viele Anfragen von dieser Adresse")
    answer.headers["Retry-After"] = str(max(1, seconds))
    return answer


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
    """Last look at the headers: nothing says which software answers, and every answer says what way it took."""
    names = response.get(EXACT, _NOT_EXACT)
    for name in ("Server", "Content-Type"):
        if name.lower() not in names:
            response.headers.popall(name, None)
    response.headers.add("Via", f"1.1 {VIA}")  # RFC 9110 7.6.3; each on a line of its own, which is the same list
    if "cache-status" not in names and "Cache-Status" not in response.headers:
        response.headers["Cache-Status"] = str(OWN)
