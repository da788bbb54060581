"""The engine that runs a decoder-only CTranslate2 model (`Generator`), such as the starter.

The model is loaded when it is first used. A prompt is `German: TEXT`, a new line and the target language's English
name; the answer ends at the next new line. Sentences of like length share a batch, because CTranslate2 reads prompts
in parallel only as far as the shortest of a batch.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import ctranslate2

from models.alignment import Alignment
from models.alignment_lexical import LexicalAligner
from models.engine import Candidate, Search
from models.errors import EngineError, ModelDamagedError
from models.running import ON_PROCESSOR, Running
from models.starter import StarterFacts
from models.tokens import Tokenizer

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "en": "English",
        "tr": "Turkish",
        "ar": "Arabic",
        "bg": "Bulgarian",
        "ro": "Romanian",
        "pl": "Polish",
        "uk": "Ukrainian",
        "ru": "Russian",
        "fr": "French",
    }
)

_END = "\n"
# Measured on the municipal collection: no good answer has more than 2.6 times the pieces of its source.
_GROWTH, _SLACK = 3, 16


class GeneratorEngine:
    """A decoder-only model in a folder with `model.bin`, `config.json`, `vocabulary.json` and `tokenizer.model`."""

    faithful = False
    max_tokens = 160

    def __init__(self, folder: Path, facts: StarterFacts, running: Running = ON_PROCESSOR) -> None:
        """Use the model in `folder`; nothing is read before the first call."""
        self._folder = folder
        self._facts = facts
        self._running = running
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Tokenizer] | None = None
        self._aligner = LexicalAligner()

    @property
    def signature(self) -> str:
        """Name, version and the weights' checksum; and the kind of numbers where it is not the model's own."""
        return f"{self._facts.name}@{self._facts.version}#{self._facts.sha256[:12]}{self._running.mark}"

    def languages(self) -> frozenset[str]:
        """Return the target languages."""
        return frozenset(NAMES)

    def confidence(self, language: str) -> float:
        """Return the threshold that was measured for `language`."""
        return self._facts.confidence.get(language, 0.0)

    def count(self, text: str) -> int:
        """Return how many pieces `text` has."""
        return self._load()[1].count(text)

    def load(self) -> None:
        """Load the model now, so that the first visitor need not wait."""
        self._load()

    def unload(self) -> None:
        """Give the memory back; the next call loads the model again."""
        with self._lock:
            self._loaded = None

    def translate(self, texts: Sequence[str], language: str, search: Search) -> list[tuple[Candidate, ...]]:
        """Translate German `texts`; best candidate first. Raises `EngineError`."""
        if language not in NAMES:
            message = f"the starter does not speak {language!r}; it speaks {' '.join(sorted(NAMES))}"
            raise EngineError(message)
        generator, tokenizer = self._load()
        prompts = [
            ["<bos>", *pieces] for pieces in tokenizer.pieces([f"German: {text}\n{NAMES[language]}:" for text in texts])
        ]
        longest = max(len(prompt) for prompt in prompts) * _GROWTH + _SLACK
        try:
            results = generator.generate_batch(
                prompts,
                max_batch_size=self._running.batch_tokens,
                batch_type="tokens",
                beam_size=search.beam,
                num_hypotheses=search.candidates,
                suppress_sequences=tokenizer.words(search.suppress) or None,
                max_length=longest,
                end_token=_END,
                include_prompt_in_result=False,
                return_scores=True,
            )
        except (RuntimeError, ValueError) as error:
            message = f"{self.signature} failed on {len(texts)} sentences in {language!r}: {error}"
            raise EngineError(message) from error
        return [self._candidates(result, tokenizer, longest) for result in results]

    def align(self, pairs: Sequence[tuple[str, str]], language: str) -> list[Alignment]:
        """Align by the lexical table, for this kind of model gives no attention; raises `ModelDamagedError`."""
        return [self._aligner.align(source, target, language) for source, target in pairs]

    def _candidates(self, result: Any, tokenizer: Tokenizer, longest: int) -> tuple[Candidate, ...]:
        return tuple(
            Candidate(tokenizer.text(pieces).strip(), score, complete=len(pieces) < longest)
            for pieces, score in zip(result.sequences, result.scores, strict=True)
        )

    def _load(self) -> tuple[Any, Tokenizer]:
        with self._lock:
            if self._loaded is None:
                try:
                    generator = ctranslate2.Generator(str(self._folder), **self._running.options())
                    self._loaded = generator, Tokenizer(self._folder / "tokenizer.model")
                except (RuntimeError, ValueError, OSError) as error:
                    message = f"{self._folder} cannot be loaded: {error}; try `stadtlotse models verify`"
                    raise ModelDamagedError(message) from error
            return self._loaded
