"""Which models lie in a folder, and which of several versions is used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.errors import ModelMissingError
from models.store import MARKER, ModelStore


def put(folder: Path, name: str, since: int = 1000) -> Path:
    """Make a folder that looks like an installed model."""
    place = folder / name
    place.mkdir(parents=True)
    (place / "model.bin").write_bytes(b"1234")
    (place / MARKER).write_bytes(b"")
    os.utime(place / MARKER, (since, since))
    return place


def test_no_folder_no_models(tmp_path: Path) -> None:
    """A folder that does not exist yet is empty."""
    assert ModelStore(tmp_path / "none").installed() == ()


def test_models_are_listed_by_key_and_the_last_first(tmp_path: Path) -> None:
    """Keys may hold hyphens and dots; the version stands after the last hyphen."""
    put(tmp_path, "starter-0", 1000)
    put(tmp_path, "starter-1", 2000)
    put(tmp_path, "nllb-1.3b-e43ee79")
    found = [(model.key, model.version, model.size) for model in ModelStore(tmp_path).installed()]
    assert found == [("nllb-1.3b", "e43ee79", 4), ("starter", "1", 4), ("starter", "0", 4)]


@pytest.mark.parametrize("name", [".starter-0-abc", "starter", "-0", "Starter-0"])
def test_what_is_not_a_model_is_not_listed(tmp_path: Path, name: str) -> None:
    """Hidden folders are being built, others were put there by somebody."""
    put(tmp_path, name)
    assert ModelStore(tmp_path).installed() == ()


def test_without_its_marker_a_model_is_not_there(tmp_path: Path) -> None:
    """The marker is written last."""
    (put(tmp_path, "starter-0") / MARKER).unlink()
    assert ModelStore(tmp_path).installed() == ()


def test_the_path_is_that_of_the_last_or_of_the_version_wanted(tmp_path: Path) -> None:
    """A rollback is a version by name."""
    old = put(tmp_path, "starter-2", 1000)
    new = put(tmp_path, "starter-1", 2000)
    store = ModelStore(tmp_path)
    assert store.path("starter") == new
    assert store.path("starter", "2") == old


def test_a_model_that_is_not_there_is_named_with_what_is(tmp_path: Path) -> None:
    """The message tells what was wanted, where, and what there is."""
    put(tmp_path, "starter-0")
    with pytest.raises(ModelMissingError, match=r"starter-9 is not in .* \(there is: starter-0\)"):
        ModelStore(tmp_path).path("starter", "9")
