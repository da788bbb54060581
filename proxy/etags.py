"""Validators of translated pages (RFC 9110 8.8 and 13.1.2). Pure.

They are weak: the same page, compressed or not, has one. They begin with a mark of ours, by which they are
kept from the origin.
"""

import re
from hashlib import blake2b
from typing import Final

from proxy.headers import ETAG_MARK

_TAG: Final = re.compile(r'(?:W/)?("[^"]*")')


def etag(body: bytes, fingerprint: str) -> str:
    """The validator of a page with this body, made of what `fingerprint` says."""
    digest = blake2b(body, digest_size=12, key=fingerprint.encode()[:64]).hexdigest()
    return f'W/"{ETAG_MARK}{digest}"'


def matches(if_none_match: str, tag: str) -> bool:
    """Whether a visitor's If-None-Match names the page: weak comparison (8.8.3.2)."""
    if if_none_match.strip() == "*":
        return True
    return _TAG.sub(r"\1", tag) in _TAG.findall(if_none_match)
