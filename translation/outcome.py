"""What became of a segment, and how that is remembered."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import Enum

from translation.segment import Part, Segment, from_plain, to_plain
from translation.trace import NO_TRACE, Attempt, TermResult, TermUse, Trace


class Layer(Enum):
    """Where a text comes from."""

    OVERRIDE = "override"  # an editor's text for this very segment
    NEUTRAL = "neutral"  # numbers, addresses, codes: the same in every language
    SEED = "seed"
    MEMORY = "memory"
    PRIVATE = "private"
    MODEL = "model"
    OLDER = "older"  # what was shown before a change: the new translation is on its way
    GERMAN = "german"


LATE = "not ready in time"
NOT_ADMITTED = "more new words than this client is given"
ENGINE_FAILED = "engine: "


@dataclass(frozen=True, slots=True)
class Outcome:
    """A segment's translation; `parts` is None where it stays German, and `detail` says why.

    `trace`, `model` (the engine's signature) and `seconds` say how it was made (law 9); the last two tell no two
    translations apart.
    """

    parts: tuple[Part, ...] | None
    layer: Layer
    detail: str = ""
    confidence: float = 0.0
    trace: Trace = NO_TRACE
    model: str = field(default="", compare=False)
    seconds: float = field(default=0.0, compare=False)
    improving: bool = field(default=False, compare=False)
    """Whether a better translation of it is to be made: a state of now, which is not stored."""

    @property
    def text(self) -> str:
        """The translation without its tags; nothing where it stays German."""
        return "".join(part for part in self.parts or () if isinstance(part, str))

    @property
    def provisional(self) -> bool:
        """Whether the next view may show something else though nothing changes: a page with it is not complete."""
        if self.improving or self.layer is Layer.OLDER:
            return True
        waits = self.detail in (LATE, NOT_ADMITTED) or self.detail.startswith(ENGINE_FAILED)
        return self.layer is Layer.GERMAN and waits

    def encode(self, german: Segment | None = None) -> bytes:
        """Return the outcome as stored, with the German that it is a translation of where that may be read later."""
        record: dict[str, object] = {
            "parts": None if self.parts is None else to_plain(self.parts),
            "layer": self.layer.value,
            "detail": self.detail,
            "confidence": self.confidence,
        }
        if self.trace != NO_TRACE:
            record["trace"] = _plain_trace(self.trace)
        if self.model:
            record |= {"model": self.model, "seconds": round(self.seconds, 3)}
        if german is not None:
            record["german"] = to_plain(german.parts)
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def decode(value: bytes) -> Outcome | None:
    """Return a stored outcome, or None where the bytes are not one."""
    try:
        record = json.loads(value)
        parts = record["parts"]
        return Outcome(
            None if parts is None else from_plain(parts),
            Layer(record["layer"]),
            str(record["detail"]),
            float(record["confidence"]),
            _trace(record["trace"]) if "trace" in record else NO_TRACE,
            str(record.get("model", "")),
            float(record.get("seconds", 0.0)),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def german_of(value: bytes) -> Segment | None:
    """Return the German that was stored with an outcome, or None where there is none."""
    try:
        return Segment(from_plain(json.loads(value)["german"]))
    except (ValueError, KeyError, TypeError):
        return None


def _plain_trace(trace: Trace) -> list[object]:
    attempts = [[each.way, list(each.refused)] for each in trace.attempts]
    terms = [[each.term, each.lemma, each.surface, each.result.value] for each in trace.terms]
    return [attempts, terms, trace.markup]


def _trace(value: list[object]) -> Trace:
    attempts, terms, markup = value
    if not (isinstance(attempts, list) and isinstance(terms, list)):
        raise TypeError
    return Trace(
        tuple(Attempt(str(way), tuple(map(str, refused))) for way, refused in attempts),
        tuple(TermUse(str(term), str(lemma), str(at), TermResult(result)) for term, lemma, at, result in terms),
        str(markup),
    )
