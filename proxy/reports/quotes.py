"""Which sentence of a page a visitor means who copied a piece of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from glossary.marked import MarkupError, texts
from translation.explain import Explanation

_SPACE: Final = re.compile(r"\s+")
_UNSEEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2066\u2067\u2068\u2069\ufeff"))
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")
_AROUND: Final = " .,;:!?\"'„“”«»‹›()[]…-–،؛؟"
_LEAST: Final = 4
"""Characters of a piece that may stand anywhere in a sentence; a shorter one must be all of it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A translated segment of a page: its German (marked, as editors see it) and what is read."""

    german: str
    text: str


def sentences(explained: Iterable[Explanation]) -> tuple[Sentence, ...]:
    """Return what is translated on a page, each text once, in the order of the page."""
    found: dict[str, Sentence] = {}
    for each in explained:
        text = "" if each.text is None else plain(each.text)
        if _LETTERS.search(text) and text not in found:
            found[text] = Sentence(each.german, text)
    return tuple(found.values())


def plain(marked: str) -> str:
    """Return a text without the marks of its inline elements; one that has broken marks as it is."""
    try:
        return _SPACE.sub(" ", texts(marked)).strip()
    except MarkupError:
        return _SPACE.sub(" ", marked).strip()


def find(quote: str, found: Sequence[Sentence]) -> Sentence | None:
    """Return the sentence that is the quote, else the shortest that holds it, else the longest that it holds."""
    wanted = _folded(quote)
    if not wanted:
        return None
    folded = [(each, _folded(each.text)) for each in found]
    same = next((each for each, text in folded if text == wanted), None)
    if same is not None or len(wanted) < _LEAST:
        return same
    around = [(len(text), number) for number, (_, text) in enumerate(folded) if wanted in text]
    inside = [(-len(text), number) for number, (_, text) in enumerate(folded) if len(text) >= _LEAST and text in wanted]
    best = min(around or inside, default=None)
    return None if best is None else found[best[1]]


def _folded(text: str) -> str:
    return _SPACE.sub(" ", text.translate(_UNSEEN)).strip(_AROUND).casefold()
