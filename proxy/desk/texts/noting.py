"""A page that was made, as readings. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from glossary.overrides import OverrideMemory, stale
from glossary.term import Place
from proxy.desk.texts.ids import reading_number, segment_id
from proxy.desk.texts.reading import Reading, TextState
from proxy.pages_made import PageMade
from translation.explain import Explanation, explain
from translation.outcome import ENGINE_FAILED, LATE, NOT_ADMITTED, Layer
from translation.trace import TermResult, TermUse

_FAILED: Final = "check "
_LAYERS: Final = MappingProxyType(
    {
        Layer.OVERRIDE.value: TextState.OVERRIDDEN,
        Layer.NEUTRAL.value: TextState.FIXED,
        Layer.SEED.value: TextState.FIXED,
        Layer.OLDER.value: TextState.WAITING,
        Layer.GERMAN.value: TextState.GERMAN,
        "": TextState.WAITING,
    }
)
_WORSE: Final = {result: rank for rank, result in enumerate(TermResult)}


@dataclass(frozen=True, slots=True)
class NotedPage:
    """A public page in one language and its readings, each once, in the order of the page."""

    path: str
    language: str
    readings: tuple[Reading, ...]


def noted(page: PageMade) -> NotedPage:
    """Return what is written down of a page."""
    pairs = zip(page.segments, page.outcomes, strict=True)
    explained = (
        explain(segment, outcome, page.place, page.state)
        for segment, outcome in pairs
        if outcome.layer is not Layer.PRIVATE
    )
    return noted_explanations(page.path, page.place, tuple(explained), page.state.overrides)


def noted_explanations(
    path: str, place: Place, explained: Sequence[Explanation], overrides: OverrideMemory
) -> NotedPage:
    """Return what is written down of a page whose segments were explained."""
    outdated = _outdated(place, [each.german for each in explained], overrides)
    readings = (_reading(each, place.language, outdated) for each in explained if _can_be_kept(each))
    return NotedPage(path, place.language, tuple({each.number: each for each in readings}.values()))


def with_names(reading: Reading) -> Reading:
    """Return a reading with its number and the name of its segment."""
    segment = segment_id(reading.german)
    kind = TextState.MACHINE if reading.state is TextState.REVIEWED else reading.state
    target = "" if reading.target is None else f"={reading.target}"
    # What became of its terms is part of it: another glossary may judge the same words otherwise.
    uses = (f"{use.term} {use.result.value}" for use in reading.terms)
    number = reading_number(segment, reading.language, target, kind.value, reading.model, *uses)
    return replace(reading, number=number, segment=segment)


def _reading(each: Explanation, language: str, outdated: frozenset[str]) -> Reading:
    state = _state(each)
    if state is not TextState.OVERRIDDEN and each.german in outdated:
        state = TextState.STALE
    return with_names(
        Reading(
            0,
            "",
            language,
            each.german,
            each.text,
            state,
            each.reason,
            each.confidence,
            each.model,
            terms=_worst(each.terms),
        )
    )


def _state(each: Explanation) -> TextState:
    state = _LAYERS.get(each.layer, TextState.MACHINE)
    if state is not TextState.GERMAN:
        return state
    if each.reason in (LATE, NOT_ADMITTED) or each.reason.startswith(ENGINE_FAILED):
        return TextState.WAITING
    return TextState.FAILED if each.reason.startswith(_FAILED) else TextState.GERMAN


def _outdated(place: Place, german: Sequence[str], overrides: OverrideMemory) -> frozenset[str]:
    """Return the German texts for whose earlier versions the page has overrides of its own."""
    own = [each for each in overrides.of_page(place.path) if each.language == place.language]
    if not own:
        return frozenset()
    now = {each.id: each.stale for each in own}
    now.update(stale(own, place.path, german))
    return frozenset(now.values()) - {"", "?"}


def _worst(uses: Iterable[TermUse]) -> tuple[TermUse, ...]:
    """Return one use of each term: the one that editors have to see."""
    worst: dict[str, TermUse] = {}
    for use in uses:
        before = worst.get(use.term)
        if before is None or _WORSE[use.result] > _WORSE[before.result]:
            worst[use.term] = use
    return tuple(worst.values())


def _can_be_kept(each: Explanation) -> bool:
    """Whether databases take the texts: no lone halves of surrogate pairs, no zero characters."""
    whole = f"{each.german}{each.text or ''}{each.reason}"
    return "\0" not in whole and not any("\ud800" <= character <= "\udfff" for character in whole)
