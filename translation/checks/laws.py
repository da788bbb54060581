"""References to laws: `§ 573c BGB` keeps its number with its letter, and the law its German abbreviation.

Only abbreviations behind a section are looked at: they are names of German laws, which have no others. Laws of the
Union have: the DSGVO is the GDPR, the RGPD, the KVKK's sister.
"""

from __future__ import annotations

import re

from translation.checks.finding import Finding

_REFERENCE = re.compile(
    r"(?:§§?|\bArt(?:ikel|\.)?|\bParagra(?:f|ph))\s*(?P<section>\d+[a-z]?)"
    r"(?P<rest>(?:\s*(?:,|und|bis|–|-)?\s*(?:Abs(?:atz|\.)|S(?:atz|\.)|Nr\.|Nummer|Buchst(?:abe|\.)|Halbsatz)?\s*"
    r"(?:\d+[a-z]?|[a-z]))*)"
    r"(?:\s+(?P<law>[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]*[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]*(?:\s(?:[IVX]+|NRW|NW))?))?"
)
_OF_THE_UNION = frozenset({"DSGVO", "EUV", "AEUV", "EMRK"})
_ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def check(source: str, target: str, language: str) -> Finding | None:
    """Find a section or a law of the source that is not in the target."""
    del language
    if "§" not in source and "Art" not in source and "Paragra" not in source:
        return None
    plain = " ".join(target.translate(_ASCII).split())
    for found in _REFERENCE.finditer(source):
        section, law = found["section"], found["law"]
        if not re.search(rf"(?<!\d){section}(?![\da-z])", plain, re.IGNORECASE):
            return Finding("laws", f"the section {section!r} of {found[0]!r} is not in the translation")
        if law and law not in _OF_THE_UNION and law not in plain:
            return Finding("laws", f"the law {law!r} of {found[0]!r} is not in the translation")
    return None
