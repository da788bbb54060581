"""Text to pieces and back, with SentencePiece."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sentencepiece


class Tokenizer:
    """The tokenizer of a model's folder; reads `tokenizer.model`."""

    def __init__(self, file: Path) -> None:
        """Load the SentencePiece model; raises `OSError` where there is none."""
        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(file))

    def pieces(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the pieces of each text."""
        return self._processor.encode(list(texts), out_type=str)  # type: ignore[no-any-return]

    def count(self, text: str) -> int:
        """Return how many pieces a text has."""
        return len(self._processor.encode(text))

    def text(self, pieces: Sequence[str]) -> str:
        """Return the text of pieces."""
        return str(self._processor.decode(list(pieces)))

    def vocabulary(self) -> tuple[str, ...]:
        """Return the pieces in use, in the order of their numbers; unused ones are only steps of merging."""
        processor = self._processor
        numbers = range(processor.get_piece_size())
        return tuple(processor.id_to_piece(number) for number in numbers if not processor.is_unused(number))
