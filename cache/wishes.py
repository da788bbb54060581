"""What a request means for caches: its wishes, and whether it belongs to somebody known.

Pure; headers are mappings with lower-case names. Must not know what is stored: `freshness` joins the two.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from cache import directives


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request asks of caches. Advisory: RFC 9111 section 5.2.1."""

    no_store: bool = False
    validate: bool = False
    only_if_cached: bool = False  # answer 504 where nothing usable is stored
    max_age: int | None = None
    min_fresh: int = 0
    max_stale: int | None = None  # a stale answer will do, if it is not stale for longer
    stale_if_error: int | None = None  # and so long where the origin fails: RFC 5861 section 4


NO_WISH = Wish()


def wish(request_headers: Mapping[str, str]) -> Wish:
    """What the request asks of caches."""
    value = request_headers.get("cache-control")
    said = directives.parsed(value)
    # RFC 9111 section 5.4: Pragma counts where there is no Cache-Control.
    pragma = value is None and "no-cache" in directives.parsed(request_headers.get("pragma"))
    max_age = said.seconds("max-age")
    max_stale = said.seconds("max-stale")
    if None in said.arguments.get("max-stale", ()):
        max_stale = directives.MAX_SECONDS  # RFC 9111 section 5.2.1.2: without a value, of any age
    return Wish(
        no_store="no-store" in said,
        validate="no-cache" in said or pragma or max_age == 0,
        only_if_cached="only-if-cached" in said,
        max_age=max_age,
        min_fresh=said.seconds("min-fresh") or 0,
        max_stale=max_stale,
        stale_if_error=said.seconds("stale-if-error"),
    )


def usable(
    stored_for_everyone: bool, request_headers: Mapping[str, str], ignored_cookies: Collection[str] = ()
) -> bool:
    """May a stored response answer this request? Law 7 asks more than RFC 9111 where a user is known."""
    known = "authorization" in request_headers or has_cookies(request_headers, ignored_cookies)
    return stored_for_everyone or not known


def has_cookies(request_headers: Mapping[str, str], ignored_cookies: Collection[str] = ()) -> bool:
    """Does the request carry a cookie that could make its answer personal?"""
    # A comma is split at too: two Cookie fields may have been joined by one, and must not hide in each other.
    crumbs = request_headers.get("cookie", "").replace(",", ";").split(";")
    names = [crumb.partition("=")[0].strip() for crumb in crumbs if crumb.strip()]
    return any(not any(fnmatchcase(name, pattern) for pattern in ignored_cookies) for name in names)
