"""Is a text on a page in another language German all the same?

By function words and by simplemma's dictionaries, sentence by sentence; names are not German words. Pure, but for the
dictionaries, which are read once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from simplemma import is_known

from translation.checks.conventions import FUNCTION_WORDS as COMMON
from translation.checks.text import LATIN_WORD, WORD, script_of
from translation.german import FUNCTION_WORDS
from translation.protect import neutral

_SENTENCE: Final = re.compile(r"(?<=[.!?…:;])\s+|\s+[|·•–—]\s+|\n")
_GERMAN: Final = COMMON["de"] | FUNCTION_WORDS
_DICTIONARIES: Final = frozenset("en tr bg ro pl uk ru fr".split())
# Ends of German place names, which nobody translates.
_PLACE: Final = re.compile(
    r"(?:burg|dorf|hausen|hafen|heim|ruhr|bach|berg|feld|kirchen|hagen|rode|straße|platz|weg|allee)$"
)
_ENDS: Final = re.compile(
    r"(?:ungen|ung|keit|keiten|schaft|heit|zeiten|nummer|stelle|stellen|amt|ämter|schein|antrag)$"
)
_ADDRESS: Final = re.compile(r"\S*(?:@|://|www\.)\S*|\S+\.[a-z]{2,}(?:/\S*)?(?=\s|$)")
_LATIN_ROW: Final = re.compile(r"(?:[A-Za-zÄÖÜäöüß]+[\s,]+){2,}[A-Za-zÄÖÜäöüß]+")
_SHORTEST: Final = 3
_LONG: Final = 5  # letters: a shorter word is one in too many languages to decide alone
_SHARE: Final = 0.5


def german_sentence(text: str, language: str) -> str:
    """Return the first sentence of a text that is German and should be in `language`; "" if none is.

    In another script three Latin words in a row, one of them a German function word, are enough.
    """
    pieces = _SENTENCE.split(text)
    if script_of(language) != "Latin":
        rows = (row.strip() for piece in pieces for row in _LATIN_ROW.findall(piece))
        pieces += [row for row in rows if not _GERMAN.isdisjoint(row.lower().split())]
    return next((piece for piece in pieces if is_german(piece, language)), "")


def is_german(text: str, language: str) -> bool:
    """Tell whether a sentence or a label is German, and not `language`, and no name."""
    words = WORD.findall(_ADDRESS.sub(" ", text.replace("\u00ad", "")))
    latin = [word for word in words if LATIN_WORD.fullmatch(word.replace("-", "").replace("’", "").replace("'", ""))]
    if script_of(language) != "Latin" and 2 * sum(map(len, latin)) <= sum(map(len, words)):
        return False
    longer = [word for word in latin if (len(word) >= _SHORTEST or word.lower() in _GERMAN) and not neutral(word)]
    mine = [word for word in longer if german_word(word, language)]
    plain = any(word.lower() in _GERMAN or len(word) >= _LONG for word in mine)
    if not mine or len(mine) < _SHARE * len(longer) or (len(mine) == _SHARE * len(longer) and not plain):
        return False
    if any(word.islower() for word in mine):
        return True
    return not _may_be_a_name(longer, mine)


def _may_be_a_name(words: list[str], german: list[str]) -> bool:
    """Capitalised words only: a heading of nouns, or `Stadtwerke Duisburg`?"""
    return len(german) < len(words) or len(words) > 2 or any(_PLACE.search(word.lower()) for word in words)


@lru_cache(maxsize=1 << 15)
def german_word(word: str, language: str) -> bool:
    """Tell whether a word is German and not a word of `language` as well."""
    low = word.lower()
    if low in COMMON.get(language, ()):
        return False
    if low in _GERMAN:
        return True
    if language in _DICTIONARIES and _known(word, language):
        return False
    return len(word) >= _SHORTEST and (_known(word, "de") or _compound(word))


def _known(word: str, language: str) -> bool:
    return is_known(word, language) or is_known(word.lower(), language) or is_known(word.capitalize(), language)


def _compound(word: str) -> bool:
    """`Terminvereinbarung`: the last part is a German noun and the word is long; hyphened words by their parts."""
    low = word.lower()
    if "-" in word:
        parts = word.split("-")
        names = any(_PLACE.search(part.lower()) for part in parts)
        return not names and all(len(part) > _SHORTEST and is_known(part, "de") for part in parts)
    if len(low) < 9 or _PLACE.search(low):
        return False
    return bool(_ENDS.search(low)) or any(
        is_known(low[cut:].capitalize(), "de") and is_known(low[:cut].rstrip("s").capitalize(), "de")
        for cut in range(4, len(low) - 3)
    )
