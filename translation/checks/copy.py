"""Did the model copy the German instead of translating it?

Names, codes and words that both languages share are rightly the same. A copy shows itself by German
function words, by endings that only German nouns have, by a long run of German words, or by a small word of a form
that only German has.
"""

from __future__ import annotations

import re

from translation.checks.finding import Finding
from translation.checks.text import quoted, words
from translation.german import FUNCTION_WORDS
from translation.protect import clean

# Endings of German common nouns and verbs; streets (-straße, -weg, -platz) and surnames do not end so.
_GERMAN_ENDING = re.compile(
    r"(?:ungen|ung|heiten|heit|keiten|keit|schaften|schaft|antrag|anträge|zeiten|karten?|stelle|stellen|seite|"
    r"suche|melden|meldet|fragen|geben|nehmen|sehen|zeigen|laden|wählen|weiter|zurück|dienste?|gebühr|gebühren|"
    r"hilfe|beratung|kinder|tage|nummer|abfall|müll|über|ämter|leistungen|bücher|schule|schulen|verkehr|bezahlen)$"
)
# A word of six small letters or more that is no part of an address; not one of the good translations of the municipal
# collection holds one with such a form that its German has too.
_SMALL = re.compile(r"(?<![\w@./-])[^\W\d_A-ZÄÖÜ]{6,}(?![\w@/-]|\.\w)")
_GERMAN_FORM = re.compile(
    r"sch|ß|^(?:ge|be|ver|zer|ent|er|an|ab|auf|aus|ein|zu).*(?:en|t)$|lich|keit|heit|ungen?$|ieren$|[äöü]"
)
_WHITE_SPACE = 16  # signs in which a copy may differ: soft hyphens, blanks
_RUN = 5  # words of the source, standing in the target in the same order
_FUNCTION_WORDS_IN_RUN = 2


def check(source: str, target: str, language: str) -> Finding | None:
    """Find a target that is its German source, or holds a long run of it."""
    if _is_copy(source, target):
        return Finding("copy", f"the {language} translation is the German text {quoted(source)}")
    run = _german_run(words(source), words(target))
    if run:
        return Finding("copy", f"German words are left in the translation: {quoted(' '.join(run))}")
    left = _german_word(source, target)
    if left:
        return Finding("copy", f"a German word is left in the translation: {quoted(left)}")
    return None


def _german_word(source: str, target: str) -> str:
    """Return a small German word that stands unchanged in the target: no name, and no word that languages share."""
    words_of_source = {match.group() for match in _SMALL.finditer(source) if _GERMAN_FORM.search(match.group())}
    if not words_of_source:
        return ""
    return next((match.group() for match in _SMALL.finditer(target) if match.group() in words_of_source), "")


def _is_copy(source: str, target: str) -> bool:
    if abs(len(source) - len(target)) > _WHITE_SPACE:
        return False
    german = clean(source)
    if german.casefold() != clean(target).casefold():
        return False
    found = words(german)
    function_words = sum(word in FUNCTION_WORDS for word in found)
    if len(found) > 1:
        small = [word for word in re.findall(r"\b[a-zäöüß]{3,}", german) if word in FUNCTION_WORDS]
        if small or function_words > 1 or (function_words and len(found) > 2):
            return True
        return any(_GERMAN_ENDING.search(word) for word in found) and not any(map(str.isdigit, german))
    return any(len(word) > 5 and _GERMAN_ENDING.search(word) for word in found)


def _german_run(source: list[str], target: list[str]) -> list[str]:
    """A run of `_RUN` words of the source in the target with function words in it, which titles hardly have."""
    if len(source) < _RUN or len(target) < _RUN:
        return []
    known = set(source)
    if len(known.intersection(target)) < _RUN - 1:
        return []
    run: list[str] = []
    for word in [*target, ""]:
        if word in known:
            run.append(word)
            continue
        if _is_german_run(run, source):
            return run
        run = []
    return []


def _is_german_run(run: list[str], source: list[str]) -> bool:
    if len(run) < _RUN or sum(word in FUNCTION_WORDS for word in run) < _FUNCTION_WORDS_IN_RUN:
        return False
    return f" {' '.join(run[:_RUN])} " in f" {' '.join(source)} "
