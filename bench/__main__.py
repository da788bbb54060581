"""`python -m bench [NAME ...]`."""

from __future__ import annotations

import importlib
import sys

from rich.console import Console
from rich.table import Table

NAMES = (
    "rewriting",
    "accessibility",
    "translating",
    "serving",
    "matching",
    "alignment",
    "markup",
    "markup_whole",
    "faithfulness",
    "faithful",
    "load",
    "audit",
    "desk",
)


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all, and print one table."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are: {' '.join(NAMES)}", file=sys.stderr)
        return 2
    table = Table("benchmark", "measured", "figure", "goal")
    for name in names or NAMES:
        for row in importlib.import_module(f"bench.{name}").run():
            table.add_row(name, row.what, row.figure, row.goal)
    Console(width=120).print(table)
    return 0


sys.exit(main(sys.argv[1:]))
