"""Finds the entries of a glossary in a German text: all forms of all entries in one pass, the longest first.

Matches never overlap, and say where they stand in the text as it was given, soft hyphens included. A match inside a
closed compound is a `part`: its word stands for something longer. Capitals: an entry with `case` counts only as it is
written, a capital at the start of a sentence apart; names that are words need neighbours that allow a name.
A pure function of entries and text; must not know where entries are stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import ahocorasick_rs

from glossary import boundary, names
from glossary.boundary import Fit
from glossary.folding import Folded, fold, plain, small
from glossary.term import MatchRule, Place, Policy, State, Term

EVERYWHERE: Final = Place()

_OPENERS: Final = " \"'„“”‚‘«»‹›([{*"
_ENDS: Final = frozenset(".!?:;…•·|–—-/")
_HALVES: Final = re.compile("[\ud800-\udfff]")
_PRONOUN: Final = re.compile(r" (?:sie|wir|ihr|du|ich|er|es|uns|dich|euch|bitte)\b")


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found: `text[start:end] == surface` in the text that was given; `form` is the approved form."""

    term: Term
    start: int
    end: int
    surface: str
    form: str
    part: bool = False

    def fingerprint(self, language: str) -> str:
        """What of the match can change a translation; empty where the entry does not count in this language."""
        mark = self.term.fingerprint(language)
        return f"{self.start}-{self.end}{'p' if self.part else ''}:{mark}" if mark else ""


@dataclass(frozen=True, slots=True)
class _Form:
    term: Term
    written: str  # as an editor approved it
    plain: str
    name: bool  # a name that is also a word
    capitals: bool  # only in capitals: `STRASSE` for `Straße`


@dataclass(frozen=True, slots=True)
class _Found:
    form: _Form
    start: int
    end: int
    part: bool

    def order(self) -> tuple[int, bool, int, int, bool, str, str]:
        """The longest first; of equals the narrower scope, then the approved one, then any fixed order."""
        term = self.form.term
        draft = term.state is not State.APPROVED
        return (self.start - self.end, self.part, self.start, -term.scope.narrowness, draft, term.id, term.lemma)


class Matcher:
    """Many entries, ready to be found; immutable, and safe in any number of threads."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Take all entries; retired ones are left out."""
        patterns: dict[str, list[_Form]] = {}
        for term in terms:
            if term.state is not State.RETIRED:
                for key, form in _forms(term):
                    patterns.setdefault(key, []).append(form)
        self._forms: Sequence[Sequence[_Form]] = tuple(map(tuple, patterns.values()))
        self._whole = frozenset(patterns)
        self._search = ahocorasick_rs.AhoCorasick(tuple(patterns), store_patterns=False)
        scopes = (each.term.scope.selector for forms in self._forms for each in forms)
        self.selectors: tuple[str, ...] = tuple(sorted({selector for selector in scopes if selector}))
        urls = (each.term.scope.url for forms in self._forms for each in forms)
        self.urls: tuple[str, ...] = tuple(sorted({url for url in urls if url}))

    def __len__(self) -> int:
        """Return how many different forms are looked for."""
        return len(self._forms)

    def spells(self, text: str) -> bool:
        """Tell whether the whole text is one of the forms, be it written as it should or not: much quicker."""
        return small(text) in self._whole

    def touches(self, text: str) -> bool:
        """Tell whether any form is in the text, be it as a word or not: quicker than finding."""
        return bool(self._search.find_matches_as_indexes(_whole_letters(fold(text).small)))

    def possible(self, text: str) -> frozenset[Term]:
        """Return all entries of which a form is in the text, be it as a word or not: no other one changes anything."""
        raw = self._search.find_matches_as_indexes(_whole_letters(fold(text).small), overlapping=True)
        return frozenset(form.term for index in {each[0] for each in raw} for form in self._forms[index])

    def find(self, text: str, place: Place = EVERYWHERE) -> tuple[Match, ...]:
        """Return what was found, in the order of the text; entries that do not count at the place are not there."""
        folded = fold(text)
        raw = self._search.find_matches_as_indexes(_whole_letters(folded.small), overlapping=True)
        if not raw:
            return ()
        found = [each for index, start, end in raw for each in self._fitting(index, start, end, folded, place)]
        if not found:
            return ()
        barred = list(boundary.addresses(folded.plain))
        chosen: list[_Found] = []
        for each in sorted(found, key=_Found.order):
            if all(each.end <= start or end <= each.start for start, end in barred):
                barred.append((each.start, each.end))
                chosen.append(each)
        chosen.sort(key=lambda each: each.start)
        return tuple(_match(each, folded) for each in chosen)

    def _fitting(self, index: int, start: int, end: int, folded: Folded, place: Place) -> Iterable[_Found]:
        fits = boundary.fit(folded.small, start, end)
        if fits is Fit.NONE:
            return
        part = fits is Fit.PART
        for form in self._forms[index]:
            term = form.term
            if part and (term.match is not MatchRule.COMPOUND or form.name):
                continue
            if not term.scope.covers(place) or (place.language and not term.applies_to(place.language)):
                continue
            written = _written_as_part if part else _written_as_word
            if written(form, folded, start, end):
                yield _Found(form, start, end, part)


def _whole_letters(text: str) -> str:
    """Return the text with another character for each half of a letter that a broken page holds."""
    return text if text.isascii() else _HALVES.sub("\ufffd", text)


def _forms(term: Term) -> Iterable[tuple[str, _Form]]:
    may_be_word = term.case and term.policy is Policy.KEEP
    for written in term.german:
        key = small(written)
        if not key:
            continue
        shown = plain(written)
        name = may_be_word and written == term.lemma and shown.isalpha() and shown == shown.capitalize()
        yield key, _Form(term, written, shown, name, capitals=False)
        if "ß" in key:
            yield key.replace("ß", "ss"), _Form(term, written, shown.replace("ß", "ss"), name, capitals=True)


def _match(found: _Found, folded: Folded) -> Match:
    start, end = folded.span(found.start, found.end)
    return Match(found.form.term, start, end, folded.original[start:end], found.form.written, found.part)


def _written_as_word(form: _Form, folded: Folded, start: int, end: int) -> bool:
    surface = folded.plain[start:end]
    if form.capitals and not surface.isupper():
        return False
    if form.name and (
        boundary.beside_hyphen(folded.small, start, end)
        or names.common_noun(folded.plain[max(0, start - 40) : start], folded.plain[end : end + 40])
    ):
        return False
    if not form.term.case:
        return True
    if surface == form.plain:
        return not (
            surface[0].isupper()
            and " " not in surface
            and _PRONOUN.match(folded.small, end)  # `Teilen Sie uns mit`: a verb with the capital of a sentence
            and _begins_sentence(folded.plain, start)
        )
    if surface == form.plain[0].upper() + form.plain[1:]:
        return _begins_sentence(folded.plain, start)
    # `LEICHTE SPRACHE` can be nothing else; `RAT` and `TEILEN` can.
    return surface.isupper() and (" " in surface or "-" in surface)


def _written_as_part(form: _Form, folded: Folded, start: int, end: int) -> bool:
    begins = boundary.word_start(folded.small, start)
    surface = folded.plain[start:end]
    second = start > begins or folded.plain[start - 1 : start] == "-"  # `Bauantrag`, `Bau- und -antrag`
    if form.capitals and not surface.isupper():
        return False
    # Closed compounds of nouns are nouns: `beantragen` has no `Antrag` in it.
    noun = form.plain[0].isupper()
    if noun and not folded.plain[begins].isupper() and not (second and start == begins):
        return False
    if not form.term.case or surface.isupper():
        return True
    return surface == (form.plain[0].lower() + form.plain[1:] if second else form.plain)


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(_OPENERS)
    return not before or before[-1] in _ENDS
