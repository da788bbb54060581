"""`dialect.json` beside a converted model: whence it comes, how its languages are spoken, and its files.

The converter writes it, the engine reads it; so that a model speaks its languages by data, not by code. Every piece
that stands before a text, on the source's or the answer's side, is written there by language.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field, PlainSerializer, StringConstraints, TypeAdapter, ValidationError

from models.errors import ModelDamagedError, ModelMissingError
from models.files import FileFacts, FileName, Problem, Sha256, check_file

DIALECT: Final = "dialect.json"
WEIGHTS: Final = "model.bin"
# Nobody has measured what a pulled model may show; below this a mean token has less than 37 in a hundred.
UNMEASURED_CONFIDENCE: Final = -1.0

_READ_ONLY: Final = (AfterValidator(MappingProxyType), PlainSerializer(dict))
Pieces = Annotated[Mapping[str, tuple[str, ...]], *_READ_ONLY]
Thresholds = Annotated[Mapping[str, float], *_READ_ONLY]
Texts = Annotated[Mapping[str, str], *_READ_ONLY]
Architecture = Literal["marian", "m2m100", "nllb", "t5"]
Quantization = Literal["int8", "int8_float16", "int8_bfloat16", "float16", "float32"]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which decoder layer's attention aligns words (-1: the last), and of how many of its heads (0: mean of all)."""

    layer: int
    heads: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the model is spoken to: pieces before the source and before the answer, and the pieces for end and unknown.

    `max_source` and `max_answer` are pieces; longer ones the model was never shown, or cannot count.
    """

    source_prefix: Pieces
    target_prefix: Pieces
    end: Annotated[str, StringConstraints(min_length=1)]
    unknown: Annotated[str, StringConstraints(min_length=1)]
    source_tokenizer: FileName
    target_tokenizer: FileName
    max_source: Annotated[int, Field(ge=1)]
    max_answer: Annotated[int, Field(ge=1)]


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What `dialect.json` says; `sha256` is that of the weights, `confidence` the least that may be shown."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
    version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.]+$")]
    name: str
    kind: Literal["encoder-decoder"]
    architecture: Architecture
    source_language: str
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    licence: str
    commercial: bool
    notice: str
    hub: str
    revision: str
    quantization: Quantization
    dialect: Dialect
    alignment: Alignment
    confidence: Thresholds
    made_with: Texts
    sha256: Sha256
    files: tuple[FileFacts, ...]
    default_confidence: float = field(default=UNMEASURED_CONFIDENCE)

    @property
    def folder(self) -> str:
        """Name of the folder it is installed in."""
        return f"{self.key}-{self.version}"

    @property
    def fingerprint(self) -> str:
        """A checksum of all that shapes an answer: weights, tokenizers, configuration and dialect."""
        shaping = {"dialect": plain(self)["dialect"], "files": [(each.name, each.sha256) for each in self.files]}
        return hashlib.sha256(json.dumps(shaping, sort_keys=True).encode()).hexdigest()

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(each.size for each in self.files)


_FACTS: Final = TypeAdapter(ModelFacts)


def plain(facts: ModelFacts) -> dict[str, Any]:
    """Return facts as values that JSON can hold."""
    values: dict[str, Any] = _FACTS.dump_python(facts, mode="json")
    return values


def written(facts: ModelFacts) -> bytes:
    """Return facts as the file holds them."""
    return (json.dumps(plain(facts), ensure_ascii=False, indent=2) + "\n").encode()


def read_model_facts(folder: Path) -> ModelFacts:
    """Read the facts in `folder`; raises `ModelMissingError` or `ModelDamagedError`."""
    try:
        text = (folder / DIALECT).read_bytes()
    except OSError as error:
        message = f"there is no converted model in {folder}: {DIALECT}: {error.strerror}; see `stadtlotse models list`"
        raise ModelMissingError(message) from error
    try:
        facts = _FACTS.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(each) for each in first["loc"]) or "the file"
        message = f"{folder / DIALECT}: {key}: {first['msg']}; pull or convert the model anew"
        raise ModelDamagedError(message) from error
    lacking = {facts.dialect.source_tokenizer, facts.dialect.target_tokenizer, WEIGHTS} - {
        each.name for each in facts.files
    }
    if lacking:
        message = f"{folder / DIALECT}: files: lacks {', '.join(sorted(lacking))}; pull or convert the model anew"
        raise ModelDamagedError(message)
    return facts


def verify_model(folder: Path) -> tuple[Problem, ...]:
    """Read every byte of a converted model and say what is wrong with it."""
    try:
        facts = read_model_facts(folder)
    except (ModelMissingError, ModelDamagedError) as error:
        return (Problem(DIALECT, str(error)),)
    return tuple(problem for each in facts.files if (problem := check_file(folder / each.name, each)))
