"""Signed times in forms: who sends one got it from here, for this page, not a moment ago and not last week. Pure."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

_OLDEST_SECONDS: Final = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Stamps:
    """Makes and checks stamps with a key that all workers have."""

    key: bytes
    least_seconds: float

    def made(self, subject: str, nonce: str, now: float) -> str:
        """Return the stamp of a form on a subject; `nonce` is a random text of its own, without dots."""
        at = str(int(now * 1000))
        return f"{at}.{nonce}.{self._signature(subject, at, nonce)}"

    def nonce(self, stamp: str, subject: str, now: float) -> str:
        """Return the nonce of a stamp that is good now; "" for one that is not ours, too new or too old."""
        at, _, rest = stamp.partition(".")
        nonce, _, signature = rest.partition(".")
        wanted = self._signature(subject, at, nonce)
        if not hmac.compare_digest(signature.encode(), wanted.encode()):
            return ""
        age = now - int(at) / 1000
        return nonce if self.least_seconds <= age <= _OLDEST_SECONDS else ""

    def _signature(self, subject: str, at: str, nonce: str) -> str:
        text = "\0".join((subject, at, nonce)).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, key=self.key, digest_size=20, person=b"report-form").hexdigest()
