"""Converted models of each architecture against transformers: the same pieces, tokens, answers and probabilities."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.convert import Order, convert
from models.engine import GREEDY
from models.facts import read_model_facts
from models.translator import TranslatorEngine

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.slow]

TEXTS = (
    "Bitte bringen Sie ein Foto mit.",
    "Das Rathaus öffnet um 8.00 Uhr.",
    "Die Meldebehörde ist geöffnet, Zimmer 12.",
    "Telefon 0203 94567",
    "Ein Ç und ein Ω, „die“ niemand kennt.",
)
KEYS = ("opus-big-de-zle", "opus-de-uk", "m2m100-418m", "small100", "nllb-600m", "madlad400-3b")
PREFIXES = {
    "opus-big-de-zle": ((">>ukr<<",), ()),
    "opus-de-uk": ((), ()),
    "m2m100-418m": (("__de__",), ("__tr__",)),
    "small100": (("__tr__",), ()),
    "nllb-600m": (("deu_Latn",), ("tur_Latn",)),
    "madlad400-3b": (("<2tr>",), ()),
}


@pytest.fixture(scope="session")
def converted(originals: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each original, converted without loss and installed."""
    folder = tmp_path_factory.mktemp("models")
    return {
        key: convert(Order(each.folder, each.model, each.model.revision, "float32"), folder)
        for key, each in originals.items()
    }


def engine_of(folder: Path) -> TranslatorEngine:
    """Return the engine of a converted model, on one thread."""
    return TranslatorEngine(folder, read_model_facts(folder), threads=1, device="cpu")


@pytest.mark.parametrize("key", KEYS)
def test_the_same_answers(
    key: str, originals: dict[str, Any], converted: dict[str, Path], transformers_answer: Callable[..., Any]
) -> None:
    """In every language: source pieces, greedy answer, its mean log-probability, and whether it ended."""
    engine = engine_of(converted[key])
    control = {"<unk>", "<pad>", "</s>", None}
    for language in originals[key].model.languages:
        for text, candidates in zip(TEXTS, engine.translate(TEXTS, language, GREEDY), strict=True):
            theirs = transformers_answer(originals[key], text, language)
            unknown = [piece if piece in theirs.source else "<unk>" for piece in engine.source_pieces(text, language)]
            assert unknown == theirs.source
            limit = 3 * engine.count(text) + 16
            ended = theirs.pieces[-1] == "</s>" and len(theirs.pieces) <= limit + 1
            assert not candidates[0].complete or ended
            if ended:
                assert candidates[0].confidence == pytest.approx(theirs.confidence, abs=2e-3)
            if candidates[0].complete:
                assert candidates[0].text == theirs.text
                assert not control.intersection(theirs.pieces[:-1])
