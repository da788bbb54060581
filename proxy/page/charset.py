"""Bytes to text as a browser would do it, and back.

Order of the HTML Standard, 13.2.3.2: byte order mark, transport layer, `<meta>` in the first 1,024 bytes, then the
content itself. Bytes that are no valid UTF-8 in a UTF-8 page are carried through as surrogates, so that they leave as
they came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import turbohtml.detect
import webencodings

_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';,]+)""", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text, the encoding it came in and its byte order mark, if any."""

    text: str
    encoding: str
    mark: bytes


def decode(body: bytes, content_type: str) -> Decoded:
    """Decode a page; never fails."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return Decoded(_text(body[len(mark) :], encoding), encoding, mark)
    declared = _CHARSET.search(content_type)
    found = webencodings.lookup(declared[1]) if declared else None
    encoding = found.name if found else _sniffed(body)
    return Decoded(_text(body, encoding), encoding, b"")


def encode(text: str) -> bytes:
    """Encode a page as UTF-8; what was carried through as surrogates becomes the bytes it was."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape" if _only_escapes(text) else "replace")


def _sniffed(body: bytes) -> str:
    name = turbohtml.detect.detect(body[:65536]).encoding or "windows-1252"
    found = webencodings.lookup(name.removesuffix("-SIG"))
    return found.name if found else "windows-1252"


def _text(body: bytes, encoding: str) -> str:
    if encoding == "utf-8":
        return body.decode("utf-8", "surrogateescape")
    found = webencodings.lookup(encoding) or webencodings.UTF8
    return str(found.codec_info.decode(body, "replace")[0])


def _only_escapes(text: str) -> bool:
    return not re.search("[\ud800-\udc7f\udd00-\udfff]", text)
