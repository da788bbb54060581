"""Who asks for translations: for which language, how urgently, how long they wait, and what must stay theirs."""

from __future__ import annotations

from dataclasses import dataclass, field

from translation.batcher import Urgency


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks, for which language, and how long they wait.

    `submitted` are values that the request itself sent: a segment that repeats one is never shared (law 7).
    """

    language: str
    urgency: Urgency = Urgency.VISITOR
    deadline_seconds: float | None = None
    private: bool = False
    visitor: bytes = b""
    submitted: frozenset[str] = field(default_factory=frozenset)
