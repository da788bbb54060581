"""What a shared cache may store; every row names the section of RFC 9111 (or of 9110, 9213, or the law) it shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.storing import storable, withheld

HOUR_LATER = "Sun, 06 Nov 1994 09:49:37 GMT"

Row = tuple[str, str, dict[str, str], int, dict[str, str], bool]

STORABLE: tuple[Row, ...] = (
    ("3 nothing said, heuristic status", "GET", {}, 200, {}, True),
    ("3 public", "GET", {}, 200, {"cache-control": "public"}, True),
    ("law 7 POST", "POST", {}, 200, {"cache-control": "public, max-age=9"}, False),
    ("9110 9.3.2 HEAD has no body", "HEAD", {}, 200, {"cache-control": "max-age=9"}, False),
    ("3 method not understood", "FETCH", {}, 200, {"cache-control": "max-age=9"}, False),
    ("9110 9.1 methods are case-sensitive", "get", {}, 200, {"cache-control": "max-age=9"}, False),
    ("9110 15.2 interim status", "GET", {}, 103, {"cache-control": "max-age=9"}, False),
    ("9110 15 no status", "GET", {}, 999, {"cache-control": "max-age=9"}, False),
    ("4.3.4 304 is never stored itself", "GET", {}, 304, {"cache-control": "max-age=9"}, False),
    ("3.3 partial content", "GET", {}, 206, {"cache-control": "max-age=9"}, False),
    ("3.3 partial content under another status", "GET", {}, 200, {"content-range": "bytes 0-1/9"}, False),
    ("3 302 with nothing said", "GET", {}, 302, {}, False),
    ("3 302 with max-age", "GET", {}, 302, {"cache-control": "max-age=9"}, True),
    ("3 302 with Expires", "GET", {}, 302, {"expires": HOUR_LATER}, True),
    ("3 302 with s-maxage", "GET", {}, 302, {"cache-control": "s-maxage=9"}, True),
    ("3 302 with public", "GET", {}, 302, {"cache-control": "public"}, True),
    ("3 302 with must-revalidate only", "GET", {}, 302, {"cache-control": "must-revalidate"}, False),
    ("3 500 with nothing said", "GET", {}, 500, {}, False),
    ("9110 15.1 404 heuristically", "GET", {}, 404, {}, True),
    ("9110 15.1 410 heuristically", "GET", {}, 410, {}, True),
    ("9110 15.1 403 not heuristically", "GET", {}, 403, {}, False),
    ("5.2.1.5 request no-store", "GET", {"cache-control": "no-store"}, 200, {}, False),
    ("5.2.2.5 no-store", "GET", {}, 200, {"cache-control": "no-store"}, False),
    ("5.2.2.5 no-store in capitals", "GET", {}, 200, {"cache-control": "NO-STORE"}, False),
    ("5.2.2.5 no-store against max-age", "GET", {}, 200, {"cache-control": "max-age=9, no-store"}, False),
    ("5.2.2.5 no-store against public", "GET", {}, 200, {"cache-control": "public, no-store"}, False),
    ("5.2.2.3 must-understand lifts no-store", "GET", {}, 200, {"cache-control": "must-understand, no-store"}, True),
    ("5.2.2.3 must-understand, unknown status", "GET", {}, 299, {"cache-control": "must-understand, max-age=9"}, False),
    ("5.2.2.3 must-understand is not private's", "GET", {}, 200, {"cache-control": "must-understand, private"}, False),
    ("5.2.2.4 no-cache may be stored", "GET", {}, 200, {"cache-control": "no-cache"}, True),
    ("5.2.2.7 private", "GET", {}, 200, {"cache-control": "private, max-age=9"}, False),
    ("5.2.2.7 private against public", "GET", {}, 200, {"cache-control": "public, private"}, False),
    ("5.2.2.7 private with fields", "GET", {}, 200, {"cache-control": 'private="x-user"'}, True),
    ("5.2.2.7 private with and without fields", "GET", {}, 200, {"cache-control": 'private="x", private'}, False),
    ("5.2.2.7 private with what is no field", "GET", {}, 200, {"cache-control": 'private="<a>"'}, False),
    ("5.2.2.7 private with nothing", "GET", {}, 200, {"cache-control": 'private=""'}, False),
    (
        "5.2.2.7 a cookie that is named may be left out",
        "GET",
        {},
        200,
        {"set-cookie": "a=1", "cache-control": 'private="Set-Cookie", max-age=9'},
        True,
    ),
    ("9213 2.2 targeted no-store", "GET", {}, 200, {"cdn-cache-control": "no-store", "cache-control": "public"}, False),
    (
        "9213 2.2 targeted max-age against no-store",
        "GET",
        {},
        302,
        {"cdn-cache-control": "max-age=9", "cache-control": "no-store"},
        True,
    ),
    ("9213 2.1 broken targeted", "GET", {}, 200, {"cdn-cache-control": "&", "cache-control": "no-store"}, False),
    ("law 7 Set-Cookie", "GET", {}, 200, {"set-cookie": "a=1", "cache-control": "public, max-age=9"}, False),
    ("3.5 Authorization", "GET", {"authorization": "x"}, 200, {"cache-control": "max-age=9"}, False),
    ("3.5 Authorization, public", "GET", {"authorization": "x"}, 200, {"cache-control": "public"}, True),
    ("3.5 Authorization, s-maxage", "GET", {"authorization": "x"}, 200, {"cache-control": "s-maxage=9"}, True),
    (
        "law 7 Authorization, must-revalidate",
        "GET",
        {"authorization": "x"},
        200,
        {"cache-control": "must-revalidate"},
        False,
    ),
    ("4.1 Vary star", "GET", {}, 200, {"vary": "*", "cache-control": "max-age=9"}, False),
    ("4.1 Vary star among others", "GET", {}, 200, {"vary": "accept-encoding, *"}, False),
    ("4.1 Vary Accept-Encoding", "GET", {}, 200, {"vary": "Accept-Encoding"}, True),
    ("4.1 Vary empty members", "GET", {}, 200, {"vary": ", Accept-Encoding,,"}, True),
    ("4.1 Vary Cookie, none sent", "GET", {}, 200, {"vary": "Accept-Encoding, Cookie"}, True),
    ("4.1 Vary Cookie, none that counts", "GET", {"cookie": "_pk_id=1"}, 200, {"vary": "Cookie"}, True),
    ("law 7 Vary Cookie", "GET", {"cookie": "s=1"}, 200, {"vary": "Cookie", "cache-control": "public"}, False),
    (
        "law 7 Vary Authorization",
        "GET",
        {"authorization": "x"},
        200,
        {"vary": "Authorization", "cache-control": "public"},
        False,
    ),
    ("4.1 Vary on any header", "GET", {}, 200, {"vary": "X-Device"}, True),
    ("law 7 cookies", "GET", {"cookie": "session=1"}, 200, {"cache-control": "max-age=9"}, False),
    ("law 7 cookies, public", "GET", {"cookie": "session=1"}, 200, {"cache-control": "public"}, True),
    ("law 7 cookies, s-maxage", "GET", {"cookie": "session=1"}, 200, {"cache-control": "s-maxage=9"}, True),
    ("law 7 ignored cookies", "GET", {"cookie": "_pk_id.1=1; _pk_ses=2"}, 200, {}, True),
    ("law 7 one cookie of several", "GET", {"cookie": "_pk_id.1=1; session=2"}, 200, {}, False),
)


@pytest.mark.parametrize(
    ("method", "request_headers", "status", "response_headers", "expected"),
    [row[1:] for row in STORABLE],
    ids=[row[0] for row in STORABLE],
)
def test_storable(
    method: str, request_headers: dict[str, str], status: int, response_headers: dict[str, str], expected: bool
) -> None:
    """A shared cache stores what RFC 9111 section 3 allows and law 7 does not forbid, and says why."""
    decision = storable(method, request_headers, status, response_headers, ("_pk_*",))
    assert decision.store is expected
    assert decision.reason


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", set()),
        ("max-age=9", set()),
        ('private="X-User"', {"x-user"}),
        ('private="X-User, set-cookie", no-cache="a"', {"x-user", "set-cookie", "a"}),
        ("no-cache=set-cookie", {"set-cookie"}),
        ('no-cache="a", no-cache', set()),
    ],
)
def test_withheld(value: str, expected: set[str]) -> None:
    """Fields that a directive names are not stored (RFC 9111 sections 5.2.2.4 and 5.2.2.7)."""
    assert withheld({"cache-control": value}) == expected


@given(st.text(alphabet='max-ge=0123,"s pulicno\t', max_size=40), st.integers(100, 599))
def test_stricter_words_never_loosen(value: str, status: int) -> None:
    """Adding no-store or private to any Cache-Control keeps the response from being stored."""
    for word in ("no-store", "private"):
        assert not storable("GET", {}, status, {"cache-control": f"{value}, {word}".replace('"', "")}).store
        assert not storable("GET", {}, status, {"cache-control": f"{word}, {value}"}).store
