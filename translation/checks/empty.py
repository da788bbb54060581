"""Is there a translation at all?"""

from __future__ import annotations

from translation.checks.finding import Finding
from translation.checks.text import LETTER, quoted


def check(source: str, target: str, language: str) -> Finding | None:
    """Find a target without letters where the source has some."""
    if not LETTER.search(source) or LETTER.search(target):
        return None
    if not target.strip():
        return Finding("empty", f"the {language} translation of {quoted(source)} is empty")
    return Finding("empty", f"the {language} translation {quoted(target)} has no letters, the source has")
