"""A report in EARL 1.0 as JSON-LD, which accessibility tools exchange (W3C, Evaluation and Report Language)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from proxy.audit.clauses import understanding
from proxy.audit.finding import Finding, Weight
from proxy.audit.report.rows import RuleRow, rule_rows
from proxy.audit.result import Audited, Report
from proxy.audit.rules.table import RULES

_CONTEXT: Final = {
    "earl": "http://www.w3.org/ns/earl#",
    "dct": "http://purl.org/dc/terms/",
    "ptr": "http://www.w3.org/2009/pointers#",
    "doap": "http://usefulinc.com/ns/doap#",
}
_TOOL: Final = {"@type": "earl:Software", "@id": "#stadtlotse", "doap:name": "stadtlotse audit"}


def as_earl(report: Report) -> str:
    """Return the report as JSON-LD; a rule that found nothing in a page has passed there, which proves no criterion."""
    rows = rule_rows(report)
    graph = [_TOOL, *(assertion for page in report.pages for assertion in _assertions(page, rows))]
    return json.dumps({"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _assertions(page: Audited, rows: dict[str, RuleRow]) -> Iterator[dict[str, Any]]:
    for each in page.findings:
        outcome = "earl:failed" if each.weight is Weight.fault else "earl:cantTell"
        yield _assertion(
            page, rows[each.rule], {"@type": "earl:TestResult", "earl:outcome": {"@id": outcome}, **_where(each)}
        )
    broken = {each.rule for each in page.findings}
    for name in RULES:
        if name not in broken:
            yield _assertion(page, rows[name], {"@type": "earl:TestResult", "earl:outcome": {"@id": "earl:passed"}})


def _where(finding: Finding) -> dict[str, Any]:
    return {
        "dct:description": finding.detail,
        "earl:pointer": {"@type": "ptr:CSSSelectorPointer", "ptr:expression": finding.selector},
    }


def _assertion(page: Audited, row: RuleRow, result: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "earl:Assertion",
        "earl:assertedBy": {"@id": "#stadtlotse"},
        "earl:mode": {"@id": "earl:automatic"},
        "earl:subject": {"@type": "earl:TestSubject", "@id": page.url},
        "earl:test": {
            "@type": "earl:TestCase",
            "@id": f"#{row.name}",
            "dct:title": [{"@value": text, "@language": code} for code, text in row.title.items()],
            "dct:isPartOf": [{"@id": understanding(criterion)} for criterion in row.criteria],
        },
        "earl:result": result,
    }
