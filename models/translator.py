"""The engine that runs an encoder-decoder CTranslate2 model (`Translator`): OPUS-MT, M2M100, SMaLL-100, NLLB, MADLAD.

How the model is spoken to is written in `dialect.json` beside it; this module knows no language and no architecture.
A text that is longer than the model takes is answered with nothing, not with half of it, and an answer that does not
end by itself, or holds a piece the tokenizer cannot spell, is marked incomplete.
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ctranslate2

from models.alignment import Alignment
from models.alignment_attention import from_attention
from models.engine import Candidate, Search
from models.errors import EngineError, ModelDamagedError
from models.facts import ModelFacts
from models.running import ON_PROCESSOR, Running
from models.tokens import Tokenizer

# As for the starter: no good answer has more than 2.6 times the pieces of its source.
_GROWTH, _SLACK = 3, 16
_REVISION: Final = 1
_SPACE: Final = "\u2581"
# How these models write what is not text: languages, places to fill in, numbers without a meaning.
_COMMAND: Final = re.compile(r"<[^<>\s]+>|>>[^<>\s]+<<|__[a-z_]+__|[a-z]{3}_[A-Z][a-z]{3}|madeupword\d+")

TOO_LONG: Final[tuple[Candidate, ...]] = (Candidate("", -math.inf, complete=False),)
EMPTY: Final[tuple[Candidate, ...]] = (Candidate("", 0.0, complete=True),)


@dataclass(frozen=True, slots=True)
class _Loaded:
    translator: Any
    source: Tokenizer
    target: Tokenizer


class TranslatorEngine:
    """An encoder-decoder model in a folder with `model.bin`, its vocabulary, SentencePiece files and `dialect.json`."""

    faithful = False

    def __init__(self, folder: Path, facts: ModelFacts, running: Running = ON_PROCESSOR) -> None:
        """Use the model in `folder`; nothing is read before the first call."""
        self._folder = folder
        self._facts = facts
        self._dialect = facts.dialect
        self._running = running
        self._signature = f"{facts.key}@{facts.version}#{facts.fingerprint[:12]}.{_REVISION}{running.mark}"
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    @property
    def signature(self) -> str:
        """Key, version, a checksum of weights, tokenizers and dialect; the kind of numbers where it is not its own."""
        return self._signature

    @property
    def max_tokens(self) -> int:
        """Longest source in pieces."""
        return self._dialect.max_source

    def languages(self) -> frozenset[str]:
        """Return the target languages."""
        return frozenset(self._facts.languages)

    def confidence(self, language: str) -> float:
        """Return the threshold measured for `language`, or the cautious one where none was measured."""
        return self._facts.confidence.get(language, self._facts.default_confidence)

    def count(self, text: str) -> int:
        """Return how many pieces `text` has."""
        return self._load().source.count(text)

    def load(self) -> None:
        """Load the model now, so that the first visitor need not wait."""
        self._load()

    def unload(self) -> None:
        """Give the memory back; the next call loads the model again."""
        with self._lock:
            self._loaded = None

    def source_pieces(self, text: str, language: str) -> list[str]:
        """Return what the encoder reads for `text`; what is written in a text cannot be taken for a command."""
        return self._commanded(self._load().source.pieces([text])[0], language)

    def translate(self, texts: Sequence[str], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        """Translate German `texts`; best candidate first. Raises `EngineError`."""
        if language not in self._facts.languages:
            spoken = " ".join(sorted(self._facts.languages))
            message = f"{self._facts.key} does not speak {language!r}; it speaks {spoken}"
            raise EngineError(message)
        answers = [EMPTY] * len(texts)
        pieces = self._load().source.pieces(texts)
        fitting = []
        for place, each in enumerate(pieces):
            if len(each) > self._dialect.max_source:
                answers[place] = TOO_LONG
            elif each:
                fitting.append(place)
        if fitting:
            made = self._search([pieces[place] for place in fitting], language, search)
            for place, candidates in zip(fitting, made, strict=True):
                answers[place] = candidates
        return answers

    def align(self, pairs: Sequence[tuple[str, str]], language: str) -> list[Alignment]:
        """Align by attention: the decoder is made to write each translation, and where it looks is read off."""
        loaded = self._load()
        fitting = [
            place
            for place, (source, target) in enumerate(pairs)
            if 0 < loaded.source.count(source) <= self._dialect.max_source
            and 0 < loaded.target.count(target) < self._dialect.max_answer
        ]
        found: list[Alignment] = [()] * len(pairs)
        if fitting:
            looked = self._attention([pairs[place] for place in fitting], language)
            lead = len(self._dialect.target_prefix.get(language, ()))
            before = len(self._dialect.source_prefix.get(language, ()))
            for place, rows in zip(fitting, looked, strict=True):
                source, target = pairs[place]
                found[place] = from_attention(
                    source,
                    loaded.source.places(source),
                    target,
                    loaded.target.places(target),
                    [row[before:] for row in rows[lead:]],
                )
        return found

    def _attention(self, pairs: Sequence[tuple[str, str]], language: str) -> list[list[list[float]]]:
        """Return for each pair where each piece of the forced answer looked: rows over the encoder's pieces."""
        loaded = self._load()
        prefix = list(self._dialect.target_prefix.get(language, ()))
        forced = [[*prefix, *pieces] for pieces in loaded.target.pieces([target for _, target in pairs])]
        sources = loaded.source.pieces([source for source, _ in pairs])
        try:
            results = loaded.translator.translate_batch(
                [self._commanded(each, language) for each in sources],
                target_prefix=forced,
                max_batch_size=self._running.batch_tokens,
                batch_type="tokens",
                beam_size=1,
                max_input_length=0,
                max_decoding_length=max(len(each) for each in forced) + 1,
                return_attention=True,
            )
        except (RuntimeError, ValueError) as error:
            message = f"{self.signature} cannot align {len(pairs)} sentences in {language!r}: {error}"
            raise EngineError(message) from error
        return [result.attention[0][: len(each)] for result, each in zip(results, forced, strict=True)]

    def _search(self, sources: Sequence[list[str]], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        prefix = list(self._dialect.target_prefix.get(language, ()))
        limits = [self._limit(each) for each in sources]
        try:
            results = self._load().translator.translate_batch(
                [self._commanded(each, language) for each in sources],
                target_prefix=[prefix] * len(sources) if prefix else None,
                max_batch_size=self._running.batch_tokens,
                batch_type="tokens",
                beam_size=max(search.beam, search.candidates),
                num_hypotheses=search.candidates,
                suppress_sequences=self._load().target.words(search.suppress) or None,
                # CTranslate2 cuts longer sources without a word; `translate` has seen to their length.
                max_input_length=0,
                max_decoding_length=max(limits) + len(prefix) + 1,
                return_end_token=True,
                return_scores=True,
            )
        except (RuntimeError, ValueError) as error:
            message = f"{self.signature} failed on {len(sources)} sentences in {language!r}: {error}"
            raise EngineError(message) from error
        return [
            tuple(
                self._candidate(pieces, score, len(prefix), limit)
                for pieces, score in zip(result.hypotheses, result.scores, strict=True)
            )
            for result, limit in zip(results, limits, strict=True)
        ]

    def _candidate(self, answer: list[str], score: float, prefix: int, limit: int) -> Candidate:
        """CTranslate2's score is a mean over forced pieces too, whose probability is one: they are taken out."""
        ended = bool(answer) and answer[-1] == self._dialect.end
        pieces = answer[prefix : len(answer) - ended]
        own = max(1, len(answer) - prefix)
        spelt = [piece for piece in pieces if not _COMMAND.fullmatch(piece)]
        whole = ended and len(pieces) <= limit and len(spelt) == len(pieces)
        text = self._load().target.text(spelt)
        return Candidate(text.replace(_SPACE, " ").strip(), score * len(answer) / own, complete=whole)

    def _commanded(self, pieces: Sequence[str], language: str) -> list[str]:
        safe = [self._dialect.unknown if _COMMAND.fullmatch(piece) else piece for piece in pieces]
        return [*self._dialect.source_prefix.get(language, ()), *safe, self._dialect.end]

    def _limit(self, pieces: Sequence[str]) -> int:
        """A text's own limit, so that its answer does not depend on its company in a batch."""
        return min(len(pieces) * _GROWTH + _SLACK, self._dialect.max_answer)

    def _load(self) -> _Loaded:
        with self._lock:
            if self._loaded is None:
                try:
                    self._loaded = _Loaded(
                        ctranslate2.Translator(str(self._folder), **self._running.options()),
                        Tokenizer(self._folder / self._dialect.source_tokenizer),
                        Tokenizer(self._folder / self._dialect.target_tokenizer),
                    )
                except (RuntimeError, ValueError, OSError) as error:
                    message = (
                        f"{self._folder} cannot be loaded: {error}; "
                        f"try `stadtlotse models verify {self._facts.key}`, then pull or convert it anew"
                    )
                    raise ModelDamagedError(message) from error
            return self._loaded
