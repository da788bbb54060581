"""The catalogue: what it lists, and what it says of a table that is wrong."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from models.catalogue import NOT_MEASURED, SHIPPED, load_catalogue, plain
from models.errors import CatalogueError, ModelMissingError

NINE = ("en", "tr", "ar", "bg", "ro", "pl", "uk", "ru", "fr")
TEXT = SHIPPED.read_text(encoding="utf-8")


def test_every_language_has_direct_models_that_a_city_may_use() -> None:
    """For each of the nine there are direct models besides the starter, under licences for commercial use."""
    catalogue = load_catalogue()
    for language in NINE:
        usable = [model for model in catalogue.for_language(language) if model.commercial and model.hub]
        assert len(usable) >= 3, language


def test_models_into_one_language_only_need_no_token() -> None:
    """Every model of several languages has a token for each."""
    for model in load_catalogue().models:
        if model.tokens.scheme != "none":
            assert set(model.tokens.targets) == set(model.languages)


def test_non_commercial_licences_are_marked() -> None:
    """Exactly the NLLB models may not be used commercially, and say so."""
    closed = [model for model in load_catalogue().models if not model.commercial]
    assert {model.key for model in closed} == {"nllb-600m", "nllb-1.3b"}
    assert all("acknowledged" in model.notice and model.licence == "CC-BY-NC-4.0" for model in closed)


def test_nothing_is_called_measured_that_was_not() -> None:
    """Only the starter was measured here; the others say that they were not."""
    for model in load_catalogue().models:
        assert model.measured_here == (model.key == "starter")
        assert (model.quality == NOT_MEASURED) == (model.key != "starter")


def test_a_revision_is_a_commit_or_open() -> None:
    """A branch is not a pin: what is not pinned is known to be so."""
    for model in load_catalogue().models:
        assert model.pinned == (len(model.revision) == 40 or model.key == "starter")


def test_entries_are_values() -> None:
    """An entry cannot be changed, and can be written as JSON."""
    model = load_catalogue().get("m2m100-418m")
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.key = "other"  # type: ignore[misc]
    assert json.loads(json.dumps(plain(model)))["tokens"]["targets"]["tr"] == "__tr__"


def test_an_unknown_key_is_answered_with_a_near_one() -> None:
    """A typing error is recognised."""
    with pytest.raises(ModelMissingError, match="did you mean 'small100'"):
        load_catalogue().get("small10")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('kind = "encoder-decoder"', 'kind = "encoder"', "model 'opus-de-en': kind: .*'decoder-only'"),
        ('licence = "Apache-2.0"\n', "", "model 'opus-de-en': licence: .*allowed: an SPDX identifier"),
        ("1a922f3b32a8e809e17a47d4b32142d8105924e5", "main", "'opus-de-en': revision: .*allowed: a full commit"),
        ("commercial = false", "commercial = true", "'nllb-600m': commercial must be false under CC-BY-NC-4.0"),
        ("parameters_m = 74", 'parameters_m = "74"', "parameters_m: .*allowed: a whole number"),
        ("parameters_m = 74", "parametres = 74", "parametres: .*allowed: key, name, hub"),
        ('scheme = "none"', 'scheme = "x"', "'opus-de-en': tokens.scheme: .*'both-tokens'"),
        ('scheme = "none"', 'schema = "none"', "tokens.schema: .*allowed: scheme, source_token, targets"),
        ('tr = "__tr__", ', "", "'small100': tokens.targets must name exactly the languages"),
        ('languages = ["en"]', 'languages = ["en", "fr"]', "'opus-de-en': tokens.scheme \"none\" is allowed for one"),
        ('languages = ["en"]', "languages = []", "'opus-de-en': languages: .*allowed: a list of codes"),
        ('key = "opus-de-fr"', 'key = "opus-de-en"', "'opus-de-en': key: stands twice"),
        ('key = "opus-de-fr"\n', "", "model number 3: key: .*allowed: small letters"),
        ("[[model]]", "[[models]]", r"models: .*allowed: \[\[model\]\] tables only"),
        ("[[model]]", "[[model]", r"is not TOML: .*line \d+"),
    ],
)
def test_what_is_wrong_is_named_with_its_entry_and_what_is_allowed(old: str, new: str, message: str) -> None:
    """The message leads to the line to change."""
    assert old in TEXT
    with pytest.raises(CatalogueError, match=message):
        load_catalogue(TEXT.replace(old, new, 1))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """The path stands in the message."""
    with pytest.raises(CatalogueError, match=r"none\.toml cannot be read"):
        load_catalogue(tmp_path / "none.toml")


def test_a_file_that_is_wrong_is_named(tmp_path: Path) -> None:
    """Errors of a site's own table begin with its path."""
    file = tmp_path / "own.toml"
    file.write_text('[[model]]\nkey = "X"\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match=rf"{file}: model 'X': key: .*allowed: small letters"):
        load_catalogue(file)
