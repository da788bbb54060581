"""German is told from other languages, and from names."""

from __future__ import annotations

import pytest

from proxy.audit.german import german_sentence, is_german


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bitte bringen Sie Ihren Ausweis mit", "tr"),
        ("Öffnungszeiten", "ar"),
        ("Terminvereinbarung", "pl"),
        ("Suche starten", "en"),
        ("Leichte Sprache", "uk"),
        ("Weitere Informationen", "ro"),
        ("Antrag auf Wohngeld", "fr"),
    ],
)
def test_german(text: str, language: str) -> None:
    """Sentences, labels and single nouns are German."""
    assert is_german(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Stadtwerke Duisburg", "tr"),
        ("Landschaftspark Duisburg-Nord", "pl"),
        ("MSV Duisburg", "ar"),
        ("Kreuzstraße 12", "fr"),
        ("Helene Sommer", "uk"),
        ("Please bring your passport", "en"),
        ("The opening hours of the office", "en"),
        ("Lütfen kimliğinizi getirin", "tr"),
        ("Proszę przynieść dowód", "pl"),
        ("Vă rugăm să aduceți actul de identitate", "ro"),
        ("Veuillez apporter votre carte", "fr"),
        ("يرجى إحضار البطاقة", "ar"),
        ("Bürgeramt (مكتب خدمات المواطنين في المدينة)", "ar"),
        ("info@stadt.example", "ru"),
        ("37,00 €", "bg"),
        ("", "tr"),
    ],
)
def test_not_german(text: str, language: str) -> None:
    """Names, addresses, numbers and the language itself are not."""
    assert not is_german(text, language)


def test_one_sentence_of_a_paragraph() -> None:
    """A German sentence between two Turkish ones is found."""
    text = "Randevu almanız gerekir. Ohne Termin geht es nicht. Teşekkür ederiz."
    assert german_sentence(text, "tr") == "Ohne Termin geht es nicht."
