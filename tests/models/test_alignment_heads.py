"""Alignment by attention: a real CTranslate2 model with weights by chance, forced to write what it is given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tiny_translator import SENTENCES, tiny_translator
from typer.testing import CliRunner

from models.alignment import words
from models.alignment_heads import changed, choices, write_down
from models.errors import ModelDamagedError
from models.facts import WEIGHTS, Alignment, ModelFacts, read_model_facts, verify_model
from models.install import building, install_built
from models.running import Running
from models.store import ModelStore
from models.tokens import Tokenizer
from models.translator import TranslatorEngine
from proxy.command.main import app

PAIRS = [(SENTENCES[0], SENTENCES[2]), (SENTENCES[1], SENTENCES[3])]


@pytest.fixture
def installed(tmp_path: Path) -> tuple[Path, ModelFacts]:
    """A tiny model as it is installed."""
    with building(tmp_path, "tiny") as built:
        facts = tiny_translator(built)
        return install_built(built, tmp_path), facts


def engine_of(folder: Path) -> TranslatorEngine:
    return TranslatorEngine(folder, read_model_facts(folder), Running(threads=1))


def test_the_attention_of_a_forced_answer_becomes_links(installed: tuple[Path, ModelFacts]) -> None:
    """One alignment a pair, in its order; links join words of the two texts; what cannot be aligned has none."""
    engine = engine_of(installed[0])
    found = engine.align([*PAIRS, ("", "Ev"), ("Haus", ""), ("x " * 99, "Ev")], "tr")
    assert [bool(each) for each in found] == [True, True, False, False, False]
    for (source, target), alignment in zip(PAIRS, found, strict=False):
        assert {link.source for link in alignment} <= set(words(source))
        assert {link.target for link in alignment} == set(words(target))
        for there in words(target):
            assert sum(link.weight for link in alignment if link.target == there) == pytest.approx(1, abs=0.6)
    assert engine.align(PAIRS, "tr") == found[:2]
    assert engine.align([], "tr") == []


def test_another_layer_gives_another_alignment(installed: tuple[Path, ModelFacts]) -> None:
    """What is written down is what is used; all else stays, and the signature tells."""
    folder, facts = installed
    before, signature = engine_of(folder).align(PAIRS, "tr"), engine_of(folder).signature
    assert choices((folder / WEIGHTS).read_bytes()) == tuple(
        Alignment(*each) for each in ((0, 1), (0, 0), (1, 1), (1, 0))
    )
    assert write_down(folder, facts, Alignment(0, 1)) == folder
    assert read_model_facts(folder).alignment == Alignment(0, 1)
    assert verify_model(folder) == ()
    assert engine_of(folder).align(PAIRS, "tr") != before
    assert engine_of(folder).signature != signature
    assert ModelStore(folder.parent).path("tiny") == folder


def test_weights_that_name_no_attention_are_refused() -> None:
    """A model of another kind is not changed blindly."""
    with pytest.raises(ModelDamagedError, match="decoder/alignment_layer"):
        changed(b"something else", Alignment(0, 1))


def test_the_command_measures_every_choice_and_writes_the_best(installed: tuple[Path, ModelFacts]) -> None:
    """`models align` tries each layer's first head and mean, and keeps what is best on the bundled set."""
    folder, _ = installed
    command = ["models", "align", "tiny", "--folder", str(folder.parent), "--json", "--write", "--threads", "1"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert len(said["scores"]) == 4
    best = max(said["scores"], key=lambda each: each["score"])
    assert said["best"] == {"layer": best["layer"], "heads": best["heads"]}
    assert read_model_facts(folder).alignment == Alignment(best["layer"], best["heads"])


def test_places_of_pieces_cover_a_text(tmp_path: Path) -> None:
    """Pieces stand in order over all letters, signs that fold into several letters included."""
    tiny_translator(tmp_path)
    tokenizer = Tokenizer(tmp_path / "tiny.spm")
    text = "Rathaus öffnet ½ um ﬁ 8 açılır 😀 x"
    places = tokenizer.places(text)
    assert len(places) == tokenizer.count(text)
    covered = {at for start, end in places for at in range(start, end)}
    assert covered == {at for at, letter in enumerate(text) if letter != " "}
