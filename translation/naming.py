"""Names segments: the key of a translation holds everything that can change it, and nothing else (law 6).

Of the glossary that is the entries that match this very segment, where it stands, and the editor's own translation of
it. The `older` name holds the text, the languages and the checks alone: under it the last translation is found that
was shown for the text, whatever the glossary, the engine and the rest were then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from cache.key import OlderIngredients, SegmentIngredients
from glossary.enforce import fingerprints
from glossary.live import Snapshot, Zone
from glossary.term import Place
from models.engine import Engine
from translation.making import Maker
from translation.outcome import Outcome
from translation.overriding import overridden
from translation.pieces import asked
from translation.segment import Segment


@dataclass(frozen=True, slots=True)
class Name:
    """What a segment's translation is remembered under; `override` is there where an editor wrote it."""

    key: bytes
    older: bytes
    override: Outcome | None = None


_What = tuple[str, str, Zone, frozenset[str]]


class Names:
    """Names the segments of one service; what was named is kept for as long as the glossary stays the same."""

    def __init__(self, maker: Maker, engine: Engine, checks: str, revision: str) -> None:
        """Take what a translation depends on: engine, and the revisions of the checks and of the service."""
        self._maker = maker
        self._engine = engine
        self._checks = checks
        self._revision = f"{checks}/{revision}"
        self._known: tuple[Snapshot | None, dict[_What, Name]] = (None, {})

    def of(self, segments: Iterable[Segment], place: Place, snapshot: Snapshot) -> list[Name]:
        """Return the names of segments of one page; safe in any thread."""
        known = self._names(snapshot)
        zone = snapshot.zone(place.path)
        names: list[Name] = []
        for segment in segments:
            what = (segment.skeleton, place.language, zone, segment.where)
            name = known.get(what)
            if name is None:
                name = self._name(segment, what[0], place.at(segment.where), snapshot)
                if len(known) >= _MOST_NAMES:
                    known.clear()
                known[what] = name
            names.append(name)
        return names

    def _names(self, snapshot: Snapshot) -> dict[_What, Name]:
        # One map a glossary: whoever still works with the last one must not write into that of the next.
        owner, known = self._known
        if owner is not snapshot:
            known = {}
            self._known = (snapshot, known)
        return known

    def _name(self, segment: Segment, skeleton: str, place: Place, snapshot: Snapshot) -> Name:
        older = OlderIngredients(skeleton, "de", place.language, self._checks).digest()
        override = overridden(segment, place, snapshot)
        if override is not None:
            return Name(self._key(skeleton, place, (override.fingerprint,)), older, override.outcome)
        texts = asked(segment, faithful=self._engine.faithful)
        by_hand = self._maker.by_hand(texts, place, snapshot)
        return Name(self._key(skeleton, place, (*by_hand, *matching(segment.text, texts, place, snapshot))), older)

    def _key(self, skeleton: str, place: Place, terms: tuple[str, ...]) -> bytes:
        ingredients = SegmentIngredients(skeleton, "de", place.language, self._engine.signature, terms, self._revision)
        return ingredients.digest()


def matching(text: str, texts: Iterable[str], place: Place, snapshot: Snapshot) -> tuple[str, ...]:
    """Return the fingerprints of the entries that match a text, or any of the texts it is translated as."""
    if not snapshot.matcher.touches(text):
        return ()
    found = {mark for each in texts for mark in fingerprints(snapshot.matcher.find(each, place), place.language)}
    return tuple(sorted(found))


def digest_of(names: Sequence[Name]) -> bytes:
    """Return one digest for the names of a page's segments, in their order."""
    digest = blake2b(digest_size=16, person=b"page-segments")
    for name in names:
        digest.update(name.key)
    return digest.digest()


_MOST_NAMES = 50_000
