"""Terms that are a whole string by themselves, such as a menu's entry: how such a string reads in a language.

`keep` stays German, the others read as the term with a capital. Inside sentences terms are the work of `match` and
`enforce`; that the German stands beside a `keep+gloss` once a page is said there too.
"""

from __future__ import annotations

from collections.abc import Sequence

from glossary.folding import plain
from glossary.match import Match
from glossary.term import Policy


def whole_string(text: str, matches: Sequence[Match], language: str) -> str | None:
    """Return how a text reads that is, to the letter, the base form of the one entry found in it; else None.

    An inflected form has no reading: its translation would be in the wrong form.
    """
    if len(matches) != 1:
        return None
    term = matches[0].term
    shown = plain(text)
    if matches[0].part or plain(matches[0].surface) != shown or plain(term.lemma) != shown:
        return None
    target = term.target(language)
    if term.policy is Policy.KEEP:
        return term.lemma
    return None if target is None else capital(target.term, language)


def capital(text: str, language: str) -> str:
    """Return the text with a capital first letter; Turkish has a dotted one (Unicode SpecialCasing)."""
    first = "İ" if language == "tr" and text[:1] == "i" else text[:1].upper()
    return first + text[1:]
