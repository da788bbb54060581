"""Streams an answer of the origin to the visitor, byte for byte and as it comes.

Writing waits for the visitor, and so reading waits for the visitor too. An answer that breaks off at the origin
breaks off here: the connection is aborted, so that nobody takes a part for the whole.
"""

from dataclasses import replace
from typing import Final

import structlog
from aiohttp import web
from multidict import CIMultiDict

from proxy.answers import EXACT, FACTS, Facts
from proxy.cookies import set_cookies
from proxy.errors import OriginError
from proxy.exchange import Exchange
from proxy.headers import Pairs, end_to_end, first, to_visitor
from proxy.reply import Reply

log = structlog.stdlib.get_logger(__name__)

_BODYLESS: Final = frozenset({204, 304})


async def pass_through(
    request: web.Request, exchange: Exchange, answer: Reply, read: bytes = b""
) -> web.StreamResponse:
    """Send the answer on; `read` is what has been read of its body already."""
    headers = (*visitor_headers(answer.headers, exchange), ("Cache-Status", str(answer.cache)))
    response = web.StreamResponse(status=answer.status, reason=_reason(answer.reason), headers=CIMultiDict(headers))
    response[EXACT] = frozenset(name.lower() for name, _ in headers)
    response[FACTS] = Facts(language=exchange.links.language or "de", cache=str(answer.cache))
    await response.prepare(request)
    if exchange.wants_no_body or answer.status in _BODYLESS:
        await response.write_eof()
        return response
    size = len(read)
    try:
        if read:
            await response.write(read)
        async for chunk in answer.chunks():
            await response.write(chunk)
            size += len(chunk)
    except OriginError as error:
        log.warning("answer broke off", path=exchange.path, reason=error.reason)
        if request.transport is not None:
            request.transport.abort()
        response[FACTS] = replace(response[FACTS], body_bytes=size, broken=True)
        return response
    await response.write_eof()
    response[FACTS] = replace(response[FACTS], body_bytes=size)
    return response


def visitor_headers(headers: Pairs, exchange: Exchange) -> Pairs:
    """The origin's headers for this visitor: addresses and cookies in the visitor's language."""
    passed = end_to_end(headers)
    if first(headers, "transfer-encoding"):
        # RFC 9112 6.1: it overrides Content-Length, and both together are an attack or a mistake.
        passed = tuple(pair for pair in passed if pair[0].lower() != "content-length")
    rows: list[tuple[str, str]] = []
    for name, value in to_visitor(passed, exchange.links, exchange.path):
        if name.lower() == "set-cookie":
            rows += [(name, cookie) for cookie in set_cookies(value, exchange.links, exchange.path)]
        else:
            rows.append((name, value))
    return tuple(rows)


def _reason(reason: str) -> str:
    return "".join(letter for letter in reason if letter.isprintable())
