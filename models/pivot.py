"""Two engines behind one another: German to English, English to the language wanted.

Names and numbers go over English as placeholders (`shield`), and are looked for after each leg. A text whose
placeholders are lost is tried with others, then without any; what still loses a number has no answer and stays German.
The confidence is that of the less certain leg.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import Final

from models.alignment import Alignment
from models.alignment_lexical import LexicalAligner
from models.engine import Candidate, Engine, Search
from models.shield import FORMS, REVISION, Shield, Shielded, open_text

ENGLISH: Final = "en"
LOST: Final[tuple[Candidate, ...]] = (Candidate("", -math.inf, complete=False),)


class PivotEngine:
    """Translates German by way of English; its languages are those of the second engine."""

    faithful = False

    def __init__(self, first: Engine, second: Engine, names: Sequence[str] = ()) -> None:
        """Take the legs, and the German names that must arrive as they are."""
        self._first = first
        self._second = second
        self._shield = Shield(names)
        self._aligner = LexicalAligner()
        known = hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()[:8]
        self._mark = f"{REVISION}.{known}"

    @property
    def signature(self) -> str:
        """Both engines, and how names and numbers are hidden."""
        return f"{self._first.signature}>{self._second.signature}|{self._mark}"

    @property
    def max_tokens(self) -> int:
        """Longest source that both may be given, though the second counts in its own pieces."""
        return min(self._first.max_tokens, self._second.max_tokens)

    def languages(self) -> frozenset[str]:
        """Return the target languages."""
        return self._second.languages()

    def confidence(self, language: str) -> float:
        """Return the stricter threshold of the two."""
        return max(self._first.confidence(ENGLISH), self._second.confidence(language))

    def count(self, text: str) -> int:
        """Return how many pieces the first engine makes of `text`."""
        return self._first.count(text)

    def translate(self, texts: Sequence[str], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        """Translate German `texts`; best candidate first. Raises `EngineError`."""
        answers = [LOST] * len(texts)
        waiting = list(range(len(texts)))
        for form in (*FORMS, ""):
            if not waiting:
                break
            hidden = [self._shield.hide(texts[place], form) if form else open_text(texts[place]) for place in waiting]
            made = self._over(hidden, language, search)
            for place, candidates in zip(waiting, made, strict=True):
                answers[place] = candidates or LOST
            # What had nothing to hide would only be asked the same again.
            waiting = [
                place
                for place, each, candidates in zip(waiting, hidden, made, strict=True)
                if not candidates and each.originals
            ]
        return answers

    def align(self, pairs: Sequence[tuple[str, str]], language: str) -> list[Alignment]:
        """Align German with the translation directly, by a table: the English in between is not kept."""
        return [self._aligner.align(source, target, language) for source, target in pairs]

    def _over(self, hidden: Sequence[Shielded], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        """Both legs for all texts; no candidates where something was lost on the way."""
        to_english = Search(beam=search.beam)
        english = [each[0] for each in self._first.translate([each.text for each in hidden], ENGLISH, to_english)]
        whole = [place for place, each in enumerate(english) if each.complete and hidden[place].survives(each.text)]
        made: list[tuple[Candidate, ...]] = [()] * len(hidden)
        if not whole:
            return made
        second = self._second.translate([english[place].text for place in whole], language, search)
        for place, candidates in zip(whole, second, strict=True):
            certain = english[place].confidence
            made[place] = tuple(
                Candidate(hidden[place].restore(each.text), min(certain, each.confidence), each.complete)
                for each in candidates
                if hidden[place].survives(each.text)
            )
        return made
