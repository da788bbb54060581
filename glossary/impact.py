"""Which remembered segments a change of the glossary would translate anew: before it is published (law 6).

A segment is affected in a language if the matches that count there are others, or mean something else. Where a text
stands is not known here, so an entry for some pages is taken as one for all: rather one too many than one too few.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from glossary.enforce import fingerprints
from glossary.match import Matcher
from glossary.term import Place, Scope, Term


@dataclass(frozen=True, slots=True)
class Affected:
    """A German text and the languages in which it would be translated anew."""

    text: str
    languages: tuple[str, ...]


def affected(
    before: Iterable[Term], now: Iterable[Term], texts: Iterable[str], languages: Collection[str]
) -> Iterator[Affected]:
    """Return the texts (plain, without markup) that would change, in their order."""
    there, then = set(map(_everywhere, before)), set(map(_everywhere, now))
    old, new, different = Matcher(there), Matcher(then), Matcher(there ^ then)
    for text in texts:
        if not different.touches(text):
            continue  # what could be found in it is the same
        changed = tuple(code for code in languages if _marks(old, text, code) != _marks(new, text, code))
        if changed:
            yield Affected(text, changed)


def _marks(matcher: Matcher, text: str, language: str) -> tuple[str, ...]:
    return fingerprints(matcher.find(text, Place(language=language)), language)


def _everywhere(term: Term) -> Term:
    return replace(term, scope=Scope(languages=term.scope.languages), note="", author="", changed_at="")
