"""The languages and what is known of them: names, direction, script.

Which of them a city serves is configuration; this table only knows how each is written and named.
Adding a language is adding a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, slots=True)
class Language:
    """One language: BCP 47 `code`, its name in itself, in English and in German, direction and script."""

    code: str
    autonym: str
    english: str
    german: str
    direction: Literal["ltr", "rtl"]
    script: Literal["Latin", "Cyrillic", "Arabic"]
    locale: str


_TABLE: tuple[Language, ...] = (
    Language("de", "Deutsch", "German", "Deutsch", "ltr", "Latin", "de_DE"),
    Language("en", "English", "English", "Englisch", "ltr", "Latin", "en_GB"),
    Language("tr", "Türkçe", "Turkish", "Türkisch", "ltr", "Latin", "tr_TR"),
    Language("ar", "العربية", "Arabic", "Arabisch", "rtl", "Arabic", "ar_AR"),
    Language("bg", "Български", "Bulgarian", "Bulgarisch", "ltr", "Cyrillic", "bg_BG"),
    Language("ro", "Română", "Romanian", "Rumänisch", "ltr", "Latin", "ro_RO"),
    Language("pl", "Polski", "Polish", "Polnisch", "ltr", "Latin", "pl_PL"),
    Language("uk", "Українська", "Ukrainian", "Ukrainisch", "ltr", "Cyrillic", "uk_UA"),
    Language("ru", "Русский", "Russian", "Russisch", "ltr", "Cyrillic", "ru_RU"),
    Language("fr", "Français", "French", "Französisch", "ltr", "Latin", "fr_FR"),
)

LANGUAGES: Mapping[str, Language] = MappingProxyType({language.code: language for language in _TABLE})

SOURCE = "de"


class UnknownLanguageError(ValueError):
    """A language code that the table does not have."""

    def __init__(self, code: str, known: Iterable[str]) -> None:
        """Keep the `code`, and name the codes that are `known`."""
        self.code = code
        super().__init__(f"unknown language {code!r}; known are: {' '.join(known)}")


def language(code: str) -> Language:
    """Return the row of `code`; raises `UnknownLanguageError`."""
    try:
        return LANGUAGES[code]
    except KeyError:
        raise UnknownLanguageError(code, LANGUAGES) from None


def primary(tag: str) -> str:
    """Return the primary subtag of a BCP 47 language tag in lower case: `de` of `de-AT`."""
    return tag.strip().replace("_", "-").split("-", 1)[0].lower()
