"""How often do the checks refuse a good translation, and what do they cost?

    python -m bench.false_alarms --set SET ... [--original CODE] [--show CHECK]

SET is `dev`, a JSON Lines file or a folder (`models.quality_set`). Prints for each check and language the share of
pairs it refuses (it should stay under 1 %) and the time of a check for one pair. `--show CHECK` lists the refused.

NTREX was translated from English into German and into the others, each by itself: pounds became kilos, names got an
explanation in brackets, a quotation ran on over lines. Such lines are no translations of their German. `--original en`
leaves out those whose German has other digits, brackets, quotation marks or another last stop than the English.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from time import process_time_ns

from rich.console import Console
from rich.table import Table

from models.quality_set import read_quality_set
from translation.checks.run import CHECKS, REVISION, findings

LANGUAGES = ("en", "tr", "ar", "bg", "ro", "pl", "uk", "ru", "fr")
Rows = list[dict[str, str]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", nargs="+", required=True, help="dev, a JSON Lines file or a folder")
    parser.add_argument(
        "--original", default="", metavar="CODE", help="the language that the German is translated from"
    )
    parser.add_argument("--show", default="", metavar="CHECK", help="list the pairs that this check refuses")
    options = parser.parse_args()
    rows = [row for name in options.set for row in read(name) if follows(row, options.original)]
    console = Console()
    if options.show:
        show(rows, options.show, console)
    console.print(alarm_table(rows))


def read(name: str) -> Rows:
    """Read a set, a row for each German text."""
    texts = read_quality_set(name)
    return [
        {"de": german} | {code: each[place] for code, each in texts.references.items()}
        for place, german in enumerate(texts.german)
    ]


def follows(row: dict[str, str], original: str) -> bool:
    """Tell whether the German says in digits and signs what its original says."""
    return not original or _signs(row["de"]) == _signs(row[original])


def _signs(text: str) -> tuple[Counter[str], Counter[str], int, bool]:
    digits = Counter(re.findall(r"\d+", re.sub(r"(?<=\d)[.,](?=\d{3})", "", text)))
    brackets = Counter(re.findall(r"[()\[\]]", text))
    quotes = len(re.findall('["„“”«»]', text)) % 2
    return digits, brackets, quotes, text.rstrip("\"“”»«› )'’")[-1:] in ".!?…"


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
