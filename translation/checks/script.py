"""Is the target written in the letters of its language?

Names, addresses and product names keep Latin letters in Cyrillic and Arabic text, so Latin words are
counted only where the source does not have them. Nothing may be in a fourth script, and no word in two.
"""

from __future__ import annotations

import re

from translation.checks.finding import Finding
from translation.checks.text import (
    ARABIC_WORD,
    CYRILLIC_WORD,
    FOREIGN_WORD,
    LATIN_WORD,
    MIXED_WORD,
    quoted,
    script_of,
)

_OTHERS = (
    ("Latin", (("Cyrillic", CYRILLIC_WORD), ("Arabic", ARABIC_WORD))),
    ("Cyrillic", (("Arabic", ARABIC_WORD),)),
    ("Arabic", (("Cyrillic", CYRILLIC_WORD),)),
)
_OWN = (("Cyrillic", CYRILLIC_WORD), ("Arabic", ARABIC_WORD))
_WORD = re.compile(r"[^\W\d_]+")
_MOST_LATIN = 0.5  # of the letters, in Latin words that the source does not have
_FEW = 4  # letters: too few for a share


def check(source: str, target: str, language: str) -> Finding | None:
    """Find words in a script that neither the language nor the source uses."""
    if target.isascii() and script_of(language) == "Latin":
        return None
    script = script_of(language)
    for pattern in (FOREIGN_WORD, MIXED_WORD):
        for strange in pattern.finditer(target):
            if strange[0] not in source and not _glued(strange, source, target):
                return Finding("script", f"{quoted(strange[0])} is not written in {script} letters")
    for name, pattern in dict(_OTHERS)[script]:
        other = pattern.search(target)
        if other and other[0] not in source:
            return Finding("script", f"{quoted(other[0])} is {name}, {language} is written in {script} letters")
    return None if script == "Latin" else _share(source, target, script)


def _glued(strange: re.Match[str], source: str, target: str) -> bool:
    """Tell whether a name of the source stands at an Arabic word without a blank, as writers often leave it out."""
    word = next(found for found in _WORD.finditer(target) if found.start() <= strange.start() < found.end())
    return any(name in source for name in LATIN_WORD.findall(word[0])) and ARABIC_WORD.search(word[0]) is not None


def _share(source: str, target: str, script: str) -> Finding | None:
    own = sum(len(word) for word in dict(_OWN)[script].findall(target))
    known = {word.lower() for word in LATIN_WORD.findall(source)}
    new = [word for word in LATIN_WORD.findall(target) if word.lower() not in known and not word.isupper()]
    strange = sum(len(word) for word in new)
    if strange > _FEW and strange > (own + strange) * _MOST_LATIN:
        return Finding("script", f"{quoted(' '.join(new))} should be in {script} letters")
    return None
