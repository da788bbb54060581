"""Terms that are a whole string by themselves, such as a menu's entry: how such a string reads in a language.

`keep` stays German, `keep+gloss` reads "Ausländerbehörde (Yabancılar dairesi)", `translate` is the term with a capital.
Inside sentences terms are the work of `match` and `enforce`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from glossary.term import Policy, Term


def whole_strings(terms: Iterable[Term], languages: Iterable[str]) -> Iterable[Mapping[str, str]]:
    """Yield an entry for each term: German under `de`, and the languages it has a reading in."""
    codes = tuple(languages)
    for term in terms:
        readings = {code: text for code in codes if (text := _reading(term, code))}
        if readings:
            yield {"de": term.lemma, **readings}


def _reading(term: Term, language: str) -> str:
    if not term.applies_to(language):
        return ""
    target = term.target(language)
    if term.policy is Policy.KEEP or target is None:
        return term.lemma
    if term.policy is Policy.TRANSLATE:
        return capital(target.term, language)
    return f"{term.lemma} ({capital(target.term, language)})"


def capital(text: str, language: str) -> str:
    """Return the text with a capital first letter; Turkish has a dotted one (Unicode SpecialCasing)."""
    first = "İ" if language == "tr" and text[:1] == "i" else text[:1].upper()
    return first + text[1:]
