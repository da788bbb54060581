"""What becomes of a conditional request for a representation that is at hand: RFC 9110 section 13.

The same rules for a stored response of the origin (RFC 9111 section 4.3.2) and for a page made here. Pure; headers
are mappings with lower-case names. Must not know where the representation comes from.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from cache import http_date

_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\U0010ffff]*")')  # RFC 9110 section 8.8.3
_STRONG_AFTER = 1.0  # seconds between modification and answer: RFC 9110 section 8.8.2.2


@dataclass(frozen=True, slots=True)
class Validators:
    """What a representation is recognised by; texts as in its headers, "" where there is none."""

    status: int
    etag: str
    last_modified: str
    date: float
    """When it was sent, in seconds since 1970."""

    @staticmethod
    def of(status: int, headers: Mapping[str, str], received: float) -> "Validators":
        """The validators in the headers of a response that came at `received`."""
        date = http_date.parsed(headers.get("date", ""), received)
        etag, modified = headers.get("etag", "").strip(), headers.get("last-modified", "").strip()
        return Validators(status, etag, modified, received if date is None else date)


class Verdict(Enum):
    """What to answer."""

    SEND = "the representation"
    NOT_MODIFIED = "304"
    FAILED = "412"


def judged(method: str, request: Mapping[str, str], have: Validators) -> Verdict:
    """The verdict on the preconditions of a request, in the order of RFC 9110 section 13.2.2."""
    if not 200 <= have.status <= 299:  # section 13.2.1
        return Verdict.SEND
    if "if-match" in request:
        if not _matches(request["if-match"], have.etag, strong=True):
            return Verdict.FAILED
    elif _changed_since(request.get("if-unmodified-since"), have, default=False):
        return Verdict.FAILED
    if "if-none-match" in request:
        known = _matches(request["if-none-match"], have.etag, strong=False)
    else:  # section 13.1.3: only for GET and HEAD
        since = request.get("if-modified-since") if method in ("GET", "HEAD") else None
        known = not _changed_since(since, have, default=True)
    if not known:
        return Verdict.SEND
    return Verdict.NOT_MODIFIED if method in ("GET", "HEAD") else Verdict.FAILED


def range_holds(request: Mapping[str, str], have: Validators) -> bool:
    """May a part be sent? RFC 9110 section 13.1.5: strong comparison, of dates an exact one."""
    given = request.get("if-range")
    if given is None:
        return True
    given = given.strip(" \t")
    if '"' in given:
        return given == have.etag and not given.startswith("W/")
    modified = http_date.parsed(have.last_modified, have.date)
    return given == have.last_modified and modified is not None and have.date - modified >= _STRONG_AFTER


def same_tag(one: str, other: str) -> bool:
    """Weak comparison of two entity tags: RFC 9110 section 8.8.3.2."""
    return one.removeprefix("W/") == other.removeprefix("W/")


def _matches(given: str, etag: str, *, strong: bool) -> bool:
    if given.strip(" \t") == "*":
        return True
    mine = _TAG.fullmatch(etag)
    if mine is None or (strong and mine[1]):
        return False
    return any(tag == mine[2] and not (strong and weak) for weak, tag in _TAG.findall(given))


def _changed_since(given: str | None, have: Validators, *, default: bool) -> bool:
    """Was the representation changed after the given date; `default` where that is no date."""
    date = http_date.parsed(given or "", have.date)
    if date is None:
        return default
    # RFC 9111 section 4.3.2: without Last-Modified the date of the response stands in.
    modified = http_date.parsed(have.last_modified, have.date)
    return (have.date if modified is None else modified) > date
