"""Validators of translated pages (RFC 9110 8.8.3). Pure.

They are strong: another body, or another coding of it, has another one. They begin with a mark of ours, by which
they are kept from the origin.
"""

from hashlib import blake2b
from typing import Final

from proxy.codings import IDENTITY, REVISION
from proxy.headers import ETAG_MARK

_TAG_BYTES: Final = 12


def tag_of(body: bytes, fingerprint: str) -> str:
    """What a page with this body is known by, made of what `fingerprint` says."""
    return blake2b(body, digest_size=_TAG_BYTES, key=fingerprint.encode()[:64]).hexdigest()


def etag(tag: str, coding: str) -> str:
    """The validator of a page in one coding."""
    suffix = "" if coding == IDENTITY else f"-{coding}-{REVISION}"
    return f'"{ETAG_MARK}{tag}{suffix}"'
