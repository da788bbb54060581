"""Installing converted models, several versions of them, archives from elsewhere, and what is refused."""

from __future__ import annotations

import io
import json
import os
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard
from converted import FILES, KEY, install, made
from typer.testing import CliRunner

from models.catalogue import load_catalogue
from models.errors import ModelDamagedError, ModelMissingError, ObtainingError
from models.facts import DIALECT, read_model_facts, written
from models.install import building, install_built, remove, rollback
from models.obtain import Request, bring
from models.store import MARKER, ModelStore
from proxy.command.main import app
from proxy.engines import make_engine
from proxy.settings import Settings

RUNNER = CliRunner(env={"COLUMNS": "200"})


def quiet(*_: object) -> None:
    """Hear of progress, and say nothing."""


def request(key: str = KEY, *, non_commercial: bool = False) -> Request:
    """Ask for a model of the catalogue."""
    return Request(load_catalogue().get(key), non_commercial=non_commercial)


def test_facts_come_back_as_they_were_written(tmp_path: Path) -> None:
    """What the converter writes the engine reads."""
    facts = made(tmp_path)
    assert read_model_facts(tmp_path) == facts
    assert facts.folder == "small100-1.int8"


def test_installing_is_all_or_nothing(tmp_path: Path) -> None:
    """A file that is not what the facts say stops everything, and nothing is left."""
    with building(tmp_path, "x") as built:
        made(built)
        (built / "model.bin").write_bytes(b"other")
        with pytest.raises(ModelDamagedError, match=r"nothing was installed: model\.bin has 5 bytes"):
            install_built(built, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_version_is_replaced_by_itself(tmp_path: Path) -> None:
    """Installing again puts the new files in the place of the old, readable for others."""
    first = install(tmp_path, "1.int8", 1000)
    (first / "model.bin").write_bytes(b"damaged")
    second = install(tmp_path, "1.int8", 2000)
    assert first == second
    assert (second / "model.bin").read_bytes() == b"model.bin 1.int8"
    assert second.stat().st_mode & 0o777 == 0o755
    assert [each.name for each in tmp_path.iterdir()] == ["small100-1.int8"]


def test_versions_stand_side_by_side_and_rollback_goes_to_the_one_before(tmp_path: Path) -> None:
    """The last installed is used; going back twice returns to it; a version can be named."""
    for number in (1, 2, 3):
        install(tmp_path, f"{number}.int8", number * 1000)
    store = ModelStore(tmp_path)
    assert store.path(KEY).name == "small100-3.int8"
    assert rollback(store, KEY).version == "2.int8"
    assert store.path(KEY).name == "small100-2.int8"
    assert rollback(store, KEY).version == "3.int8"
    assert rollback(store, KEY, "1.int8").version == "1.int8"
    assert store.path(KEY).name == "small100-1.int8"


def test_nothing_to_go_back_to(tmp_path: Path) -> None:
    """With one version the message says so."""
    install(tmp_path, "1.int8", 1000)
    with pytest.raises(ModelMissingError, match=r"only 1\.int8 of small100 is installed"):
        rollback(ModelStore(tmp_path), KEY)


def test_removing_asks_which_of_several(tmp_path: Path) -> None:
    """One version by name, or all with leave."""
    install(tmp_path, "1.int8", 1000)
    install(tmp_path, "2.int8", 2000)
    store = ModelStore(tmp_path)
    with pytest.raises(ModelMissingError, match="name one of them, or give --all"):
        remove(store, KEY)
    assert [each.version for each in remove(store, KEY, "2.int8")] == ["2.int8"]
    assert [each.version for each in remove(store, KEY)] == ["1.int8"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".tar", ".tar.zst"])
def test_an_archive_of_an_installed_model_is_installed(tmp_path: Path, suffix: str) -> None:
    """Made with tar on another machine, with the folder in it; only listed files are taken."""
    place = install(tmp_path / "there", "1.int8", 1000)
    (place / "notes.txt").write_text("not listed")
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        tar.add(place, place.name)
    content = data.getvalue()
    archive = tmp_path / f"model{suffix}"
    archive.write_bytes(zstandard.compress(content) if suffix.endswith("zst") else content)
    here = bring(request(), archive, tmp_path / "here", quiet)
    assert sorted(each.name for each in here.iterdir()) == sorted([*FILES, DIALECT, MARKER])
    assert [each.name for each in (tmp_path / "here").iterdir()] == ["small100-1.int8"]


def test_a_folder_of_an_installed_model_is_installed(tmp_path: Path) -> None:
    """For machines without a network; the folder may be a read-only disk."""
    place = install(tmp_path / "there", "1.int8", 1000)
    here = bring(request(), place, tmp_path / "here", quiet)
    assert read_model_facts(here) == read_model_facts(place)


def test_another_model_in_the_folder_is_refused(tmp_path: Path) -> None:
    """Key, origin and licence are those of the catalogue."""
    made(tmp_path / "a", key="m2m100-418m")
    with pytest.raises(ObtainingError, match="holds the model m2m100-418m, not small100"):
        bring(request(), tmp_path / "a", tmp_path / "here", quiet)
    facts = made(tmp_path / "b")
    (tmp_path / "b" / DIALECT).write_bytes(written(replace(facts, licence="MIT-0")))
    with pytest.raises(ObtainingError, match=r"under MIT-0; the catalogue says .* under MIT"):
        bring(request(), tmp_path / "b", tmp_path / "here", quiet)


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    """What it points to may be anything."""
    made(tmp_path / "a")
    (tmp_path / "a" / "model.bin").rename(tmp_path / "elsewhere")
    (tmp_path / "a" / "model.bin").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ModelDamagedError, match="not a plain file"):
        bring(request(), tmp_path / "a", tmp_path / "here", quiet)


def test_non_commercial_models_must_be_acknowledged(tmp_path: Path) -> None:
    """Whichever way they come."""
    with pytest.raises(ObtainingError, match="--accept-non-commercial"):
        bring(request("nllb-600m"), tmp_path, tmp_path, quiet)
    with pytest.raises(ObtainingError, match=r"does not say which commit|names"):
        bring(request("nllb-600m", non_commercial=True), tmp_path, tmp_path, quiet)


def test_the_commands(tmp_path: Path) -> None:
    """Pull from a folder, see it listed, go back, remove: each answers programs in JSON."""
    models = ["--json", "--folder", str(tmp_path / "models")]
    for number in (1, 2):
        made(tmp_path / f"{number}", f"{number}.int8")
        result = RUNNER.invoke(app, ["models", "pull", KEY, "--from", str(tmp_path / f"{number}"), *models])
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)["installed"] is True
        marker = tmp_path / "models" / f"small100-{number}.int8" / MARKER
        os.utime(marker, (number * 1000, number * 1000))
    listed = json.loads(RUNNER.invoke(app, ["models", "list", *models]).stdout)["models"]
    versions = next(each["installed"] for each in listed if each["key"] == KEY)
    assert [each["version"] for each in versions] == ["2.int8", "1.int8"]
    result = RUNNER.invoke(app, ["models", "rollback", KEY, *models])
    assert json.loads(result.stdout) == {"current": "small100@1.int8"}
    result = RUNNER.invoke(app, ["models", "remove", f"{KEY}@2.int8", *models])
    assert json.loads(result.stdout) == {"removed": ["small100@2.int8"]}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["pull", "smal100"], 2, "did you mean"),
        (["pull", KEY, "--from", "/x", "--mirror", "http://y"], 2, "do not go with it"),
        (["pull", "starter"], 1, "comes with the package"),
        (["pull", KEY, "--revision", "main"], 1, "is not a full commit"),
        (["pull", "nllb-600m"], 1, "--accept-non-commercial"),
        (["pull", KEY, "--from", "/nowhere"], 1, "neither a folder nor an archive"),
        (["remove", KEY, "--folder", "/nowhere"], 1, "is not in /nowhere"),
    ],
)
def test_refusals_say_what_to_do(arguments: list[str], code: int, message: str) -> None:
    """Exit code and message, before anything is fetched."""
    result = RUNNER.invoke(app, ["models", *arguments])
    assert result.exit_code == code
    assert message in " ".join(result.stderr.replace("│", " ").split())


def settings_for(model: str, targets: tuple[str, ...]) -> Settings:
    """Return settings that name a model."""
    return Settings.model_validate({"engine": {"model": model}, "languages": {"targets": targets}})


def test_the_settings_name_an_installed_model(tmp_path: Path) -> None:
    """By key, or by key and version."""
    install(tmp_path, "1.int8", 1000)
    install(tmp_path, "2.int8", 2000)
    assert make_engine(settings_for(KEY, ("tr",)), tmp_path).signature.startswith("tr=small100@2.int8#")
    assert make_engine(settings_for(f"{KEY}@1.int8", ("tr",)), tmp_path).signature.startswith("tr=small100@1.int8#")


def test_a_model_that_is_not_here_or_does_not_speak(tmp_path: Path) -> None:
    """The message names the command; what a model does not speak is the starter's."""
    with pytest.raises(ModelMissingError, match="stadtlotse models pull small100"):
        make_engine(settings_for(KEY, ("tr",)), tmp_path)
    with pytest.raises(ModelMissingError, match="did you mean 'small100'"):
        make_engine(settings_for("smal100", ("tr",)), tmp_path)
    with building(tmp_path, "x") as built:
        made(built, "1.int8", "opus-de-en")
        install_built(built, tmp_path)
    engine = make_engine(settings_for("opus-de-en", ("en", "tr")), tmp_path)
    assert engine.signature.startswith("en=opus-de-en@1.int8#")
    assert "; tr=starter@" in engine.signature
