"""Chooses the pieces of the base vocabulary that the starter keeps: what the ten languages need, and nothing that
comes from markup.

Must not know: torch, training, how a SentencePiece file is written.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.training.tokenizer import BasePieces, Kind

SPECIAL = ("<pad>", "<eos>", "<bos>", "<unk>")
"""The first pieces of every cut, in this order."""

NEWLINE = "\n"
"""The piece that ends an answer."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How many pieces to keep at most, and how often a piece must occur at least."""

    most: int = 45_000
    least_count: int = 2


def is_wanted_character(character: str) -> bool:
    """Characters that stay whatever the counts say: Latin, Cyrillic and Arabic letters, digits, punctuation of the
    ten languages.
    """
    code = ord(character)
    ranges = (
        (0x20, 0x17F),
        (0x218, 0x21B),
        (0x400, 0x45F),
        (0x490, 0x491),
        (0x600, 0x652),
        (0x2010, 0x2026),
        (0x20AC, 0x20AC),
    )
    return character == "▁" or any(low <= code <= high for low, high in ranges)


def count(texts: Iterable[Sequence[str]]) -> Counter[str]:
    """How often each piece occurs in texts that are cut into base pieces."""
    found: Counter[str] = Counter()
    for pieces in texts:
        found.update(pieces)
    return found


def choose(base: BasePieces, counts: Mapping[str, int], always: Iterable[str], choice: Choice) -> list[str]:
    """The kept pieces: special ones, newline, bytes, single characters, ``always``, then the most frequent; in the
    order of base ids.
    """
    kept = {NEWLINE, *always}
    kept |= {p.text for p in base.pieces if p.kind is Kind.BYTE}
    kept |= {p.text for p in base.pieces if p.kind is Kind.NORMAL and len(p.text) == 1 and is_wanted_character(p.text)}
    normal = [
        (n, text) for text, n in counts.items() if n >= choice.least_count and text in base.scores and text not in kept
    ]
    normal.sort(key=lambda pair: (-pair[0], base.ids[pair[1]]))
    kept |= {text for _, text in normal[: max(0, choice.most - len(kept) - len(SPECIAL))]}
    return [*SPECIAL, *sorted(kept - set(SPECIAL), key=base.ids.__getitem__)]
