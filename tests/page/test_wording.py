"""What we say ourselves is said in all languages, whole, and with the right plural forms."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from glossary.plurals import plural_form
from proxy.page.notice import Addresses, Completeness, notice
from proxy.page.wording import WORDING, Wording
from translation.languages import LANGUAGES

_PLACES = {"notice": ["german", "end"], "form": ["link", "end"], "other": ["link", "end"]}
_SCRIPTS = {"Latin": "[a-z]", "Cyrillic": "[а-яіїєґ]", "Arabic": "[\u0621-\u064a]"}


def texts(wording: Wording) -> dict[str, str]:
    """Return all texts of a language by their names."""
    found = {each.name: getattr(wording, each.name) for each in fields(wording) if each.name != "partly"}
    return found | {f"partly {form}": text for form, text in wording.partly.items()}


def test_all_languages() -> None:
    """No language is missing."""
    assert set(WORDING) == set(LANGUAGES)


@pytest.mark.parametrize("code", sorted(WORDING))
def test_texts(code: str) -> None:
    """Every text is there, in the language's script, with its places, and no other language's text."""
    for name, text in texts(WORDING[code]).items():
        assert text.strip() == text != ""
        assert re.search(_SCRIPTS[LANGUAGES[code].script], text.lower())
        wanted = _PLACES.get(name, [])
        assert [each for each in re.findall(r"\{(\w+)\}", text) if each != "count"] == wanted
        assert all(text != texts(WORDING[other])[name] for other in WORDING if other != code and name == "notice")


@pytest.mark.parametrize("code", sorted(WORDING))
def test_plurals(code: str) -> None:
    """There is a text for each form that a number can ask for, and none that no number asks for."""
    forms = {plural_form(code, number) for number in (*range(1, 1000), 1_000_000)}
    assert forms <= set(WORDING[code].partly)
    assert set(WORDING[code].partly) - forms <= {"zero"}


ARABIC = {1: "فقرة واحدة", 2: "فقرتان", 3: "3 فقرات", 11: "11 فقرة", 100: "100 فقرة", 103: "103 فقرات"}


@pytest.mark.parametrize(("count", "text"), ARABIC.items())
def test_arabic(count: int, text: str) -> None:
    """Arabic has six forms."""
    said = notice("ar", Addresses("/"), Completeness.PARTLY, left=count, starter=False)
    assert text in said


@pytest.mark.parametrize(
    ("code", "count", "text"),
    [
        ("pl", 1, "Jeden fragment jest"),
        ("pl", 3, "3 fragmenty są"),
        ("pl", 12, "12 fragmentów jest"),
        ("ru", 21, "21 фрагмент пока"),
        ("ru", 24, "24 фрагмента пока"),
        ("uk", 11, "11 фрагментів"),
        ("ro", 19, "19 pasaje sunt"),
        ("ro", 20, "20 de pasaje sunt"),
        ("tr", 5, "5 bölüm"),
        ("bg", 2, "2 откъса"),
    ],
)
def test_other_plurals(code: str, count: int, text: str) -> None:
    """The hard cases of the other languages."""
    assert text in notice(code, Addresses("/"), Completeness.PARTLY, left=count, starter=False)
