"""What to do with a request: pass, translate, redirect or refuse. Pure.

The target is judged as it was sent. Whatever is let through begins with one slash and goes to the origin's
own host only; no answer made here leads to another host.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from proxy.links import RESERVED, SiteLinks, path_matches
from proxy.visitor import Visitor

# RFC 9110 9.3.6 and 9.3.8: a tunnel to elsewhere, and an echo of headers that may hold secrets.
_REFUSED_METHODS: Final = frozenset({"CONNECT", "TRACE", "TRACK"})
_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f#]")  # RFC 3986: none of these may stand in a request target
_HOST: Final = re.compile(r"[a-z0-9._-]+(?::\d{1,5})?|\[[0-9a-f:.]+\](?::\d{1,5})?", re.IGNORECASE)
_MANY_SLASHES: Final = re.compile(r"/{2,}")


@dataclass(frozen=True, slots=True)
class Ours:
    """Something of our own; `path` is all below the reserved prefix."""

    path: str


@dataclass(frozen=True, slots=True)
class German:
    """The origin's page as it is."""

    target: str


@dataclass(frozen=True, slots=True)
class Translated:
    """The origin's `target` in `language`."""

    language: str
    target: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """The right address is another one on this site."""

    status: int
    location: str


@dataclass(frozen=True, slots=True)
class Refused:
    """No answer from the origin can be meant."""

    status: int
    reason: str


Route = Ours | German | Translated | Redirect | Refused


def route(visitor: Visitor, links: SiteLinks, hosts: tuple[str, ...]) -> Route:
    """The way of one request; `hosts` are those that are answered, all if empty."""
    if visitor.method in _REFUSED_METHODS:
        return Refused(405, f"{visitor.method} is not supported")
    if visitor.target == "*":
        # RFC 9110 9.3.7: it asks about the server itself, which is this proxy.
        return Ours("*") if visitor.method == "OPTIONS" else Refused(400, "* is a target for OPTIONS only")
    if not _HOST.fullmatch(visitor.host):
        return Refused(400, "the request names no host, or not a valid one")
    target, host = _origin_form(visitor.target, visitor.host)
    refusal = _refusal(target, host, visitor, links, hosts)
    return refusal or _by_path(visitor.method, target, links)


def _origin_form(target: str, host: str) -> tuple[str, str]:
    """Target and host of an absolute form (RFC 9112 3.2.2); its host counts, not the Host header."""
    if not target.lower().startswith(("http://", "https://")):
        return target, host
    try:
        parts = urlsplit(target)
    except ValueError:
        return "", host
    after = target.split("://", 1)[1][len(parts.netloc) :]
    return (after if after.startswith("/") else "/" + after), parts.netloc.lower()


def _refusal(target: str, host: str, visitor: Visitor, links: SiteLinks, hosts: tuple[str, ...]) -> Refused | None:
    path = target.partition("?")[0]
    if not target.startswith("/") or _FORBIDDEN.search(target) or "\\" in path:
        return Refused(400, "the request target is not a valid path")
    if host != visitor.host and not links.is_own(host, visitor.scheme):
        return Refused(421, "this proxy serves its own website only")  # RFC 9110 15.5.20
    if hosts and host not in hosts and host.rpartition(":")[0] not in hosts:
        return Refused(421, "this host name is not served here")
    return None


def _by_path(method: str, target: str, links: SiteLinks) -> Route:
    path, mark, query = target.partition("?")
    if path.startswith("//"):
        # Sloppy links double the slash. Passed on, `//host` could come back as a redirect to that host.
        return Redirect(308, _MANY_SLASHES.sub("/", path) + mark + query)
    language, slash, rest = path[1:].partition("/")
    if language == RESERVED:
        return Ours(rest)
    if language not in links.targets:
        return German(target)
    return _under_language(method, language, slash + rest, mark + query, links)


def _under_language(method: str, language: str, rest: str, query: str, links: SiteLinks) -> Route:
    if not rest or rest.startswith("//"):
        return Redirect(308, f"/{language}/{rest.lstrip('/')}{query}")
    if rest[1:].partition("/")[0] in (*links.targets, RESERVED):
        return Refused(404, "a language prefix stands only once in an address")
    if path_matches(rest, links.excluded_paths):
        return Redirect(307, rest + query) if method in ("GET", "HEAD") else German(rest + query)
    return Translated(language, rest + query)
