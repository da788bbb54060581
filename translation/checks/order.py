"""Do the two ends of a range stand in their order?

`von 8 bis 12 Uhr` is not `from 12 to 8`. Only ranges are looked at: elsewhere languages order their clauses, and the
numbers in them, each in its own way.
"""

from __future__ import annotations

import re

from translation.checks.finding import Finding

_NUMBER = r"\d+(?:[.:,]\d+)*"
_RANGE = re.compile(
    rf"(?<![\d.,:/-])({_NUMBER})(?:\s?(?:Uhr|Euro|€|%|Prozent|Jahren?|Tagen?|Wochen?|Monaten?))?"
    rf"(?:\s?[–-]\s?|\s+bis(?:\s+zu)?\s+)({_NUMBER})(?![\d/-])"
)
_DIGITS = re.compile(r"\d+")
_ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def check(source: str, target: str, language: str) -> Finding | None:
    """Find a range of the source whose ends have changed places."""
    del language
    for found in _RANGE.finditer(source):
        first, last = _DIGITS.findall(found[1]), _DIGITS.findall(found[2])
        runs = _DIGITS.findall(target.translate(_ASCII))
        ends = first[0], last[0]
        if ends[0] == ends[1] or any(_DIGITS.findall(source).count(end) != 1 or runs.count(end) != 1 for end in ends):
            continue
        if runs.index(ends[0]) > runs.index(ends[1]):
            return Finding("order", f"{found[0]!r} has become {ends[1]} … {ends[0]}")
    return None
