"""Installed models without meaning: true folders with true facts, whose weights nobody can load."""

from __future__ import annotations

import os
from pathlib import Path
from types import MappingProxyType

from models.catalogue import load_catalogue
from models.facts import DIALECT, Alignment, Dialect, ModelFacts, written
from models.files import facts_of
from models.install import building, install_built
from models.store import MARKER

KEY = "small100"
FILES = ("config.json", "model.bin", "sentencepiece.bpe.model", "shared_vocabulary.json")
DIALECT_OF_IT = Dialect({"tr": ("__tr__",)}, {}, "</s>", "<unk>", FILES[2], FILES[2], 100, 100)


def made(folder: Path, version: str = "1.int8", key: str = KEY) -> ModelFacts:
    """Fill a folder as the converter does, with files without meaning, and say what it is."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (folder / name).write_bytes(f"{name} {version}".encode())
    model = load_catalogue().get(key)
    files = tuple(facts_of(folder / name) for name in FILES)
    facts = ModelFacts(
        key=key,
        version=version,
        name=model.name,
        kind="encoder-decoder",
        architecture="m2m100",
        source_language=model.source_language,
        languages=model.languages,
        licence=model.licence,
        commercial=model.commercial,
        notice=model.notice,
        hub=model.hub,
        revision=model.revision,
        quantization="int8",
        dialect=DIALECT_OF_IT,
        alignment=Alignment(-1, 0),
        confidence=MappingProxyType({}),
        made_with=MappingProxyType({}),
        sha256=files[1].sha256,
        files=files,
    )
    (folder / DIALECT).write_bytes(written(facts))
    return facts


def install(folder: Path, version: str, since: int, key: str = KEY) -> Path:
    """Install a model without meaning, a while ago."""
    with building(folder, f"{key}-{version}") as built:
        made(built, version, key)
        place = install_built(built, folder)
    os.utime(place / MARKER, (since, since))
    return place
