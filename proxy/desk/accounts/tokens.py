"""Random tokens, which only who was given one knows; here only their checksum is kept."""

from __future__ import annotations

import secrets
from hashlib import blake2b
from typing import Final

_BYTES: Final = 32


def new_token() -> str:
    """Return 256 random bits as text that may stand in addresses and cookies."""
    return secrets.token_urlsafe(_BYTES)


def new_id() -> str:
    """Return a name for a row that tells nothing and lets nobody in."""
    return secrets.token_hex(8)


def checksum(token: str, purpose: str) -> str:
    """Return by what a token is found again: nobody gets from it to the token, nor from one purpose to another."""
    return blake2b(token.encode("utf-8", "replace"), digest_size=32, person=purpose.encode()[:16]).hexdigest()
