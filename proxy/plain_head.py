"""Reads the heads of requests that ask for nothing special; all others are left to the HTTP server. Pure.

Strict on purpose: what could be read in two ways is not read here at all. A head is plain if it is a GET with a Host
and nothing in it but headers that change no remembered page, or that change it in a way that is known here. Of other
requests it is only said where they end, where that is beyond doubt (RFC 9112 section 6).
"""

import re
from typing import Final, NamedTuple

INCOMPLETE: Final = -1
"""The head has not come to its end yet."""
UNKNOWN: Final = -2
"""Where the request ends is for the HTTP server to say."""

_END: Final = b"\r\n\r\n"
_MOST_HEADERS: Final = 64
_MOST_REMEMBERED: Final = 4096
_LONGEST_REMEMBERED: Final = 256
_LONGEST_KNOWN: Final = 512
"""Whoever reads what a header says may remember it, unless it is a cookie: of longer ones there would be too much."""
_MOST_FORWARDING: Final = 5
_LONGEST_TARGET: Final = 1024
_REQUEST_LINE: Final = re.compile(rb"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (/[\x21-\x7e]*) HTTP/1\.1")
_LINE: Final = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)")
_DIGITS: Final = re.compile(rb"[0-9]{1,15}")


# What a header means here. Plain numbers: looking up the members of an enumeration takes longer than all the rest.
_IGNORED: Final = 0  # no remembered page depends on it, unless it varies on it: such pages are not answered from here
_HOST: Final = 1
_AGENT: Final = 2
_ENCODING: Final = 3
_COOKIE: Final = 4
_NONE_MATCH: Final = 5
_FORWARDING: Final = 6
_SPECIAL: Final = 7  # the request is not plain; it ends as others do
_LENGTH: Final = 8
_OPAQUE: Final = 9  # the request, or the connection after it, may be something else than it seems

_KINDS: Final = {
    b"host": _HOST,
    b"user-agent": _AGENT,
    b"accept-encoding": _ENCODING,
    b"cookie": _COOKIE,
    b"if-none-match": _NONE_MATCH,
    b"forwarded": _FORWARDING,
    b"x-forwarded-for": _FORWARDING,
    b"x-forwarded-host": _FORWARDING,
    b"x-forwarded-proto": _FORWARDING,
    b"x-real-ip": _FORWARDING,
    b"content-length": _LENGTH,
    b"transfer-encoding": _OPAQUE,
    b"upgrade": _OPAQUE,
    b"http2-settings": _OPAQUE,
    **dict.fromkeys(
        (
            b"authorization",
            b"cache-control",
            b"content-location",
            b"content-range",
            b"content-type",
            b"etag",
            b"expect",
            b"if-match",
            b"if-modified-since",
            b"if-range",
            b"if-unmodified-since",
            b"max-forwards",
            b"pragma",
            b"proxy-authorization",
            b"proxy-connection",
            b"range",
            b"server",
            b"te",
            b"trailer",
            b"via",
        ),
        _SPECIAL,
    ),
}
_OURS: Final = b"x-stadtlotse-"


class PlainHead(NamedTuple):
    """A request for a page by somebody who wishes nothing special; values as sent."""

    target: bytes
    host: bytes
    agent: bytes = b""
    encoding: bytes = b""
    cookie: bytes = b""
    none_match: bytes = b""
    forwarding: tuple[bytes, ...] = ()
    """The lines in which proxies say for whom they ask."""


class PlainHeads:
    """Reads heads, and remembers the headers that come again and again."""

    def __init__(self, longest: int) -> None:
        """Heads of more bytes than `longest` are not read."""
        self._longest = longest
        self._known: dict[bytes, tuple[int, bytes]] = {}

    def read(self, data: bytes) -> PlainHead | int:
        """A plain head; or how many bytes of body come after `data`; or `INCOMPLETE`, or `UNKNOWN`."""
        end = data.find(_END)
        if end < 0:
            return INCOMPLETE if len(data) <= self._longest else UNKNOWN
        lines = data[:end].split(b"\r\n")
        first = _REQUEST_LINE.fullmatch(lines[0])
        if first is None or end > self._longest or len(lines) > _MOST_HEADERS:
            return UNKNOWN
        method, target = first.groups()
        del lines[0]
        plain = method == b"GET" and len(target) <= _LONGEST_TARGET
        return self._read(plain, target, lines, len(data) - end - len(_END))

    def _read(self, plain: bool, target: bytes, lines: list[bytes], after: int) -> PlainHead | int:
        found: dict[int, bytes] = {}
        forwarding: list[bytes] = []
        known = self._known
        for line in lines:
            kind, value = known.get(line) or self._judged(line)
            if not kind:
                continue
            if kind is _OPAQUE or (kind is _LENGTH and kind in found):
                return UNKNOWN
            if kind is _FORWARDING:
                forwarding.append(line)
                plain = plain and len(forwarding) <= _MOST_FORWARDING
                continue
            plain = plain and kind < _SPECIAL and kind not in found
            found[kind] = value
        if _LENGTH in found:
            rest = int(found[_LENGTH]) - after
            return rest if rest >= 0 else UNKNOWN
        if after:
            return UNKNOWN  # another request has come with it
        if not plain or _HOST not in found:
            return 0
        return PlainHead(
            target,
            found[_HOST],
            found.get(_AGENT, b""),
            found.get(_ENCODING, b""),
            found.get(_COOKIE, b""),
            found.get(_NONE_MATCH, b""),
            tuple(forwarding),
        )

    def _judged(self, line: bytes) -> tuple[int, bytes]:
        """What a header line means; remembered unless it is one that hardly comes twice."""
        judged = _judged(line)
        if len(line) <= _LONGEST_REMEMBERED and judged[0] not in (_COOKIE, _NONE_MATCH, _FORWARDING):
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[line] = judged
        return judged


def _judged(line: bytes) -> tuple[int, bytes]:
    match = _LINE.fullmatch(line)
    if match is None:
        return _OPAQUE, b""
    name, value = match[1].lower(), match[2]
    if name == b"connection":
        return _connection(value.lower()), value
    if name == b"content-length" and not _DIGITS.fullmatch(value):
        return _OPAQUE, value
    if name.startswith(_OURS):
        return _SPECIAL, value
    kind = _KINDS.get(name, _IGNORED)
    is_long = len(line) > _LONGEST_KNOWN and kind not in (_IGNORED, _COOKIE) and kind < _SPECIAL
    return (_SPECIAL if is_long else kind), value


def _connection(value: bytes) -> int:
    if value == b"keep-alive":
        return _IGNORED  # RFC 9112 9.3: as every connection of HTTP/1.1
    return _OPAQUE if b"upgrade" in value else _SPECIAL
