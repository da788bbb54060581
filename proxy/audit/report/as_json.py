"""A report for programs."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict

from proxy.audit.clauses import clauses
from proxy.audit.report.rows import rule_rows
from proxy.audit.result import Report


def as_json(report: Report) -> str:
    """Return the report as JSON: `pages`, `findings`, `rules`, `unreachable`."""
    rows = rule_rows(report)
    document = {
        "url": report.url,
        "started": report.started.isoformat(timespec="seconds"),
        "languages": report.languages,
        "with_axe": report.with_axe,
        "pages": [
            {
                "url": page.url,
                "german_url": page.german_url,
                "language": page.language,
                "title": page.title,
                "complete": page.complete,
                "counts": dict(Counter(finding.rule for finding in page.findings)),
            }
            for page in report.pages
        ],
        "findings": [
            {
                **asdict(each),
                "criteria": rows[each.rule].criteria,
                "clauses": clauses(each.rule, rows[each.rule].criteria),
            }
            for each in report.findings
        ],
        "rules": {
            name: {"weight": row.weight, "criteria": row.criteria, "clauses": row.clauses, "title": dict(row.title)}
            for name, row in rows.items()
        },
        "unreachable": [{"url": url, "reason": reason} for url, reason in report.unreachable],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
