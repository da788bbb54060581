"""Which requests a stored response answers: Vary, and the request headers that it names (RFC 9111 section 4.1).

Pure; headers are mappings with lower-case names. Must not know what is stored.
"""

import re
from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase

Selecting = tuple[tuple[str, str | None], ...]
"""The named request headers with their normalised values, None for one that was not sent; by name."""

STAR = "*"

# RFC 9110 section 12.5: lists of weighted values in which neither order, nor case, nor white space says anything.
_WEIGHTED = frozenset({"accept", "accept-charset", "accept-encoding", "accept-language"})
_SPACE = re.compile(r"[ \t]+")


def names(vary: str) -> tuple[str, ...]:
    """The names of a Vary value, lower case, each once, sorted; of several fields joined by commas."""
    found = {name.strip(" \t").lower() for name in vary.split(",")} - {""}
    return tuple(sorted(found))


def selecting(vary: str, request: Mapping[str, str], ignored_cookies: Collection[str] = ()) -> Selecting:
    """What selects a response with this Vary, taken from the request that it answers."""
    return tuple((name, _normalised(name, request.get(name), ignored_cookies)) for name in names(vary))


def selects(stored: Selecting, request: Mapping[str, str], ignored_cookies: Collection[str] = ()) -> bool:
    """Does the request select what was stored? A star never matches: RFC 9111 section 4.1."""
    return all(
        name != STAR and _normalised(name, request.get(name), ignored_cookies) == value for name, value in stored
    )


def _normalised(name: str, value: str | None, ignored_cookies: Collection[str]) -> str | None:
    """RFC 9111 section 4.1 allows what changes no meaning: white space, and the order of lists without one."""
    if value is None:
        return None
    if name == "cookie":
        return "; ".join(crumb for crumb in _crumbs(value) if not _is_ignored(crumb, ignored_cookies)) or None
    text = _SPACE.sub(" ", value.strip(" \t"))
    if name in _WEIGHTED:
        parts = ("".join(part.split()).lower() for part in text.split(","))
        return ",".join(sorted({part.removesuffix(";q=1") for part in parts} - {""}))
    return ",".join(part.strip(" ") for part in text.split(","))


def _crumbs(cookie: str) -> list[str]:
    return [crumb.strip() for crumb in cookie.split(";") if crumb.strip()]


def _is_ignored(crumb: str, patterns: Collection[str]) -> bool:
    return any(fnmatchcase(crumb.partition("=")[0].strip(), pattern) for pattern in patterns)
