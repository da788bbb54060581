"""What importing a file would do, line by line: errors first, then warnings, then what would be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from glossary.exchange import Change, Plan
from glossary.reading import Level, Problem
from glossary.term import Term

KINDS: Final = frozenset(
    "conflict cycle duplicate empty-target encoding entry header reversed selector syntax unknown-language "
    "unknown-match unknown-policy unknown-state".split()
)
"""The kinds of problems that have words of their own in the desk's languages."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, or the file as a whole (0); `change` is None where nothing would be written."""

    number: int
    change: Change[Term] | None
    problems: tuple[Problem, ...] = ()

    @property
    def wrong(self) -> bool:
        """Whether it keeps the file out."""
        return any(each.level is Level.ERROR for each in self.problems)


def lines_of(plan: Plan[Term]) -> Sequence[Line]:
    """Return every line that says something."""
    changes = {each.line: each for each in plan.changes}
    problems: dict[int, list[Problem]] = {}
    for problem in plan.problems:
        problems.setdefault(problem.line, []).append(problem)
    numbers = sorted({*changes, *problems})
    lines = [Line(each, changes.get(each), tuple(problems.get(each, ()))) for each in numbers]
    return sorted(lines, key=lambda line: (not line.wrong, not line.problems, line.number))
