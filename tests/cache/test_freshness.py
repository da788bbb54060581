"""How long stored responses are fresh, and what may be done; rows name sections of RFC 9111, 9110, 5861 or 9213."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.freshness import Guess, State, Times, current_age, initial_age, lifetime, state, times
from cache.wishes import Wish

NOW = 784_111_777.0
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
HOUR_LATER = "Sun, 06 Nov 1994 09:49:37 GMT"
TEN_HOURS_BEFORE = "Sat, 05 Nov 1994 22:49:37 GMT"
YEARS_BEFORE = "Sun, 06 Nov 1988 08:49:37 GMT"

LIFETIMES: tuple[tuple[str, int, dict[str, str], float, bool], ...] = (
    ("4.2.1 s-maxage first", 200, {"cache-control": "max-age=10, s-maxage=20"}, 20, True),
    ("4.2.1 max-age before Expires", 200, {"cache-control": "max-age=10", "expires": HOUR_LATER}, 10, True),
    ("4.2.1 max-age 0 before Expires", 200, {"cache-control": "max-age=0", "expires": HOUR_LATER}, 0, True),
    ("4.2.1 Expires less Date", 200, {"date": DATE, "expires": HOUR_LATER}, 3600, True),
    ("4.2.1 Expires without Date", 200, {"expires": HOUR_LATER}, 3600, True),
    ("4.2.1 Expires before Date", 200, {"date": HOUR_LATER, "expires": DATE}, 0, True),
    ("4.2.1 unreadable max-age is stale", 200, {"cache-control": "max-age=x", "expires": HOUR_LATER}, 0, True),
    ("4.2.1 unreadable s-maxage is stale", 200, {"cache-control": "s-maxage=x, max-age=9"}, 0, True),
    ("4.2.1 several: the smallest", 200, {"cache-control": "max-age=10, max-age=5"}, 5, True),
    ("5.3 Expires 0", 200, {"date": DATE, "expires": "0"}, 0, True),
    ("5.3 two Expires", 200, {"date": DATE, "expires": f"{HOUR_LATER}, {HOUR_LATER}"}, 0, True),
    ("5.3 Expires in another zone", 200, {"date": DATE, "expires": HOUR_LATER[:-3] + "CET"}, 0, True),
    ("5.2.2.4 no-cache", 200, {"cache-control": "no-cache, max-age=10"}, 0, True),
    ("5.2.2.4 no-cache with fields", 200, {"cache-control": 'no-cache="x", max-age=10'}, 10, True),
    ("5.2.2.4 no-cache with what is no field", 200, {"cache-control": 'no-cache="<", max-age=10'}, 0, True),
    ("5.2.2.4 no-cache with and without fields", 200, {"cache-control": 'no-cache="x", no-cache, max-age=10'}, 0, True),
    ("9213 2.2 targeted first", 200, {"cdn-cache-control": "max-age=9", "cache-control": "s-maxage=1"}, 9, True),
    ("9213 2.2 targeted, Expires does not count", 200, {"cdn-cache-control": "foo", "expires": HOUR_LATER}, 0, False),
    ("9213 2.2 targeted no-cache", 200, {"cdn-cache-control": "no-cache", "cache-control": "max-age=9"}, 0, True),
    ("9213 2.1 targeted but broken", 200, {"cdn-cache-control": "max-age=9,", "cache-control": "max-age=5"}, 5, True),
    ("5.2.2.10 s-maxage 0", 200, {"cache-control": "max-age=10, s-maxage=0"}, 0, True),
    ("1.2.2 too large", 200, {"cache-control": "max-age=99999999999"}, 2**31, True),
    ("4.2.2 a tenth", 200, {"date": DATE, "last-modified": TEN_HOURS_BEFORE}, 3600, False),
    ("4.2.2 a tenth without Date", 200, {"last-modified": TEN_HOURS_BEFORE}, 3600, False),
    ("4.2.2 not beyond a day", 200, {"date": DATE, "last-modified": YEARS_BEFORE}, 86400, False),
    ("4.2.2 modified later than sent", 200, {"date": DATE, "last-modified": HOUR_LATER}, 0, False),
    ("4.2.2 modified no date", 200, {"date": DATE, "last-modified": "yesterday"}, 0, False),
    ("4.2.2 nothing known", 200, {}, 0, False),
    ("4.2.2 status not heuristically cacheable", 302, {"last-modified": TEN_HOURS_BEFORE}, 0, False),
    (
        "4.2.2 marked public",
        302,
        {"cache-control": "public", "last-modified": TEN_HOURS_BEFORE},
        3600,
        False,
    ),
    ("4.2.2 not if explicit", 200, {"cache-control": "max-age=1", "last-modified": TEN_HOURS_BEFORE}, 1, True),
)


@pytest.mark.parametrize(
    ("status", "headers", "seconds", "explicit"),
    [row[1:] for row in LIFETIMES],
    ids=[row[0] for row in LIFETIMES],
)
def test_lifetime(status: int, headers: dict[str, str], seconds: float, explicit: bool) -> None:
    """The lifetime is the first of s-maxage, max-age, Expires, and a guess."""
    found = lifetime(status, headers, NOW)
    assert (found.seconds, found.explicit) == (seconds, explicit)


AGES: tuple[tuple[str, dict[str, str], float, float, float], ...] = (
    ("4.2.3 nothing known", {}, NOW, NOW, 0),
    ("4.2.3 response delay", {}, NOW - 3, NOW, 3),
    ("4.2.3 apparent age", {"date": DATE}, NOW + 60, NOW + 60, 60),
    ("4.2.3 date in the future", {"date": HOUR_LATER}, NOW, NOW, 0),
    ("4.2.3 Age and delay", {"age": "10"}, NOW - 3, NOW, 13),
    ("4.2.3 Age above apparent age", {"age": "100", "date": DATE}, NOW + 60, NOW + 60, 100),
    ("4.2.3 apparent age above Age", {"age": "10", "date": DATE}, NOW + 60, NOW + 60, 60),
    ("4.2.3 clock set back between", {}, NOW + 9, NOW, 0),
    ("5.1 list: the first", {"age": "10, 99"}, NOW, NOW, 10),
    ("5.1 no number is ignored", {"age": "old"}, NOW, NOW, 0),
    ("5.1 negative is ignored", {"age": "-5"}, NOW, NOW, 0),
    ("5.1 list with unreadable first", {"age": "x, 10"}, NOW, NOW, 0),
    ("1.2.2 too large", {"age": "99999999999999"}, NOW, NOW, 2**31),
)


@pytest.mark.parametrize(
    ("headers", "request_time", "response_time", "age"), [row[1:] for row in AGES], ids=[row[0] for row in AGES]
)
def test_initial_age(headers: dict[str, str], request_time: float, response_time: float, age: float) -> None:
    """The age on arrival is the corrected initial age of section 4.2.3."""
    assert initial_age(headers, request_time, response_time) == age


STORED = Times(
    stored_at=NOW,
    lifetime_seconds=100,
    initial_age=10,
    must_revalidate=False,
    stale_while_revalidate=0,
    stale_if_error=None,
    for_everyone=True,
)
STRICT = replace(STORED, must_revalidate=True)
MILD = replace(STORED, stale_while_revalidate=30)
LIMITED = replace(STORED, stale_if_error=60)
NO_CACHE = times(200, {"cache-control": "no-cache"}, NOW, NOW)
SHARED = times(200, {"cache-control": "s-maxage=100, stale-while-revalidate=30"}, NOW, NOW)

STATES: tuple[tuple[str, Times, float, Wish, State], ...] = (
    ("4.2 at once", STORED, 0, Wish(), State.FRESH),
    ("4.2 just fresh", STORED, 89, Wish(), State.FRESH),
    ("4.2 lifetime equal to age is stale", STORED, 90, Wish(), State.VALIDATE),
    ("4.2.4 stale, disconnected allowed", STORED, 9000, Wish(), State.VALIDATE),
    ("4.2.3 clock set back a little", STORED, -1, Wish(), State.FRESH),
    ("4.2.3 clock set back far", STORED, -9000, Wish(), State.VALIDATE),
    ("5.2.2.2 must-revalidate while fresh", STRICT, 89, Wish(), State.FRESH),
    ("5.2.2.2 must-revalidate when stale", STRICT, 90, Wish(), State.VALIDATE_OR_FAIL),
    ("5.2.2.4 no-cache never unvalidated", NO_CACHE, 0, Wish(), State.VALIDATE_OR_FAIL),
    ("5.2.2.10 s-maxage fresh", SHARED, 99, Wish(), State.FRESH),
    ("5.2.2.10 s-maxage forbids stale", SHARED, 100, Wish(), State.VALIDATE_OR_FAIL),
    ("5861 3 within", MILD, 90, Wish(), State.STALE_REVALIDATE),
    ("5861 3 at the end", MILD, 120, Wish(), State.STALE_REVALIDATE),
    ("5861 3 beyond", MILD, 121, Wish(), State.VALIDATE),
    ("5861 4 within", LIMITED, 150, Wish(), State.VALIDATE),
    ("5861 4 beyond", LIMITED, 151, Wish(), State.VALIDATE_OR_FAIL),
    ("5861 4 the visitor bears more", LIMITED, 151, Wish(stale_if_error=100), State.VALIDATE),
    ("5861 4 the visitor alone limits", STORED, 151, Wish(stale_if_error=9), State.VALIDATE_OR_FAIL),
    ("5.2.1.2 max-stale within", STORED, 100, Wish(max_stale=10), State.FRESH),
    ("5.2.1.2 max-stale beyond", STORED, 101, Wish(max_stale=10), State.VALIDATE),
    ("5.2.1.2 max-stale against must-revalidate", STRICT, 100, Wish(max_stale=99), State.VALIDATE_OR_FAIL),
    ("5.2.1.2 max-stale with no-cache", STORED, 100, Wish(max_stale=99, validate=True), State.VALIDATE),
    ("5.2.1.1 request max-age enough", STORED, 10, Wish(max_age=20), State.FRESH),
    ("5.2.1.1 request max-age too old", STORED, 11, Wish(max_age=20), State.VALIDATE),
    ("5.2.1.3 min-fresh enough", STORED, 80, Wish(min_fresh=10), State.FRESH),
    ("5.2.1.3 min-fresh not enough", STORED, 81, Wish(min_fresh=10), State.VALIDATE),
    ("5.2.1.4 request no-cache", STORED, 0, Wish(validate=True), State.VALIDATE),
    ("5.2.1.4 request no-cache while mild", MILD, 95, Wish(validate=True), State.VALIDATE),
)


@pytest.mark.parametrize(
    ("stored", "later", "wish", "expected"), [row[1:] for row in STATES], ids=[row[0] for row in STATES]
)
def test_state(stored: Times, later: float, wish: Wish, expected: State) -> None:
    """What may be done depends on age, lifetime, directives and the request's wish."""
    assert state(stored, NOW + later, wish) is expected


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (200, {}, 30),
        (404, {}, 5),
        (410, {}, 5),
        (302, {}, 0),
        (500, {}, 0),
        (404, {"cache-control": "max-age=1"}, 1),
        (200, {"cache-control": "no-cache"}, 0),
        (200, {"date": DATE, "last-modified": TEN_HOURS_BEFORE}, 3600),
    ],
)
def test_guesses(status: int, headers: dict[str, str], expected: float) -> None:
    """The operator's guess holds where the origin says nothing and guessing is allowed (RFC 9111 section 4.2.2)."""
    assert lifetime(status, headers, NOW, Guess(30, 5)).seconds == expected


def test_times() -> None:
    """All that has to be kept of a response is taken from its headers."""
    said = "max-age=60, must-revalidate, stale-while-revalidate=30, stale-if-error=90, public"
    assert times(200, {"cache-control": said, "age": "5"}, NOW - 1, NOW) == Times(NOW, 60, 6, True, 30, 90, True)
    assert times(200, {}, NOW, NOW) == Times(NOW, 0, 0, False, 0, None, False)


@given(st.integers(0, 10**9), st.integers(0, 1000), st.integers(-(10**6), 10**6))
def test_nothing_grows_younger(seconds: int, age: int, later: int) -> None:
    """The current age is never below the age on arrival, whatever the clock does."""
    stored = times(200, {"cache-control": f"max-age={seconds}", "age": str(age)}, NOW, NOW)
    assert current_age(stored, NOW + later) >= age
