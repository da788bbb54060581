"""German forms of a term, suggested by simplemma's word list; an editor approves each before it counts.

Only forms that the list has are suggested, never made by rule. A closed compound that it does not have is inflected as
the longest word at its end that it has: `Wohngeldstelle` as `Stelle`. Loading the list takes seconds and much memory:
for the editors' desk, never for the service.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

_LEAST: Final = 3  # letters of the word at the end of a compound


def suggest(lemma: str) -> tuple[str, ...]:
    """Return other forms of a term, in alphabetical order; of several words only the last is inflected."""
    before, _, last = lemma.rpartition(" ")
    start, hyphen, word = last.rpartition("-")
    front = f"{before} " if before else ""
    stem = f"{front}{start}{hyphen}"
    forms = {f"{stem}{form}" for form in _of_word(word)}
    return tuple(sorted(forms - {lemma}))


def _of_word(word: str) -> Iterable[str]:
    known = _by_lemma()
    if word in known:
        return _alike(word, known[word])
    for at in range(1, len(word) - _LEAST + 1):
        head = word[at:].capitalize()
        if head in known and word[:1].isupper():
            return [word[:at] + form.lower() for form in _alike(head, known[head])]
    return ()


def _alike(word: str, forms: Iterable[str]) -> list[str]:
    """Forms with the same capital: the list has verbs and their nouns under one lemma."""
    return [form for form in forms if form[:1].isupper() == word[:1].isupper()]


@lru_cache(maxsize=1)
def _by_lemma() -> Mapping[str, tuple[str, ...]]:
    forms: dict[str, list[str]] = {}
    for form, lemma in DefaultDictionaryFactory().get_dictionary("de").items():
        forms.setdefault(lemma, []).append(form)
    return MappingProxyType({lemma: tuple(each) for lemma, each in forms.items()})
