"""What requests ask of caches, and whose they are."""

import pytest

from cache.wishes import Wish, has_cookies, usable, wish

WISHES: tuple[tuple[str, dict[str, str], Wish], ...] = (
    ("nothing", {}, Wish()),
    ("5.2.1.1 max-age", {"cache-control": "max-age=5"}, Wish(max_age=5)),
    ("5.2.1.1 max-age 0", {"cache-control": "max-age=0"}, Wish(max_age=0, validate=True)),
    ("5.2.1.2 max-stale", {"cache-control": "max-stale=9"}, Wish(max_stale=9)),
    ("5.2.1.2 max-stale without a value", {"cache-control": "max-stale"}, Wish(max_stale=2**31)),
    ("5861 4 stale-if-error", {"cache-control": "stale-if-error=9"}, Wish(stale_if_error=9)),
    ("5.2.1.3 min-fresh", {"cache-control": "min-fresh=7"}, Wish(min_fresh=7)),
    ("5.2.1.4 no-cache", {"cache-control": "no-cache"}, Wish(validate=True)),
    ("5.2.1.5 no-store", {"cache-control": "no-store"}, Wish(no_store=True)),
    ("5.2.1.7 only-if-cached", {"cache-control": "Only-If-Cached"}, Wish(only_if_cached=True)),
    ("5.4 Pragma", {"pragma": "no-cache"}, Wish(validate=True)),
    ("5.4 Pragma beside Cache-Control", {"pragma": "no-cache", "cache-control": "foo"}, Wish()),
    ("5.4 other Pragma", {"pragma": "x"}, Wish()),
)

COOKIES = (
    ("none", "", False),
    ("one", "session=1", True),
    ("ignored", "_pk_id.1.ab=1", False),
    ("ignored and not", "_pk_id=1; session=2", True),
    ("ignored by its full name", "consent=yes", False),
    ("name that only begins so", "consent2=yes", True),
    ("case counts", "Consent=yes", True),
    ("two fields joined by a comma", "_pk_id=1, session=2", True),
    ("no value", "session", True),
    ("empty name", "=session", True),
    ("empty crumbs", "; ;", False),
)


@pytest.mark.parametrize(("headers", "expected"), [row[1:] for row in WISHES], ids=[row[0] for row in WISHES])
def test_wishes(headers: dict[str, str], expected: Wish) -> None:
    """Request directives are read as RFC 9111 section 5.2.1 says."""
    assert wish(headers) == expected


@pytest.mark.parametrize(("cookie", "expected"), [row[1:] for row in COOKIES], ids=[row[0] for row in COOKIES])
def test_cookies(cookie: str, expected: bool) -> None:
    """A cookie that is not ignored by name or pattern may make the answer personal (law 7)."""
    assert has_cookies({"cookie": cookie}, ("_pk_*", "consent")) is expected


@pytest.mark.parametrize(
    ("for_everyone", "headers", "expected"),
    [
        (False, {}, True),
        (False, {"cookie": "session=1"}, False),
        (False, {"authorization": "x"}, False),
        (True, {"cookie": "session=1", "authorization": "x"}, True),
    ],
)
def test_usable(for_everyone: bool, headers: dict[str, str], expected: bool) -> None:
    """A known user gets a stored page only if the origin said that it is for everyone (law 7)."""
    assert usable(for_everyone, headers) is expected
