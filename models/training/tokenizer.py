"""Writes a SentencePiece model that holds a cut of the base model's pieces.

The base is a byte-pair model with byte fallback: the score of a piece is minus its rank, and of all neighbouring
pairs the best scored one is merged first. A cut keeps some pieces. Pieces that are needed only as steps on the way to
a kept piece stay in the file as UNUSED, which SentencePiece takes apart again, so that they never come out. For a
text whose base pieces are all kept the cut yields the same pieces: every merge of the base's run is then on the way
to a kept piece, so the same pair is the best one at every step.

Must not know: where pieces come from, models, training, files of the corpus.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

SPECIAL = ("<unk>", "<bos>", "<eos>", "<pad>")
"""The special pieces, in the order in which SentencePiece's trainer settings name them."""

_BYTE_PAIR = 2


class Kind(IntEnum):
    """Piece types; the numbers are those of sentencepiece_model.proto and of GGUF's ``tokenizer.ggml.token_type``."""

    NORMAL = 1
    UNKNOWN = 2
    CONTROL = 3
    USER_DEFINED = 4
    UNUSED = 5
    BYTE = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry of the vocabulary: its text (spaces written as ``▁``), its score (higher merges first) and its kind."""

    text: str
    score: float
    kind: Kind


@dataclass(frozen=True)
class BasePieces:
    """The whole vocabulary of the base model, in the order of its ids."""

    pieces: tuple[Piece, ...]
    unknown: str = "<unk>"

    @cached_property
    def ids(self) -> Mapping[str, int]:
        """Text of a piece -> its id in the base model."""
        return {piece.text: i for i, piece in enumerate(self.pieces)}

    @cached_property
    def scores(self) -> Mapping[str, float]:
        """Text of a piece that merging may make -> its score."""
        return {piece.text: piece.score for piece in self.pieces if piece.kind is Kind.NORMAL}


def from_columns(
    texts: Sequence[str], scores: Sequence[float], kinds: Sequence[int], unknown: str = "<unk>"
) -> BasePieces:
    """The vocabulary out of the three parallel columns that a GGUF file holds."""
    pieces = []
    for text, score, number in zip(texts, scores, kinds, strict=True):
        # GGUF lists <unk> as control and writes runs of spaces plainly; SentencePiece wants its own kind and ▁.
        kind = Kind.UNKNOWN if text == unknown else Kind(number)
        pieces.append(Piece(text.replace(" ", "▁"), float(score), kind))
    return BasePieces(tuple(pieces), unknown)


def merge_steps(text: str, scores: Mapping[str, float]) -> tuple[set[str], bool]:
    """All pieces on the way from characters to ``text`` (itself included), and whether the merges end in ``text`` as
    one piece.
    """
    parts = list(text)
    seen = set(parts)
    while len(parts) > 1:
        best, place = None, -1
        for i in range(len(parts) - 1):
            score = scores.get(parts[i] + parts[i + 1])
            if score is not None and (best is None or score > best):
                best, place = score, i
        if best is None:
            return seen, False
        parts[place : place + 2] = [parts[place] + parts[place + 1]]
        seen.add(parts[place])
    return seen, True


def cut(base: BasePieces, kept: Iterable[str]) -> list[Piece]:
    """The pieces of the cut model: the kept ones in the given order, then the UNUSED merge steps; bytes must be among
    the kept ones.
    """
    chosen = [base.pieces[base.ids[text]] for text in kept]
    names = {piece.text for piece in chosen}
    missing = {piece.text for piece in base.pieces if piece.kind is Kind.BYTE} - names
    if missing:
        message = f"byte fallback needs all 256 byte pieces; {len(missing)} are not kept"
        raise ValueError(message)
    steps: set[str] = set()
    for piece in chosen:
        if piece.kind is Kind.NORMAL:
            steps |= merge_steps(piece.text, base.scores)[0]
    # A single character needs no entry: the merges begin with characters whether or not they are pieces.
    extra = sorted((s for s in steps - names if s in base.scores and len(s) > 1), key=lambda s: -base.scores[s])
    return chosen + [Piece(text, base.scores[text], Kind.UNUSED) for text in extra]


def serialise(pieces: Sequence[Piece]) -> bytes:
    """The bytes of a ``tokenizer.model``: byte pairs, byte fallback, identity normaliser, no added or removed spaces.

    Written by hand (field numbers of sentencepiece_model.proto), so that no protobuf package is needed.
    """
    places = {piece.text: i for i, piece in enumerate(pieces)}
    entries = [_text(1, p.text) + b"\x15" + struct.pack("<f", p.score) + _number(3, p.kind) for p in pieces]
    trainer = _number(3, _BYTE_PAIR) + _number(4, len(pieces)) + _number(35, 1)
    trainer += b"".join(_number(40 + i, places[text]) for i, text in enumerate(SPECIAL))
    trainer += b"".join(_text(45 + i, text) for i, text in enumerate(SPECIAL))
    # name; then no dummy prefix, extra spaces stay, spaces become ▁
    normaliser = _text(1, "identity") + _number(3, 0) + _number(4, 0) + _number(5, 1)
    return b"".join(_field(1, entry) for entry in entries) + _field(2, trainer) + _field(3, normaliser)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _text(field: int, text: str) -> bytes:
    return _field(field, text.encode())
