"""May a shared cache store a response: RFC 9111 section 3, rule by rule, and what law 7 asks beyond it.

Headers are mappings with lower-case names, repeated ones joined by ", ". Where the RFC leaves a choice the
strict one is taken; where law 7 asks for more, the rule says so. Pure; must not know any HTTP library.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from cache import directives, targeted, vary
from cache.wishes import has_cookies

# RFC 9110 section 15.1, without 206: parts are not stored here.
HEURISTICALLY_CACHEABLE = frozenset({200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501})
# RFC 9111 section 5.2.2.3: statuses whose caching rules are implemented here, so that must-understand is kept.
UNDERSTOOD = HEURISTICALLY_CACHEABLE | frozenset({302, 303, 307, 400, 401, 403, 406, 409, 422, 451, 500, 502, 503, 504})

_FIELD_NAMES = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z \t,]+")


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, and why, for logs and for explaining."""

    store: bool
    reason: str


@dataclass(frozen=True, slots=True)
class _Exchange:
    method: str
    request: Mapping[str, str]
    status: int
    response: Mapping[str, str]
    said: targeted.Said
    ignored_cookies: Collection[str]


def storable(
    request_method: str,
    request_headers: Mapping[str, str],
    status: int,
    response_headers: Mapping[str, str],
    ignored_cookies: Collection[str] = (),
) -> Decision:
    """May a shared cache store this response? Cookie names to ignore may be shell patterns: `_pk_*`."""
    said = targeted.said(response_headers)
    exchange = _Exchange(request_method, request_headers, status, response_headers, said, ignored_cookies)
    for rule in _RULES:
        reason = rule(exchange)
        if reason:
            return Decision(store=False, reason=reason)
    how = "explicitly" if _is_explicit(exchange) else "heuristically"
    return Decision(store=True, reason=f"{how} cacheable")


def withheld(response_headers: Mapping[str, str]) -> frozenset[str]:
    """The fields that must not be stored though the response may be: RFC 9111 sections 3.1, 5.2.2.4 and 5.2.2.7.

    private="f" forbids to store f; no-cache="f" forbids to use f without validation, so it is not stored either.
    """
    said = targeted.said(response_headers)
    named = (name for directive in ("private", "no-cache") for name in qualified(said, directive) or ())
    return frozenset(named)


def qualified(said: targeted.Said, directive: str) -> frozenset[str] | None:
    """The fields to which a directive is limited, lower case; None if it is absent or holds for all.

    RFC 9111 section 5.2.2.4: a cache may take the qualified form as the other; so it is for what is no list.
    """
    given = said.directives.arguments.get(directive)
    if given is None or any(each is None or not _FIELD_NAMES.fullmatch(each) for each in given):
        return None
    fields = {name.strip(" \t").lower() for each in given for name in (each or "").split(",")} - {""}
    return frozenset(fields) or None


def forbids(said: targeted.Said, directive: str) -> bool:
    """Is the directive there without being limited to some fields?"""
    return directive in said and qualified(said, directive) is None


def _is_explicit(exchange: _Exchange) -> bool:
    # RFC 9111 section 3, last condition, for a shared cache.
    if "expires" in exchange.response and not exchange.said.targeted:
        return True
    return any(name in exchange.said for name in ("public", "max-age", "s-maxage"))


def _method(exchange: _Exchange) -> str:
    # RFC 9110 section 9.2.3 also allows HEAD and POST; HEAD has no words, POST may be personal.
    return "" if exchange.method == "GET" else f"method {exchange.method} is not GET"


def _status(exchange: _Exchange) -> str:
    # RFC 9111 section 3: the status has to be final. A 304 updates what is stored, it is not stored itself.
    if not 200 <= exchange.status <= 599 or exchange.status == 304:
        return f"status {exchange.status} is not stored"
    # RFC 9111 section 3.3: parts may only be stored by a cache that can put them together.
    if exchange.status == 206 or "content-range" in exchange.response:
        return "partial content"
    return ""


def _no_store(exchange: _Exchange) -> str:
    # RFC 9111 sections 5.2.1.5 and 5.2.2.5.
    if "no-store" in directives.parsed(exchange.request.get("cache-control")):
        return "request says no-store"
    # RFC 9111 section 5.2.2.3: beside must-understand, no-store is for caches that do not know the status.
    if "must-understand" in exchange.said:
        return "" if exchange.status in UNDERSTOOD else f"status {exchange.status} is not understood"
    return "response says no-store" if "no-store" in exchange.said else ""


def _private(exchange: _Exchange) -> str:
    # RFC 9111 section 5.2.2.7; with field names only those fields are not stored: `withheld`.
    return "response says private" if forbids(exchange.said, "private") else ""


def _set_cookie(exchange: _Exchange) -> str:
    # Law 7; RFC 9111 section 7.3 would leave it to the origin to say private. Named by it, it can be left out.
    named = "set-cookie" in withheld(exchange.response)
    return "response sets a cookie" if "set-cookie" in exchange.response and not named else ""


def _authorization(exchange: _Exchange) -> str:
    # RFC 9111 section 3.5. It would let must-revalidate do too; many sites say that of everything, so law 7 does not.
    permitted = any(name in exchange.said for name in ("public", "s-maxage"))
    return "request is authorized" if "authorization" in exchange.request and not permitted else ""


def _vary(exchange: _Exchange) -> str:
    # RFC 9111 section 4.1: a star never matches, so it need not be kept.
    named = vary.names(exchange.response.get("vary", ""))
    if vary.STAR in named:
        return "response varies on *"
    # Law 7: a variant for one known visitor is that visitor's, even if it says public.
    personal = "authorization" if "authorization" in exchange.request else ""
    if has_cookies(exchange.request, exchange.ignored_cookies):
        personal = personal if personal in named else "cookie"
    return f"response varies on {personal}" if personal in named else ""


def _cookies(exchange: _Exchange) -> str:
    # Law 7. RFC 9111 does not ask for it, but origins that forget Vary: Cookie and private are many.
    shared = "public" in exchange.said or "s-maxage" in exchange.said
    personal = has_cookies(exchange.request, exchange.ignored_cookies)
    return "request carries cookies" if personal and not shared else ""


def _cacheable(exchange: _Exchange) -> str:
    # RFC 9111 section 3, last condition.
    if _is_explicit(exchange) or exchange.status in HEURISTICALLY_CACHEABLE:
        return ""
    return f"nothing says that status {exchange.status} may be stored"


_RULES: tuple[Callable[[_Exchange], str], ...] = (
    _method,
    _status,
    _no_store,
    _private,
    _set_cookie,
    _authorization,
    _vary,
    _cookies,
    _cacheable,
)
