"""A report as a table: one finding a line."""

from __future__ import annotations

import csv
import io
from typing import Final

from proxy.audit.report.rows import rule_rows
from proxy.audit.result import Report

_HEAD: Final = "rule weight new wcag en_301_549 language url place detail snippet title_de mend_de".split()


def as_csv(report: Report) -> str:
    """Return the report as CSV (RFC 4180)."""
    rows = rule_rows(report)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    for each in report.findings:
        row = rows[each.rule]
        cells = (
            each.rule, each.weight.value, "yes" if each.new else "no", " ".join(row.criteria), " ".join(row.clauses),
            each.language, each.url, each.selector, each.detail, each.snippet, row.title["de"], row.mend["de"],
        )  # fmt: skip
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """A cell that begins like a formula would be run by a spreadsheet: pages decide what stands in it."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
