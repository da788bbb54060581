"""Did the model stop in the middle?

A full sentence must end as one, and what ends openly (a comma, an opening bracket, a hyphen) was cut off.
"""

from __future__ import annotations

import re

from translation.checks.finding import Finding
from translation.checks.text import quoted
from translation.german import CLOSED_ABBREVIATIONS, OPEN_ABBREVIATIONS

_CLOSERS = "\"'“”’»«›‹)]}\u200e\u200f\u00a0\u202f "
_STOPS = ".!?…؟。۔‼⁉⁈:;*"
_OPEN_END = re.compile(r"[,،(\[{„‚–—-]$")
# What is said goes on behind the dash: Ukrainian and Russian typesetting.
_DIALOGUE = re.compile(r"(?<=[.!?»“”])\s*[—–]$")
_SHORTEST = 0.25  # no good translation of the parallel corpus has fewer signs than this, in any language
_ENOUGH = 40
_STOP_IS_OFTEN_LEFT_OUT = frozenset({"ar"})  # by 7 % of writers; then the length has to be suspicious too
_SHORT = 0.6
_ABBREVIATIONS = CLOSED_ABBREVIATIONS | OPEN_ABBREVIATIONS | {"mwst"}


def check(source: str, target: str, language: str) -> Finding | None:
    """Find a target that ends before its source does."""
    source, target = source.strip(), _DIALOGUE.sub("", target.strip())
    if not target:
        return None
    end = source.rstrip(_CLOSERS)[-1:]
    is_open = end and end in ".!?" and target.rstrip(_CLOSERS)[-1:] not in _STOPS
    if end == "." and language in _STOP_IS_OFTEN_LEFT_OUT:
        is_open = is_open and len(target) < len(source) * _SHORT
    if is_open and _is_sentence(source):
        return Finding("truncation", f"the source ends with {end!r}, the translation with {quoted(target[-20:])}")
    if _OPEN_END.search(target) and not _OPEN_END.search(source):
        return Finding("truncation", f"the translation ends openly: {quoted(target[-20:])}")
    if len(source) >= _ENOUGH and len(target) < len(source) * _SHORTEST:
        return Finding("truncation", f"{len(target)} signs for the {len(source)} of the source")
    return None


def _is_sentence(source: str) -> bool:
    """At least four words, and the stop is not that of `usw.` or `15 Min.`, which translations may drop."""
    if source.count(" ") < 3:
        return False
    last = source.rstrip(_CLOSERS + ".").rpartition(" ")[2]
    return _ABBREVIATIONS.isdisjoint((last, last.lower()))
