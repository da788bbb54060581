"""What is wrong with a translation that an editor is about to save: marks, checks, terms. Pure.

Broken marks keep it from being saved, because then it could not be shown. All else an editor may overrule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from glossary import marked
from glossary.enforce import accepted, expected, violations
from glossary.live import Snapshot
from glossary.marked import Mark
from glossary.overrides import normal
from glossary.term import Place, Term
from proxy.desk.texts.reading import words
from translation.checks import run as checks
from translation.checks.finding import Finding


class Trouble(StrEnum):
    """What keeps a text from being saved; names of words of the desk."""

    EMPTY = "empty"
    BRACES = "braces"
    MISSING = "missing"
    SURPLUS = "surplus"
    CROSSED = "crossed"
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why it cannot be saved; `marks` are those that it is about."""

    trouble: Trouble
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermCheck:
    """A term in the German text, what may stand for it, and whether that is there."""

    term: Term
    surface: str
    accepted: tuple[str, ...]
    kept: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """All that is to be said of a translation."""

    refused: Refused | None
    findings: tuple[Finding, ...] = ()
    terms: tuple[TermCheck, ...] = ()

    @property
    def has_doubts(self) -> bool:
        """Whether an editor has to say that it is meant so."""
        return bool(self.findings) or not all(each.kept for each in self.terms)


def check(german: str, target: str, place: Place, snapshot: Snapshot) -> Checked:
    """Look at a translation (marked text) of a German text at a place."""
    refused = _refused(german, target)
    plain, said = words(german), words(target)
    terms = expected_terms(german, place, snapshot, said)
    if refused is not None:
        return Checked(refused, terms=terms)
    return Checked(None, checks.findings(plain, said, place.language), terms)


def expected_terms(german: str, place: Place, snapshot: Snapshot, target: str = "") -> tuple[TermCheck, ...]:
    """Return the terms that a translation of this German text owes, and whether it keeps them."""
    matches = snapshot.matcher.find(words(german), place)
    missing = {
        match.term for match in violations(matches, target, place.language, snapshot.rivals.get(place.language, {}))
    }
    surfaces = {match.term: match.surface for match in reversed(matches) if not match.part}
    return tuple(
        TermCheck(
            each.term,
            surfaces[each.term],
            accepted(each.term, place.language, (surfaces[each.term],)),
            each.term not in missing,
        )
        for each in expected(matches, place.language)
        if each.strict
    )


def _refused(german: str, target: str) -> Refused | None:
    if not normal(words(target)):
        return Refused(Trouble.EMPTY)
    if any(ord(character) < 32 and character not in "\n\t" for character in target):
        return Refused(Trouble.CONTROL)
    try:
        found = [piece for piece in marked.parse(target) if isinstance(piece, Mark)]
        wanted = [piece for piece in marked.parse(german) if isinstance(piece, Mark)]
    except marked.MarkupError:
        return Refused(Trouble.BRACES)
    for trouble, strange in (
        (Trouble.MISSING, Counter(wanted) - Counter(found)),
        (Trouble.SURPLUS, Counter(found) - Counter(wanted)),
    ):
        if strange:
            return Refused(trouble, _written(tuple(strange)))
    try:
        marked.check_marks(german, target)
    except marked.MarkupError:
        return Refused(Trouble.CROSSED, _written(found))
    return None


def _written(marks: Sequence[Mark]) -> tuple[str, ...]:
    return tuple(marked.render((mark,)) for mark in marks)
