"""The figures of a language: chrF and BLEU against references, numbers kept, terms said as the glossary says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from glossary.enforce import expected, honoured
from glossary.match import Matcher
from models.errors import ModelMissingError
from translation.checks import run as checks

# The checks whose findings mean that something law 4 names is not there, or is another.
_KEEPING: Final = frozenset({"numbers", "addresses", "placeholders", "order", "laws", "spelled", "units"})
_VALUE: Final = re.compile(r"\d|@|://|www\.")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of how many."""

    good: int
    all: int

    @property
    def share(self) -> float | None:
        """The share, where there is anything to share."""
        return self.good / self.all if self.all else None


def overlap(answers: Sequence[str], references: Sequence[str]) -> tuple[float, float]:
    """Return chrF2 and BLEU over all texts, as sacrebleu computes them by default."""
    scores = _sacrebleu()
    chrf = scores.corpus_chrf(list(answers), [list(references)]).score
    bleu = scores.corpus_bleu(list(answers), [list(references)]).score
    return min(100.0, float(chrf)), min(100.0, float(bleu))


def chrf(answers: Sequence[str], references: Sequence[str]) -> float | None:
    """Return chrF2 over all texts, where there are any."""
    if not answers:
        return None
    return min(100.0, float(_sacrebleu().corpus_chrf(list(answers), [list(references)]).score))


def numbers_kept(german: Sequence[str], answers: Sequence[str], language: str) -> Counted:
    """Count the answers that keep every number, address and code, among the texts that have any."""
    with_values = [pair for pair in zip(german, answers, strict=True) if _VALUE.search(pair[0])]
    good = sum(
        not any(finding.check in _KEEPING for finding in checks.findings(source, answer, language))
        for source, answer in with_values
        if answer
    )
    return Counted(good, len(with_values))


def terms_said(matcher: Matcher, german: Sequence[str], answers: Sequence[str], language: str) -> Counted:
    """Count the entries of a glossary that an answer honours, among those that its German text has as words."""
    good = total = 0
    for source, answer in zip(german, answers, strict=True):
        for owed in expected(matcher.find(source), language):
            if owed.strict and owed.accepted:
                total += 1
                good += honoured(owed.term, answer, language)
    return Counted(good, total)


def _sacrebleu() -> Any:
    try:
        # Only here, because nothing else needs it.
        import sacrebleu  # noqa: PLC0415
    except ImportError as error:
        message = "measuring quality needs sacrebleu: pip install 'stadtlotse[bench]'"
        raise ModelMissingError(message) from error
    return sacrebleu
