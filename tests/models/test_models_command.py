"""`stadtlotse models list` and `verify`: what they print, for people and programs, and their exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from models.catalogue import load_catalogue
from models.pins import Pin, keep_pin
from models.starter import PACKAGED, install_starter
from proxy.command.models import app

RUNNER = CliRunner(env={"COLUMNS": "200"})


def test_the_list_shows_licences_and_that_nothing_was_measured(tmp_path: Path) -> None:
    """The Gemma notice, the mark of non-commercial licences and what was measured are seen."""
    result = RUNNER.invoke(app, ["list", "--folder", str(tmp_path)])
    assert result.exit_code == 0
    assert "Gemma is provided under and subject to the Gemma Terms of Use" in result.output
    assert "CC-BY-NC-4.0 NON-COMMERCIAL" in result.output
    assert "not measured here" in result.output
    assert "in the package" in result.output


def test_the_list_for_programs(tmp_path: Path) -> None:
    """JSON holds the catalogue's facts, and where a model is installed."""
    install_starter(PACKAGED, tmp_path)
    result = RUNNER.invoke(app, ["list", "--json", "--folder", str(tmp_path)])
    models = {model["key"]: model for model in json.loads(result.output)["models"]}
    assert result.exit_code == 0
    assert models["starter"]["installed"][0]["folder"].startswith(str(tmp_path))
    assert models["small100"]["installed"] == []
    assert models["nllb-600m"]["commercial"] is False
    assert models["opus-bible-roa"]["pinned"] is False


def test_the_list_says_what_is_unpinned_and_what_was_taken_on_trust(tmp_path: Path) -> None:
    """Plainly, with the commit and the day; nothing is said of models whose commit the catalogue names."""
    before = RUNNER.invoke(app, ["list", "--folder", str(tmp_path)]).output
    assert before.count("unpinned: the catalogue names no commit of it") == 3
    assert "opus-bible-roa: unpinned" in before
    model = load_catalogue().get("opus-bible-roa")
    keep_pin(tmp_path, model.key, Pin(model.hub, "a" * 40, "2026-11-22", ()))
    after = " ".join(RUNNER.invoke(app, ["list", "--folder", str(tmp_path)]).output.split())
    assert f"{model.hub}; {'a' * 40} was taken on trust on 2026-11-22" in after
    assert after.count("unpinned: the catalogue names no commit of it") == 2
    listed = json.loads(RUNNER.invoke(app, ["list", "--json", "--folder", str(tmp_path)]).output)["models"]
    trust = {each["key"]: each["taken_on_trust"] for each in listed}
    assert trust[model.key] == {"commit": "a" * 40, "since": "2026-11-22"}
    assert trust["opus-big-en-ro"] is trust["opus-de-fr"] is None


def test_a_catalogue_that_is_wrong_is_a_usage_error(tmp_path: Path) -> None:
    """Exit code 2, and the message of the catalogue."""
    (tmp_path / "own.toml").write_text("[[model]]", encoding="utf-8")
    result = RUNNER.invoke(app, ["list", "--catalogue", str(tmp_path / "own.toml")])
    assert result.exit_code == 2
    assert "model number 1: key: Field required" in result.stderr


@pytest.mark.parametrize(
    ("key", "code", "message"), [("smal100", 2, "did you mean"), ("small100", 1, "the model small100 is not in")]
)
def test_verify_tells_unknown_from_not_installed(tmp_path: Path, key: str, code: int, message: str) -> None:
    """A wrong key is a usage error, a model that is not here a failure."""
    result = RUNNER.invoke(app, ["verify", key, "--folder", str(tmp_path)])
    assert result.exit_code == code
    assert message in result.stderr


def test_verify_names_a_changed_file(tmp_path: Path) -> None:
    """Exit code 1, the file and what is wrong with it; a damaged model is not loaded."""
    place = install_starter(PACKAGED, tmp_path)
    changed = (place / "config.json").read_bytes().replace(b"<bos>", b"<BOS>")
    (place / "config.json").write_bytes(changed)
    result = RUNNER.invoke(app, ["verify", "--json", "--folder", str(tmp_path)])
    report = json.loads(result.output)
    assert result.exit_code == 1
    assert report["ok"] is False
    assert report["models"][0]["problems"][0]["file"] == "config.json"
    assert report["models"][0]["golden"] == []


@pytest.mark.model
def test_verify_installs_loads_and_translates(tmp_path: Path) -> None:
    """On a fresh machine the starter is installed, found whole, and speaks its nine languages."""
    result = RUNNER.invoke(app, ["verify", "starter", "--json", "--threads", "2", "--folder", str(tmp_path)])
    report = json.loads(result.output)
    assert result.exit_code == 0, result.output
    golden = report["models"][0]["golden"]
    assert {each["language"] for each in golden} == {"en", "tr", "ar", "bg", "ro", "pl", "uk", "ru", "fr"}
    assert all(each["problem"] == "" for each in golden)
    assert report["models"][0]["words_per_second"] > 0
