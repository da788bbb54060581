"""The rules as a table of the documentation: `python -m proxy.audit.reference`; a test keeps docs/audit.md current."""

from __future__ import annotations

import sys

from proxy.audit.clauses import clauses
from proxy.audit.rules.table import entries

_HEAD = "| rule | finds | WCAG 2.2 | EN 301 549 | |\n|---|---|---|---|---|\n"


def reference() -> str:
    """Return the table as Markdown."""
    rows = []
    for name, entry in entries().items():
        found = ", ".join(clauses(name, entry.criteria)) or "–"
        rows.append(f"| `{name}` | {entry.title['en']} | {', '.join(entry.criteria)} | {found} | {entry.weight} |\n")
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    sys.stdout.write(reference())
