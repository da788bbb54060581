"""Judges one candidate for one sentence: may it be shown, and does it keep the terms? Pure."""

from __future__ import annotations

from dataclasses import dataclass

from glossary.match import Match
from models.engine import Candidate
from translation.checks import run as checks
from translation.terms import SentenceTerms, approved
from translation.trace import TermResult

UNSURE = "the model is not sure enough"
CUT_OFF = "cut off at the model's limit"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A candidate with what speaks against it.

    `checks` names the checks that found something, `objection` is why it may not be shown ("" if it may), `violated`
    are the terms it does not keep, `mends` how it came by those that the first answer did not keep.
    """

    text: str
    confidence: float
    checks: tuple[str, ...]
    objection: str
    violated: tuple[Match, ...]
    mends: TermResult

    @property
    def rank(self) -> tuple[bool, int, int, float]:
        """The order of candidates, best first: no objection, approved terms, drafts, confidence."""
        return bool(self.objection), len(approved(self.violated)), len(self.violated), -self.confidence

    @property
    def refused(self) -> tuple[str, ...]:
        """Return all that speaks against it, in words."""
        broken = tuple(f"term: {match.term.lemma!r} is not kept" for match in self.violated)
        return (self.objection, *broken) if self.objection else broken


@dataclass(frozen=True, slots=True)
class Judge:
    """Knows the sentence, what it owes, and how sure the engine has to be."""

    source: str
    terms: SentenceTerms
    least_confidence: float

    def judge(self, candidate: Candidate, mends: TermResult = TermResult.HONOURED) -> Verdict:
        """Check a candidate against the German."""
        found = checks.findings(self.source, candidate.text, self.terms.language)
        objection = ""
        if not candidate.complete:
            objection = CUT_OFF
        elif found:
            objection = f"check {found[0].check}: {found[0].message}"
        elif candidate.confidence < self.least_confidence:
            objection = UNSURE
        violated = self.terms.violated(candidate.text)
        names = tuple(finding.check for finding in found)
        return Verdict(candidate.text, candidate.confidence, names, objection, violated, mends)
