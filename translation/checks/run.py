"""All checks over one translation, in the order of their cost; a finding means: not to be shown.

`REVISION` is part of the key of every remembered segment: change it whenever a rule or a table changes,
and what was judged by the old rules is judged anew.
"""

from __future__ import annotations

from translation.checks import (
    addresses,
    brackets,
    copy,
    empty,
    laws,
    length,
    negation,
    numbers,
    order,
    placeholders,
    repetition,
    script,
    spelled,
    streets,
    truncation,
    units,
)
from translation.checks import (
    language as language_check,
)
from translation.checks.finding import Check, Finding

REVISION = "3"

CHECKS: tuple[tuple[str, Check], ...] = (
    ("empty", empty.check),
    ("length", length.check),
    ("truncation", truncation.check),
    ("brackets", brackets.check),
    ("placeholders", placeholders.check),
    ("script", script.check),
    ("copy", copy.check),
    ("addresses", addresses.check),
    ("streets", streets.check),
    ("numbers", numbers.check),
    ("order", order.check),
    ("laws", laws.check),
    ("spelled", spelled.check),
    ("units", units.check),
    ("negation", negation.check),
    ("repetition", repetition.check),
    ("language", language_check.check),
)


def findings(source: str, target: str, language: str) -> tuple[Finding, ...]:
    """What is wrong with `target` as the translation of the German `source`; nothing found, nothing wrong."""
    found = empty.check(source, target, language)
    if found:
        return (found,)
    return tuple(finding for _, check in CHECKS[1:] if (finding := check(source, target, language)))
