"""Turns a folder of transformers weights into an installed CTranslate2 model; needs the extra `[convert]`.

Nothing that serves imports this module's torch. What a conversion can get wrong without a word is checked here: every
language's token must be in the vocabulary, and our tokenizer must cut sentences as the model's own does, or nothing is
installed. Code that comes with a model is never run, and pickled weights only with leave, as weights only.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import ctranslate2

from models.catalogue import Model
from models.dialect import KINDS, find_dialect
from models.errors import ObtainingError
from models.facts import DIALECT, WEIGHTS, Alignment, ModelFacts, Quantization, written
from models.files import facts_of
from models.install import building, install_built

LEGAL: Final = ("LICENSE", "LICENSE.md", "LICENSE.txt", "NOTICE", "README.md")
_SHORT: Final = MappingProxyType(
    {"int8": "int8", "int8_float16": "int8f16", "int8_bfloat16": "int8bf16", "float16": "f16", "float32": "f32"}
)


@dataclass(frozen=True, slots=True)
class Order:
    """What is converted into what; `revision` is recorded, `allow_pickle` gives leave to read pickled weights."""

    source: Path
    model: Model
    revision: str
    quantization: Quantization = "int8"
    allow_pickle: bool = False

    @property
    def version(self) -> str:
        """The version that will be installed: the commit, and the quantisation."""
        return f"{self.revision[:12]}.{_SHORT[self.quantization]}"


def can_convert() -> bool:
    """Whether this environment has what converting needs."""
    return all(importlib.util.find_spec(name) for name in ("torch", "transformers"))


def convert(order: Order, folder: Path, report: Callable[[str], None] = lambda _: None) -> Path:
    """Convert, check and install in `folder`, the folder of models; return where the model lies.

    Raises `ObtainingError`, `ModelDamagedError` or `ModelFolderError`; then nothing was installed.
    """
    if not can_convert():
        message = (
            "converting needs torch and transformers: pip install 'stadtlotse[convert]', here or on another machine, "
            "and then bring the converted folder with `stadtlotse models pull KEY --from FOLDER`"
        )
        raise ObtainingError(message)
    _check_source(order)
    with building(folder, f"{order.model.key}-{order.version}") as built:
        _build(order, built, report)
        return install_built(built, folder)


def _build(order: Order, built: Path, report: Callable[[str], None]) -> None:
    report("reading torch and transformers")
    # Only here, because reading them takes seconds, which no other command should wait.
    from models.weights import Weights, convert_weights  # noqa: PLC0415

    model = order.model
    alignment = alignment_of(model)
    what = Weights(order.source, model.architecture, order.quantization, alignment, order.allow_pickle)
    report("converting the weights")
    converted = convert_weights(what, built)
    kind = KINDS[model.architecture]
    names = {kind.source_tokenizer, kind.target_tokenizer}
    for name in (*sorted(names), *(each for each in LEGAL if (order.source / each).is_file())):
        shutil.copyfile(order.source / name, built / name)
    report("checking vocabulary and tokenizer")
    dialect = find_dialect(model, converted.tokenizer, converted.positions, built)
    made_with = {"ctranslate2": ctranslate2.__version__, "transformers": converted.transformers}
    files = tuple(facts_of(path) for path in sorted(built.iterdir()))
    facts = ModelFacts(
        key=model.key,
        version=order.version,
        name=model.name,
        kind="encoder-decoder",
        architecture=kind.architecture,
        source_language=model.source_language,
        languages=model.languages,
        licence=model.licence,
        commercial=model.commercial,
        notice=model.notice,
        hub=model.hub,
        revision=order.revision,
        quantization=order.quantization,
        dialect=dialect,
        alignment=alignment,
        confidence=MappingProxyType({}),
        made_with=MappingProxyType(made_with),
        sha256=next(each.sha256 for each in files if each.name == WEIGHTS),
        files=files,
    )
    (built / DIALECT).write_bytes(written(facts))


def alignment_of(model: Model) -> Alignment:
    """Guided alignment trains the first head of the last layer; in other models the mean of its heads is less bad."""
    return Alignment(model.alignment.layer, model.alignment.heads)


def _check_source(order: Order) -> None:
    source, kind = order.source, KINDS.get(order.model.architecture)
    if kind is None:
        message = f"{order.model.key} is a {order.model.kind} model, which is not converted here"
        raise ObtainingError(message)
    try:
        found = json.loads((source / "config.json").read_bytes()).get("model_type")
    except (OSError, ValueError) as error:
        message = f"{source} is not a folder of a transformers model: config.json: {error}"
        raise ObtainingError(message) from error
    if found != kind.model_type:
        message = (
            f"{source} holds a model of type {found!r}, but {order.model.key} is {kind.model_type!r}: wrong folder?"
        )
        raise ObtainingError(message)
    lacking = [name for name in (kind.source_tokenizer, kind.target_tokenizer) if not (source / name).is_file()]
    if lacking:
        message = f"{source} lacks {', '.join(lacking)}; fetch the model anew"
        raise ObtainingError(message)
    if not any(source.glob("*.safetensors")) and not order.allow_pickle:
        message = (
            f"{source} has no weights in safetensors; pickled ones may run code when they are read: "
            "give --allow-pickle if you trust whoever made them (they are read as weights only)"
        )
        raise ObtainingError(message)
