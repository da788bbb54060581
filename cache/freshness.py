"""May a shared cache store a response, how long is it fresh, and may it be used now: RFC 9111, rule by rule.

Headers are mappings with lower-case names, repeated ones joined by ", ". Where the RFC leaves a choice the
strict one is taken; where law 7 asks for more, the rule says so. Pure; must not know any HTTP library.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from cache import directives, http_date
from cache.wishes import NO_WISH, Wish, has_cookies

# RFC 9110 section 15.1, without 206: parts are not stored here.
HEURISTICALLY_CACHEABLE = frozenset({200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501})
# RFC 9111 section 4.1. The proxy itself decides on the encoding between it and the origin.
HARMLESS_VARY = frozenset({"accept-encoding"})
# RFC 9111 section 4.2.2: "a typical setting of this fraction might be 10%".
_HEURISTIC_FRACTION = 0.1
_HEURISTIC_LIMIT = 24 * 3600.0  # RFC 7234 section 4.2.2 wanted a warning beyond a day; cities change weekly


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, and why, for logs and for explaining."""

    store: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Lifetime:
    """For how long a response is fresh, counted from when the origin made it."""

    seconds: float
    explicit: bool  # said by the origin, not guessed


@dataclass(frozen=True, slots=True)
class Times:
    """All that has to be kept of a response to judge later if it may be used."""

    stored_at: float
    lifetime_seconds: float
    initial_age: float
    must_revalidate: bool
    stale_while_revalidate: float
    stale_if_error: float | None  # None: no limit was given
    for_everyone: bool  # the origin said public or s-maxage: requests with cookies may have it too


class Stored(Protocol):
    """`Times`, or something that has its fields."""

    @property
    def stored_at(self) -> float: ...
    @property
    def lifetime_seconds(self) -> float: ...
    @property
    def initial_age(self) -> float: ...
    @property
    def must_revalidate(self) -> bool: ...
    @property
    def stale_while_revalidate(self) -> float: ...
    @property
    def stale_if_error(self) -> float | None: ...


class State(Enum):
    """What may be done with a stored response."""

    FRESH = "use it"
    STALE_REVALIDATE = "use it, and validate it in the background"
    VALIDATE = "validate it first; if the origin cannot be reached, use it"
    VALIDATE_OR_FAIL = "validate it first; if the origin cannot be reached, answer 504"


@dataclass(frozen=True, slots=True)
class _Exchange:
    method: str
    request: Mapping[str, str]
    status: int
    response: Mapping[str, str]
    said: directives.Directives
    ignored_cookies: Collection[str]
    harmless_vary: Collection[str]


def storable(
    request_method: str,
    request_headers: Mapping[str, str],
    status: int,
    response_headers: Mapping[str, str],
    ignored_cookies: Collection[str] = (),
    harmless_vary: Collection[str] = HARMLESS_VARY,
) -> Decision:
    """May a shared cache store this response? Cookie names to ignore may be shell patterns: `_pk_*`."""
    said = directives.parsed(response_headers.get("cache-control"))
    exchange = _Exchange(
        request_method, request_headers, status, response_headers, said, ignored_cookies, harmless_vary
    )
    for rule in _RULES:
        reason = rule(exchange)
        if reason:
            return Decision(store=False, reason=reason)
    how = "explicitly" if _is_explicit(exchange) else "heuristically"
    return Decision(store=True, reason=f"{how} cacheable")


def lifetime(status: int, response_headers: Mapping[str, str], now: float) -> Lifetime:
    """How long the response is fresh; `now` stands in where it has no date."""
    said = directives.parsed(response_headers.get("cache-control"))
    # RFC 9111 section 5.2.2.4: no-cache is stored, and never used without validation.
    if "no-cache" in said:
        return Lifetime(0.0, explicit=True)
    # RFC 9111 section 4.2.1: s-maxage, then max-age, then Expires less Date.
    for name in ("s-maxage", "max-age"):
        seconds = said.seconds(name)
        if seconds is not None:
            return Lifetime(float(seconds), explicit=True)
    date = _date(response_headers, now)
    if "expires" in response_headers:
        # RFC 9111 section 5.3: what is no date, "0" above all, is a time in the past.
        expires = http_date.parsed(response_headers["expires"], now)
        return Lifetime(max(0.0, (expires or 0.0) - date), explicit=True)
    # RFC 9111 section 4.2.2: guessing is allowed for these statuses and for what is marked public.
    modified = http_date.parsed(response_headers.get("last-modified", ""), now)
    if modified is None or not (status in HEURISTICALLY_CACHEABLE or "public" in said):
        return Lifetime(0.0, explicit=False)
    guess = max(0.0, date - modified) * _HEURISTIC_FRACTION
    return Lifetime(min(guess, _HEURISTIC_LIMIT), explicit=False)


def initial_age(response_headers: Mapping[str, str], request_time: float, response_time: float) -> float:
    """How old the response was when it came: RFC 9111 section 4.2.3, corrected_initial_age."""
    apparent_age = max(0.0, response_time - _date(response_headers, response_time))
    # RFC 9111 section 5.1: of a list the first member; what is no number is ignored.
    first = response_headers.get("age", "").split(",")[0].strip(" \t")
    age_value = min(int(first), directives.MAX_SECONDS) if first.isascii() and first.isdigit() else 0
    response_delay = max(0.0, response_time - request_time)  # a clock set back must not make it younger
    return max(apparent_age, age_value + response_delay)


def times(status: int, response_headers: Mapping[str, str], request_time: float, response_time: float) -> Times:
    """What to keep of a response that came at `response_time`."""
    said = directives.parsed(response_headers.get("cache-control"))
    return Times(
        stored_at=response_time,
        lifetime_seconds=lifetime(status, response_headers, response_time).seconds,
        initial_age=initial_age(response_headers, request_time, response_time),
        # RFC 9111 sections 5.2.2.2, 5.2.2.4, 5.2.2.8; by 5.2.2.10 s-maxage means proxy-revalidate as well.
        must_revalidate=any(name in said for name in ("must-revalidate", "proxy-revalidate", "no-cache", "s-maxage")),
        stale_while_revalidate=float(said.seconds("stale-while-revalidate") or 0),
        stale_if_error=said.seconds("stale-if-error"),
        for_everyone="public" in said or "s-maxage" in said,
    )


def current_age(stored: Stored, now: float) -> float:
    """RFC 9111 section 4.2.3. A clock set back by much makes everything old, not young for ever."""
    return stored.initial_age + abs(now - stored.stored_at)


def state(stored: Stored, now: float, wish: Wish = NO_WISH) -> State:
    """What may be done now with a stored response that this request selects."""
    age = current_age(stored, now)
    left = stored.lifetime_seconds - age
    # RFC 9111 section 4.2: fresh while freshness_lifetime > current_age; the wishes: 5.2.1.1 to 5.2.1.4.
    too_old = (
        wish.validate
        or (wish.max_age is not None and age > wish.max_age)
        or (wish.min_fresh > 0 and left < wish.min_fresh)
    )
    if left > 0 and not too_old:
        return State.FRESH
    # RFC 9111 section 4.2.4: what a directive prohibits, no permission for stale answers gives back.
    if stored.must_revalidate:
        return State.VALIDATE_OR_FAIL
    # RFC 5861 section 3.
    if not too_old and -left <= stored.stale_while_revalidate and stored.stale_while_revalidate > 0:
        return State.STALE_REVALIDATE
    # RFC 9111 section 4.2.4 lets a disconnected cache go on; RFC 5861 section 4 lets the origin limit it.
    if stored.stale_if_error is not None and -left > stored.stale_if_error:
        return State.VALIDATE_OR_FAIL
    return State.VALIDATE


def _date(response_headers: Mapping[str, str], received: float) -> float:
    # RFC 9110 section 6.6.1: a response without a date is as old as its coming.
    date = http_date.parsed(response_headers.get("date", ""), received)
    return received if date is None else date


def _is_explicit(exchange: _Exchange) -> bool:
    # RFC 9111 section 3, last condition, for a shared cache.
    return "expires" in exchange.response or any(name in exchange.said for name in ("public", "max-age", "s-maxage"))


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
    # RFC 9111 sections 5.2.1.5 and 5.2.2.5. That must-understand may lift it (5.2.2.3) is not made use of.
    if "no-store" in directives.parsed(exchange.request.get("cache-control")):
        return "request says no-store"
    return "response says no-store" if "no-store" in exchange.said else ""


def _private(exchange: _Exchange) -> str:
    # RFC 9111 section 5.2.2.7; with field names it is taken as if it had none, which the section foresees.
    return "response says private" if "private" in exchange.said else ""


def _set_cookie(exchange: _Exchange) -> str:
    # Law 7; RFC 9111 section 7.3 would leave it to the origin to say private.
    return "response sets a cookie" if "set-cookie" in exchange.response else ""


def _authorization(exchange: _Exchange) -> str:
    # RFC 9111 section 3.5.
    permitted = any(name in exchange.said for name in ("public", "must-revalidate", "s-maxage"))
    return "request is authorized" if "authorization" in exchange.request and not permitted else ""


def _vary(exchange: _Exchange) -> str:
    # RFC 9111 section 4.1: a star never matches. Other variants are not kept apart here, so not kept at all.
    names = {name.strip(" \t").lower() for name in exchange.response.get("vary", "").split(",")}
    foreign = sorted(names - {""} - set(exchange.harmless_vary))
    return f"response varies on {', '.join(foreign)}" if foreign else ""


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
