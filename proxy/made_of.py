"""What the words of a remembered page were made of: its German segments, and one digest of all their keys (law 6).

A page is as good as on the day it was made if the keys of its segments are the same now, and if editors still say the
same of what has no text of its own (frames, fields): what they had not written then may be written now. The German is
kept with it, so that this can be said without asking the website, and so that a change can be weighed before it is
published.
"""

from __future__ import annotations

import base64
import binascii
import json
import threading
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import repeat
from typing import Protocol

from glossary.live import Snapshot
from glossary.term import Place
from translation.segment import Segment, from_plain, to_plain

_MOST_BYTES = 64 << 20  # of JSON: a page may have 8 MiB, and its text is a part of it
_MOST_KNOWN = 20_000  # pages; each some 200 bytes


@dataclass(frozen=True, slots=True)
class MadeOf:
    """The German segments of a page, where it stands, what editors were asked for, and the digest of all that."""

    place: Place
    digest: bytes
    segments: tuple[Segment, ...]
    asked: tuple[str, ...] = ()
    """The names under which the page asked for what editors wrote, found or not: `field: q`."""
    selectors: tuple[str, ...] = ()
    """The glossary's selectors that the page was read for: its segments say which of them hold."""

    def encode(self) -> str:
        """Return it as text."""
        segments = [to_plain(segment.parts) for segment in self.segments]
        record = [self.place.language, self.place.path, self.digest.hex(), segments, self.asked]
        if self.selectors:
            record += [self.selectors, [sorted(map(self.selectors.index, segment.where)) for segment in self.segments]]
        data = json.dumps(record, ensure_ascii=True, separators=(",", ":")).encode("ascii")
        return base64.b64encode(zlib.compress(data, 6)).decode("ascii")

    def inside(self, selectors: Iterable[str]) -> tuple[Segment, ...]:
        """Return the segments as if these selectors held for all of them, where the page was not read for them."""
        new = frozenset(selectors).difference(self.selectors)
        return tuple(replace(each, where=each.where | new) for each in self.segments) if new else self.segments


def decode(text: str) -> MadeOf | None:
    """Return what a text says, or None where it is none of these."""
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(text, validate=True), _MOST_BYTES)
        if not unpacker.eof:
            return None
        language, path, digest, segments, asked, *scopes = json.loads(data)
        read, wheres = scopes or ((), repeat(()))
        selectors = tuple(str(selector) for selector in read)
        parts = tuple(
            Segment(from_plain(segment), frozenset(selectors[number] for number in where))
            for segment, where in zip(segments, wheres, strict=bool(scopes))
        )
        names = tuple(str(name) for name in asked)
        return MadeOf(Place(str(path), str(language)), bytes.fromhex(digest), parts, names, selectors)
    except (ValueError, TypeError, LookupError, AttributeError, binascii.Error, zlib.error):
        return None


class EditorsTexts:
    """What editors wrote, at one state of the glossary, for what has no text of its own; notes what it was asked."""

    def __init__(self, state: Snapshot, place: Place) -> None:
        """Answer for one page in one language."""
        self._state = state
        self._place = place
        self._asked: dict[str, None] = {}

    def __call__(self, name: str) -> str | None:
        """Return the text for a name such as `iframe: /karte`; None if there is none."""
        self._asked[name] = None
        return written_by_editors(name, self._place, self._state)

    @property
    def asked(self) -> tuple[str, ...]:
        """All names so far, each once, in order."""
        return tuple(self._asked)


def written_by_editors(name: str, place: Place, state: Snapshot) -> str | None:
    """Return the override whose German text is `name`."""
    found = state.overrides.lookup(name, place.language, place.path)
    return found.text if found else None


class Service(Protocol):
    """What is needed of the translation service."""

    @property
    def glossary(self) -> Snapshot:
        """What editors have decided, now."""

    def digest(self, segments: Iterable[Segment], place: Place, snapshot: Snapshot | None = None) -> bytes:
        """Return what a page's words depend on."""


def made_of(
    service: Service, segments: tuple[Segment, ...], asked: tuple[str, ...], place: Place, state: Snapshot
) -> MadeOf:
    """Return what a page is made of that was read at one state of the glossary."""
    words, selectors = service.digest(segments, place, state), state.matcher.selectors
    if not asked:
        return MadeOf(place, words, segments, selectors=selectors)
    digest = blake2b(words, digest_size=16, person=b"made-of.1")
    for name in asked:
        digest.update(json.dumps([name, written_by_editors(name, place, state)]).encode("ascii"))
    return MadeOf(place, digest.digest(), segments, asked, selectors)


def is_current(made: MadeOf, service: Service, state: Snapshot) -> bool:
    """Tell whether a page would be made of the same at another state of the glossary.

    Where an entry of a selector that the page was not read for would change a segment, nobody knows: it is read again.
    """
    if made_of(service, made.segments, made.asked, made.place, state).digest != made.digest:
        return False
    new = [selector for selector in state.matcher.selectors if selector not in made.selectors]
    words = service.digest(made.segments, made.place, state) if new else b""
    return all(service.digest(made.inside((selector,)), made.place, state) == words for selector in new)


class Currency:
    """Says which remembered pages are as they would be made now; safe for threads."""

    def __init__(self, service: Service, decided: Callable[[], object] | None = None) -> None:
        """Ask a service for digests; `decided` answers another object when they may be others, else the glossary."""
        self._service = service
        self._decided = decided or (lambda: service.glossary)
        self._lock = threading.Lock()
        self._state: object = None
        self._known: dict[bytes, bool] = {}

    def holds(self, encoded: str) -> bool:
        """Tell whether a page would be made of the same now; takes milliseconds the first time for each page."""
        if not encoded:
            return True
        state, snapshot = self._decided(), self._service.glossary
        name = blake2b(encoded.encode(), digest_size=16).digest()
        with self._lock:
            if self._state is not state or len(self._known) >= _MOST_KNOWN:
                self._state, self._known = state, {}
            known = self._known.get(name)
        if known is not None:
            return known
        made = decode(encoded)
        holds = made is not None and is_current(made, self._service, snapshot)
        with self._lock:
            if self._state is state:
                self._known[name] = holds
        return holds
