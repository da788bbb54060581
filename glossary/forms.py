"""German forms of a term, suggested by simplemma's word list; an editor approves each before it counts.

Only forms that the list has are suggested, never made by rule. A closed compound that it does not have is inflected as
the longest word at its end that it has: `Wohngeldstelle` as `Stelle`. Loading the list takes seconds and much memory:
for the editors' desk, never for the service.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

_LEAST: Final = 3  # letters of the word at the end of a compound
_ENDINGS: Final = ("", *"e s n r es en er em ern ers nen se sen ses".split())
_CHANGES: Final = (("um", "a"), ("um", "en"), ("us", "en"), ("a", "en"), ("is", "en"), ("os", "en"))
_UMLAUTS: Final = str.maketrans("aouAOU", "äöüÄÖÜ")


def suggest(lemma: str) -> tuple[str, ...]:
    """Return other forms of a term, in alphabetical order; of several words only the last is inflected."""
    before, _, last = lemma.rpartition(" ")
    start, hyphen, word = last.rpartition("-")
    front = f"{before} " if before else ""
    stem = f"{front}{start}{hyphen}"
    forms = {f"{stem}{form}" for form in _of_word(word)}
    return tuple(sorted(forms - {lemma}))


def _of_word(word: str) -> Iterable[str]:
    words = _dictionary()
    for at in (0, *range(1, len(word) - _LEAST + 1)):
        head = word[at:] if not at else word[at:].capitalize()
        # The list has verbs and their nouns under one lemma: forms keep the capital.
        forms = [form for form in _candidates(head) if form != head and words.get(form) == head]
        if forms and (not at or word[:1].isupper()):
            return forms if not at else [word[:at] + form.lower() for form in forms]
    return ()


def _candidates(word: str) -> Iterable[str]:
    """All that could be a form; the word list decides."""
    stems = [word, *(word[: -len(end)] + new for end, new in _CHANGES if word.endswith(end))]
    at = max((word.lower().rfind(vowel) for vowel in "aou"), default=-1)
    if at >= 0:
        at -= word[at - 1 : at + 1].lower() == "au"
        stems.append(word[:at] + word[at].translate(_UMLAUTS) + word[at + 1 :])
    return (stem + end for stem in stems for end in _ENDINGS)


@lru_cache(maxsize=1)
def _dictionary() -> Mapping[str, str]:
    return DefaultDictionaryFactory().get_dictionary("de")
