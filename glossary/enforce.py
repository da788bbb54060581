"""What a translation owes the glossary, and whether it kept it. Pure functions; they change no translation.

A term is honoured where its base form or an accepted variant stands as words of the translation: inflected forms and
those with prefixes (Arabic) or suffixes (Turkish) are variants that editors list, so nothing is guessed about grammar.
Longer terms are looked for first: the Turkish for *Abmeldung* contains the one for *Anmeldung* and does not honour it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import ahocorasick_rs

from glossary.folding import Folded, fold
from glossary.match import Match
from glossary.term import Policy, Term

# Harakat and tatweel: written or not, the word is the same.
_ARABIC_MARKS: Final = frozenset(map(chr, (*range(0x064B, 0x0653), 0x0670, 0x0640)))
Rivals = Mapping[tuple[str, str], tuple[str, ...]]
NO_RIVALS: Final[Rivals] = MappingProxyType({})

_DOTTED: Final = str.maketrans({"İ": "i", "I": "ı"})  # Unicode SpecialCasing, Turkish


@dataclass(frozen=True, slots=True)
class Expected:
    """One entry that a translation has to honour: how often, and with which words."""

    term: Term
    count: int
    accepted: tuple[str, ...]
    strict: bool  # false where it stands only inside closed compounds: then a translator may say it otherwise


def fingerprints(matches: Iterable[Match], language: str) -> tuple[str, ...]:
    """Return what goes into the segment's key: one text for each match that counts in the language."""
    return tuple(mark for match in matches if (mark := match.fingerprint(language)))


def expected(matches: Iterable[Match], language: str) -> tuple[Expected, ...]:
    """Return what the translation of a text with these matches owes, entry by entry, in the order of the text."""
    wholes: dict[Term, int] = {}
    surfaces: dict[Term, list[str]] = {}
    for match in matches:
        if match.term.applies_to(language):
            wholes[match.term] = wholes.get(match.term, 0) + (not match.part)
            surfaces.setdefault(match.term, []).append(fold(match.surface).plain)
    return tuple(
        Expected(term, max(count, 1), accepted(term, language, surfaces[term]), strict=count > 0)
        for term, count in wholes.items()
    )


def accepted(term: Term, language: str, surfaces: Iterable[str] = ()) -> tuple[str, ...]:
    """Return all that counts as the term: for names also the German forms, as they were written."""
    target = term.target(language)
    words = list(target.accepted) if target else []
    if term.policy is not Policy.TRANSLATE:
        words += [*surfaces, *term.german]
    return tuple(dict.fromkeys(words))


def rivals_of(terms: Iterable[Term], language: str) -> Rivals:
    """Return for each entry the accepted words of others that contain one of its own: made once for a glossary.

    `ikamet kaydının silinmesi` (Abmeldung) contains `ikamet kaydının` (Anmeldung), and says the contrary.
    """
    owners: dict[str, set[tuple[str, str]]] = {}
    for term in terms:
        target = term.target(language)
        if target and term.applies_to(language):
            for word in target.accepted:
                owners.setdefault(word, set()).add(_name(term))
    words = list(owners)
    small = [_word(word, language)[1] for word in words]
    search = ahocorasick_rs.AhoCorasick(small, store_patterns=False)
    found: dict[tuple[str, str], dict[str, None]] = {}
    for longer, text in zip(words, small, strict=True):
        for index, start, end in search.find_matches_as_indexes(text, overlapping=True):
            if end - start < len(text) and _bounded(text, start, end):
                for owner in owners[words[index]] - owners[longer]:
                    found.setdefault(owner, {})[longer] = None
    return MappingProxyType({owner: tuple(each) for owner, each in found.items()})


def honoured(term: Term, target_text: str, language: str) -> bool:
    """Tell whether the term stands in the translation, in whatever accepted form."""
    text = _comparable(target_text, language)
    return any(_places(word, text, language, _exact(term)) for word in accepted(term, language))


def violations(
    matches: Sequence[Match], target_text: str, language: str, rivals: Rivals = NO_RIVALS
) -> tuple[Match, ...]:
    """Return the matches that the translation does not honour; parts of compounds are never among them.

    The longest words are looked for first, and what they take up honours nothing else; `rivals_of` says which longer
    words of other entries there are. An entry that stands more than once has to be honoured once: a pronoun may stand
    for the second.
    """
    owed = [each for each in expected(matches, language) if each.strict]
    wanted: dict[str, list[Term]] = {}
    for each in owed:
        for word in each.accepted:
            wanted.setdefault(word, []).append(each.term)
        for word in rivals.get(_name(each.term), ()):
            wanted.setdefault(word, [])
    text = _comparable(target_text, language)
    kept: set[Term] = set()
    for word in sorted(wanted, key=len, reverse=True):
        exact = bool(wanted[word]) and all(map(_exact, wanted[word]))
        for start, end in _places(word, text, language, exact):
            text = text.without(start, end)
            kept.update(wanted[word])
    missing = {each.term for each in owed} - kept
    first: dict[Term, Match] = {}
    for match in matches:
        if match.term in missing and not match.part:
            first.setdefault(match.term, match)
    return tuple(first.values())


@dataclass(frozen=True, slots=True)
class Glossed:
    """A translation with its keep+gloss term shown: `german` goes into an element with `lang="de"`, `gloss` follows."""

    before: str
    german: str
    gloss: str
    after: str


def glossed(text: str, match: Match, language: str) -> Glossed | None:
    """Return the translation with the German words of a match and their explanation in its place.

    Where the translation has the term, in whatever accepted form, that becomes the explanation, so that its grammar
    stays: `Yabancılar dairesine gidin` becomes `Ausländerbehörde (Yabancılar dairesine) gidin`. Where it has the German
    words, the base form explains them, and where it has both, nothing need be added. None where it has neither, or
    the entry is no keep+gloss with a target.
    """
    target = match.term.target(language)
    if match.term.policy is not Policy.GLOSS or target is None or not match.term.applies_to(language):
        return None
    german = fold(match.surface).plain
    comparable = _comparable(text, language)
    left = german_left(text, match, language)
    if left is not None and any(_places(word, comparable, language, exact=False) for word in target.accepted):
        return left
    for words, own in ((target.accepted, True), (accepted(match.term, language, (german,)), False)):
        for word in sorted(words, key=len, reverse=True):
            places = _places(word, comparable, language, exact=False)
            if places:
                start, end = comparable.span(*places[0])
                shown = text[start:end]
                same = _comparable(shown, language).small == _comparable(german, language).small
                gloss = "" if own and same else f" ({shown if own else target.term})"
                return Glossed(text[:start], german, gloss, text[end:])
    return None


def german_left(text: str, match: Match, language: str) -> Glossed | None:
    """Return the translation cut around the German words of a match that it has kept, without a gloss; else None."""
    comparable = _comparable(text, language)
    german = dict.fromkeys((fold(match.surface).plain, *match.term.german))
    for word in sorted(german, key=len, reverse=True):
        for start, end in _places(word, comparable, language, _exact(match.term))[:1]:
            at, until = comparable.span(start, end)
            return Glossed(text[:at], text[at:until], "", text[until:])
    return None


@dataclass(frozen=True, slots=True)
class _Comparable:
    """A text in small letters and as written, with the way back to the original."""

    folded: Folded
    kept: tuple[int, ...] | None
    plain: str
    small: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        if self.kept is not None:
            start, end = self.kept[start], self.kept[end - 1] + 1
        return self.folded.span(start, end)

    def without(self, start: int, end: int) -> _Comparable:
        gap = "\0" * (end - start)
        plain, small = (f"{text[:start]}{gap}{text[end:]}" for text in (self.plain, self.small))
        return _Comparable(self.folded, self.kept, plain, small)


def _comparable(text: str, language: str) -> _Comparable:
    folded = fold(text.translate(_DOTTED) if language == "tr" else text)
    plain = fold(text).plain if language == "tr" else folded.plain
    if language != "ar" or _ARABIC_MARKS.isdisjoint(folded.small):
        return _Comparable(folded, None, plain, folded.small)
    kept = tuple(at for at, letter in enumerate(folded.small) if letter not in _ARABIC_MARKS)
    return _Comparable(folded, kept, *("".join(each[at] for at in kept) for each in (folded.plain, folded.small)))


@lru_cache(maxsize=1 << 17)  # a glossary of thousands of entries in all languages
def _word(word: str, language: str) -> tuple[str, str]:
    comparable = _comparable(word, language)
    return comparable.plain, comparable.small


def _places(word: str, text: _Comparable, language: str, exact: bool) -> list[tuple[int, int]]:
    """Where a word stands as words of its own."""
    plain, small = _word(word, language)
    wanted, where = (plain, text.plain) if exact else (small, text.small)
    places: list[tuple[int, int]] = []
    at = where.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        bounded = _bounded(where, at, end)
        if bounded:
            places.append((at, end))
        at = where.find(wanted, end if bounded else at + 1)
    return places


def _bounded(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def _name(term: Term) -> tuple[str, str]:
    return term.id, term.lemma


def _exact(term: Term) -> bool:
    """Names whose capitals matter: `NINA` is not `Nina`, `Link` no `link`."""
    return term.case and term.policy is Policy.KEEP
