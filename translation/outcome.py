"""What became of a segment, and how that is remembered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum

from translation.segment import Part, Tag, TagKind


class Layer(Enum):
    """Where a text comes from."""

    NEUTRAL = "neutral"  # numbers, addresses, codes: the same in every language
    SEED = "seed"
    MEMORY = "memory"
    PRIVATE = "private"
    MODEL = "model"
    GERMAN = "german"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A segment's translation; `parts` is None where it stays German, and `detail` says why."""

    parts: tuple[Part, ...] | None
    layer: Layer
    detail: str = ""
    confidence: float = 0.0

    @property
    def text(self) -> str:
        """The translation without its tags; nothing where it stays German."""
        return "".join(part for part in self.parts or () if isinstance(part, str))

    def encode(self) -> bytes:
        """Return the outcome as stored."""
        parts = None if self.parts is None else [_plain(part) for part in self.parts]
        record = {
            "parts": parts,
            "layer": self.layer.value,
            "detail": self.detail,
            "confidence": self.confidence,
        }
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def decode(value: bytes) -> Outcome | None:
    """Return a stored outcome, or None where the bytes are not one."""
    try:
        record = json.loads(value)
        parts = record["parts"]
        return Outcome(
            None if parts is None else tuple(_part(part) for part in parts),
            Layer(record["layer"]),
            str(record["detail"]),
            float(record["confidence"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _plain(part: Part) -> str | list[str | int]:
    return part if isinstance(part, str) else [part.kind.value, part.name, part.number, part.text]


def _part(part: str | list[str | int]) -> Part:
    if isinstance(part, str):
        return part
    kind, name, index, text = part
    return Tag(TagKind(kind), str(name), int(index), str(text))
