"""Codes of a second factor that change every 30 seconds (TOTP, RFC 6238, as authenticator apps make them). Pure."""

from __future__ import annotations

import base64
import hmac
import secrets
from typing import Final
from urllib.parse import quote

import segno

STEP: Final = 30
_DIGITS: Final = 6
_DRIFT: Final = 1  # steps that a clock may be off (RFC 6238 5.2)
_BYTES: Final = 20  # as long as the hash (RFC 4226 4, R6)


def new_secret() -> str:
    """Return a new secret, as apps want it typed."""
    return base64.b32encode(secrets.token_bytes(_BYTES)).decode()


def code_at(secret: str, step: int) -> str:
    """Return the code of a step of time (RFC 4226 5.3)."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**_DIGITS).zfill(_DIGITS)


def step_of(secret: str, code: str, now: float, used: int) -> int | None:
    """Return the step whose code this is, if it is later than the last one that was used."""
    given = "".join(code.split()).encode()
    current = int(now) // STEP
    found = None
    for step in range(current - _DRIFT, current + _DRIFT + 1):  # all of them, so that time tells nothing
        if hmac.compare_digest(code_at(secret, step).encode(), given) and step > used:
            found = step
    return found


def address(secret: str, name: str, issuer: str) -> str:
    """Return the address that a QR code holds (the format is Google Authenticator's)."""
    label = quote(f"{issuer}:{name}", safe="")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer, safe='')}"


def picture(content: str) -> str:
    """Return a QR code as SVG for a page, dark on light whatever the page's colours are."""
    code = segno.make(content, error="m")
    return code.svg_inline(scale=4, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True)
