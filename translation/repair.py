"""Mends a translation where alignment proves what is wrong: a number copied wrongly, words that shall be a term.

Pure. Where the proof is lacking nothing is changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from glossary.match import Match
from models.alignment import Alignment, Link, Span

_RUN = re.compile(r"\d+")
_MORE_WORDS = 2  # `Meldebescheinigung` may be three words; with more the alignment is wrong
_SURE = 0.5  # of a target word explained by one source word: by more than all others together


def with_number(source: str, target: str, alignment: Alignment) -> str | None:
    """Return the target with its one wrong number put right; None unless number and place are beyond doubt.

    Exactly one run of digits is lost and exactly one is new, each stands once, and the new one's word is aligned with
    the lost one's word and with no other.
    """
    wanted, found = Counter(_RUN.findall(source)), Counter(_RUN.findall(target))
    lost, new = list((wanted - found).elements()), list((found - wanted).elements())
    if len(lost) != 1 or len(new) != 1:
        return None
    there, here = _only(lost[0], source), _only(new[0], target)
    if there is None or here is None:
        return None
    links = [link for link in alignment if _overlap(link.target, here)]
    if not links or not all(_overlap(link.source, there) for link in links if link.weight >= _SURE):
        return None
    if max(link.weight for link in links) < _SURE:
        return None
    return f"{target[: here[0]]}{lost[0]}{target[here[1] :]}"


def words_for(match: Match, target: str, alignment: Alignment) -> Span | None:
    """Return the words of the target that stand for a term: side by side, and aligned with nothing else."""
    mine = _aligned(alignment, (match.start, match.end))
    if not mine:
        return None
    if len(mine) > len(match.surface.split()) + _MORE_WORDS:
        return None
    start, end = min(span[0] for span in mine), max(span[1] for span in mine)
    others = [span for span in _best(alignment) if span not in mine and _overlap(span, (start, end))]
    return None if others or not target[start:end].strip() else (start, end)


def with_term(match: Match, target: str, alignment: Alignment, language: str) -> str | None:
    """Return the target with a term in its base form in the place of the words that stand for it, or None."""
    wanted = match.term.target(language)
    place = words_for(match, target, alignment)
    if wanted is None or place is None:
        return None
    start, end = place
    begins = not target[:start].strip(" \"'„“«»(") and target[start].isupper()
    term = wanted.term[0].upper() + wanted.term[1:] if begins else wanted.term
    return f"{target[:start]}{term}{target[end:]}"


def _only(run: str, text: str) -> Span | None:
    places = [found.span() for found in _RUN.finditer(text) if found[0] == run]
    return places[0] if len(places) == 1 else None


def _aligned(alignment: Alignment, source: Span) -> list[Span]:
    best = _best(alignment).items()
    return [target for target, link in best if link.weight >= _SURE and _overlap(link.source, source)]


def _best(alignment: Sequence[Link]) -> dict[Span, Link]:
    best: dict[Span, Link] = {}
    for link in alignment:
        if link.target not in best or link.weight > best[link.target].weight:
            best[link.target] = link
    return best


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
