"""Success criteria of WCAG 2.2 and where EN 301 549 has them. A table, and how it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

CRITERIA: Final = 55
"""Success criteria of levels A and AA in WCAG 2.2."""

_NAMES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "1.1.1": ("Nicht-Text-Inhalt", "Non-text Content"),
        "1.3.1": ("Info und Beziehungen", "Info and Relationships"),
        "1.3.2": ("Bedeutungstragende Reihenfolge", "Meaningful Sequence"),
        "1.4.2": ("Audio-Steuerelement", "Audio Control"),
        "1.4.3": ("Kontrast (Minimum)", "Contrast (Minimum)"),
        "1.4.4": ("Textgröße ändern", "Resize Text"),
        "1.4.10": ("Automatischer Umbruch (Reflow)", "Reflow"),
        "2.1.1": ("Tastatur", "Keyboard"),
        "2.2.1": ("Zeitvorgaben anpassbar", "Timing Adjustable"),
        "2.2.2": ("Pausieren, beenden, ausblenden", "Pause, Stop, Hide"),
        "2.4.1": ("Blöcke umgehen", "Bypass Blocks"),
        "2.4.2": ("Seite mit Titel versehen", "Page Titled"),
        "2.4.3": ("Fokus-Reihenfolge", "Focus Order"),
        "2.4.4": ("Linkzweck (im Kontext)", "Link Purpose (In Context)"),
        "2.4.6": ("Überschriften und Beschriftungen", "Headings and Labels"),
        "2.4.7": ("Fokus sichtbar", "Focus Visible"),
        "2.5.3": ("Beschriftung im Namen", "Label in Name"),
        "2.5.8": ("Zielgröße (Minimum)", "Target Size (Minimum)"),
        "3.1.1": ("Sprache der Seite", "Language of Page"),
        "3.1.2": ("Sprache von Teilen", "Language of Parts"),
        "3.3.2": ("Beschriftungen oder Anweisungen", "Labels or Instructions"),
        "4.1.2": ("Name, Rolle, Wert", "Name, Role, Value"),
    }
)
_SINCE_WCAG_22: Final = frozenset({"2.4.11", "2.4.12", "2.4.13", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8", "3.3.9"})
_CONVERSION: Final = frozenset(
    """
    node-lost node-added role-changed state-changed relation-changed name-lost description-lost order-changed
    focus-order-changed attribute-changed
    """.split()
)


def clauses(rule: str, criteria: Iterable[str]) -> tuple[str, ...]:
    """Return the clauses of EN 301 549 V3.2.1 that a rule belongs to; what is new in WCAG 2.2 it does not have."""
    found = tuple(f"9.{criterion}" for criterion in criteria if criterion not in _SINCE_WCAG_22)
    return ("5.4", *found) if rule in _CONVERSION else found


def criterion_name(criterion: str, language: str) -> str:
    """Return a criterion with its name in German or English."""
    names = _NAMES.get(criterion)
    return f"{criterion} {names[language != 'de']}" if names else criterion


def understanding(criterion: str) -> str:
    """Return the address of a criterion in WCAG 2.2's own index."""
    return f"https://www.w3.org/WAI/WCAG22/quickref/#{criterion.replace('.', '')}"
