"""What one sentence owes the glossary, and which entries a translation of it leaves unkept. Pure.

Knows no engine: it says what is wrong with a text, and with which words the engine may be asked instead.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from glossary.enforce import NO_RIVALS, Rivals, expected, violations
from glossary.live import Snapshot
from glossary.match import Match
from glossary.term import Place, Policy, State
from translation.trace import TermResult, TermUse


@dataclass(frozen=True, slots=True)
class SentenceTerms:
    """The entries in a German sentence that count for a language."""

    language: str
    matches: tuple[Match, ...]
    rivals: Rivals

    def violated(self, target: str) -> tuple[Match, ...]:
        """Return the matches that a translation does not keep, one for each entry."""
        return violations(self.matches, target, self.language, self.rivals) if self.matches else ()

    def owed(self) -> tuple[Match, ...]:
        """Return the first match of each entry that a translation has to keep."""
        strict = {each.term for each in expected(self.matches, self.language) if each.strict}
        first = {match.term: match for match in reversed(self.matches) if match.term in strict and not match.part}
        return tuple(sorted(first.values(), key=lambda match: match.start))

    def uses(self, at_first: Collection[Match], at_last: Collection[Match], result: TermResult) -> tuple[TermUse, ...]:
        """Say for each entry what became of it; `result` is how those were mended that the first answer violated."""
        return tuple(_use(match, at_first, at_last, result) for match in self.owed())


def terms_of(text: str, snapshot: Snapshot, place: Place) -> SentenceTerms:
    """Find what a German sentence owes the glossary at a place."""
    matches = snapshot.matcher.find(text, place)
    return SentenceTerms(place.language, matches, snapshot.rivals.get(place.language, NO_RIVALS))


def approved(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Return those that an editor approved: only their words are ever put in by force."""
    return tuple(match for match in matches if match.term.state is State.APPROVED)


def names(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Return those whose German words stay."""
    return tuple(match for match in matches if match.term.policy is Policy.KEEP)


def with_targets(text: str, matches: Sequence[Match], language: str) -> str:
    """Return the German with each term in the words that shall stand for it: a model tends to leave them as they are.

    Dinu et al. 2019, *Training neural machine translation to apply terminology constraints*, train for this; models
    of many languages do it untrained.
    """
    parts = []
    position = 0
    for match in sorted(matches, key=lambda each: each.start):
        target = match.term.target(language)
        if target is None or match.start < position:
            continue
        parts += [text[position : match.start], target.term]
        position = match.end
    return "".join([*parts, text[position:]])


def _use(match: Match, at_first: Collection[Match], at_last: Collection[Match], result: TermResult) -> TermUse:
    last = {each.term for each in at_last}
    first = {each.term for each in at_first}
    became = TermResult.HONOURED
    if match.term in last:
        became = TermResult.VIOLATED
    elif match.term in first:
        became = result
    return TermUse(match.term.id, match.term.lemma, match.surface, became)
