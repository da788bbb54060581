"""How often do the checks refuse a good translation, and what do they cost?

    python bench/false_alarms.py [--set FILE.jsonl] [--show CHECK] [--limit N]

FILE has one JSON object a line: the German under `de`, good translations under the codes of their languages.
Prints for each check and language the share of pairs it refuses (it should stay under 1 %) and the time
of a check for one pair. `--show CHECK` lists the refused pairs.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from time import process_time_ns

from rich.console import Console
from rich.table import Table

from translation.checks.run import CHECKS, REVISION, findings

LANGUAGES = ("en", "tr", "ar", "bg", "ro", "pl", "uk", "ru", "fr")
Rows = list[dict[str, str]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, nargs="+", required=True, help="JSON lines with de, en, tr ...")
    parser.add_argument("--show", default="", metavar="CHECK", help="list the pairs that this check refuses")
    parser.add_argument("--limit", type=int, default=0, help="read only so many lines")
    options = parser.parse_args()
    lines = [line for path in options.set for line in path.read_text("utf-8").splitlines()]
    rows: Rows = [json.loads(line) for line in (lines[: options.limit] if options.limit else lines)]
    console = Console()
    if options.show:
        show(rows, options.show, console)
    console.print(alarm_table(rows))


def show(rows: Rows, name: str, console: Console) -> None:
    """List what the check called `name` refuses."""
    check = dict(CHECKS)[name]
    for row in rows:
        for language in LANGUAGES:
            finding = check(row["de"], row[language], language) if language in row else None
            if finding:
                text = f"{language} {finding.message}\n   {row['de']}\n   {row[language]}"
                console.print(text, markup=False, highlight=False, soft_wrap=True)


def alarm_table(rows: Rows) -> Table:
    """Alarms in per cent for each check and language, and microseconds for each check."""
    table = Table("check", *LANGUAGES, "µs", title=f"alarms on {len(rows)} good lines, % (rules {REVISION})")
    pairs = {language: [(row["de"], row[language]) for row in rows if language in row] for language in LANGUAGES}
    for name, check in CHECKS:
        alarms: Counter[str] = Counter()
        start = process_time_ns()
        for language, texts in pairs.items():
            alarms[language] = sum(check(source, target, language) is not None for source, target in texts)
        table.add_row(name, *_cells(alarms, pairs), _microseconds(start, pairs))
    start = process_time_ns()
    together = Counter(
        {
            language: sum(bool(findings(source, target, language)) for source, target in texts)
            for language, texts in pairs.items()
        }
    )
    table.add_row("together", *_cells(together, pairs), _microseconds(start, pairs))
    return table


def _cells(alarms: Counter[str], pairs: dict[str, list[tuple[str, str]]]) -> list[str]:
    return [f"{100 * alarms[language] / max(1, len(pairs[language])):.2f}" for language in LANGUAGES]


def _microseconds(start: int, pairs: dict[str, list[tuple[str, str]]]) -> str:
    calls = sum(len(texts) for texts in pairs.values())
    return f"{(process_time_ns() - start) / 1000 / max(1, calls):.1f}"


if __name__ == "__main__":
    main()
