"""Turns texts into the token rows of one pass: the whole collection once, shuffled, with a share of general texts, in
batches.

Must not know: torch, the network, how texts were read.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from models.training.corpus import LANGUAGES, Noise, Text, roughen
from models.training.packing import Branch, Row, batches

Encode = Callable[[list[str]], list[list[int]]]
"""Texts -> ids of the cut vocabulary, without ``<bos>``."""


@dataclass(frozen=True, slots=True)
class Source:
    """Texts of one kind, and the share of all answers' tokens that it should have (the collection takes what is
    left).
    """

    texts: Sequence[Text]
    share: float


@dataclass(frozen=True, slots=True)
class Mixing:
    """How a pass is mixed and cut into batches."""

    tokens_a_batch: int = 3_000
    pool: int = 400
    longest: int = 480
    noise: Noise = field(default_factory=Noise)


def rows_of(texts: Sequence[Text], encode: Encode, bos: int, mixing: Mixing, rng: random.Random) -> list[Row]:
    """Encodes texts as rows ``<bos>German: TEXT\\n`` + ``Turkish: ANSWER\\n`` ...; what reaches too far is left out."""
    prompts = {lang: tuple(encode([f"{name}:"])[0]) for lang, name in LANGUAGES.items()}
    prefixes = encode([f"German: {roughen(t.german, mixing.noise, rng)}\n" for t in texts])
    answers = iter(encode([f" {answer}\n" for t in texts for _, answer in t.answers]))
    rows = []
    for text, prefix in zip(texts, prefixes, strict=True):
        branches = tuple(Branch(prompts[lang], tuple(next(answers))) for lang, _ in text.answers)
        row = Row((bos, *prefix), branches)
        if row.reach <= mixing.longest:
            rows.append(row)
    return rows


def one_pass(
    collection: Sequence[Text], others: Sequence[Source], encode: Encode, bos: int, mixing: Mixing, seed: int
) -> list[list[Row]]:
    """All batches of a pass; the same seed gives the same batches, so that a resumed run can skip what it has seen."""
    rng = random.Random(seed)  # noqa: S311 nothing secret
    rows = rows_of(collection, encode, bos, mixing, rng)
    own = sum(row.length for row in rows)
    share = sum(source.share for source in others)
    for source in others:
        budget = own * source.share / (1 - share)
        texts = rng.sample(list(source.texts), len(source.texts))
        taken = 0
        while texts and taken < budget:
            some, texts = texts[:2000], texts[2000:]
            for row in rows_of(some, encode, bos, mixing, rng):
                if taken >= budget:
                    break
                rows.append(row)
                taken += row.length
    rng.shuffle(rows)
    out: list[list[Row]] = []
    for start in range(0, len(rows), mixing.pool):
        some_batches = batches(rows[start : start + mixing.pool], mixing.tokens_a_batch)
        rng.shuffle(some_batches)
        out += some_batches
    return out
