"""Exported weights come back within the error of quantising, and CTranslate2 runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import ctranslate2
import numpy as np
import pytest

from models.training.converted import Floats, read_ctranslate2, read_variables
from models.training.export import export

MakeWeights = Callable[[int], dict[str, Floats]]
PIECES = ["<pad>", "<eos>", "<bos>", "<unk>", "\n", "a", "b", "c"]


@pytest.fixture
def folder(tmp_path: Path, make_weights: MakeWeights) -> Path:
    """A tiny exported model."""
    export(make_weights(len(PIECES)), PIECES, tmp_path / "model")
    return tmp_path / "model"


def test_weights_come_back(folder: Path, make_weights: MakeWeights) -> None:
    """Norms exactly (they are not quantised), matrices within half a step of their row."""
    weights, back = make_weights(len(PIECES)), read_ctranslate2(folder / "model.bin")
    assert back.keys() == weights.keys()
    for name, value in weights.items():
        step = np.abs(value).max(axis=-1, keepdims=True) / 127 if value.ndim > 1 else 1e-6
        assert np.all(np.abs(back[name] - value) <= 0.51 * step), name


def test_local_and_global_blocks(folder: Path) -> None:
    """The first blocks are local: window 512, rotary base 10,000; embeddings are scaled."""
    variables = read_variables(folder / "model.bin")
    assert variables["decoder/layer_0/self_attention/sliding_window"] == 512
    assert variables["decoder/layer_0/self_attention/rotary_base"] == 10_000
    assert variables["decoder/scale_embeddings"] == 1


def test_the_model_runs(folder: Path) -> None:
    """And knows its vocabulary."""
    generator = ctranslate2.Generator(str(folder), compute_type="int8", intra_threads=1)
    result = generator.generate_batch([["<bos>", "a", "b"]], max_length=4, include_prompt_in_result=False)[0]
    assert set(result.sequences[0]) <= set(PIECES)
    assert json.loads((folder / "vocabulary.json").read_text(encoding="utf-8")) == PIECES


def test_every_piece_needs_its_embedding(tmp_path: Path, make_weights: MakeWeights) -> None:
    """A vocabulary of another cut is refused."""
    with pytest.raises(ValueError, match="8 pieces, but 7 embeddings"):
        export(make_weights(7), PIECES, tmp_path)
