"""The report's own words, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "de": MappingProxyType(
            {
                "title": "Prüfbericht zur Barrierefreiheit",
                "other": "This report in English",
                "of": "Geprüft",
                "pages": "Seiten",
                "languages": "Sprachen",
                "summary": "Überblick",
                "rule": "Regel",
                "new": "neu in der Übersetzung",
                "old": "auch in der deutschen Seite",
                "fault": "Fehler",
                "doubt": "ansehen",
                "mend": "An der Quelle beheben",
                "places": "Fundstellen",
                "page": "Seite",
                "language": "Sprache",
                "place": "Stelle",
                "detail": "Befund",
                "source": "Quelltext",
                "more": "weitere Fundstellen stehen in der CSV-Datei",
                "none": "Die Regeln haben nichts gefunden. Das ist kein Nachweis der Barrierefreiheit.",
                "unreachable": "Nicht erreichbar",
                "incomplete": "Die Übersetzung war noch nicht vollständig",
                "shots": "Wie die Seiten aussahen",
                "desktop": "1280 Pixel breit",
                "narrow": "320 Pixel breit",
                "untested": "Was nicht geprüft wurde",
                "scope": "Dieser Bericht behauptet keine Konformität. Automatische Regeln finden nur einen Teil der "
                "Barrieren: Die Regeln von Stadtlotse berühren {touched} der {all} Erfolgskriterien (WCAG 2.2, A und "
                "AA) und weisen keines davon vollständig nach. Geprüft wurde, was nach dem Laden zu sehen ist.",
                "with_axe": "Zusätzlich hat axe-core die Seiten geprüft.",
                "without_axe": "axe-core war nicht installiert: Es liefen nur die eigenen Regeln. "
                "scripts/node-tools richtet axe-core ein.",
                "clause": "EN 301 549 V3.2.1, Abschnitt",
                "no_clause": "nur WCAG 2.2; in EN 301 549 V3.2.1 nicht enthalten",
                "skip": "Zum Inhalt",
            }
        ),
        "en": MappingProxyType(
            {
                "title": "Accessibility report",
                "other": "Dieser Bericht auf Deutsch",
                "of": "Audited",
                "pages": "Pages",
                "languages": "Languages",
                "summary": "Overview",
                "rule": "Rule",
                "new": "new in translation",
                "old": "also in the German page",
                "fault": "fault",
                "doubt": "to look at",
                "mend": "To mend at the source",
                "places": "Places",
                "page": "Page",
                "language": "Language",
                "place": "Place",
                "detail": "Found",
                "source": "Source",
                "more": "more places are in the CSV file",
                "none": "The rules found nothing. That is no proof of accessibility.",
                "unreachable": "Not to be had",
                "incomplete": "The translation was not complete yet",
                "shots": "What the pages looked like",
                "desktop": "1280 pixels wide",
                "narrow": "320 pixels wide",
                "untested": "What was not tested",
                "scope": "This report claims no conformance. Automatic rules find only a part of the barriers: "
                "Stadtlotse's rules touch {touched} of {all} success criteria (WCAG 2.2, A and AA) and prove none of "
                "them in full. What was judged is what there is to see after loading.",
                "with_axe": "axe-core has checked the pages as well.",
                "without_axe": "axe-core was not installed: only our own rules ran. scripts/node-tools installs it.",
                "clause": "EN 301 549 V3.2.1, clause",
                "no_clause": "WCAG 2.2 only; not in EN 301 549 V3.2.1",
                "skip": "Skip to content",
            }
        ),
    }
)

UNTESTED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "de": (
            "ob Übersetzungen und Alternativtexte inhaltlich stimmen und verständlich sind",
            "wie die Seiten mit Vorleseprogrammen, Sprachsteuerung oder Bildschirmlupe zu benutzen sind",
            "Zustände, die erst beim Bedienen entstehen: geöffnete Menüs, Fehlermeldungen, weitere Schritte",
            "Seiten hinter einer Anmeldung und alles, was nach dem Absenden eines Formulars kommt",
            "Untertitel und Audiodeskription von Filmen, PDF-Dateien und andere Dokumente",
            "Inhalte in eingebetteten Rahmen und in Schatten-Bäumen (shadow DOM)",
            "Bedeutung, die nur Farbe, Form oder Ort trägt; Kontrast auf Bildern und von Bedienelementen",
            "Gebärdensprache und Leichte Sprache",
            "andere Browser als Chromium, Druck, Querformat und Zeitbegrenzungen",
        ),
        "en": (
            "whether translations and text alternatives are right and can be understood",
            "how the pages work with screen readers, speech input or magnifiers",
            "states that come with use only: open menus, error messages, further steps",
            "pages behind a login, and everything after a form has been sent",
            "captions and audio description of films, PDF files and other documents",
            "content of embedded frames and of shadow trees",
            "meaning carried by colour, shape or place only; contrast on pictures and of controls",
            "sign language and easy language",
            "other browsers than Chromium, print, landscape and time limits",
        ),
    }
)
