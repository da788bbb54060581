"""Shows the German of `keep+gloss` terms once a page: "Ausländerbehörde (Yabancılar dairesi)".

Which occurrence is the first is known only where a page is put together, so nothing of this is remembered with the
segment. German words that a translation has kept are marked wherever they stand (law 5).
"""

from __future__ import annotations

from collections.abc import Sequence

from glossary.enforce import Glossed, german_left, glossed
from glossary.live import Snapshot
from glossary.match import Match
from glossary.term import Place, Policy
from translation.segment import Part, Segment, Tag, TagKind


class Glosses:
    """The glosses of one page; asked for its segments in the order of the page."""

    def __init__(self, snapshot: Snapshot, place: Place) -> None:
        """Begin a page."""
        self._matcher = snapshot.matcher
        self._place = place
        self._shown: set[str] = set()

    def apply(self, segment: Segment, parts: Sequence[Part]) -> Sequence[Part]:
        """Return the translation of a segment with its German words as SOURCE tags, glossed the first time."""
        for match in self._matcher.find(segment.text, self._place.at(segment.where)):
            if match.term.policy is Policy.GLOSS and not match.part:
                parts = self._gloss(match, parts)
        return parts

    def _gloss(self, match: Match, parts: Sequence[Part]) -> Sequence[Part]:
        first = match.term.lemma not in self._shown
        find = glossed if first else german_left
        for at, part in enumerate(parts):
            cut = find(part, match, self._place.language) if isinstance(part, str) else None
            if cut is not None:
                self._shown.add(match.term.lemma)
                return (*parts[:at], *_pieces(cut), *parts[at + 1 :])
        return parts


def _pieces(cut: Glossed) -> Sequence[Part]:
    pieces: tuple[Part, ...] = (cut.before, Tag(TagKind.SOURCE, "", 0, cut.german), cut.gloss + cut.after)
    return tuple(piece for piece in pieces if piece != "")
