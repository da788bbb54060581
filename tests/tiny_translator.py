"""A tiny encoder-decoder model with weights by chance, written without torch: for what needs no sense."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import sentencepiece

from models.facts import DIALECT, WEIGHTS, Alignment, Dialect, ModelFacts, written
from models.files import facts_of

_WIDTH = 16
SENTENCES = (
    "Das Rathaus öffnet am Montag um 8 Uhr.",
    "Bitte bringen Sie ein Foto und den Ausweis mit.",
    "Belediye binası pazartesi saat sekizde açılır.",
    "Lütfen kimlik kartınızı getirin.",
)


def tiny_translator(folder: Path, *, layers: int = 2, seed: int = 1) -> ModelFacts:
    """Write a model that translates German into Turkish, with both languages' tokens before source and answer."""
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 20),
        model_prefix=str(folder / "tiny"),
        vocab_size=90,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    (folder / "tiny.model").rename(folder / "tiny.spm")
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "tiny.spm"))
    pieces = [processor.id_to_piece(number) for number in range(processor.get_piece_size())] + ["<2de>", "<2tr>"]
    spec = ctranslate2.specs.TransformerSpec.from_config((layers, layers), 2)
    generator = np.random.default_rng(seed)
    _fill(spec.encoder, generator, len(pieces))
    _fill(spec.decoder, generator, len(pieces))
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.config.decoder_start_token = "</s>"
    spec.validate()
    spec.save(str(folder))
    files = tuple(facts_of(each) for each in sorted(folder.iterdir()) if each.suffix != ".vocab")
    facts = ModelFacts(
        key="tiny",
        version="1",
        name="Tiny",
        kind="encoder-decoder",
        architecture="m2m100",
        source_language="de",
        languages=("tr",),
        licence="CC0-1.0",
        commercial=True,
        notice="",
        hub="",
        revision="",
        quantization="float32",
        dialect=Dialect({"tr": ("<2de>",)}, {"tr": ("<2tr>",)}, "</s>", "<unk>", "tiny.spm", "tiny.spm", 40, 60),
        alignment=Alignment(-1, 0),
        confidence={},
        made_with={},
        sha256=next(each.sha256 for each in files if each.name == WEIGHTS),
        files=files,
    )
    (folder / DIALECT).write_bytes(written(facts))
    return facts


def _fill(part: Any, generator: np.random.Generator, vocabulary: int) -> None:
    """Give every weight of an encoder or decoder numbers by chance, in the shape that the architecture wants."""

    def linear(spec: Any, rows: int, columns: int) -> None:
        spec.weight = generator.normal(0, 0.4, (rows, columns)).astype("float32")
        spec.bias = np.zeros(rows, dtype="float32")

    def norm(spec: Any) -> None:
        spec.gamma, spec.beta = np.ones(_WIDTH, dtype="float32"), np.zeros(_WIDTH, dtype="float32")

    def attention(spec: Any, *, itself: bool) -> None:
        norm(spec.layer_norm)
        for place, each in enumerate(spec.linear):
            wide = {0: 3 if itself else 1, 1: 1 if itself else 2}.get(place, 1)
            linear(each, wide * _WIDTH, _WIDTH)

    embeddings = part.embeddings if not isinstance(part.embeddings, list) else part.embeddings[0]
    embeddings.weight = generator.normal(0, 0.4, (vocabulary, _WIDTH)).astype("float32")
    norm(part.layer_norm)
    for layer in part.layer:
        attention(layer.self_attention, itself=True)
        if hasattr(layer, "attention"):
            attention(layer.attention, itself=False)
        norm(layer.ffn.layer_norm)
        linear(layer.ffn.linear_0, 2 * _WIDTH, _WIDTH)
        linear(layer.ffn.linear_1, _WIDTH, 2 * _WIDTH)
    if hasattr(part, "projection"):
        linear(part.projection, vocabulary, _WIDTH)
