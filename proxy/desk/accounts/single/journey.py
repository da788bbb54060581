"""What a browser takes along to the provider: one random token in a cookie, and all that is made of it. Pure.

State, nonce and PKCE's verifier are checksums of the token, each for its own purpose: nothing has to be kept here, and
whoever knows one of them knows neither the token nor the others.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, unquote

from proxy.desk.accounts.tokens import checksum


@dataclass(frozen=True, slots=True)
class Journey:
    """One way to the provider and back; `to` is where it goes on at the desk."""

    token: str
    to: str

    @property
    def cookie(self) -> str:
        """The journey as the browser keeps it."""
        return f"{self.token}.{quote(self.to, safe='')}"

    @property
    def state(self) -> str:
        """Comes back with the answer: it was this browser that asked (RFC 6749 10.12)."""
        return checksum(self.token, "state")

    @property
    def nonce(self) -> str:
        """Comes back in the ID token: it was made for this journey."""
        return checksum(self.token, "nonce")

    @property
    def verifier(self) -> str:
        """Shows that the code is used by who asked for it (RFC 7636 4.1)."""
        return checksum(self.token, "verifier")

    @property
    def challenge(self) -> str:
        """Of the verifier, S256 (RFC 7636 4.2)."""
        return base64.urlsafe_b64encode(sha256(self.verifier.encode()).digest()).decode().rstrip("=")


def journey_of(cookie: str) -> Journey | None:
    """Return the journey that a browser comes back from."""
    token, dot, to = cookie.partition(".")
    return Journey(token, unquote(to)) if token and dot else None
