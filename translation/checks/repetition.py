"""Does the model turn in circles: the same words, or the same letters, again and again?"""

from __future__ import annotations

import re

from translation.checks.finding import Finding
from translation.checks.text import quoted

_RUN_OF_LETTERS = re.compile(r"([^\W\d_])\1{4,}")
_RUN_OF_SYLLABLES = re.compile(r"([^\W\d_]{2,5}?)\1{3,}")
_RUN_OF_SIGNS = re.compile(r"([^\w\s])\1{5,}")
_RUNS = (_RUN_OF_LETTERS, _RUN_OF_SYLLABLES, _RUN_OF_SIGNS)
_LONGEST = 8  # words in a phrase that is looked for
_TOKENS = re.compile(r"\w+")


def check(source: str, target: str, language: str) -> Finding | None:
    """Find phrases or letters repeated more often in the target than in the source."""
    del language
    for pattern in _RUNS:
        run = pattern.search(target)
        if run and not pattern.search(source):
            return Finding("repetition", f"{quoted(run[1])} is repeated in {quoted(run[0])}")
    found = _loop(_TOKENS.findall(target.lower()))
    if found is None:
        return None
    phrase, times = found
    in_source = _loop(_TOKENS.findall(source.lower()))
    if in_source and in_source[1] >= times:
        return None
    return Finding("repetition", f"{quoted(' '.join(phrase))} stands {times} times in a row")


def _loop(words: list[str]) -> tuple[list[str], int] | None:
    """The phrase that stands in a row oftener than language allows: a word thrice, a longer phrase twice."""
    if len(set(words)) == len(words):
        return None
    for size in range(1, min(_LONGEST, len(words) // 2) + 1):
        allowed = 2 if size <= 2 else 1
        run = 0
        for index in range(size, len(words)):
            run = run + 1 if words[index] == words[index - size] else 0
            if run >= size * allowed:
                phrase = words[index - size + 1 : index + 1]
                return phrase, _times(words, index, size)
    return None


def _times(words: list[str], index: int, size: int) -> int:
    end = index + 1
    while end < len(words) and words[end] == words[end - size]:
        end += 1
    start = index - size
    while start > 0 and words[start - 1] == words[start - 1 + size]:
        start -= 1
    return (end - start) // size
