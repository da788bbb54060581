"""How good are the audit's own rules? Precision and recall on tests/seeded_faults.py and tests/spoilt.py.

    python -m bench audit                  the sums
    python -m bench.audit [RULE ...]       a table per rule for the small pages, and every miss and false alarm
    python -m bench.audit --spoilt         the same for spoilt pages of the sample city

A faulty page counts one hit or one miss for its rule; whatever any rule says besides, on faulty pages and on clean
ones, is a false alarm of that rule. Of a spoilt page only that counts which the page as it is does not have.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ClientSession
from chromium import Reader, reader
from pseudo import PseudoEngine
from rich.console import Console
from rich.table import Table
from seeded_faults import CASES, Case, page
from spoilt import PATHS, SPOILERS, spoilt
from town import Town, town

from bench.measure import Row
from proxy.audit.rules.table import findings


@dataclass
class Score:
    """Counts by rule, and what went wrong in words."""

    hits: Counter[str] = field(default_factory=Counter)
    misses: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Hits among all that was said."""
        return self.hits.total() / max(1, self.hits.total() + self.alarms.total())

    @property
    def recall(self) -> float:
        """Hits among all faults."""
        return self.hits.total() / max(1, self.hits.total() + self.misses.total())

    def faulty(self, case: Case, found: set[str]) -> None:
        """Count a page that has the case's fault."""
        (self.hits if case.rule in found else self.misses)[case.rule] += 1
        if case.rule not in found:
            self.remarks.append(f"missed {case.rule} [{case.language}]: {case.faulty[:140]}")
        self._alarms(found - {case.rule} - case.also, case, case.faulty)

    def clean(self, case: Case, found: set[str]) -> None:
        """Count a page that has no fault."""
        self._alarms(found - case.also, case, case.clean)

    def _alarms(self, rules: Iterable[str], case: Case, html: str) -> None:
        for rule in rules:
            self.alarms[rule] += 1
            self.remarks.append(f"false alarm {rule} (case of {case.rule}) [{case.language}]: {html[:140]}")


async def found_in(opened: Reader, html: str, language: str) -> set[str]:
    """Return the rules that find something in a page."""
    visit = await opened.visit(html, language, layout=True)
    return {each.rule for each in findings(visit.page)}


async def measured(cases: Iterable[Case]) -> Score:
    """Try the rules on all cases."""
    score = Score()
    async with reader() as opened:
        for case in cases:
            score.faulty(case, await found_in(opened, page(case.language, case.faulty), case.language))
            score.clean(case, await found_in(opened, page(case.language, case.clean), case.language))
    return score


# These name a few places or one: of a page that has the fault already, one more cannot be told.
_FEW = frozenset({"overflow-narrow", "clipped-narrow", "clipped-large", "zoom-blocked"})


async def measured_spoilt(wanted: frozenset[str] = frozenset()) -> Score:
    """Try the rules on spoilt pages of the sample city, each against the page as it is."""
    score = Score()
    with TemporaryDirectory() as folder:
        async with town(Path(folder), PseudoEngine()) as place, reader(outside=True) as opened:
            pages = await _pages(place)
            usual: dict[str, Counter[str]] = {}
            for each in spoilt(pages):
                language, rule = each.spoiler.language, each.spoiler.rule
                if wanted and rule not in wanted:
                    continue
                if each.before not in usual:
                    usual[each.before] = await _counted(opened, each.before, language)
                if rule in _FEW and usual[each.before][rule]:
                    continue
                found = set(await _counted(opened, each.after, language) - usual[each.before])
                case = Case(rule, language, f"{each.path}: {each.spoiler.worse}", "", each.spoiler.also)
                score.faulty(case, found)
    return score


async def _counted(opened: Reader, html: str, language: str) -> Counter[str]:
    visit = await opened.visit(html, language, layout=True)
    return Counter(each.rule for each in findings(visit.page))


async def _pages(place: Town) -> dict[tuple[str, str], str]:
    pages = {}
    async with ClientSession() as client:
        for code in {spoiler.language for spoiler in SPOILERS}:
            base = place.origin if code == "de" else f"{place.url}/{code}"
            for path in PATHS:
                async with client.get(base + path) as answer:
                    text = await answer.text()
                pages[code, path] = re.sub("<head>", f'<head><base href="{base}{path}">', text, count=1)
    return pages


def run() -> list[Row]:
    """Return the sums."""
    rows = []
    for what, score in (
        ("small pages", asyncio.run(measured(CASES))),
        ("spoilt pages", asyncio.run(measured_spoilt())),
    ):
        count = score.hits.total() + score.misses.total()
        rows.append(Row(f"audit rules, {count} seeded faults in {what}: precision", f"{score.precision:.3f}", "≥ 0.95"))
        rows.append(Row(f"audit rules, {count} seeded faults in {what}: recall", f"{score.recall:.3f}", "≥ 0.95"))
    return rows


def main() -> int:
    """Print the table."""
    wanted = set(sys.argv[1:]) - {"--spoilt"}
    cases = [case for case in CASES if not wanted or case.rule in wanted]
    score = asyncio.run(measured_spoilt(frozenset(wanted)) if "--spoilt" in sys.argv else measured(cases))
    faults = score.hits + score.misses
    table = Table("rule", "faults", "found", "missed", "false alarms", title=f"{faults.total()} faults")
    for rule in sorted(faults + score.alarms):
        hits, misses = score.hits[rule], score.misses[rule]
        table.add_row(rule, str(hits + misses), str(hits), str(misses), str(score.alarms[rule]))
    console = Console(width=120)
    console.print(table)
    console.print(f"precision {score.precision:.3f}, recall {score.recall:.3f}")
    for remark in score.remarks:
        console.print(remark, markup=False, highlight=False, soft_wrap=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
