"""Makes the translation of a segment: by hand (seed), else sentence by sentence by the engine, checked.

A segment with inline tags goes down the ladder of `tagged`: the sentence whole with its tags by alignment, and so on
to the parts between the tags on their own; a sentence without tags down the one of `attempts`, from the quickest
answer of the engine to German (law 4).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from glossary.live import Snapshot
from glossary.term import Place
from glossary.whole import whole_string
from models.alignment import Alignment
from models.engine import GREEDY, Candidate, Engine, Search
from translation import attempts, protect
from translation.judging import Judge
from translation.markup import NotPlaced
from translation.order import Order
from translation.outcome import Layer, Outcome
from translation.pieces import cut
from translation.rungs import Task, Tools
from translation.segment import Segment
from translation.sentence_queue import SentenceQueue
from translation.tagged import Helpers, part_by_part, translate_tagged
from translation.terms import terms_of
from translation.trace import NO_TRACE, TermResult, TermUse, Trace
from translation.urgency import Urgency


class Seed(Protocol):
    """Translations by hand."""

    def lookup(self, text: str, language: str) -> str | None:
        """Return the translation of a whole text."""


class Maker:
    """Joins seed, engine and checks; knows no memory and no deadline."""

    def __init__(self, engine: Engine, batcher: SentenceQueue, seed: Seed, *, wide: bool = False) -> None:
        """Take the parts; `wide`: the first search for an answer is a wide one already."""
        self._engine = engine
        self._batcher = batcher
        self._seed = seed
        self._wide = wide

    def by_hand(self, texts: Iterable[str], place: Place, snapshot: Snapshot) -> tuple[str, ...]:
        """Return the translations by hand of some texts: all that could change them from that side."""
        found = (self._by_hand(text, place, snapshot) for text in texts)
        return tuple(made.text for made in found if made is not None)

    async def segment(self, segment: Segment, order: Order, snapshot: Snapshot) -> Outcome:
        """Translate a segment; raises `models.errors.ModelError` where the engine fails."""
        if not segment.tags:
            return await self._text(segment.text, order, snapshot)
        if self._engine.faithful:
            return await part_by_part(segment.parts, lambda text: self._text(text, order, snapshot))
        helpers = Helpers(
            lambda text: self._whole(text, order, snapshot),
            lambda text: self._text(text, order, snapshot),
            lambda text: self._phrases(text, order, snapshot),
            lambda text, translation: self._aligned(text, translation, order.language),
        )
        return await translate_tagged(segment.parts, helpers)

    async def _aligned(self, text: str, translation: str, language: str) -> Alignment:
        """Align a sentence with its translation; off the event loop, for a network may have to look again."""
        return (await asyncio.to_thread(self._engine.align, [(text, translation)], language))[0]

    async def _text(self, text: str, order: Order, snapshot: Snapshot) -> Outcome:
        """Translate text without tags; white space at its ends stays as it is."""
        core = text.strip()
        if not protect.needs_translation(core):
            return Outcome((text,), Layer.NEUTRAL)
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        by_hand = self._by_hand(core, order.place, snapshot)
        if by_hand is not None:
            return replace(by_hand, parts=(before + by_hand.text + after,))
        pieces = cut(core, faithful=self._engine.faithful)
        made = await asyncio.gather(*(self._sentence(piece.text, order, snapshot) for piece in pieces))
        refused = next((each for each in made if each.parts is None), None)
        if refused is not None:
            return refused
        joined = "".join(f"{each.text}{piece.space}" for each, piece in zip(made, pieces, strict=True))
        layer = Layer.SEED if all(each.layer is not Layer.MODEL for each in made) else Layer.MODEL
        detail = next((each.detail for each in made if each.detail and each.layer is Layer.MODEL), "")
        trace = sum((each.trace for each in made), NO_TRACE)
        return Outcome((before + joined + after,), layer, detail, min(each.confidence for each in made), trace)

    async def _whole(self, text: str, order: Order, snapshot: Snapshot) -> Outcome:
        """Translate one sentence that had tags; raises `NotPlaced` where it must be cut."""
        clean = protect.clean(text)
        if len(cut(clean)) != 1:
            raise NotPlaced
        return await self._sentence(clean, order, snapshot)

    async def _phrases(self, text: str, order: Order, snapshot: Snapshot) -> Sequence[str]:
        """Return how a phrase may read in a translation: as it was, by hand, or by the engine, however unsure."""
        clean = protect.clean(text)
        phrases = [clean]
        if protect.needs_translation(clean):
            by_hand = self._by_hand(clean, order.place, snapshot)
            if by_hand is not None:
                phrases.append(by_hand.text)
            answer = await self._batcher.submit(clean, order.language, GREEDY, order.urgency)
            phrases.extend(candidate.text for candidate in answer)
        return phrases

    async def _sentence(self, text: str, order: Order, snapshot: Snapshot) -> Outcome:
        if not protect.needs_translation(text):
            return Outcome((text,), Layer.NEUTRAL)
        by_hand = self._by_hand(text, order.place, snapshot)
        if by_hand is not None:
            return by_hand
        if self._engine.faithful:
            candidates = await self._batcher.submit(text, order.language, GREEDY, order.urgency)
            return Outcome((candidates[0].text,), Layer.MODEL, "", candidates[0].confidence)
        terms = terms_of(text, snapshot, order.place)
        judge = Judge(text, terms, self._engine.confidence(order.language))
        return await attempts.translate(Task(judge, self._tools(order), wide=self._wide))

    def _tools(self, order: Order) -> Tools:
        """Return how a sentence is asked for and aligned."""

        async def ask(text: str, search: Search) -> Sequence[Candidate]:
            # A second try passes nobody's first.
            urgency = order.urgency if search == GREEDY else max(order.urgency, Urgency.BOT)
            return await self._batcher.submit(text, order.language, search, urgency)

        return Tools(ask, lambda text, translation: self._aligned(text, translation, order.language))

    def _by_hand(self, text: str, place: Place, snapshot: Snapshot) -> Outcome | None:
        """Return how a text reads that is a term, or that was translated whole by hand."""
        matches = snapshot.matcher.find(text, place) if snapshot.matcher.spells(text) else ()
        reading = whole_string(text, matches, place.language)
        if reading is not None:
            term = matches[0].term
            use = TermUse(term.id, term.lemma, matches[0].surface, TermResult.HONOURED)
            return Outcome((reading,), Layer.SEED, "a term of the glossary", trace=Trace(terms=(use,)))
        by_hand = self._seed.lookup(text, place.language)
        return None if by_hand is None else Outcome((by_hand,), Layer.SEED)
