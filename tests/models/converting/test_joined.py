"""Two converted models behind one another, and several in little memory: the true engines, with weights by chance."""

from __future__ import annotations

from typing import Any

import pytest

from models.convert import Order, convert
from models.engine import GREEDY
from models.facts import read_model_facts
from models.keeping import Keeper
from models.pivot import LOST, PivotEngine
from models.running import Running
from models.translator import TranslatorEngine

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.slow]

TEXTS = ("Das Amt ist heute zu.", "Bitte bringen Sie ein Foto mit.", "Die Meldebehörde", "Rathaus", "Das kostet 28,80.")


@pytest.fixture(scope="module")
def engines(originals: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, TranslatorEngine]:
    """One engine that speaks English, and one that takes whatever it says into Ukrainian."""
    folder = tmp_path_factory.mktemp("joined")
    made: dict[str, TranslatorEngine] = {}
    for key in ("m2m100-418m", "opus-big-de-zle"):
        place = convert(Order(originals[key].folder, originals[key].model, originals[key].model.revision), folder)
        made[key] = TranslatorEngine(place, read_model_facts(place), Running(threads=1))
    return made


def test_a_pivot_is_one_engine_behind_the_other(engines: dict[str, TranslatorEngine]) -> None:
    """What goes over whole is what both say; what is cut off, or loses a number, has no answer."""
    first, second = engines["m2m100-418m"], engines["opus-big-de-zle"]
    pivot = PivotEngine(first, second)
    answers = pivot.translate(TEXTS, "uk", GREEDY)
    english = [candidates[0] for candidates in first.translate(TEXTS, "en", GREEDY)]
    for text, middle, answer in zip(TEXTS, english, answers, strict=True):
        if any(character.isdigit() for character in text):
            assert all("28,80" in each.text for each in answer if each.complete)
        elif middle.complete:
            (expected,) = second.translate([middle.text], "uk", GREEDY)
            assert [each.text for each in answer] == [each.text for each in expected]
            assert answer[0].confidence == pytest.approx(min(middle.confidence, expected[0].confidence), abs=1e-4)
        else:
            assert answer == LOST
    assert pivot.languages() == second.languages()
    assert pivot.count(TEXTS[0]) == first.count(TEXTS[0])


def test_models_come_and_go_in_little_memory(engines: dict[str, TranslatorEngine]) -> None:
    """Answers stay the same when a model has been away."""
    heard: list[str] = []
    keeper = Keeper(15, lambda: 0, heard.append)
    kept = {key: keeper.keep(engine, 10) for key, engine in engines.items()}
    asked = (("m2m100-418m", "en"), ("opus-big-de-zle", "uk"))
    for engine in engines.values():
        engine.unload()
    first = [kept[key].translate(TEXTS, language, GREEDY) for key, language in asked]
    again = [kept[key].translate(TEXTS, language, GREEDY) for key, language in asked]
    assert first == again
    assert list(keeper.loaded()) == [kept["opus-big-de-zle"].signature]
    assert sum(line.startswith("unloaded") for line in heard) == 3
