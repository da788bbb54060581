"""Which models exist: languages, licence, size, revision and how each is converted and spoken to.

The table is `catalogue.toml` beside this file; a site may keep one of its own. Nothing here reads the network or a
model. What is wrong with a table is said with the entry, the key and what is allowed there.
"""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, get_type_hints

from pydantic import AfterValidator, ConfigDict, Field, PlainSerializer, StringConstraints, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from models.errors import CatalogueError, ModelMissingError

SHIPPED: Final = Path(__file__).with_name("catalogue.toml")
NOT_MEASURED: Final = "not measured here"
_UNKNOWN_KEY: Final = "unexpected_keyword_argument"

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Whole = Annotated[int, Field(ge=0, description="a whole number, 0 or more")]
Flag = Annotated[bool, Field(description="true or false")]
Text = Annotated[str, Field(description="a text")]


@dataclass(frozen=True, slots=True)
class Converter:
    """What the converter is told: the kinds of quantisation that make sense, and what is copied beside the model."""

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)

    quantization: Annotated[
        tuple[Literal["int8", "int8_float16", "int8_bfloat16", "float16", "float32"], ...],
        Field(min_length=1, description="a list of kinds of quantisation"),
    ]
    copy_files: Annotated[tuple[str, ...], Field(description="a list of file names")]


@dataclass(frozen=True, slots=True)
class LanguageTokens:
    """How a model is told the target language.

    `none`: it knows one only. `source-token`: the target's token stands before the source. `both-tokens`:
    `source_token` before the source, the target's forced upon the answer. `prompt`: its name in a prompt.
    """

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)

    scheme: Annotated[
        Literal["none", "source-token", "both-tokens", "prompt"],
        Field(description='"none", "source-token", "both-tokens" or "prompt"'),
    ]
    source_token: Text
    targets: Annotated[
        Mapping[str, str],
        AfterValidator(MappingProxyType),
        PlainSerializer(dict),
        Field(description="language = token"),
    ]


@dataclass(frozen=True, slots=True)
class AlignmentHeads:
    """Which of the decoder's attention aligns words: `layer` (-1: the last) and how many of its `heads` (0: all).

    `how` it is known: the model was trained so (`guided`), it was `measured` here, or nothing is known (`mean`);
    `none` where there is no attention on a source.
    """

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)

    how: Annotated[
        Literal["guided", "measured", "mean", "none"],
        Field(description='"guided", "measured", "mean" or "none"'),
    ]
    layer: Annotated[int, Field(description="a layer's number, -1 for the last")]
    heads: Whole


@dataclass(frozen=True, slots=True)
class Model:
    """One entry of the catalogue; sizes are millions of bytes and of parameters, and approximate."""

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", description="small letters, digits, dots and hyphens")]
    name: Text
    hub: Annotated[str, Field(pattern=r"^$|^[\w.-]+/[\w.-]+$", description='"owner/name", or "" if it is built in')]
    kind: Literal["encoder-decoder", "decoder-only"]
    architecture: Literal["marian", "m2m100", "nllb", "t5", "gemma3"]
    source_language: Annotated[Language, Field(description='a code such as "de"')]
    languages: Annotated[tuple[Language, ...], Field(min_length=1, description='a list of codes such as ["en", "tr"]')]
    licence: Annotated[str, Field(min_length=1, description='an SPDX identifier, or "LicenseRef-" and a name')]
    commercial: Flag
    notice: Text
    parameters_m: Whole
    download_mb: Whole
    int8_mb: Whole
    measured_here: Flag
    revision: Annotated[
        str, Field(pattern=r"^$|^[0-9a-f]{40}$", description='a full commit (40 digits), or "" where none is known')
    ]
    weights: Literal["safetensors", "pickle", "ctranslate2"]
    alignment: AlignmentHeads
    quality: Annotated[str, Field(min_length=1, description=f'what was measured, or "{NOT_MEASURED}"')]
    published: Text
    source: Annotated[str, Field(min_length=1, description="what confirmed the identifier and the licence")]
    converter: Converter
    tokens: LanguageTokens

    def __post_init__(self) -> None:
        """Refuse what would go unnoticed until a visitor gets the wrong language, or the city a letter."""
        if self.tokens.scheme != "none" and set(self.tokens.targets) != set(self.languages):
            message = "tokens.targets must name exactly the languages of the entry"
            raise ValueError(message)
        if self.tokens.scheme == "none" and len(self.languages) > 1:
            message = 'tokens.scheme "none" is allowed for one language only'
            raise ValueError(message)
        if (self.alignment.how == "none") != (self.kind == "decoder-only"):
            message = 'alignment.how is "none" for decoder-only models, and for these only'
            raise ValueError(message)
        if self.commercial and "-NC" in self.licence:
            message = f"commercial must be false under {self.licence}"
            raise ValueError(message)

    @property
    def direct(self) -> bool:
        """Whether it reads German; the others serve as the second leg of a pivot."""
        return self.source_language == "de"

    @property
    def pinned(self) -> bool:
        """Whether the revision is fixed; if not, pulling must fix and record one."""
        return bool(self.revision) or not self.hub


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All models, in the order of the table."""

    models: tuple[Model, ...]

    def get(self, key: str) -> Model:
        """Return the model of that key; raises `ModelMissingError`."""
        for model in self.models:
            if model.key == key:
                return model
        known = [model.key for model in self.models]
        near = difflib.get_close_matches(key, known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        message = f"the catalogue has no model {key!r}{hint} (it has: {', '.join(known)})"
        raise ModelMissingError(message)

    def for_language(self, language: str) -> tuple[Model, ...]:
        """Return the models that translate German into `language` directly."""
        return tuple(model for model in self.models if model.direct and language in model.languages)


@dataclass(frozen=True, slots=True)
class _Table:
    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)

    model: tuple[Model, ...]


_TABLES: Final[Mapping[str, type[Converter | LanguageTokens | AlignmentHeads]]] = MappingProxyType(
    {"converter": Converter, "tokens": LanguageTokens, "alignment": AlignmentHeads}
)

# Read by way of JSON, where the strict mode makes tuples of lists and entries of tables, but no number of a text.
_TABLE: Final = TypeAdapter(_Table)
_MODEL: Final = TypeAdapter(Model)


def load_catalogue(source: str | Path = SHIPPED) -> Catalogue:
    """Read a catalogue from a file or from TOML text; raises `CatalogueError`."""
    place, text = (str(source), _read(source)) if isinstance(source, Path) else ("catalogue", source)
    try:
        values: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{place} is not TOML: {error}"
        raise CatalogueError(message) from error
    try:
        table = _TABLE.validate_json(json.dumps(values, default=str))
    except ValidationError as error:
        message = "\n".join(f"{place}: {_explained(each, values)}" for each in error.errors(include_url=False))
        raise CatalogueError(message) from error
    keys = [model.key for model in table.model]
    for number, key in enumerate(keys):
        if key in keys[:number]:
            message = f"{place}: model {key!r}: key: stands twice; allowed: a key of its own for each model"
            raise CatalogueError(message)
    return Catalogue(table.model)


def plain(model: Model) -> dict[str, Any]:
    """Return an entry as values that JSON can hold."""
    values: dict[str, Any] = _MODEL.dump_python(model, mode="json")
    return values


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"the catalogue {path} cannot be read: {error}"
        raise CatalogueError(message) from error


def _explained(cause: ErrorDetails, values: Mapping[str, Any]) -> str:
    """Name the entry by its key if it has one, the key that is wrong, and what is allowed there."""
    path = list(cause["loc"])
    entry = ""
    if len(path) > 1 and path[0] == "model" and isinstance(path[1], int):
        entry = f"model {_entry_name(values, path[1])}: "
        path = path[2:]
    key = ".".join(str(each) for each in path)
    allowed = _allowed(path, cause["type"]) if entry else "[[model]] tables only"
    what = cause["msg"].removeprefix("Value error, ")
    return f"{entry}{key + ': ' if key else ''}{what}{f'; allowed: {allowed}' if allowed else ''}"


def _entry_name(values: Mapping[str, Any], number: int) -> str:
    entry = values["model"][number]
    key = entry.get("key") if isinstance(entry, dict) else None
    return repr(key) if key else f"number {number + 1}"


def _allowed(path: Sequence[str | int], kind: str) -> str:
    if not path:
        return ""
    owner = (
        {"converter": Converter, "tokens": LanguageTokens, "alignment": AlignmentHeads}.get(str(path[0]))
        if len(path) > 1
        else None
    )
    if kind == _UNKNOWN_KEY:
        return ", ".join(_names(owner or Model))
    hint = get_type_hints(owner or Model, include_extras=True).get(str(path[1] if owner else path[0]))
    found = [each.description for each in getattr(hint, "__metadata__", ()) if isinstance(each, FieldInfo)]
    return next((each for each in reversed(found) if each), "")


def _names(owner: type[Model | Converter | LanguageTokens | AlignmentHeads]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(owner))
