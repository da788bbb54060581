"""Is the target in the language asked for, and not in German or another one?

Letters first (`ы` is not Ukrainian, `ї` is nothing else), then function words; only long texts in which
neither is plain are given to langdetect, which is slow and unsure of short ones. It is seeded, and knows
only the languages of our table that share a script, so the same text always gets the same answer.
Only words in small letters are looked at: names keep the letters of their own language.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import langdetect
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from translation.checks.conventions import ALIEN_LETTERS, LANGUAGES_OF_WORD, OWN_LETTERS
from translation.checks.finding import Finding
from translation.checks.text import quoted, script_of
from translation.languages import LANGUAGES

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-zà-ÿ]")
_LONG_ENOUGH = 40  # letters: below, langdetect is wrong too often
_SURE = 0.99
_TRIALS = 3  # of random walks over the text; langdetect makes seven, to choose among fifty languages
_ALIENS = 2  # words with a letter that the language does not have
_PLAIN = 2  # function words
_PLAINLY_OTHER = 3


def check(source: str, target: str, language: str) -> Finding | None:
    """Find a target that is plainly in another language."""
    del source
    script = script_of(language)
    words = [word for word in _WORD.findall(target) if word.islower()]
    if script != "Latin":
        words = [word for word in words if not _LATIN.match(word)]
    strange = _alien_words(words, language)
    if strange:
        return Finding("language", f"{quoted(strange)} has letters that {language} does not have")
    counts = Counter(code for word in words for code in LANGUAGES_OF_WORD[script].get(word, ()))
    mine = counts.pop(language, 0)
    other, theirs = counts.most_common(1)[0] if counts else ("", 0)
    own_letters = _has_own_letters(words, language)
    if mine and (mine >= theirs if own_letters else mine > theirs and mine >= _PLAIN):
        return None
    text = " ".join(words)
    if len(text) - len(words) >= _LONG_ENOUGH:
        other = _detected(text, language) if theirs >= mine and not own_letters else ""
        return Finding("language", f"{quoted(text)} is {other}, not {language}") if other else None
    if theirs >= _PLAINLY_OTHER and not mine and not own_letters:
        return Finding("language", f"{quoted(text)} looks {other}, not {language}")
    return None


def _alien_words(words: list[str], language: str) -> str:
    """The words that cannot be of the language by their letters, if there are enough of them."""
    aliens = ALIEN_LETTERS.get(language)
    if not aliens or aliens.isdisjoint("".join(words)):
        return ""
    found = [word for word in words if not aliens.isdisjoint(word)]
    return " ".join(found) if len(found) >= _ALIENS or len(found) == len(words) else ""


def _has_own_letters(words: list[str], language: str) -> bool:
    return not OWN_LETTERS.get(language, frozenset()).isdisjoint("".join(words))


def _detected(text: str, language: str) -> str:
    """The language langdetect is sure of, if it is another one than `language`."""
    factory = _factory(script_of(language))
    if factory is None or language not in factory.get_lang_list():
        return ""
    detector = factory.create()
    detector.n_trial = _TRIALS
    detector.append(text)
    try:
        best = detector.get_probabilities()[0]
    except (LangDetectException, IndexError):  # no letters it knows: then it has no opinion
        return ""
    return str(best.lang) if best.lang != language and best.prob >= _SURE else ""


@lru_cache(maxsize=4)
def _factory(script: str) -> DetectorFactory | None:
    """The detector of the languages written in `script`; none where there is no choice."""
    profiles = Path(langdetect.__file__).parent / "profiles"
    codes = [code for code, known in LANGUAGES.items() if known.script == script and (profiles / code).is_file()]
    if len(codes) < 2:
        return None
    factory = DetectorFactory()
    factory.set_seed(0)
    factory.load_json_profile([(profiles / code).read_text("utf-8") for code in codes])
    return factory
