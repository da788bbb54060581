"""What every format of a report says of a rule and of a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from proxy.audit.axe import AxeRule
from proxy.audit.clauses import clauses
from proxy.audit.finding import Finding, Weight
from proxy.audit.result import Report
from proxy.audit.rules.table import entries


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule, with its texts by language; `link` leads to more about it, or is empty."""

    name: str
    weight: Weight
    criteria: tuple[str, ...]
    clauses: tuple[str, ...]
    title: Mapping[str, str]
    mend: Mapping[str, str]
    link: str = ""


def rule_rows(report: Report) -> dict[str, RuleRow]:
    """Return all rules of ours, and those of axe that found something."""
    rows = {
        name: RuleRow(name, entry.weight, entry.criteria, clauses(name, entry.criteria), entry.title, entry.mend)
        for name, entry in entries().items()
    }
    weights = {each.rule: each.weight for each in report.findings}
    rows.update({name: _axe_row(name, rule, weights.get(name, Weight.doubt)) for name, rule in report.axe_rules})
    return rows


def by_rule(report: Report) -> dict[str, list[Finding]]:
    """Return the findings by rule: new faults first, then the rule that was broken most."""
    found: dict[str, list[Finding]] = {}
    for each in report.findings:
        found.setdefault(each.rule, []).append(each)
    return dict(sorted(found.items(), key=_importance))


def _importance(item: tuple[str, list[Finding]]) -> tuple[bool, bool, int, str]:
    name, found = item
    faults = [each for each in found if each.weight is Weight.fault]
    return not any(each.new for each in faults), not faults, -len(found), name


def _axe_row(name: str, rule: AxeRule, weight: Weight) -> RuleRow:
    texts = {"de": rule.german or rule.help, "en": rule.help}
    return RuleRow(name, weight, rule.criteria, clauses(name, rule.criteria), texts, {"de": "", "en": ""}, rule.url)
