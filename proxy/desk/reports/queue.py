"""The queue of visitors' reports: those about one text stand together, the newest first, one page at a time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proxy.desk.reports.store import Report, State
from proxy.reports.quotes import plain


@dataclass(frozen=True, slots=True)
class Group:
    """The reports about one text, the newest first."""

    reports: tuple[Report, ...]

    @property
    def newest(self) -> Report:
        """The last one that came."""
        return self.reports[0]

    @property
    def german(self) -> str:
        """The German text, without marks; "" where no sentence was recognised."""
        return plain(self.newest.german)

    @property
    def shown(self) -> str:
        """What was read."""
        return self.newest.shown or self.newest.quote

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages it was reported from."""
        return tuple(dict.fromkeys(each.page for each in self.reports))

    @property
    def messages(self) -> tuple[str, ...]:
        """What visitors wrote, each text once."""
        return tuple(dict.fromkeys(each.message for each in self.reports if each.message))

    @property
    def open(self) -> tuple[Report, ...]:
        """Those that nobody has answered."""
        return tuple(each for each in self.reports if each.is_open)

    @property
    def states(self) -> tuple[State, ...]:
        """What became of them, each state once."""
        return tuple(dict.fromkeys(each.state for each in self.reports))

    @property
    def key(self) -> str:
        """What a form says of them: `12:1 13:2`, number and revision of each that is open, else of all."""
        return " ".join(f"{each.number}:{each.revision}" for each in (self.open or self.reports))


def grouped(subjects: Sequence[str], reports: Iterable[Report]) -> tuple[Group, ...]:
    """Return the reports by subject, in the order of the subjects."""
    by_subject: dict[str, list[Report]] = {subject: [] for subject in subjects}
    for report in reports:
        if report.subject in by_subject:
            by_subject[report.subject].append(report)
    return tuple(Group(tuple(found)) for found in by_subject.values() if found)


def revisions(keys: Iterable[str]) -> dict[int, int]:
    """Return numbers and revisions from what forms say; what is none is left out."""
    found: dict[int, int] = {}
    for pair in " ".join(keys).split():
        number, _, revision = pair.partition(":")
        if number.isdecimal() and revision.isdecimal() and len(pair) < 40:
            found[int(number)] = int(revision)
    return found
