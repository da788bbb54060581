"""The audit's rules on seeded faults, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from chromium import needs_chromium, reader
from seeded_faults import CASES, Case, page

from bench.audit import found_in, measured
from proxy.audit.clauses import clauses, criterion_name
from proxy.audit.reference import reference
from proxy.audit.rules.table import RULES, entries

pytestmark = needs_chromium

_ONE_EACH: dict[str, Case] = {}
for _case in CASES:
    _ONE_EACH.setdefault(_case.rule, _case)


async def test_each_rule_finds_its_fault_and_nothing_beside_it() -> None:
    """Of every rule one fault is found, and nothing is found in the page without it."""
    problems = []
    async with reader() as opened:
        for case in _ONE_EACH.values():
            found = await found_in(opened, page(case.language, case.faulty), case.language)
            if case.rule not in found or found - {case.rule} - case.also:
                problems.append((case.rule, "faulty", found))
            found = await found_in(opened, page(case.language, case.clean), case.language)
            if found - case.also:
                problems.append((case.rule, "clean", found))
    assert problems == []


@pytest.mark.slow
async def test_precision_and_recall() -> None:
    """On all seeded faults, precision and recall are 0.95 at least."""
    score = await measured(CASES)
    assert len(CASES) >= 150
    assert score.precision >= 0.95, score.remarks
    assert score.recall >= 0.95, score.remarks


def test_every_rule_has_cases_and_an_entry() -> None:
    """No rule without seeded faults, none without texts, and no entry without a rule or a comparison."""
    assert {case.rule for case in CASES} == set(RULES)
    compared = {name for name in entries() if "5.4" in clauses(name, ())}
    assert set(entries()) == set(RULES) | compared
    assert len(compared) == 10


def test_documentation_has_all_rules() -> None:
    """docs/audit.md has the table that `python -m proxy.audit.reference` makes."""
    assert reference() in (Path(__file__).parents[2] / "docs" / "audit.md").read_text("utf-8")


def test_entries_are_complete() -> None:
    """Every entry names criteria that have a name, and says in both languages what is wrong and how to mend it."""
    for name, entry in entries().items():
        assert entry.criteria, name
        assert all(" " in criterion_name(each, code) for each in entry.criteria for code in ("de", "en")), name
        assert all(entry.title[code] and entry.mend[code].endswith(".") for code in ("de", "en")), name
