"""A vocabulary and weights small enough to look at, for the tests of the recipe."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from models.training.converted import Floats
from models.training.tokenizer import BasePieces, from_columns

WORDS = ("▁d", "er", "▁der", "▁H", "un", "und", "▁Hund", "hu", "▁und", "▁Hunde", "ab", "abc")
MakeWeights = Callable[[int], dict[str, Floats]]


@pytest.fixture(scope="session")
def base() -> BasePieces:
    """Specials, newline, a tag, bytes, merges by rank, characters."""
    letters = [*(chr(c) for c in range(ord("a"), ord("z") + 1)), *"▁ABEFGHPRTU:.?!"]
    columns = [(text, -1000.0, 3) for text in ("<pad>", "<eos>", "<bos>", "<unk>")]
    columns += [("\n", -1000.0, 4), ("<b>", -1000.0, 4)]
    columns += [(f"<0x{i:02X}>", 0.0, 6) for i in range(256)]
    columns += [(word, -float(rank), 1) for rank, word in enumerate(WORDS)]
    columns += [(letter, -1000.0 - i, 1) for i, letter in enumerate(letters)]
    texts, scores, kinds = zip(*columns, strict=True)
    return from_columns(texts, scores, kinds)


@pytest.fixture(scope="session")
def make_weights() -> MakeWeights:
    """Random weights of a network of two narrow blocks with four heads of 256, for so many pieces."""

    def make(pieces: int) -> dict[str, Floats]:
        rng = np.random.default_rng(0)
        width, inner = 16, 24

        def some(*shape: int) -> Floats:
            return np.asarray(rng.standard_normal(shape) / shape[-1] ** 0.5, dtype=np.float32)

        def gain(size: int) -> Floats:
            return np.asarray(1 + 0.1 * rng.standard_normal(size), dtype=np.float32)

        out = {"embedding": some(pieces, width), "norm_last": gain(width)}
        for b in ("blocks.0.", "blocks.1."):
            out |= {b + "qkv": some(6 * 256, width), b + "out": some(width, 4 * 256)}
            out |= {b + "gate_up": some(2 * inner, width), b + "down": some(width, inner)}
            out |= {b + name: gain(width) for name in ("norm_in", "norm_attended", "norm_before", "norm_after")}
            out |= {b + name: gain(256) for name in ("norm_q", "norm_k")}
        return out

    return make
