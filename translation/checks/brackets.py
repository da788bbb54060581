"""Brackets and quotes of the source are in the translation, each opened and closed."""

from __future__ import annotations

import re
from collections import Counter
from types import MappingProxyType

from translation.checks.finding import Finding

_PAIRS = MappingProxyType({")": "(", "]": "[", "}": "{"})
_BRACKET = re.compile(r"[()\[\]{}]")
# `a)` and `1)` begin an item of a list: closing alone is right there.
_ITEM = re.compile(r"(?:^|(?<=[\s;,]))[\w.]{1,3}\)")
# Apostrophes and single quotes cannot be told apart, so only double ones count.
_QUOTES = re.compile("[\"„“”«»\u201f]|''|,,")

# Professional translators leave one quotation mark out in 2 to 3 % of quoted news sentences.
_QUOTES_LEFT_OPEN = frozenset({"ar", "uk"})


def check(source: str, target: str, language: str) -> Finding | None:
    """Find brackets or quotes that are lost, or left open."""
    return _brackets(source, target) or (None if language in _QUOTES_LEFT_OPEN else _quotes(source, target))


def _brackets(source: str, target: str) -> Finding | None:
    in_target = _BRACKET.search(target) is not None
    if not in_target and not _BRACKET.search(source):
        return None
    wanted, wanted_alone = _matched(source)
    found, found_alone = _matched(target)
    if found_alone and not wanted_alone:
        return Finding("brackets", f"{' '.join(found_alone)} stands alone in the translation")
    lost = [opening for opening in wanted if opening not in found]
    # `Vorname(n)` and `Bürger(innen)` are German ways of writing, other languages need no bracket there.
    if lost and not re.search(r"\w\(\w+\)", source):
        return Finding("brackets", f"the brackets {' '.join(lost)} of the source are lost")
    return None


def _matched(text: str) -> tuple[Counter[str], list[str]]:
    """How often each bracket is opened and closed, and the brackets that stand alone."""
    pairs: Counter[str] = Counter()
    waiting: list[str] = []
    alone: list[str] = []
    items = {match.end() - 1 for match in _ITEM.finditer(text)}
    for match in _BRACKET.finditer(text):
        sign = match[0]
        opening = _PAIRS.get(sign)
        if opening is None:
            waiting.append(sign)
        elif waiting and waiting[-1] == opening:
            pairs[waiting.pop()] += 1
        elif match.start() not in items:
            alone.append(sign)
    return pairs, [*waiting, *alone]


def _quotes(source: str, target: str) -> Finding | None:
    """One quotation mark is gone: of those of the source fewer are there, and an odd number of them."""
    found = len(_QUOTES.findall(target))
    if found % 2 == 0:
        return None
    wanted = len(_QUOTES.findall(source))
    if wanted % 2 == 0 and found < wanted:
        return Finding("brackets", f"{found} quotation marks in the translation, {wanted} in the source")
    return None
