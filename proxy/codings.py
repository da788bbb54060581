"""Content codings of what is made here: which one a visitor gets, and compressing (RFC 9110 8.4, 12.5.3). Pure.

The same bytes give the same coded bytes as long as `REVISION` is the same: strong validators rest on it.
"""

import gzip
import zlib
from collections.abc import Callable, Mapping
from hashlib import blake2b
from types import MappingProxyType
from typing import Final

import brotli
import zstandard

IDENTITY: Final = "identity"
WORTH_IT: Final = 1024
"""Bytes; what is shorter fits into one packet anyway."""

# Made once for a page; beyond these levels the time grows fast and the size hardly falls.
_BROTLI_LEVEL: Final = 5
_GZIP_LEVEL: Final = 6
_ZSTD_LEVEL: Final = 9


def _brotli(body: bytes) -> bytes:
    return bytes(brotli.compress(body, quality=_BROTLI_LEVEL))


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


def _zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(body)


# In the order in which they are chosen where a visitor likes them alike: the smallest first.
_CODERS: Final[Mapping[str, Callable[[bytes], bytes]]] = MappingProxyType({"br": _brotli, "zstd": _zstd, "gzip": _gzip})
_MADE_BY: Final = (
    f"br {brotli.__version__} {_BROTLI_LEVEL}, zstd {zstandard.__version__} {_ZSTD_LEVEL}, "
    f"gzip {zlib.ZLIB_RUNTIME_VERSION} {_GZIP_LEVEL}"
)
REVISION: Final = blake2b(_MADE_BY.encode(), digest_size=2).hexdigest()
"""Changes whenever coded bytes may."""


def chosen(accept_encoding: str) -> str:
    """The coding for this Accept-Encoding; without one, as it is."""
    weights: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        name, _, parameters = part.partition(";")
        if name.strip():
            weights[name.strip().removeprefix("x-")] = _weight(parameters)
    liked = {name: weights.get(name, weights.get("*", 0.0)) for name in _CODERS}
    best = max(liked.values())
    # 12.5.3: what is not coded is as welcome as the rest, unless it says less.
    if best <= 0 or weights.get(IDENTITY, 0.0) > best:
        return IDENTITY
    return next(name for name, weight in liked.items() if weight == best)


def coded(coding: str, body: bytes) -> bytes:
    """The body in a coding that `chosen` has named."""
    return body if coding == IDENTITY else _CODERS[coding](body)


def _weight(parameters: str) -> float:
    """RFC 9110 12.4.2; what is no weight is none."""
    for parameter in parameters.split(";"):
        name, equals, value = parameter.partition("=")
        if equals and name.strip() == "q":
            try:
                return max(0.0, min(float(value), 1.0))
            except ValueError:
                return 0.0
    return 1.0
