"""Two results, figure by figure: what became better, what worse, and what counts as a step back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from models.errors import ModelMissingError
from proxy.quality.result import LanguageResult, MarkupResult, Result


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How much worse a figure may be: points of chrF, shares, and the part of the speed that may be lost."""

    chrf: float = 1.0
    share: float = 0.02
    speed: float = 0.2


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and after; `worse` where it fell by more than is tolerated."""

    language: str
    figure: str
    before: float
    after: float
    worse: bool


_Of = TypeVar("_Of")


@dataclass(frozen=True, slots=True)
class _Figure(Generic[_Of]):
    name: str
    of: Callable[[_Of], float | None]
    allowed: Callable[[Tolerance], float]

    def change(self, language: str, before: _Of, after: _Of, tolerance: Tolerance) -> Iterator[Change]:
        """Yield the change, if both have the figure."""
        was, now = self.of(before), self.of(after)
        if was is not None and now is not None:
            yield Change(language, self.name, was, now, worse=now < was - self.allowed(tolerance))


_FIGURES: Final[tuple[_Figure[LanguageResult], ...]] = (
    _Figure("chrF", lambda each: each.chrf, lambda tolerance: tolerance.chrf),
    _Figure("chrF of what is shown", lambda each: each.shown_chrf, lambda tolerance: tolerance.chrf),
    _Figure("shown", lambda each: each.shown, lambda tolerance: tolerance.share),
    _Figure("numbers kept", lambda each: each.number_safety, lambda tolerance: tolerance.share),
    _Figure("terms said", lambda each: each.term_success, lambda tolerance: tolerance.share),
)
_MARKUP: Final[tuple[_Figure[MarkupResult], ...]] = (
    _Figure("markup F1", lambda each: each.f1, lambda tolerance: tolerance.share),
    _Figure("placing F1", lambda each: each.placing_f1, lambda tolerance: tolerance.share),
    # Law 3 tolerates nothing.
    _Figure("texts with all tags", lambda each: 1 - each.broken / each.segments, lambda _tolerance: 0.0),
)


def compare(before: Result, after: Result, tolerance: Tolerance) -> tuple[Change, ...]:
    """Return all figures that both have; raises `ModelMissingError` where they were measured on other texts."""
    if before.digest != after.digest:
        message = (
            f"{before.model} was measured on {before.set}, {after.model} on {after.set}: other texts, no comparison"
        )
        raise ModelMissingError(message)
    both = [language for language in before.languages if language in after.languages]
    if not both:
        message = f"{before.model} and {after.model} were measured in no common language"
        raise ModelMissingError(message)
    changes = [change for language in both for change in _language(language, before, after, tolerance)]
    changes += [
        Change(language, "measured", 1.0, 0.0, worse=True) for language in before.languages if language not in both
    ]
    # Words a second say something only of the same processor.
    same = before.machine == after.machine
    slower = after.words_per_second < before.words_per_second * (1 - tolerance.speed)
    changes.append(Change("all", "words/s", before.words_per_second, after.words_per_second, worse=same and slower))
    return tuple(changes)


def pairs(before: Sequence[Result], after: Sequence[Result]) -> tuple[tuple[Result, Result], ...]:
    """Pair results of the same set: the same model where both files have it, else the only ones there are."""
    found = tuple(
        (one, other) for one in before for other in after if one.digest == other.digest and _key(one) == _key(other)
    )
    if found:
        return found
    if len(before) == len(after) == 1:
        return ((before[0], after[0]),)
    message = "the files have no model on the same texts in common; compare files with one result each"
    raise ModelMissingError(message)


def _language(language: str, before: Result, after: Result, tolerance: Tolerance) -> Iterator[Change]:
    one, other = before.languages[language], after.languages[language]
    for figure in _FIGURES:
        yield from figure.change(language, one, other, tolerance)
    # Another number of segments is another part of the markup set.
    if one.markup and other.markup and one.markup.segments == other.markup.segments:
        for each in _MARKUP:
            yield from each.change(language, one.markup, other.markup, tolerance)


def _key(result: Result) -> str:
    return result.model.partition("@")[0]
