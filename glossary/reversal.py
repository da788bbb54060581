"""Uploads that are the wrong way round: the target language in the German column.

One entry shows it by its letters (Arabic or Cyrillic lemmas, `ş`, `ł`); a whole file also by what langdetect says of
both columns. langdetect is seeded, and has only German and the other language to choose from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import langdetect
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from glossary.term import Policy, Term

# Letters no German word has; names and loan words may (é, å), so only those of our languages that settle it.
_FOREIGN: Final = frozenset("çğışăâîșțşţąćęłńśźżêèàùœ")
_GERMAN: Final = frozenset("äöüß")
_ENOUGH: Final = 5  # entries: below, the two columns are too short to tell
_SURE: Final = 0.9


def foreign_lemma(term: Term) -> str:
    """Return the language whose word stands in the place of the German one, `?` if unclear which; else nothing."""
    if term.policy is Policy.KEEP or not term.targets:
        return ""
    if any(_alien(letter) for letter in term.lemma):
        return _likeliest(term)
    lemma = frozenset(term.lemma.lower())
    if not lemma & _FOREIGN or lemma & _GERMAN:
        return ""
    # `Crêpe` is written so in German too; it is the wrong way round only if a target looks German.
    german = (each.language for each in term.targets if _looks_german(each.term))
    return next(german, "")


def reversed_language(terms: Iterable[Term]) -> str:
    """Return the language whose words the whole file has in the German column, with the German ones in its own."""
    translated = [term for term in terms if term.policy is not Policy.KEEP]
    for language in sorted({target.language for term in translated for target in term.targets}):
        pairs = [(term.lemma, target.term) for term in translated if (target := term.target(language))]
        pairs = [(lemma, word) for lemma, word in pairs if lemma != word]
        if len(pairs) < _ENOUGH or language == "de":
            continue
        if (
            _probability([pair[0] for pair in pairs], language)
            > _SURE
            < _probability([pair[1] for pair in pairs], "de", language)
        ):
            return language
    return ""


def _likeliest(term: Term) -> str:
    return next((each.language for each in term.targets if not any(map(_alien, each.term))), "?")


def _alien(letter: str) -> bool:
    return "\u0370" <= letter <= "\u08ff" or "\ufb50" <= letter <= "\ufefc"


def _looks_german(word: str) -> bool:
    return word[:1].isupper() and " " not in word and not frozenset(word.lower()) & _FOREIGN


def _probability(words: Sequence[str], code: str, other: str = "de") -> float:
    factory = _factory(frozenset((code, other)))
    if factory is None:
        return 0.0
    detector = factory.create()
    detector.append(". ".join(words))
    try:
        return float({each.lang: each.prob for each in detector.get_probabilities()}.get(code, 0.0))
    except LangDetectException:  # no letters it knows: then it has no opinion
        return 0.0


@lru_cache(maxsize=32)
def _factory(codes: frozenset[str]) -> DetectorFactory | None:
    profiles = Path(langdetect.__file__).parent / "profiles"
    if not all((profiles / code).is_file() for code in codes):
        return None
    factory = DetectorFactory()
    factory.set_seed(0)
    factory.load_json_profile([(profiles / code).read_text("utf-8") for code in sorted(codes)])
    return factory
