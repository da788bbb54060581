"""Converted models of each architecture against transformers: the same pieces, tokens, answers and probabilities."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ctranslate2
import pytest

from models.convert import Order, convert
from models.engine import GREEDY
from models.facts import WEIGHTS, read_model_facts, verify_model
from models.running import Running
from models.translator import TranslatorEngine

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.slow]

COMMAND = re.compile(r"<.*>|__.*__|.*_Latn|>>.*|madeup.*")
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
    return TranslatorEngine(folder, read_model_facts(folder), Running(threads=1))


@pytest.mark.parametrize("key", KEYS)
def test_the_same_answers(
    key: str, originals: dict[str, Any], converted: dict[str, Path], transformers_answer: Callable[..., Any]
) -> None:
    """In every language: source pieces, greedy answer, its mean log-probability, and whether it ended."""
    engine = engine_of(converted[key])
    compared = 0
    for language in originals[key].model.languages:
        for text, candidates in zip(TEXTS, engine.translate(TEXTS, language, GREEDY), strict=True):
            theirs = transformers_answer(originals[key], text, language)
            unknown = [piece if piece in theirs.source else "<unk>" for piece in engine.source_pieces(text, language)]
            assert unknown == theirs.source
            ended = theirs.pieces[-1] == "</s>"
            spelt = ended and not any(piece is None or COMMAND.match(piece) for piece in theirs.pieces[:-1])
            assert candidates[0].complete == (spelt and len(theirs.pieces) <= 3 * engine.count(text) + 17)
            if ended and len(theirs.pieces) < 3 * engine.count(text):
                compared += 1
                assert candidates[0].confidence == pytest.approx(theirs.confidence, abs=2e-3)
            if candidates[0].complete:
                assert candidates[0].text == theirs.text
    assert compared, "no answer ended: the test shows nothing"


@pytest.mark.parametrize("key", KEYS)
def test_languages_are_spoken_as_the_makers_do(key: str, converted: dict[str, Path]) -> None:
    """The pieces before source and answer, and the heads that align, are recorded as data."""
    facts = read_model_facts(converted[key])
    language = facts.languages[-1] if facts.architecture != "marian" else facts.languages[0]
    found = facts.dialect.source_prefix[language], facts.dialect.target_prefix.get(language, ())
    assert found == PREFIXES[key]
    assert facts.alignment.heads == (1 if key == "opus-de-uk" else 0)
    assert verify_model(converted[key]) == ()


@pytest.mark.parametrize("key", KEYS)
def test_eight_bits_are_nearly_the_same(
    key: str, originals: dict[str, Any], converted: dict[str, Path], tmp_path: Path
) -> None:
    """Quantised weights are a quarter of the size, and give the exact model's answers nearly the same probability."""
    original = originals[key]
    small = convert(Order(original.folder, original.model, original.model.revision, "int8"), tmp_path)
    assert (small / WEIGHTS).stat().st_size < 0.5 * (converted[key] / WEIGHTS).stat().st_size
    facts = read_model_facts(small)
    assert (facts.version, facts.quantization) == ("0123456789ab.int8", "int8")
    source, exact = engine_of(small).source_pieces(TEXTS[0], facts.languages[0]), []
    for folder in (small, converted[key]):
        translator = ctranslate2.Translator(str(folder), compute_type="default", intra_threads=1)
        exact.append(translator.score_batch([source], [source[1:-1]])[0].log_probs)
    differences = [abs(ours - theirs) for ours, theirs in zip(*exact, strict=True)]
    assert sum(differences) < 0.15 * sum(abs(each) for each in exact[1])
