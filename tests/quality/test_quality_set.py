"""The sets that models are measured by: read in two forms, and known to nobody who is measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from glossary.seed import SeedMemory, load_seed, normal
from models.errors import ModelMissingError
from models.quality_set import read_quality_set
from models.training.corpus import squeeze

NINE = ("en", "tr", "ar", "bg", "ro", "pl", "uk", "ru", "fr")


def test_the_development_set_comes_with_the_package() -> None:
    """In nine languages, as large as the model card says."""
    found = read_quality_set("dev")
    assert len(found.german) == 381
    assert set(found.references) == set(NINE)


def test_no_memory_knows_it() -> None:
    """But for labels of three words at most, which everybody writes alike; measuring switches the seed off as well."""
    seed: SeedMemory = load_seed(NINE)
    known = [text for text in read_quality_set("dev").german if any(seed.lookup(text, code) for code in NINE)]
    assert all(len(text.split()) <= 3 for text in known)
    assert len(known) <= 6


def test_nothing_in_the_package_to_learn_from_holds_it() -> None:
    """Neither the set of marked sentences nor any other text file of the model package has one of its sentences."""
    held_out = {normal(text) for text in read_quality_set("dev").german if len(text.split()) > 3}
    package = Path(__file__).parents[2]
    files = [*(package / "models").rglob("*.jsonl"), *(package / "glossary").rglob("*.jsonl")]
    own = package / "models" / "quality_sets" / "dev.jsonl"
    for file in files:
        if file != own:
            lines = (json.loads(line) for line in file.read_text("utf-8").split("\n") if line.strip())
            found = {normal(line["de"]) for line in lines if isinstance(line, dict) and isinstance(line.get("de"), str)}
            assert not held_out & found, file


def test_files_and_folders(tmp_path: Path) -> None:
    """JSON Lines, or a file a language; white space collapses."""
    line = {"topic": "x", "de": " Guten  Tag ", "en": "Hello"}
    (tmp_path / "mine.jsonl").write_text(json.dumps(line) + "\n\n", encoding="utf-8")
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "de.txt").write_text("Guten Tag\nJa\n", encoding="utf-8")
    (tmp_path / "set" / "en.txt").write_text("Hello\nYes\n", encoding="utf-8")
    (tmp_path / "set" / "README.txt").write_text("about", encoding="utf-8")
    mine, folder = read_quality_set(str(tmp_path / "mine.jsonl")), read_quality_set(str(tmp_path / "set"))
    assert (mine.name, mine.german, dict(mine.references)) == ("mine", (squeeze(" Guten Tag "),), {"en": ("Hello",)})
    assert (folder.name, folder.german, dict(folder.references)) == (
        "set",
        ("Guten Tag", "Ja"),
        {"en": ("Hello", "Yes")},
    )
    assert mine.digest != folder.digest


def test_an_even_part_is_always_the_same() -> None:
    """From the first to near the last, and named so that it is not taken for the whole."""
    whole = read_quality_set("dev")
    part = whole.spread(10)
    assert part.name == "dev:10"
    assert part.german == whole.spread(10).german
    assert part.german[0] == whole.german[0]
    assert part.references["tr"][3] == whole.references["tr"][3 * 381 // 10]
    assert whole.spread(0) is whole
    assert whole.spread(1000) is whole


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read"),
        ("no json", "cannot be read"),
        ('{"en": "Hello"}\n', "no German texts"),
        ('{"de": "Ja", "en": "Yes"}\n{"de": "Nein"}\n', "cannot be read"),
    ],
)
def test_what_is_no_set(tmp_path: Path, content: str | None, message: str) -> None:
    """Said with the forms that are."""
    path = tmp_path / "x.jsonl"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelMissingError, match=message):
        read_quality_set(str(path))


def test_the_set_that_is_not_shipped() -> None:
    """Where to find it."""
    with pytest.raises(ModelMissingError, match="NTREX-128 is not shipped"):
        read_quality_set("ntrex")
