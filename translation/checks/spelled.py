"""Numbers in words that measure something: `binnen sechs Wochen` must not become twelve, or some.

Looked for before units only, where a translation cannot leave the number out; it may be there in digits or in words.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from translation.checks.finding import Finding
from translation.checks.number_words import german, is_spelled

_VALUES = MappingProxyType({german(number): number for number in (*range(2, 13), 14, 15, 20, 30)})
_UNITS = (
    r"(?:Minuten?|Stunden?|(?:Arbeits|Werk|Kalender)?[Tt]agen?|Wochen?|Monaten?|Jahren?|Euro|Prozent|Kilometern?|"
    r"Metern?)"
)
_MEASURED = re.compile(
    rf"\b(?P<word>{'|'.join(sorted(_VALUES, key=len, reverse=True))})\s+(?:\w+\s+)?(?P<unit>{_UNITS})\b"
)
_ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
# Said in another unit: two weeks, a year, an hour, a day.
_OTHERWISE = MappingProxyType(
    {14: (2,), 7: (1,), 12: (1,), 6: (1, 2), 24: (1,), 30: (1, 2), 15: (1, 4), 2: (1,), 10: (1,)}
)


def check(source: str, target: str, language: str) -> Finding | None:
    """Find a measure whose number is not in the target, neither in digits nor in words."""
    for found in _MEASURED.finditer(source):
        value = _VALUES[found["word"]]
        values = (value, *_OTHERWISE.get(value, ()))
        digits = {int(run) for run in re.findall(r"\d+", target.translate(_ASCII)) if len(run) < 9}
        if not any(each in digits or is_spelled(each, target, language) for each in values):
            return Finding("spelled", f"{found[0]!r} of the source has no number in the translation")
    return None
