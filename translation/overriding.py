"""An editor's own translation of a segment: found by the segment's text with its marks, given back as its parts."""

from __future__ import annotations

from dataclasses import dataclass

from glossary import marked
from glossary.live import Snapshot
from glossary.marked import Mark, MarkKind
from glossary.overrides import Found
from glossary.term import Place
from translation.outcome import Layer, Outcome
from translation.segment import Part, Segment, TagKind

_KINDS = {
    TagKind.OPEN: MarkKind.OPEN,
    TagKind.CLOSE: MarkKind.CLOSE,
    TagKind.VOID: MarkKind.VOID,
    TagKind.ATOM: MarkKind.ATOM,
}


@dataclass(frozen=True, slots=True)
class Overridden:
    """What a segment reads as, and what of it goes into the segment's key."""

    outcome: Outcome
    fingerprint: str


def marked_text(segment: Segment) -> str | None:
    """Return a segment as editors see it (`glossary.marked`); None where its tags are broken: then it has no such form.

    Elements are numbered from 1 for editors.
    """
    pieces: list[marked.Piece] = []
    for part in segment.parts:
        if isinstance(part, str):
            pieces.append(part)
            continue
        kind = _KINDS.get(part.kind)
        if kind is None:
            return None
        pieces.append(Mark(kind, part.name, part.number + 1, part.text if kind is MarkKind.ATOM else ""))
    text = marked.render(pieces)
    try:
        same = [piece for piece in marked.parse(text) if isinstance(piece, Mark)]
    except marked.MarkupError:
        return None
    return text if same == [piece for piece in pieces if isinstance(piece, Mark)] else None


def overridden(segment: Segment, place: Place, snapshot: Snapshot) -> Overridden | None:
    """Return an editor's translation of the segment at a place, if there is one."""
    if not len(snapshot.overrides):
        return None
    text = marked_text(segment)
    found = None if text is None else snapshot.overrides.lookup(text, place.language, place.path)
    parts = None if found is None else _parts(segment, found)
    if found is None or parts is None:
        return None
    detail = _detail(found)
    return Overridden(Outcome(parts, Layer.OVERRIDE, detail), found.fingerprint)


def _parts(segment: Segment, found: Found) -> tuple[Part, ...] | None:
    """Return the editor's text with the segment's own tags; None unless each stands in it exactly once (law 3)."""
    own = {(_KINDS.get(tag.kind), tag.number + 1): tag for tag in segment.tags}
    parts: list[Part] = []
    for piece in marked.parse(found.text):
        if isinstance(piece, str):
            parts.append(piece)
            continue
        tag = own.pop((piece.kind, piece.number), None)
        if tag is None:
            return None
        parts.append(tag)
    return None if own else tuple(parts)


def _detail(found: Found) -> str:
    override = found.override
    where = f"for {override.page}" if override.page else "for everywhere"
    by = f" by {override.author}" if override.author else ""
    return f"override {where}{by}{'' if found.exact else ', with the numbers of this text'}"
