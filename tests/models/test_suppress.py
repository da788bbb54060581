"""A search that forbids words: the pieces of a word as it stands in a text, and a real model that obeys."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.ctranslate import GeneratorEngine
from models.engine import GREEDY, Search
from models.running import Running
from models.starter import PACKAGED, install_starter, read_facts
from models.tokens import Tokenizer

SENTENCE = "Für die Anmeldung brauchen Sie einen Termin."


def test_words_are_cut_as_they_stand_in_a_text(trained: Path) -> None:
    """The pieces of a word are those behind a blank; nothing of what stands before is among them."""
    tokenizer = Tokenizer(trained / "tokenizer.model")
    (pieces,) = tokenizer.words(["Ausweis"])
    whole = tokenizer.pieces(["a Ausweis"])[0]
    assert pieces == whole[-len(pieces) :]
    assert "".join(pieces) == "\u2581Ausweis"
    assert tokenizer.words([]) == []


@pytest.mark.model
def test_the_starter_obeys(tmp_path: Path) -> None:
    """What was said first is not said where it is suppressed."""
    engine = GeneratorEngine(install_starter(PACKAGED, tmp_path), read_facts(PACKAGED), Running(threads=1))
    [(first,)] = engine.translate([SENTENCE], "en", GREEDY)
    assert "registration" in first.text
    [(second,)] = engine.translate([SENTENCE], "en", Search(suppress=("registration",)))
    assert "registration" not in second.text
    assert second.text
