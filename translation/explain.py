"""Why a segment reads as it does (law 9): plain values, made of what is remembered and of what editors decided.

Pure; makes no translation. Must not be asked about private memories.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glossary.enforce import expected, violations
from glossary.live import Snapshot
from glossary.match import Match
from glossary.term import Place
from translation.outcome import Layer, Outcome
from translation.overriding import marked_text
from translation.segment import Segment, Tag, TagKind
from translation.trace import NO_TRACE, Attempt, TermResult, TermUse

NOT_REMEMBERED = (
    "nobody has asked for it since the last change, or it waits for the engine; the next view translates it"
)


@dataclass(frozen=True, slots=True)
class StaleOverride:
    """An editor's translation of what stood here before."""

    german: str
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """One segment of a page; texts are as editors see them, with numbered marks for inline elements.

    `text` is None where the segment stays German, `layer` empty where nothing is remembered; `seconds` is how long the
    translation took when it was made, waiting included.
    """

    german: str
    text: str | None
    layer: str
    reason: str
    model: str
    confidence: float | None
    seconds: float | None
    markup: str
    terms: tuple[TermUse, ...]
    attempts: tuple[Attempt, ...]
    stale_override: StaleOverride | None = None


def explain(segment: Segment, outcome: Outcome | None, place: Place, snapshot: Snapshot) -> Explanation:
    """Say all that is known of a segment's translation; None for what is not remembered."""
    parts = None if outcome is None else outcome.parts
    made = outcome is not None and bool(outcome.model)
    trace = outcome.trace if outcome else NO_TRACE
    return Explanation(
        german=shown(segment),
        text=None if parts is None else shown(Segment(parts)),
        layer=outcome.layer.value if outcome else "",
        reason=outcome.detail if outcome else NOT_REMEMBERED,
        model=outcome.model if outcome else "",
        confidence=round(outcome.confidence, 3) if outcome and made and parts is not None else None,
        seconds=round(outcome.seconds, 3) if outcome and made else None,
        markup=trace.markup,
        terms=_terms(segment, outcome, place, snapshot),
        attempts=trace.attempts,
        stale_override=_stale(segment, place, snapshot),
    )


def shown(segment: Segment) -> str:
    """Return a segment as editors see it; one whose tags are broken, or with German words in it, without its tags."""
    if any(isinstance(part, Tag) and part.kind in (TagKind.STRAY, TagKind.SOURCE) for part in segment.parts):
        return segment.text
    return marked_text(segment) or segment.text


def _terms(segment: Segment, outcome: Outcome | None, place: Place, snapshot: Snapshot) -> tuple[TermUse, ...]:
    """Return what became of each entry that matches: as it was noted, else as the translation shows."""
    if outcome is None or outcome.parts is None or outcome.layer is Layer.OLDER:
        return outcome.trace.terms if outcome else ()
    known = {(use.term, use.lemma) for use in outcome.trace.terms}
    matches = snapshot.matcher.find(segment.text, place.at(segment.where))
    missing = violations(matches, Segment(outcome.parts).text, place.language, snapshot.rivals.get(place.language, {}))
    owed = {each.term for each in expected(matches, place.language) if each.strict}
    found = [
        match for match in _first(matches) if match.term in owed and (match.term.id, match.term.lemma) not in known
    ]
    return (*outcome.trace.terms, *(_use(match, missing) for match in found))


def _first(matches: Sequence[Match]) -> Sequence[Match]:
    whole = {match.term: match for match in reversed(matches) if not match.part}
    return sorted(whole.values(), key=lambda match: match.start)


def _use(match: Match, missing: Sequence[Match]) -> TermUse:
    kept = all(match.term != other.term for other in missing)
    result = TermResult.HONOURED if kept else TermResult.VIOLATED
    return TermUse(match.term.id, match.term.lemma, match.surface, result)


def _stale(segment: Segment, place: Place, snapshot: Snapshot) -> StaleOverride | None:
    """Return the page's own override that was for an earlier version of this text."""
    own = [each for each in snapshot.overrides.of_page(place.path) if each.stale and each.language == place.language]
    german = marked_text(segment) if own else None
    found = next((each for each in own if each.stale == german), None)
    return None if found is None else StaleOverride(found.source, found.target)
