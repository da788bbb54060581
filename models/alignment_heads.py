"""Finds out which attention of an encoder-decoder model aligns words best, and writes it down.

A converted model says in its weights which decoder layer's attention it gives, and how many heads of it (0: the mean
of all): two small numbers, which are tried on the bundled markup set. What is written changes the model's signature,
for where tags stand changes with it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from models.engine import Engine
from models.errors import ModelDamagedError
from models.facts import DIALECT, WEIGHTS, Alignment, ModelFacts, written
from models.files import facts_of, write
from models.install import building, copy_converted, install_built
from models.markup_set import Case, alignment_score, read_marked

# A variable of model.bin without dimensions, int16: name, rank 0, type 2, two bytes.
_NUMBER: Final = {
    name: f"decoder/alignment_{name}".encode() + b"\x00" + struct.pack("<BBI", 0, 2, 2) for name in ("layer", "heads")
}
_LAYER: Final = re.compile(rb"decoder/layer_(\d+)/attention/")


@dataclass(frozen=True, slots=True)
class Measured:
    """A choice, and how much of the weight of its links stays within the elements of the markup set, or without."""

    alignment: Alignment
    score: float


def measure(engine: Engine, cases: Sequence[Case], languages: Sequence[str]) -> float:
    """Return the share of the links' weight that does not cross an element's edge; 0 where nothing is aligned."""
    right = whole = 0.0
    for language in languages:
        marked = [(read_marked(case.german), read_marked(case.translations[language])) for case in cases]
        found = engine.align([(german.text, made.text) for german, made in marked], language)
        for (german, made), alignment in zip(marked, found, strict=True):
            one, all_ = alignment_score(german, made, alignment)
            right, whole = right + one, whole + all_
    return right / whole if whole else 0.0


def choices(weights: bytes) -> tuple[Alignment, ...]:
    """Return what can be chosen: of each decoder layer the first head, or the mean of all."""
    layers = sorted({int(match[1]) for match in _LAYER.finditer(weights)})
    return tuple(Alignment(layer, heads) for layer in layers for heads in (1, 0))


def changed(weights: bytes, alignment: Alignment) -> bytes:
    """Return a model's weights with another choice; raises `ModelDamagedError` where they hold none."""
    for name, value in (("layer", alignment.layer), ("heads", alignment.heads)):
        place = weights.find(_NUMBER[name])
        if place < 0:
            message = f"{WEIGHTS} does not say which attention aligns (decoder/alignment_{name}); convert it anew"
            raise ModelDamagedError(message)
        start = place + len(_NUMBER[name])
        weights = weights[:start] + struct.pack("<h", value) + weights[start + 2 :]
    return weights


def try_all(
    folder: Path, facts: ModelFacts, make: Callable[[Path, ModelFacts], Engine], cases: Sequence[Case]
) -> Iterator[Measured]:
    """Measure every choice with the engine that `make` makes of a copy; raises `models.errors.ModelError`."""
    languages = [each for each in facts.languages if all(each in case.translations for case in cases)]
    weights = (folder / WEIGHTS).read_bytes()
    with building(folder.parent, facts.folder) as copy:
        copy_converted(folder, copy, facts)
        for alignment in choices(weights):
            (copy / WEIGHTS).unlink()
            write(copy / WEIGHTS, (changed(weights, alignment),))
            yield Measured(alignment, measure(make(copy, facts), cases, languages))


def write_down(folder: Path, facts: ModelFacts, alignment: Alignment) -> Path:
    """Install the model anew with a choice; raises `models.errors.ModelError`."""
    with building(folder.parent, facts.folder) as copy:
        copy_converted(folder, copy, facts)
        weights = changed((folder / WEIGHTS).read_bytes(), alignment)
        for name in (WEIGHTS, DIALECT):
            (copy / name).unlink()
        write(copy / WEIGHTS, (weights,))
        new = facts_of(copy / WEIGHTS)
        files = tuple(new if each.name == WEIGHTS else each for each in facts.files)
        said = replace(facts, alignment=alignment, sha256=new.sha256, files=files)
        write(copy / DIALECT, (written(said),))
        return install_built(copy, folder.parent)
