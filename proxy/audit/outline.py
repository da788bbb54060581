"""The accessibility tree as lines that two pages can be compared by.

A line is what assistive technology is told of one element, but for its words. What we added to a page, and the
elements around words that only say a language or a direction, are no lines.
"""

from __future__ import annotations

from dataclasses import dataclass

States = tuple[tuple[str, str], ...]
Relations = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One element: role, states, whether it has a name and a description, and by their paths what it refers to."""

    path: str
    role: str
    states: States
    relations: Relations
    named: bool
    described: bool
    element: int


@dataclass(frozen=True, slots=True)
class Outline:
    """All lines in the order of reading, and the paths in the order of the tab key."""

    lines: tuple[Line, ...]
    focus: tuple[str, ...]
