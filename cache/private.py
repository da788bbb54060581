"""Translations of segments seen on private pages: in memory only, each for the visitor who saw it, for minutes.

Law 7: what an origin marks private may hold a name, an address, a file number, or nothing personal at all but the
same menu as everywhere. A segment that several different visitors saw on private pages is taken for not personal
and may be promoted to the shared memory. That is k-anonymity with k = 2 as a floor, and no more than a floor: two
visitors can be one person with two sessions, or two people of one household. Callers must therefore never promote a
segment that contains a value which the request itself submitted (query, form, cookie), and should take as visitor
what stays the same for one person, a session, not an address. Nothing here is written to disk or to a log; visitors
and segments are known by their HMAC under a secret of this process only, so that a dump of the map tells neither.
"""

import hmac
import threading
from dataclasses import dataclass

from cache.clock import Clock
from cache.lru import Lru

SECRET_BYTES = 32
_MAC_BYTES = 32
_MAX_BYTES_PER_ENTRY = 4096  # on average; a segment is a block of text


@dataclass(frozen=True, slots=True)
class _Remembered:
    value: bytes
    until: float


@dataclass(frozen=True, slots=True)
class _Sighting:
    visitor: bytes
    until: float


class PrivateMemory:
    """Per visitor, bounded, expiring; safe for threads and free of I/O."""

    def __init__(
        self, clock: Clock, secret: bytes, max_entries: int = 50_000, seconds: float = 900, visitors: int = 2
    ) -> None:
        if len(secret) < SECRET_BYTES:
            message = f"the secret has {len(secret)} bytes; give {SECRET_BYTES} random ones, new in each process"
            raise ValueError(message)
        if visitors < 2:
            message = f"visitors is {visitors}; with less than 2 what one visitor saw would be shared"
            raise ValueError(message)
        self._clock = clock
        self._secret = secret
        self._seconds = seconds
        self._visitors = visitors
        self._lock = threading.Lock()
        self._values: Lru[_Remembered] = Lru(max_entries, max_entries * _MAX_BYTES_PER_ENTRY)
        self._sightings: Lru[tuple[_Sighting, ...]] = Lru(max_entries, max_entries * _MAX_BYTES_PER_ENTRY)

    def __len__(self) -> int:
        return len(self._values)

    def get(self, visitor: bytes, key: bytes) -> bytes | None:
        """The translation, if this visitor saw it lately."""
        name = self._mac(b"value", visitor, key)
        with self._lock:
            remembered = self._values.get(name)
            if remembered is None or self._is_current(remembered.until):
                return None if remembered is None else remembered.value
            self._values.remove(name)
            return None

    def put(self, visitor: bytes, key: bytes, value: bytes) -> None:
        """Remember the translation for this visitor, until some minutes after it was last put."""
        remembered = _Remembered(value, self._clock() + self._seconds)
        with self._lock:
            self._values.put(self._mac(b"value", visitor, key), remembered, len(value))

    def seen_by_many(self, visitor: bytes, key: bytes) -> bool:
        """Note that this visitor saw the segment on a private page; did enough different visitors lately?

        True says that the segment is hardly personal; that it holds nothing the request submitted is for the
        caller to make sure of, before promoting it.
        """
        name = self._mac(b"seen", key)
        sighting = _Sighting(self._mac(b"visitor", key, visitor), self._clock() + self._seconds)
        with self._lock:
            others = [
                other
                for other in self._sightings.get(name) or ()
                if self._is_current(other.until) and other.visitor != sighting.visitor
            ]
            # More than enough need not be kept, and the newest stay longest.
            kept = (*others[-(self._visitors - 1) :], sighting)
            self._sightings.put(name, kept, len(kept) * _MAC_BYTES)
        return len(kept) >= self._visitors

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._values.clear()
            self._sightings.clear()

    def _is_current(self, until: float) -> bool:
        # A clock that was set back must not make anything live longer than it was meant to.
        return 0 < until - self._clock() <= self._seconds

    def _mac(self, kind: bytes, *parts: bytes) -> bytes:
        fields = (kind, *parts)
        message = b"".join(len(field).to_bytes(8, "big") + field for field in fields)
        return hmac.digest(self._secret, message, "sha256")
