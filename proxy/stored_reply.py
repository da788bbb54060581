"""Makes the reply to one request out of a stored answer: conditions, parts, age.

RFC 9111 section 4, RFC 9110 sections 13 and 14. Several ranges that do not touch are answered with the whole, which
section 14.2 allows: files of a city are read from one place on, and a multipart answer would be a second format to
get wrong. Reads the body from files, block by block, in threads.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

from cache.answers import AnswerCache, StoredAnswer
from cache.bodies import BLOCK_BYTES, Body, Reading
from cache.conditions import Validators, Verdict, judged, range_holds
from cache.errors import DamagedValueError
from cache.ranges import Span, spans
from proxy.cache_status import CacheStatus
from proxy.errors import OriginBrokenError
from proxy.headers import Pairs, lowered, without
from proxy.reply import Reply

_LENGTH: Final = frozenset({"content-length"})
_AGE: Final = frozenset({"age"})
# RFC 9110 15.4.5: what a 304 should not say, because the visitor has it.
_NOT_IN_304: Final = frozenset(
    {"content-encoding", "content-language", "content-length", "content-md5", "content-range", "content-type"}
)


@dataclass(frozen=True, slots=True)
class Use:
    """How a stored answer is used: for which request, at what age, and what Cache-Status says."""

    method: str
    asked: dict[str, str]
    age: int
    cache: CacheStatus


def head_reply(answer: StoredAnswer, use: Use) -> Reply | None:
    """The reply where the body is not needed: 304, or to HEAD; None where it is."""
    if _judged(answer, use) is Verdict.NOT_MODIFIED:
        headers = without(_headers(answer, use), _NOT_IN_304)
        return Reply(304, "Not Modified", headers, use.cache)
    if use.method != "HEAD":
        return None
    return Reply(answer.status, answer.reason, _sized(answer, use), use.cache)


async def stored_reply(
    stack: AsyncExitStack, answers: AnswerCache, url: str, answer: StoredAnswer, use: Use
) -> Reply | None:
    """The reply with a body out of files, which `stack` closes; None if the body is gone or damaged."""
    short = head_reply(answer, use)
    if short is not None:
        return short
    size = answer.body.size
    wanted = _span(answer, use)
    if wanted is _NOWHERE:
        headers = (*without(_headers(answer, use), _NOT_IN_304), ("Content-Range", f"bytes */{size}"))
        return Reply(416, "Range Not Satisfiable", (*headers, ("Content-Length", "0")), use.cache)
    span = wanted or Span(0, size - 1)
    opened = await asyncio.to_thread(_opened, answers, url, answer, span)
    if opened is None:
        return None
    status, reason, headers = answer.status, answer.reason, _sized(answer, use)
    if wanted:
        status, reason = 206, "Partial Content"
        headers = (*without(headers, _LENGTH), ("Content-Length", str(span.length)))
        headers = (*headers, ("Content-Range", span.content_range(size)))
    reading, first = opened
    if reading is None:
        return Reply(status, reason, headers, use.cache)
    stack.callback(reading.close)
    return Reply(status, reason, headers, use.cache, _chunks(reading, first, answer.body, span))


_NOWHERE: Final = Span(0, -1)


def _span(answer: StoredAnswer, use: Use) -> Span | None:
    """The part that is asked for; None for the whole, `_NOWHERE` if there is no such part."""
    value = use.asked.get("range")
    # RFC 9110 14.2: Range is for GET only, and comes after the conditions; 206 is for what would be 200.
    if value is None or answer.status != 200 or not range_holds(use.asked, _validators(answer)):
        return None
    found = spans(value, answer.body.size)
    if found is None or len(found) > 1:
        return None
    return found[0] if found else _NOWHERE


def _validators(answer: StoredAnswer) -> Validators:
    return Validators.of(answer.status, lowered(answer.headers), answer.times.stored_at)


def _judged(answer: StoredAnswer, use: Use) -> Verdict:
    return judged(use.method, use.asked, _validators(answer))


def _headers(answer: StoredAnswer, use: Use) -> Pairs:
    return (*without(answer.headers, _AGE), ("Age", str(use.age)))


def _sized(answer: StoredAnswer, use: Use) -> Pairs:
    headers = without(_headers(answer, use), _LENGTH)
    return headers if answer.status == 204 else (*headers, ("Content-Length", str(answer.body.size)))


def _opened(
    answers: AnswerCache, url: str, answer: StoredAnswer, span: Span
) -> tuple[Reading, bytes] | tuple[None, bytes] | None:
    """The open body and the first block that is wanted, which is good; None if there is none."""
    if not answer.body.size:
        return None, b""
    reading = answers.open(answer.body)
    if reading is None:
        answers.forget_damaged(url, answer)
        return None
    try:
        return reading, reading.block(span.first // BLOCK_BYTES)
    except (DamagedValueError, OSError):
        reading.close()
        answers.forget_damaged(url, answer)
        return None


async def _chunks(reading: Reading, first: bytes, body: Body, span: Span) -> AsyncIterator[bytes]:
    """The bytes of a span; breaks off where the file is damaged, so that nobody takes a part for the whole."""
    block = first
    numbers = range(span.first // BLOCK_BYTES, span.last // BLOCK_BYTES + 1)
    for number in numbers:
        if number != numbers.start:
            try:
                block = await asyncio.to_thread(reading.block, number)
            except (DamagedValueError, OSError) as error:
                raise OriginBrokenError(body.name, f"a stored answer is damaged ({error})") from error
        start = number * BLOCK_BYTES
        yield block[max(0, span.first - start) : span.last - start + 1]
