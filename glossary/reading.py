"""What came out of a file: entries with their lines, and problems with theirs. Errors keep a file from being imported.

The same for every format, so that what is checked afterwards does not know formats.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Level(StrEnum):
    """An error keeps the file out; a warning is for the editor to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a line of a file; line 0 is the file as a whole."""

    line: int
    level: Level
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Entry(Generic[T_co]):
    """An entry and the line where it begins."""

    line: int
    value: T_co


@dataclass(frozen=True, slots=True)
class Reading(Generic[T_co]):
    """All of a file that could be read, and what could not."""

    entries: tuple[Entry[T_co], ...]
    problems: tuple[Problem, ...] = ()


def error(line: int, code: str, message: str) -> Problem:
    """Return a problem that keeps the file out."""
    return Problem(line, Level.ERROR, code, message)


def warning(line: int, code: str, message: str) -> Problem:
    """Return a problem for the editor to judge."""
    return Problem(line, Level.WARNING, code, message)
