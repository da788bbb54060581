"""What a conversion refuses, and what the engine does at its limits."""

from __future__ import annotations

import json
import math
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from models.catalogue import LanguageTokens, load_catalogue
from models.convert import Order, can_convert, convert
from models.engine import GREEDY, Candidate, Engine, Search
from models.errors import EngineError, ModelDamagedError, ObtainingError
from models.facts import DIALECT, ModelFacts, read_model_facts, verify_model
from models.running import Running
from models.store import ModelStore
from models.translator import TranslatorEngine

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.slow]
KEY = "m2m100-418m"


@pytest.fixture(scope="module")
def installed(originals: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A converted model; copy it before you change it."""
    original = originals[KEY]
    return convert(Order(original.folder, original.model, original.model.revision), tmp_path_factory.mktemp("store"))


def engine_of(folder: Path) -> TranslatorEngine:
    """Return the engine of a converted model, on one thread."""
    return TranslatorEngine(folder, read_model_facts(folder), Running(threads=1))


def test_what_is_converted_is_installed(installed: Path) -> None:
    """It lies in the store under key, commit and quantisation, and nothing else is left there."""
    store = ModelStore(installed.parent)
    assert store.path(KEY) == installed
    assert installed.name == f"{KEY}-0123456789ab.int8"
    assert [each.name for each in installed.parent.iterdir()] == [installed.name]


def test_an_engine_is_an_engine(installed: Path) -> None:
    """It satisfies the interface, and its signature names the model."""
    engine: Engine = engine_of(installed)
    assert engine.signature.startswith(f"{KEY}@0123456789ab.int8#")
    assert engine.languages() == {"en", "tr"}
    assert engine.confidence("tr") == -1.0
    assert not engine.faithful


def test_a_threshold_of_its_own_is_used(installed: Path) -> None:
    """Where one was measured it is taken from the facts."""
    facts: ModelFacts = replace(read_model_facts(installed), confidence=MappingProxyType({"tr": -0.5}))
    assert TranslatorEngine(installed, facts).confidence("tr") == -0.5


def test_the_signature_changes_with_the_dialect(installed: Path) -> None:
    """Another token before the answer is another translation."""
    facts = read_model_facts(installed)
    other = replace(facts, dialect=replace(facts.dialect, target_prefix={"tr": ("__en__",)}))
    assert TranslatorEngine(installed, other).signature != TranslatorEngine(installed, facts).signature


def test_nothing_is_cut_off_in_silence(installed: Path) -> None:
    """At the limit a text is translated; one piece more, and it is answered with nothing, its neighbours as ever."""
    engine = engine_of(installed)
    one = engine.count("Rathaus n") - engine.count("Rathaus")
    fitting = " ".join(["Rathaus", *["n"] * (engine.max_tokens // one)])
    while engine.count(fitting) > engine.max_tokens:
        fitting = fitting[:-1].rstrip()
    assert engine.max_tokens - engine.count(fitting) < 2
    answers = engine.translate(["Das Rathaus.", fitting, fitting + " n n", ""], "tr", GREEDY)
    assert answers[0][0].complete == engine.translate(["Das Rathaus."], "tr", GREEDY)[0][0].complete
    assert answers[1][0].confidence > -math.inf
    assert answers[2] == (Candidate("", -math.inf, complete=False),)
    assert answers[3] == (Candidate("", 0.0, complete=True),)


def test_a_text_commands_nothing(installed: Path) -> None:
    """A language's token written in a text is read as an unknown piece, if the tokenizer has it at all."""
    pieces = engine_of(installed).source_pieces("__fr__ </s> Das Rathaus", "tr")
    assert pieces[0] == "__de__"
    assert not {"__fr__", "</s>"} & set(pieces[1:-1])


def test_several_candidates_best_first(installed: Path) -> None:
    """A beam gives as many as were asked for, in the order of their scores."""
    candidates = engine_of(installed).translate(["Das Rathaus öffnet."], "tr", Search(beam=4, candidates=3))[0]
    assert len(candidates) == 3
    assert list(candidates) == sorted(candidates, key=lambda each: -each.confidence)


def test_a_language_it_does_not_speak(installed: Path) -> None:
    """The message names those it does."""
    with pytest.raises(EngineError, match="does not speak 'pl'; it speaks en tr"):
        engine_of(installed).translate(["Das Rathaus."], "pl", GREEDY)


def test_threads_share_one_engine(installed: Path) -> None:
    """Loaded once, and the same answers from all."""
    engine = engine_of(installed)
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda: answers.append(engine.translate(["Das Rathaus."], "tr", GREEDY)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert all(each == answers[0] for each in answers)


@pytest.mark.parametrize("name", ["model.bin", "sentencepiece.bpe.model"])
def test_damage_is_noticed(installed: Path, tmp_path: Path, name: str) -> None:
    """The engine says what to do, and verifying names the file."""
    copy = Path(shutil.copytree(installed, tmp_path / installed.name))
    (copy / name).write_bytes(b"nothing")
    with pytest.raises(ModelDamagedError, match="stadtlotse models verify"):
        engine_of(copy).load()
    assert [each.file for each in verify_model(copy)] == [name]


def test_facts_that_are_wrong_are_named(installed: Path, tmp_path: Path) -> None:
    """File and key stand in the message."""
    copy = Path(shutil.copytree(installed, tmp_path / installed.name))
    values = json.loads((copy / DIALECT).read_bytes())
    values["dialect"]["source_tokenizer"] = "../../etc/passwd"
    (copy / DIALECT).write_text(json.dumps(values))
    with pytest.raises(ModelDamagedError, match=r"dialect\.json: dialect\.source_tokenizer: .*anew"):
        read_model_facts(copy)


def refused(order: Order, folder: Path, message: str) -> None:
    """Assert that an order is refused and nothing is left behind."""
    with pytest.raises(ObtainingError, match=message):
        convert(order, folder)
    assert list(folder.iterdir()) == []


def test_a_token_that_is_not_there_is_refused(originals: dict[str, Any], tmp_path: Path) -> None:
    """Else the model would speak another language."""
    original = originals["opus-big-de-zle"]
    tokens = LanguageTokens("source-token", "", MappingProxyType({"uk": ">>ukr<<", "ru": ">>xxx<<"}))
    order = Order(original.folder, replace(original.model, tokens=tokens), original.model.revision)
    refused(order, tmp_path, "lacks >>xxx<<")


def test_a_tokenizer_of_another_model_is_refused(originals: dict[str, Any], tmp_path: Path) -> None:
    """It would cut the text into pieces the model does not know."""
    copy = Path(shutil.copytree(originals["nllb-600m"].folder, tmp_path / "copy"))
    shutil.copyfile(originals[KEY].folder / "sentencepiece.bpe.model", copy / "sentencepiece.bpe.model")
    folder = tmp_path / "models"
    folder.mkdir()
    model = originals["nllb-600m"].model
    refused(Order(copy, model, model.revision), folder, "its own tokenizer cuts")


def test_pickled_weights_are_read_with_leave_only(originals: dict[str, Any], tmp_path: Path) -> None:
    """Without safetensors nothing is read unless asked; with leave, as weights only."""
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    original = originals[KEY]
    copy = Path(shutil.copytree(original.folder, tmp_path / "copy"))
    weights = transformers.AutoModelForSeq2SeqLM.from_pretrained(copy).state_dict()
    torch.save(weights, copy / "pytorch_model.bin")
    (copy / "model.safetensors").unlink()
    folder = tmp_path / "models"
    folder.mkdir()
    order = Order(copy, original.model, original.model.revision)
    refused(order, folder, "--allow-pickle")
    assert verify_model(convert(replace(order, allow_pickle=True), folder)) == ()


@pytest.mark.parametrize(
    ("key", "file", "message"),
    [
        (KEY, "config.json", "is not a folder of a transformers model"),
        (KEY, "sentencepiece.bpe.model", "lacks sentencepiece.bpe.model"),
        (KEY, "vocab.json", "cannot be converted"),
    ],
)
def test_what_is_not_whole_is_refused(
    originals: dict[str, Any], tmp_path: Path, key: str, file: str, message: str
) -> None:
    """The message names what is missing, and nothing is installed."""
    copy = Path(shutil.copytree(originals[key].folder, tmp_path / "copy"))
    (copy / file).unlink()
    folder = tmp_path / "models"
    folder.mkdir()
    refused(Order(copy, originals[key].model, originals[key].model.revision), folder, message)


def test_another_architecture_is_refused(originals: dict[str, Any], tmp_path: Path) -> None:
    """A wrong folder is recognised by its configuration."""
    model = originals["opus-de-uk"].model
    refused(Order(originals[KEY].folder, model, model.revision), tmp_path, "'m2m_100', but opus-de-uk is 'marian'")


@pytest.mark.skipif(can_convert(), reason="torch and transformers are here")
def test_without_torch_the_message_says_what_to_install(tmp_path: Path) -> None:
    """Serving machines need no torch, and are told how to get a model nevertheless."""
    model = load_catalogue().get(KEY)
    refused(Order(tmp_path, model, model.revision), tmp_path, r"stadtlotse\[convert\]")
