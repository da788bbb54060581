"""Text to pieces and back, with SentencePiece."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from unicodedata import normalize

import sentencepiece

_BLANK: Final = "\u2581"


class Tokenizer:
    """The tokenizer of a model's folder; reads `tokenizer.model`."""

    def __init__(self, file: Path) -> None:
        """Load the SentencePiece model; raises `OSError` where there is none."""
        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(file))

    def pieces(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the pieces of each text."""
        return self._processor.encode(list(texts), out_type=str)  # type: ignore[no-any-return]

    def words(self, words: Sequence[str]) -> list[list[str]]:
        """Return the pieces of each word as it is written after a blank, whatever mark of a blank a model has."""
        before = self._processor.encode("a", out_type=str)
        return [self._processor.encode(f"a {word}", out_type=str)[len(before) :] for word in words]

    def places(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return where in a text each of its pieces stands, without blanks before it.

        SentencePiece tells that only by way of protobuf: here the letters are counted, as they are after NFKC, which
        is what these models' normalisation comes to; where it is not, the places are off by that share.
        """
        letters = [at for at, letter in enumerate(text) for each in normalize("NFKC", letter) if not each.isspace()]
        lengths = [len(piece.replace(_BLANK, "")) for piece in self.pieces([text])[0]]
        total = sum(lengths)
        scale = len(letters) / total if total else 0.0
        places = []
        passed = 0
        for length in lengths:
            first, last = int(passed * scale), int((passed + length) * scale)
            passed += length
            start = letters[first] if first < len(letters) else len(text)
            places.append((start, max(start, letters[last - 1] + 1) if last > first else start))
        return tuple(places)

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
