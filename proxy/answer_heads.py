"""The heads of answers: what is stored of one, what makes a request conditional on it, what a validation changes. Pure.

Joins the rules in `cache` with the forms that requests and answers have here.
"""

from dataclasses import dataclass, replace
from typing import Final

from cache import freshness, storing, validation
from cache.answers import StoredAnswer
from cache.bodies import EMPTY
from cache.freshness import Guess
from cache.http_date import written
from cache.vary import selecting
from proxy.headers import Pairs, end_to_end, first, lowered, tags_of, without
from proxy.origin import OriginAnswer, OriginRequest

_CONDITIONS: Final = frozenset({"if-none-match", "if-modified-since"})
_NOT_KEPT: Final = frozenset({"age", "cache-status", "content-length", "set-cookie"})


@dataclass(frozen=True, slots=True)
class Rules:
    """What operators decide."""

    ignored_cookies: tuple[str, ...]
    guess: Guess
    max_bytes: int
    """Larger answers are not stored."""
    wait_seconds: float
    """How long one request waits for another one's answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """When the website was asked, and when it answered; seconds since 1970."""

    started: float
    answered: float


def head_of(
    method: str, asked: dict[str, str], answer: OriginAnswer, when: Asked, rules: Rules
) -> tuple[str, StoredAnswer | None]:
    """What is to be stored of an answer, without its body; or why it is not."""
    answered = lowered(answer.headers)
    decision = storing.storable(method, asked, answer.status, answered, rules.ignored_cookies)
    if not decision.store:
        return decision.reason, None
    if answered.get("content-type", "").lower().startswith("text/event-stream"):
        return "an event stream has no end", None
    length = length_of(answer)
    if length is not None and length > rules.max_bytes:
        return f"larger than {rules.max_bytes} bytes", None
    times = freshness.times(answer.status, answered, when.started, when.answered, rules.guess)
    if times.lifetime_seconds <= times.initial_age and not _conditions(answered):
        return "neither fresh nor to be validated", None
    headers = without(end_to_end(answer.headers), _NOT_KEPT | storing.withheld(answered))
    if "date" not in answered:  # RFC 9110 section 6.6.1
        headers = (*headers, ("Date", written(when.answered)))
    chosen = selecting(_vary(answered), asked, rules.ignored_cookies)
    return "", StoredAnswer(answer.status, answer.reason, headers, chosen, times, tags_of(answer.headers), EMPTY)


def conditional(request: OriginRequest, found: StoredAnswer) -> OriginRequest:
    """The request on the condition of what is stored: RFC 9111 section 4.3.1."""
    if not is_validated(request, found):
        return request
    rows = _conditions(lowered(found.headers)).items()
    return replace(request, headers=(*without(request.headers, _CONDITIONS), *rows))


def is_validated(request: OriginRequest, found: StoredAnswer) -> bool:
    """Whether the request to the website carries our conditions, so that a 304 speaks of what is stored."""
    return request.method == "GET" and bool(_conditions(lowered(found.headers)))


def merged(stored: Pairs, news: dict[str, str]) -> tuple[Pairs, dict[str, str]]:
    """The stored headers after a validation, as rows and by name; the age of the answer comes from the news only."""
    kept_out = _NOT_KEPT | storing.withheld(news)
    changed = {name: text for name, text in validation.updated({}, news).items() if name not in kept_out}
    rows = (*without(stored, frozenset(changed)), *changed.items())
    return rows, {**lowered(rows), **({"age": news["age"]} if "age" in news else {})}


def length_of(answer: OriginAnswer) -> int | None:
    """The announced length of the body; None if it ends with the connection or in chunks (RFC 9112 6.3)."""
    value = first(answer.headers, "content-length")
    if first(answer.headers, "transfer-encoding") or not (value.isascii() and value.isdigit()):
        return 0 if answer.status == 204 else None
    return int(value)


def _vary(answered: dict[str, str]) -> str:
    """What an answer varies on. One that is compressed was chosen by Accept-Encoding, whether it says so or not."""
    named = answered.get("vary", "")
    return f"{named}, accept-encoding" if answered.get("content-encoding") else named


def _conditions(headers: dict[str, str]) -> dict[str, str]:
    return validation.conditions(headers.get("etag", ""), headers.get("last-modified", ""))
