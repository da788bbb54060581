"""Installing and verifying the starter: atomic, checked, and clear about what is wrong."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models.errors import ModelDamagedError, ModelFolderError, ModelMissingError
from models.starter import FACTS, PACKAGED, WEIGHTS, install_starter, is_whole, read_facts, verify
from models.store import MARKER

INSTALL = """
import sys
from pathlib import Path
from models.starter import install_starter
print(install_starter(Path(sys.argv[1]), Path(sys.argv[2])))
"""
ROOT = Path(__file__).parents[2]


def damaged(packed: Path, folder: Path) -> Path:
    """Return a copy that a test may damage."""
    return Path(shutil.copytree(packed, folder / "copy"))


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_the_facts_say_what_the_model_is(packed: Path) -> None:
    """Facts are read into a frozen value with read-only figures."""
    facts = read_facts(packed)
    assert (facts.name, facts.version, facts.folder) == ("starter", "7", "starter-7")
    assert facts.confidence["tr"] == -1.2
    assert facts.chrf == {"tr": 40.0, "fr": 50.0}
    with pytest.raises(TypeError):
        facts.confidence["tr"] = 0.0  # type: ignore[index]


def test_installing_puts_the_parts_together(packed: Path, trained: Path, tmp_path: Path) -> None:
    """The weights are what was trained, everything verifies, and nothing else is left in the folder."""
    place = install_starter(packed, tmp_path / "models")
    assert place == tmp_path / "models" / "starter-7"
    assert (place / WEIGHTS).read_bytes() == (trained / WEIGHTS).read_bytes()
    assert {"NOTICE", "GEMMA_TERMS.md", FACTS, MARKER} < names(place)
    assert not any(name.startswith(f"{WEIGHTS}.") for name in names(place))
    assert names(tmp_path / "models") == {"starter-7"}
    assert verify(place) == ()
    assert place.stat().st_mode & 0o777 == 0o755


def test_installing_again_changes_nothing(packed: Path, tmp_path: Path) -> None:
    """A whole model is left alone: the same file, not a copy of it."""
    place = install_starter(packed, tmp_path)
    before = (place / WEIGHTS).stat()
    assert install_starter(packed, tmp_path) == place
    assert (place / WEIGHTS).stat() == before


@pytest.mark.parametrize("name", [WEIGHTS, MARKER, "tokenizer.model"])
def test_an_incomplete_model_is_replaced(packed: Path, tmp_path: Path, name: str) -> None:
    """A file that is gone or short is noticed without reading all of them, and the whole is put in its place."""
    place = install_starter(packed, tmp_path)
    (place / name).write_bytes(b"short")
    assert not is_whole(place, read_facts(packed))
    assert verify(install_starter(packed, tmp_path)) == ()
    assert names(tmp_path) == {"starter-7"}


def test_a_model_packed_anew_under_the_same_version_replaces_the_old(packed: Path, tmp_path: Path) -> None:
    """The marker tells two packs of one version apart, though all sizes are equal."""
    place = install_starter(packed, tmp_path)
    (place / MARKER).write_text("0" * 64)
    install_starter(packed, tmp_path)
    assert is_whole(place, read_facts(packed))


def test_what_a_killed_installation_left_is_removed(packed: Path, tmp_path: Path) -> None:
    """Old hidden folders go, young ones may belong to another process and stay."""
    for name, age in (("old", 7200), ("young", 60)):
        folder = tmp_path / f".starter-7-{name}"
        folder.mkdir()
        os.utime(folder, times=(folder.stat().st_atime - age,) * 2)
    install_starter(packed, tmp_path)
    assert names(tmp_path) == {"starter-7", ".starter-7-young"}


def test_several_processes_at_once(packed: Path, tmp_path: Path) -> None:
    """Four installations at the same time all succeed, and one model is there."""
    command = [sys.executable, "-c", INSTALL, str(packed), str(tmp_path)]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers = [process.communicate()[0].strip() for process in started]
    assert answers == [str(tmp_path / "starter-7")] * 4
    assert names(tmp_path) == {"starter-7"}
    assert verify(tmp_path / "starter-7") == ()


def test_a_full_disk_leaves_nothing_behind(packed: Path, tmp_path: Path) -> None:
    """When writing fails in the middle the folder is as before, and the message says what to do."""

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))

    command = [sys.executable, "-c", INSTALL, str(packed), str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=small, check=False)
    assert done.returncode == 1
    assert f"cannot be installed in {tmp_path}" in done.stderr
    assert "3 MB there; make room" in done.stderr
    assert names(tmp_path) == set()


def test_a_folder_that_cannot_be_made(packed: Path, tmp_path: Path) -> None:
    """A file where the folder should be is said with its name."""
    (tmp_path / "models").write_text("")
    with pytest.raises(ModelFolderError, match=r"models: .*choose another folder"):
        install_starter(packed, tmp_path / "models")


def test_a_damaged_package_installs_nothing(packed: Path, tmp_path: Path) -> None:
    """One changed byte of a part is found while copying; the file and both checksums are named."""
    copy = damaged(packed, tmp_path)
    part = copy / f"{WEIGHTS}.01"
    data = bytearray(part.read_bytes())
    data[5] ^= 1
    part.write_bytes(data)
    with pytest.raises(ModelDamagedError, match=r"model\.bin in .* has SHA-256 \w+ instead of \w+"):
        install_starter(copy, tmp_path / "models")
    assert names(tmp_path / "models") == set()


def test_a_package_without_a_part_installs_nothing(packed: Path, tmp_path: Path) -> None:
    """The missing part is named."""
    copy = damaged(packed, tmp_path)
    (copy / f"{WEIGHTS}.02").unlink()
    with pytest.raises(ModelDamagedError, match=r"model\.bin\.02 is missing"):
        install_starter(copy, tmp_path / "models")
    assert names(tmp_path / "models") == set()


def test_a_package_without_facts(tmp_path: Path) -> None:
    """An empty folder is no starter."""
    with pytest.raises(ModelMissingError, match="no starter model"):
        install_starter(tmp_path, tmp_path / "models")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sha256": "abc"}, "sha256"),
        ({"version": "../7"}, "version"),
        ({"unknown": 1}, "unknown"),
        ({"files": [{"name": "../x", "size": 1, "sha256": "0" * 64}]}, r"files\.0\.name"),
        ({"confidence": {"tr": "high"}}, r"confidence\.tr"),
    ],
)
def test_facts_that_are_wrong_are_named(packed: Path, tmp_path: Path, change: dict[str, object], message: str) -> None:
    """No wrong fact is believed, least of all a path that leads out of the folder."""
    facts = json.loads((packed / FACTS).read_text(encoding="utf-8"))
    (tmp_path / FACTS).write_text(json.dumps({**facts, **change}), encoding="utf-8")
    with pytest.raises(ModelDamagedError, match=message):
        read_facts(tmp_path)


def test_verify_names_every_file_that_is_wrong(packed: Path, tmp_path: Path) -> None:
    """Changed, short and missing files are all reported, each by name."""
    place = install_starter(packed, tmp_path)
    (place / "config.json").write_text("[]")
    (place / "NOTICE").write_text("short")
    (place / WEIGHTS).unlink()
    found = {problem.file: problem.what for problem in verify(place)}
    assert set(found) == {"config.json", "NOTICE", WEIGHTS, *(f"{WEIGHTS}.0{number}" for number in range(3))} - {
        WEIGHTS
    }
    assert "SHA-256" in found["config.json"]
    assert "5 bytes instead of" in found["NOTICE"]


def test_verify_says_what_is_not_a_model(tmp_path: Path) -> None:
    """A folder without facts has one problem."""
    assert [problem.file for problem in verify(tmp_path)] == [FACTS]


def test_the_packaged_starter_is_whole() -> None:
    """What is shipped verifies, and its parts are small enough for every git host."""
    assert verify(PACKAGED) == ()
    facts = read_facts(PACKAGED)
    assert max(part.size for part in facts.parts) <= 48 << 20
    assert set(facts.confidence) == {"en", "tr", "ar", "bg", "ro", "pl", "uk", "ru", "fr"} == set(facts.chrf)
