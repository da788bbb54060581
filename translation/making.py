"""Makes the translation of a segment: by hand (seed), else sentence by sentence by the engine, checked.

The ladder for a segment with inline tags: the whole sentence with its tags put back around the right words (`tagged`),
else the parts between the tags on their own. What fails a check is tried once more with a wider beam; what fails
again, or is not sure enough, stays German (law 4).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from models.engine import GREEDY, Candidate, Engine, Search
from translation import protect, sentences
from translation.batcher import Batcher
from translation.checks import run as checks
from translation.markup import NotPlaced
from translation.order import Order
from translation.outcome import Layer, Outcome
from translation.segment import Part, Segment
from translation.tagged import Helpers, translate_tagged

SECOND_TRY = Search(beam=4, candidates=4)
LONGEST_SENTENCE = 40  # words; longer ones are cut at a clause
UNSURE = "the model is not sure enough"


class Seed(Protocol):
    """Translations by hand."""

    def lookup(self, text: str, language: str) -> str | None:
        """Return the translation of a whole text."""


class Maker:
    """Joins seed, engine and checks; knows no memory and no deadline."""

    def __init__(self, engine: Engine, batcher: Batcher, seed: Seed) -> None:
        """Take the parts."""
        self._engine = engine
        self._batcher = batcher
        self._seed = seed

    def by_hand(self, segment: Segment, language: str) -> tuple[str, ...]:
        """Return the translations by hand that a segment may use: all that could change it from that side."""
        texts = [part for part in segment.parts if isinstance(part, str)]
        asked = [segment.text, *texts, *(piece for text in (segment.text, *texts) for piece in self.pieces(text))]
        found = (self._seed.lookup(text, language) for text in asked)
        return tuple(text for text in found if text is not None)

    def pieces(self, text: str) -> tuple[str, ...]:
        """Return what the engine is asked for a text."""
        return tuple(piece.text for piece in self._cut(text.strip()))

    async def segment(self, segment: Segment, order: Order) -> Outcome:
        """Translate a segment; raises `models.errors.ModelError` where the engine fails."""
        if not segment.tags:
            return await self._text(segment.text, order)
        if not self._engine.faithful:
            helpers = Helpers(lambda text: self._whole(text, order), lambda text: self._phrases(text, order))
            try:
                return await translate_tagged(segment.parts, helpers)
            except NotPlaced:
                pass
        return await self._part_by_part(segment, order)

    async def _part_by_part(self, segment: Segment, order: Order) -> Outcome:
        texts = [part for part in segment.parts if isinstance(part, str)]
        made = await asyncio.gather(*(self._text(text, order) for text in texts))
        refused = next((each for each in made if each.parts is None), None)
        if refused is not None:
            return refused
        done = iter(made)
        parts: list[Part] = []
        for part in segment.parts:
            parts.extend(next(done).parts or () if isinstance(part, str) else (part,))
        layer = Layer.SEED if all(each.layer is not Layer.MODEL for each in made) else Layer.MODEL
        return Outcome(tuple(parts), layer, "part by part", min((each.confidence for each in made), default=0.0))

    async def _text(self, text: str, order: Order) -> Outcome:
        """Translate text without tags; white space at its ends stays as it is."""
        core = text.strip()
        if not protect.needs_translation(core):
            return Outcome((text,), Layer.NEUTRAL)
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        by_hand = self._seed.lookup(core, order.language)
        if by_hand is not None:
            return Outcome((before + by_hand + after,), Layer.SEED)
        pieces = self._cut(core)
        made = await asyncio.gather(*(self._sentence(piece.text, order) for piece in pieces))
        refused = next((each for each in made if each.parts is None), None)
        if refused is not None:
            return refused
        joined = "".join(f"{each.text}{piece.space}" for each, piece in zip(made, pieces, strict=True))
        layer = Layer.SEED if all(each.layer is not Layer.MODEL for each in made) else Layer.MODEL
        return Outcome((before + joined + after,), layer, "", min(each.confidence for each in made))

    async def _whole(self, text: str, order: Order) -> Outcome:
        """Translate one sentence that had tags; raises `NotPlaced` where it must be cut."""
        clean = protect.clean(text)
        if len(self._cut(clean)) != 1:
            raise NotPlaced
        return await self._sentence(clean, order)

    async def _phrases(self, text: str, order: Order) -> Sequence[str]:
        """Return how a phrase may read in a translation: as it was, by hand, or by the engine, however unsure."""
        clean = protect.clean(text)
        phrases = [clean]
        if protect.needs_translation(clean):
            by_hand = self._seed.lookup(clean, order.language)
            if by_hand is not None:
                phrases.append(by_hand)
            answer = await self._batcher.submit(clean, order.language, GREEDY, order.urgency)
            phrases.extend(candidate.text for candidate in answer)
        return phrases

    async def _sentence(self, text: str, order: Order) -> Outcome:
        if not protect.needs_translation(text):
            return Outcome((text,), Layer.NEUTRAL)
        by_hand = self._seed.lookup(text, order.language)
        if by_hand is not None:
            return Outcome((by_hand,), Layer.SEED)
        reason = "the model gave no answer"
        for search in (GREEDY, SECOND_TRY):
            candidates = await self._batcher.submit(text, order.language, search, order.urgency)
            for candidate in candidates:
                reason = self._objection(text, candidate, order.language)
                if not reason:
                    return Outcome((candidate.text,), Layer.MODEL, "", candidate.confidence)
            if reason == UNSURE:
                break
        return Outcome(None, Layer.GERMAN, reason)

    def _objection(self, text: str, candidate: Candidate, language: str) -> str:
        """Return why a candidate may not be shown, or nothing."""
        if self._engine.faithful:
            return ""
        if not candidate.complete:
            return "cut off at the model's limit"
        found = checks.findings(text, candidate.text, language)
        if found:
            return f"check {found[0].check}: {found[0].message}"
        return "" if candidate.confidence >= self._engine.confidence(language) else UNSURE

    def _cut(self, text: str) -> tuple[sentences.Sentence, ...]:
        """Cut a text into what the engine is given at a time."""
        whole = text if self._engine.faithful else protect.clean(text)
        return tuple(piece for sentence in sentences.split(whole) for piece in _limited(sentence))


def _limited(sentence: sentences.Sentence) -> tuple[sentences.Sentence, ...]:
    pieces = sentences.split_long(sentence.text, LONGEST_SENTENCE)
    last = pieces[-1]
    return (*pieces[:-1], sentences.Sentence(last.text, last.space + sentence.space))
