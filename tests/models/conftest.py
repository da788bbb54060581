"""A tiny starter, packed as the true one is: a SentencePiece model of few pieces, weights without meaning."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sentencepiece

from models.pack_starter import pack_starter

FACTS = {
    "name": "starter",
    "version": "7",
    "base": "nobody/nothing",
    "licence": "Gemma Terms of Use",
    "changed_by": "the tests",
    "date": "2026-11-21",
    "confidence": {"tr": -1.2},
    "chrf": {"tr": 40.0, "fr": 50.0},
    "chrf_set": "nothing",
    "training": {"minutes": 1},
}
SENTENCES = (
    "Die Meldebehörde ist geöffnet.",
    "Den Ausweis beantragen Sie im Bürgerbüro.",
    "Bitte bringen Sie Geld mit.",
)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder as training leaves it behind."""
    folder = tmp_path_factory.mktemp("trained")
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 20),
        model_prefix=str(folder / "tokenizer"),
        vocab_size=60,
        model_type="bpe",
        minloglevel=2,
    )
    (folder / "tokenizer.vocab").unlink()
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "tokenizer.model"))
    pieces = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    (folder / "vocabulary.json").write_text(json.dumps(pieces), encoding="utf-8")
    (folder / "config.json").write_text("{}", encoding="utf-8")
    (folder / "model.bin").write_bytes(bytes(range(250)) * 10_000)
    (folder / "starter.json").write_text(json.dumps(FACTS), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def packed(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return it packed; read only, copy it before you damage it."""
    folder = tmp_path_factory.mktemp("packed") / "starter_files"
    pack_starter(trained, folder, FACTS, part_bytes=1_000_000)
    return folder
