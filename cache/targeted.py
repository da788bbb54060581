"""Which cache directives of a response hold here: CDN-Cache-Control (RFC 9213) if it can be read, else Cache-Control.

RFC 9213 section 2.1: a targeted field is a dictionary of RFC 8941; one that is empty, or cannot be parsed, or gives
an argument of the wrong type is ignored; one that holds takes the place of Cache-Control and Expires. Pure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cache import directives
from cache.directives import Directives

FIELD = "cdn-cache-control"

# RFC 8941 sections 3.1.2 to 3.3: keys, and the kinds of values that directives take; parameters mean nothing here.
_KEY = r"[a-z*][a-z0-9_.*-]*"
_INTEGER = r"-?[0-9]{1,15}"
_STRING = r'"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"'
_WORD = r"[A-Za-z*][!#$%&'*+\-.^_`|~0-9A-Za-z:/]*"
_BARE = rf"(?:-?[0-9]{{1,12}}\.[0-9]{{1,3}}|{_INTEGER}|{_STRING}|{_WORD}|\?[01]|:[A-Za-z0-9+/=]*:)"
_PARAMETERS = rf"(?:;[ ]*{_KEY}(?:={_BARE})?)*"
_MEMBER = re.compile(rf"({_KEY})(?:=({_BARE}))?{_PARAMETERS}")
_BETWEEN = re.compile(r"[ \t]*,[ \t]*")

_SECONDS = frozenset({"max-age", "s-maxage", "stale-while-revalidate", "stale-if-error"})
_FALSE = "?0"


@dataclass(frozen=True, slots=True)
class Said:
    """The directives of a response that hold for this cache."""

    directives: Directives
    targeted: bool  # they come from CDN-Cache-Control: Expires does not count

    def __contains__(self, name: str) -> bool:
        return name in self.directives

    def seconds(self, name: str) -> int | None:
        """The seconds of a directive, None if it is not there; see `Directives.seconds`."""
        return self.directives.seconds(name)


def said(response_headers: Mapping[str, str]) -> Said:
    """The directives of these headers: RFC 9213 section 2.2."""
    found = _dictionary(response_headers.get(FIELD, ""))
    if found:
        return Said(Directives(found), targeted=True)
    return Said(directives.parsed(response_headers.get("cache-control")), targeted=False)


def _dictionary(value: str) -> dict[str, tuple[str | None, ...]]:
    """RFC 8941 section 4.2.2; {} for what has to be ignored."""
    found: dict[str, tuple[str | None, ...]] = {}
    text = value.strip(" ")
    position = 0
    while position < len(text):
        member = _MEMBER.match(text, position)
        if member is None or not _is_typed(member[1], member[2]):
            return {}
        found[member[1]] = (_argument(member[2]),)  # of several the last counts: RFC 8941 section 3.2
        if member[2] == _FALSE:
            del found[member[1]]
        between = _BETWEEN.match(text, member.end())
        if between is None:
            return found if member.end() == len(text) else {}
        position = between.end()
    return {} if text else found  # a comma at the end is an error: RFC 8941 section 4.2.2


def _is_typed(name: str, argument: str | None) -> bool:
    # RFC 9213 section 2.1: seconds are Integers.
    return name not in _SECONDS or (argument is not None and re.fullmatch(_INTEGER, argument) is not None)


def _argument(raw: str | None) -> str | None:
    if raw is None or raw == "?1":
        return None
    return re.sub(r"\\(.)", r"\1", raw[1:-1]) if raw.startswith('"') else raw
