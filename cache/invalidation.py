"""What an unsafe request makes stale: RFC 9111 section 4.4. Pure; must not know what is stored."""

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

# RFC 9110 section 9.2.1. What a method does that is not known here is not known to be safe.
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def invalidated(method: str, url: str, status: int, response: Mapping[str, str]) -> tuple[str, ...]:
    """The URLs of which nothing stored may be used any more; `url` is the absolute one that was asked.

    Besides it, those in Location and Content-Location, of the same origin only: others could be made stale
    by somebody who does not own them.
    """
    if method in SAFE_METHODS or not 200 <= status <= 399:
        return ()
    named = (response.get(name, "").strip() for name in ("location", "content-location"))
    resolved = [_resolved(url, each) for each in named if each]
    return tuple(dict.fromkeys((url, *(each for each in resolved if each and _origin(each) == _origin(url)))))


def _resolved(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference).partition("#")[0]
    except ValueError:
        return ""


def _origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme.lower(), parts.netloc.lower()
