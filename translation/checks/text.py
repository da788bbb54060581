"""What several checks need to see in a text: its words, its letters and their scripts."""

from __future__ import annotations

import re

from translation.languages import LANGUAGES

WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
LETTER = re.compile(r"[^\W\d_]")

_ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff"
_CYRILLIC = "\u0400-\u052f"
_LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
# A word has at least two letters: single ones are signs, such as the row of a table.
LATIN_WORD = re.compile(rf"[{_LATIN}]{{2,}}")
CYRILLIC_WORD = re.compile(rf"[{_CYRILLIC}]{{2,}}")
ARABIC_WORD = re.compile(rf"[{_ARABIC}]{{2,}}")
# The place in a word where it changes its letters.
MIXED_WORD = re.compile(rf"[{_LATIN}]{{2}}[{_CYRILLIC}{_ARABIC}]{{2}}|[{_CYRILLIC}{_ARABIC}]{{2}}[{_LATIN}]{{2}}")
# Letters in no script of ours.
FOREIGN_WORD = re.compile(rf"[^\W\d_{_LATIN}{_CYRILLIC}{_ARABIC}\u0300-\u036f\u02b0-\u02ff]{{2,}}")


def words(text: str) -> list[str]:
    """The words of `text`, hyphens and apostrophes inside kept, in lower case."""
    return WORD.findall(text.lower())


def script_of(language: str) -> str:
    """The script a language is written in; `Latin` if the language is not known."""
    known = LANGUAGES.get(language)
    return known.script if known else "Latin"


def quoted(text: str, limit: int = 40) -> str:
    """`text` for a message: in quotes, on one line, not longer than `limit`."""
    line = " ".join(text.split())
    return f"'{line if len(line) <= limit else line[: limit - 1] + '…'}'"
