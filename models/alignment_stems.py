"""Words cut down to what their forms share, so that a table of word pairs stays small and knows inflected forms.

A stem is no word of a dictionary: case, accents and common endings are taken off, and what is long is cut short. Both
the table's recipe and its reader make stems here; whoever changes this must count the table anew.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

REVISION: Final = 1

# Longest stem in letters; agglutinating Turkish carries most of its grammar behind it.
_LONGEST: Final[Mapping[str, int]] = MappingProxyType({"de": 24, "tr": 5, "en": 9, "fr": 9, "ar": 7})
_LONGEST_ELSE: Final = 8
_SHORTEST: Final = 4
_ARABIC_LEADS: Final = ("وبال", "وال", "بال", "كال", "فال", "ال", "لل", "و", "ب", "ل", "ف", "س")
_LETTERS: Final = str.maketrans(
    {
        "ı": "i",
        "ł": "l",
        "đ": "d",
        "ё": "е",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ة": "ه",
        "ـ": "",
        "\u00ad": "",
    }
)


@lru_cache(maxsize=1 << 16)
def plain(word: str) -> str:
    """Return a word in small letters without accents, soft hyphens and vowel signs."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter) and not letter.isspace())
    return kept.translate(_LETTERS).rstrip("'’ʼ")


_ENDINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        language: tuple(sorted({plain(each) for each in endings.split()}, key=len, reverse=True))
        for language, endings in {
            "de": "ern en er es em e n s et t",
            "en": "s es ed ing ly",
            "fr": "s es e ee ees er ez ent ons",
            "ro": "ul ului a e i le lor ilor elor ii ea ele uri u",
            "pl": "a e i o u y ow om ami ach em ie ego emu ej ym ymi ych im iej iem owi",
            "ru": "а е и о у ы я ю ь ов ев ам ям ами ями ах ях ом ем ей ой ий ый ая ое ые "
            "ого его ому ему ых их ыми ими ым им ую ии ию ия "
            "иям иях",
            "uk": "а е и о у я ю ь і ів їв ам ям ами ями ах ях ом ем ей ой ий а е і "
            "ого ього ому ьому их іх ими іми им ім у ою єю ії ію ія",
            "bg": "а е и о у я ът ят та то те ата ото ите ето ия ии ове овете ият ове",
            "tr": "",
            "ar": "ات ون ين ان ها هم كم نا ه ة ي ية يه وا",
        }.items()
    }
)


@lru_cache(maxsize=1 << 16)
def stem(word: str, language: str) -> str:
    """Return the stem of a word; numbers stay what they are."""
    letters = plain(word)
    if not letters or letters[0].isdigit():
        return letters.partition("'")[0].partition("’")[0]
    if language == "ar":
        letters = _without_lead(letters)
    shortest = 3 if language == "ar" else _SHORTEST
    for ending in _ENDINGS.get(language, ()):
        if len(letters) - len(ending) >= shortest and letters.endswith(ending):
            letters = letters[: -len(ending)]
            break
    return letters[: _LONGEST.get(language, _LONGEST_ELSE)]


def _without_lead(letters: str) -> str:
    """Take the article and what is written together with it off an Arabic word."""
    for lead in _ARABIC_LEADS:
        if len(letters) - len(lead) >= 3 and letters.startswith(lead):
            return letters[len(lead) :]
    return letters
