"""What a worker and the engine's process say to each other over a Unix socket: one JSON object a line.

    {"ask": 7, "text": ..., "language": "tr", "beam": 1, "candidates": 1, "suppress": [], "engine": "", "urgency": 0}
    {"urge": ..., as above, without "ask"}   {"relax": ...}
    {"answer": 7, "candidates": [[text, confidence, complete], ...]}   {"answer": 7, "error": "why"}

Both ends are the same program in the same version, so nothing is negotiated. Must not know sockets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.engine import Candidate, Search
from translation.urgency import Urgency

LONGEST_LINE = 1 << 20  # bytes; a sentence has some hundred, and its candidates some thousand


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sentence as it is asked for."""

    text: str
    language: str
    search: Search
    urgency: Urgency


class WireError(ValueError):
    """The other end sent what is no message."""


def asking(number: int, wanted: Wanted) -> bytes:
    """Return the line that asks for a sentence; the answer bears the number."""
    return _line({"ask": number} | _fields(wanted))


def urging(wanted: Wanted) -> bytes:
    """Return the line that makes a waiting sentence as urgent as that."""
    return _line({"urge": True} | _fields(wanted))


def relaxing(wanted: Wanted) -> bytes:
    """Return the line that lets a waiting sentence wait for others."""
    return _line({"relax": True} | _fields(wanted))


def answering(number: int, candidates: tuple[Candidate, ...]) -> bytes:
    """Return the line with the candidates for a number, best first."""
    return _line({"answer": number, "candidates": [[c.text, c.confidence, c.complete] for c in candidates]})


def failing(number: int, reason: str) -> bytes:
    """Return the line that says why there is no answer."""
    return _line({"answer": number, "error": reason})


def read(line: bytes) -> dict[str, Any]:
    """Return the object of a line; raises `WireError`."""
    try:
        message = json.loads(line)
    except ValueError as error:
        reason = f"not a message: {line[:80]!r}"
        raise WireError(reason) from error
    if not isinstance(message, dict):
        reason = f"not an object: {line[:80]!r}"
        raise WireError(reason)
    return message


def wanted_of(message: Mapping[str, Any]) -> Wanted:
    """Return the sentence of a message; raises `WireError`."""
    try:
        suppress = tuple(map(str, message["suppress"]))
        search = Search(int(message["beam"]), int(message["candidates"]), suppress, str(message["engine"]))
        return Wanted(str(message["text"]), str(message["language"]), search, Urgency(message["urgency"]))
    except (KeyError, TypeError, ValueError) as error:
        reason = f"not a sentence: {message}"
        raise WireError(reason) from error


def candidates_of(message: Mapping[str, Any]) -> tuple[Candidate, ...]:
    """Return the candidates of an answer; raises `WireError`."""
    try:
        return tuple(Candidate(str(text), float(score), bool(whole)) for text, score, whole in message["candidates"])
    except (KeyError, TypeError, ValueError) as error:
        reason = f"not candidates: {message}"
        raise WireError(reason) from error


def _fields(wanted: Wanted) -> dict[str, Any]:
    return {
        "text": wanted.text,
        "language": wanted.language,
        "beam": wanted.search.beam,
        "candidates": wanted.search.candidates,
        "suppress": wanted.search.suppress,
        "engine": wanted.search.engine,
        "urgency": int(wanted.urgency),
    }


def _line(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"
