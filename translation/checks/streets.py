"""Streets are names: `Weidenstraße 12` must not become Weidstraße, nor Willow Street.

Only what is surely a name is looked at: a street with a house number, and words in -straße or -allee that are not the
common ones (`Einbahnstraße`).
"""

from __future__ import annotations

import re

from translation.checks.finding import Finding

_COMMON = (
    "Haupt|Neben|Seiten|Quer|Land|Bundes|Kreis|Gemeinde|Einbahn|Spiel|Fahrrad|Wohn|Wasser|Einkaufs|Geschäfts|Schnell|"
    "Durchgangs|Anlieger|Ausfall|Zufahrts|Dorf|Stadt|Parallel|Ring|Umgehungs|Ortsdurchfahrts|Privat|Sack|Erschließungs|"
    "Anwohner|Verkehrs|Schotter|Stich|Innenstadt|Auto|Laden|Milch|Daten|Schul|Tempo-30-|Zone"
)
STREET = re.compile(
    rf"\b(?!(?:{_COMMON})stra)[A-ZÄÖÜ][a-zäöüß]+(?:straße|allee)\b"
    r"|\b[A-ZÄÖÜ][a-zäöüß]+(?:weg|platz|ring|gasse|damm|ufer|str\.)(?=\s\d{1,3}[a-z]?\b(?!\s?(?:Uhr|Euro|€|%|Meter|Jahr)))"
)


def check(source: str, target: str, language: str) -> Finding | None:
    """Find a street that is not written in the translation as in the source."""
    del language
    if "stra" not in source and "allee" not in source and not any(map(str.isdigit, source)):
        return None
    for found in STREET.finditer(source):
        if found[0].removesuffix("str.") not in target:
            return Finding("streets", f"the street {found[0]!r} is not in the translation")
    return None
