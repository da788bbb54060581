"""How long a stored response is fresh, how old it is, and may it be used now: RFC 9111 section 4, rule by rule.

Headers are mappings with lower-case names, repeated ones joined by ", ". Where the RFC leaves a choice the
strict one is taken. Pure; must not know any HTTP library. What may be stored at all is for `storing` to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from cache import directives, http_date, targeted
from cache.storing import HEURISTICALLY_CACHEABLE, forbids
from cache.wishes import NO_WISH, Wish

# RFC 9111 section 4.2.2: "a typical setting of this fraction might be 10%".
_HEURISTIC_FRACTION = 0.1
_HEURISTIC_LIMIT = 24 * 3600.0  # RFC 7234 section 4.2.2 wanted a warning beyond a day; cities change weekly


@dataclass(frozen=True, slots=True)
class Guess:
    """How long is fresh what comes without a word on it: RFC 9111 section 4.2.2. The operator's choice."""

    seconds: float = 0.0
    negative_seconds: float = 0.0  # of statuses that say that nothing is there, or nothing to be had: 404, 410 ...


NO_GUESS = Guess()


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


def lifetime(status: int, response_headers: Mapping[str, str], now: float, guess: Guess = NO_GUESS) -> Lifetime:
    """How long the response is fresh; `now` stands in where it has no date."""
    said = targeted.said(response_headers)
    # RFC 9111 section 5.2.2.4: no-cache is stored, and never used without validation.
    if forbids(said, "no-cache"):
        return Lifetime(0.0, explicit=True)
    # RFC 9111 section 4.2.1: s-maxage, then max-age, then Expires less Date.
    for name in ("s-maxage", "max-age"):
        seconds = said.seconds(name)
        if seconds is not None:
            return Lifetime(float(seconds), explicit=True)
    date = _date(response_headers, now)
    if "expires" in response_headers and not said.targeted:
        # RFC 9111 section 5.3: what is no date, "0" above all, is a time in the past.
        expires = http_date.parsed(response_headers["expires"], now)
        return Lifetime(max(0.0, (expires or 0.0) - date), explicit=True)
    # RFC 9111 section 4.2.2: guessing is allowed for these statuses and for what is marked public.
    if not (status in HEURISTICALLY_CACHEABLE or "public" in said):
        return Lifetime(0.0, explicit=False)
    modified = http_date.parsed(response_headers.get("last-modified", ""), now)
    if modified is None:
        return Lifetime(guess.negative_seconds if status >= 400 else guess.seconds, explicit=False)
    return Lifetime(min(max(0.0, date - modified) * _HEURISTIC_FRACTION, _HEURISTIC_LIMIT), explicit=False)


def initial_age(response_headers: Mapping[str, str], request_time: float, response_time: float) -> float:
    """How old the response was when it came: RFC 9111 section 4.2.3, corrected_initial_age."""
    apparent_age = max(0.0, response_time - _date(response_headers, response_time))
    # RFC 9111 section 5.1: of a list the first member; what is no number is ignored.
    first = response_headers.get("age", "").split(",")[0].strip(" \t")
    age_value = min(int(first), directives.MAX_SECONDS) if first.isascii() and first.isdigit() else 0
    response_delay = max(0.0, response_time - request_time)  # a clock set back must not make it younger
    return max(apparent_age, age_value + response_delay)


def times(
    status: int,
    response_headers: Mapping[str, str],
    request_time: float,
    response_time: float,
    guess: Guess = NO_GUESS,
) -> Times:
    """What to keep of a response that came at `response_time`."""
    said = targeted.said(response_headers)
    strict = any(name in said for name in ("must-revalidate", "proxy-revalidate", "s-maxage"))
    return Times(
        stored_at=response_time,
        lifetime_seconds=lifetime(status, response_headers, response_time, guess).seconds,
        initial_age=initial_age(response_headers, request_time, response_time),
        # RFC 9111 sections 5.2.2.2, 5.2.2.4, 5.2.2.8; by 5.2.2.10 s-maxage means proxy-revalidate as well.
        must_revalidate=strict or forbids(said, "no-cache"),
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
    # RFC 9111 section 5.2.1.2.
    if not too_old and wish.max_stale is not None and -left <= wish.max_stale:
        return State.FRESH
    # RFC 5861 section 3.
    if not too_old and -left <= stored.stale_while_revalidate and stored.stale_while_revalidate > 0:
        return State.STALE_REVALIDATE
    # RFC 9111 section 4.2.4 lets a disconnected cache go on; RFC 5861 section 4 lets the origin limit it,
    # and the visitor say more.
    allowed = [each for each in (stored.stale_if_error, wish.stale_if_error) if each is not None]
    if allowed and -left > max(allowed):
        return State.VALIDATE_OR_FAIL
    return State.VALIDATE


def _date(response_headers: Mapping[str, str], received: float) -> float:
    # RFC 9110 section 6.6.1: a response without a date is as old as its coming.
    date = http_date.parsed(response_headers.get("date", ""), received)
    return received if date is None else date
