"""Which answers of the origin are pages to translate, and which of them are personal. Pure."""

from typing import Final

from cache import directives
from cache.wishes import has_cookies
from proxy.headers import Pairs, first, joined, lowered

_PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
_NO_BODY: Final = frozenset({204, 205, 304})  # RFC 9110 15.3.5, 15.3.6, 15.4.5
_SAFE: Final = frozenset({"GET", "HEAD"})

# WHATWG MIME Sniffing 7.1: bytes that no text holds, and how many are looked at.
_BINARY: Final = frozenset([*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_SNIFFED: Final = 1445
_MARKS: Final = (b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe")
_MAGIC: Final = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b")


def is_page(status: int, headers: Pairs, *, ignore_no_transform: bool) -> bool:
    """Whether the headers announce a page that may be translated."""
    kind = first(headers, "content-type").partition(";")[0].strip().lower()
    if not 200 <= status <= 599 or status in _NO_BODY or kind not in _PAGE_TYPES:
        return False
    if first(headers, "content-disposition").strip().lower().startswith("attachment"):
        return False
    # RFC 9111 5.2.2.6; the operator owns both ends and may say otherwise.
    said = directives.parsed(joined(headers, "cache-control"))
    return ignore_no_transform or "no-transform" not in said


def is_binary(body: bytes, content_type: str) -> bool:
    """Whether a body that calls itself a page is none."""
    if body.startswith(_MAGIC):
        return True
    if body.startswith(_MARKS) or "utf-16" in content_type.lower():
        return False
    return not _BINARY.isdisjoint(body[:_SNIFFED])


def is_private(method: str, target: str, request: Pairs, answer: Pairs, ignored_cookies: tuple[str, ...]) -> bool:
    """Law 7: whether a page may hold what only this visitor shall see.

    An answer that says so, or sets a cookie, holds nothing personal if the request was anonymous: the origin did not
    know whom it answered. (Whether such a page may be kept as a page is for `cache.freshness` to say: never.)
    """
    asked, answered = lowered(request), lowered(answer)
    said = directives.parsed(answered.get("cache-control"))
    if method not in _SAFE or "authorization" in asked:
        return True
    if has_cookies(asked, ignored_cookies):
        return not ("public" in said or "s-maxage" in said) or "set-cookie" in answered or "no-store" in said
    marked = "private" in said or "no-store" in said or "set-cookie" in answered
    return marked and ("?" in target or any(map(_is_secret, target.split("/"))))


def _is_secret(segment: str) -> bool:
    """Whether a piece of a path looks like a key that opens somebody's own page."""
    return len(segment) >= _SECRET and sum(map(str.isdigit, segment)) >= _SECRET_DIGITS


# A page's name of that length has a year at most; a random one in hexadecimal has ten digits of sixteen.
_SECRET: Final = 16
_SECRET_DIGITS: Final = 5
