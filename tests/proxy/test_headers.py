"""Which headers pass, and how they change."""

import pytest

from proxy.headers import (
    Forwarding,
    Pairs,
    accepted_codings,
    end_to_end,
    first,
    has_looped,
    joined,
    of_translation,
    pairs_of,
    to_origin,
    to_visitor,
)
from proxy.links import SiteLinks

LINKS = SiteLinks("tr", "https://www.stadt.example", frozenset({"cms:80"}), (), ("tr", "en"))


def sent(headers: Pairs, *, trusted: bool = False, origin_url: str = "") -> Pairs:
    """What the origin gets of a visitor's headers."""
    return to_origin(headers, Forwarding(LINKS, "192.0.2.7", trusted, origin_url, decode=True))


def test_hop_by_hop_headers_end_here() -> None:
    """Neither the connection's own headers nor those it names are passed on."""
    headers = (
        ("Connection", "close, X-One"),
        ("connection", "x-two"),
        ("Keep-Alive", "5"),
        ("TE", "trailers"),
        ("Transfer-Encoding", "chunked"),
        ("Upgrade", "h2c"),
        ("Proxy-Authorization", "Basic x"),
        ("Trailer", "X"),
        ("X-One", "1"),
        ("X-TWO", "2"),
        ("X-Three", "3"),
    )
    assert end_to_end(headers) == (("X-Three", "3"),)


def test_connection_cannot_unframe_a_message() -> None:
    """Naming Content-Length in Connection does not take it away."""
    headers = (("Connection", "content-length, host"), ("Host", "a"), ("Content-Length", "5"))
    assert end_to_end(headers) == headers[1:]


@pytest.mark.parametrize(
    "pair", [("X Y", "1"), ("", "1"), ("X", "a\r\nY: 1"), ("X", "a\nb"), ("X", "a\0"), ("X\r", "")]
)
def test_headers_that_could_become_two_are_dropped(pair: tuple[str, str]) -> None:
    """What is no header on the wire is not sent."""
    assert end_to_end((pair, ("Ok", "1"))) == (("Ok", "1"),)


def test_order_case_and_duplicates_stay() -> None:
    """Headers keep their order, their letters and their number."""
    headers = (("x-B", "1"), ("A", "2"), ("X-b", "3"))
    assert [pair for pair in sent(headers) if pair in headers] == list(headers)


def test_claims_of_strangers_are_left_out() -> None:
    """Only a trusted proxy may say who asked."""
    claims = (("X-Forwarded-For", "6.6.6.6"), ("Forwarded", "for=6.6.6.6"), ("X-Real-IP", "6.6.6.6"), ("Via", "1.1 a"))
    stranger, friend = sent(claims), sent(claims, trusted=True)
    assert joined(stranger, "x-forwarded-for") == "192.0.2.7"
    assert not first(stranger, "forwarded")
    assert not first(stranger, "x-real-ip")
    assert joined(friend, "x-forwarded-for") == "6.6.6.6, 192.0.2.7"
    assert joined(friend, "forwarded") == "for=6.6.6.6, for=192.0.2.7;proto=https"
    assert joined(stranger, "via") == "1.1 a, 1.1 stadtlotse"


@pytest.mark.parametrize(
    ("name", "value", "origin_url", "expected"),
    [
        ("Referer", "https://www.stadt.example/tr/a?b", "", "https://www.stadt.example/a?b"),
        ("Referer", "https://www.stadt.example/tr/a?b", "http://cms", "http://cms/a?b"),
        ("Referer", "https://example.org/tr/a", "http://cms", "https://example.org/tr/a"),
        ("Referer", "https://www.stadt.example.evil/tr/a", "http://cms", "https://www.stadt.example.evil/tr/a"),
        ("Origin", "https://www.stadt.example", "http://cms", "http://cms"),
        ("Origin", "https://www.stadt.example", "", "https://www.stadt.example"),
        ("Origin", "null", "http://cms", "null"),
        ("If-None-Match", '"a", W/"sl-1", "b"', "", '"a", "b"'),
        ("If-None-Match", 'W/"sl-1"', "", ""),
        ("If-Range", '"sl-1"', "", ""),
    ],
)
def test_request_values(name: str, value: str, origin_url: str, expected: str) -> None:
    """Addresses and validators are those that the origin knows."""
    assert joined(sent(((name, value),), origin_url=origin_url), name.lower()) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "gzip, br, zstd, deflate"),
        ("gzip;q=0, *", "br, zstd, deflate"),
        ("GZIP;Q=0.5", "gzip"),
        ("x-gzip", "gzip"),
        ("sdch, compress", "identity"),
        ("gzip;q=what", "identity"),
        ("*;q=0", "identity"),
    ],
)
def test_accepted_codings(accept: str, expected: str) -> None:
    """Only what both sides can read is asked for."""
    assert accepted_codings(accept) == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Location", "/x", "/tr/x"),
        ("Location", "http://cms/x", "https://www.stadt.example/tr/x"),
        ("Content-Location", "x", "x"),
        ("Refresh", "5", "5"),
        ("Refresh", "0;url=/x", "0;url=/tr/x"),
        ("Refresh", "3; URL='/x' ", "3; URL='/tr/x' "),
        ("Refresh", "0,/x", "0,/tr/x"),
        ("Link", "</a>; rel=next, <//example.org/>", "</tr/a>; rel=next, <//example.org/>"),
        ("X-Other", "/x", "/x"),
    ],
)
def test_answer_values(name: str, value: str, expected: str) -> None:
    """Addresses in headers keep the visitor's language."""
    assert to_visitor(((name, value),), LINKS, "/a/b") == ((name, expected),)


def test_headers_of_a_translation() -> None:
    """What spoke of the German bytes goes, what speaks of the site stays."""
    stale = [
        "ETag",
        "Last-Modified",
        "Content-Length",
        "Content-Encoding",
        "Content-MD5",
        "Digest",
        "Repr-Digest",
        "Accept-Ranges",
    ]
    headers = (*((name, "1") for name in stale), ("Vary", "Cookie, accept-encoding"), ("X-Frame-Options", "DENY"))
    assert of_translation(headers, "text/html; charset=utf-8", "tr") == (
        ("X-Frame-Options", "DENY"),
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Language", "tr"),
        ("Vary", "Cookie"),
    )


def test_loops_are_seen_by_name_only() -> None:
    """Another proxy's name, or ours in a comment, is no loop."""
    assert has_looped((("Via", "1.0 a, 1.1 stadtlotse (x)"),))
    assert not has_looped((("Via", "1.1 a (stadtlotse)"), ("X", "1.1 stadtlotse")))


def test_bytes_that_are_no_utf_8_are_latin_1() -> None:
    """A file name in an old encoding can still be read."""
    assert pairs_of(((b"X", "ü".encode()), (b"Y", b"\xfc"))) == (("X", "ü"), ("Y", "ü"))
