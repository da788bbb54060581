"""What a translation owes the glossary, and whether it kept it. Pure functions; they change no translation.

A term is honoured where its base form or an accepted variant stands as words of the translation: inflected forms and
those with prefixes (Arabic) or suffixes (Turkish) are variants that editors list, so nothing is guessed about grammar.
Longer terms are looked for first: the Turkish for *Abmeldung* contains the one for *Anmeldung* and does not honour it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from glossary.folding import fold, small
from glossary.match import Match
from glossary.term import Policy, Term

# Harakat and tatweel: written or not, the word is the same.
_ARABIC_MARKS: Final = str.maketrans(dict.fromkeys([*range(0x064B, 0x0653), 0x0670, 0x0640]))
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


def honoured(term: Term, target_text: str, language: str) -> bool:
    """Tell whether the term stands in the translation, in whatever accepted form."""
    return _count(accepted(term, language), _comparable(target_text, language), language)[0] > 0


def violations(matches: Sequence[Match], target_text: str, language: str) -> tuple[Match, ...]:
    """Return the matches that the translation does not honour; parts of compounds are never among them.

    Each place in the translation honours one entry, the one with the longest words first. An entry that stands more
    than once has to be honoured once: a pronoun may stand for the second.
    """
    owed = [each for each in expected(matches, language) if each.strict]
    text = _comparable(target_text, language)
    longest_first = sorted(
        ((word, each) for each in owed for word in each.accepted), key=lambda pair: len(pair[0]), reverse=True
    )
    kept: set[Term] = set()
    for word, each in longest_first:
        count, text = _count((word,), text, language)
        if count:
            kept.add(each.term)
    missing = {each.term for each in owed} - kept
    first: dict[Term, Match] = {}
    for match in matches:
        if match.term in missing and not match.part:
            first.setdefault(match.term, match)
    return tuple(first.values())


def glossed(text: str, match: Match, language: str) -> tuple[str, str, str]:
    """Return what to show for a keep+gloss match: before, the German words, after.

    `text` is what stands in the translation for the match, or the German words. The German goes into an element with
    `lang="de"`; before and after are in the target language: `("", "Ausländerbehörde", " (yabancılar dairesi)")`.
    """
    del text
    target = match.term.target(language)
    german = fold(match.surface).plain
    if match.term.policy is not Policy.GLOSS or target is None or _comparable(target.term, language) == small(german):
        return ("", german, "")
    return ("", german, f" ({target.term})")


def _count(words: Iterable[str], text: str, language: str) -> tuple[int, str]:
    """How often the words stand in a comparable text, and the text with them taken out."""
    count = 0
    for word in words:
        wanted = _comparable(word, language)
        at = text.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            if _bounded(text, at, end):
                text = f"{text[:at]}\0{text[end:]}"
                count += 1
                end = at
            at = text.find(wanted, end + 1)
    return count, text


def _bounded(text: str, start: int, end: int) -> bool:
    before, behind = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or behind.isalnum())


def _comparable(text: str, language: str) -> str:
    if language == "tr":
        text = text.translate(_DOTTED)
    folded = fold(text).small.strip()
    return folded.translate(_ARABIC_MARKS) if language == "ar" else folded
