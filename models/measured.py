"""What was measured of a model on this machine, in files beside it: quality by set, and how it runs best.

They are no part of the model: no checksum covers them, and a model is whole without them.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final

import ctranslate2
from pydantic import AfterValidator, ConfigDict, Field, PlainSerializer, TypeAdapter, ValidationError

from models.cores import Cores
from models.errors import ModelFolderError
from models.files import write
from models.running import DEFAULT_BATCH_TOKENS, Running

QUALITY: Final = "measured.json"
TUNING: Final = "tuning.json"

_READ_ONLY: Final = (AfterValidator(MappingProxyType), PlainSerializer(dict))


@dataclass(frozen=True, slots=True)
class Quality:
    """Results on one set: chrF by language, German words a second over all of them, the engine's signature."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    signature: str
    chrf: Annotated[Mapping[str, Annotated[float, Field(ge=0, le=100)]], *_READ_ONLY]
    words_per_second: Annotated[float, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class Machine:
    """What a tuning holds for: it is of no use on another processor, or with other cores or another CTranslate2."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    processor: str
    cores: int
    ctranslate2: str


@dataclass(frozen=True, slots=True)
class Tuning:
    """The way of running that did most words a second on a machine; `batch_tokens` are those of one call."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    machine: Machine
    signature: str
    workers: Annotated[int, Field(ge=1, le=1024)]
    threads: Annotated[int, Field(ge=1, le=1024)]
    batch_tokens: Annotated[int, Field(ge=16, le=65_536)]
    words_per_second: Annotated[float, Field(ge=0)]

    @property
    def running(self) -> Running:
        """Return it as an engine takes it."""
        return running_for(self.workers, self.threads, self.batch_tokens)


def running_for(workers: int, threads: int, batch_tokens: int) -> Running:
    """Return a way of running in which each worker gets its share of a call."""
    share = DEFAULT_BATCH_TOKENS if workers == 1 else max(16, batch_tokens // workers)
    return Running(workers=workers, threads=threads, batch_tokens=share)


_QUALITIES: Final = TypeAdapter(dict[str, Quality])
_TUNINGS: Final = TypeAdapter(tuple[Tuning, ...])


def this_machine(cores: Cores) -> Machine:
    """Return the facts that a tuning is kept by."""
    return Machine(_processor(), cores.usable, ctranslate2.__version__)


def read_quality(folder: Path) -> dict[str, Quality]:
    """Return what was measured, by set; nothing where the file is missing or cannot be read."""
    try:
        return _QUALITIES.validate_json((folder / QUALITY).read_bytes())
    except (OSError, ValidationError):
        # Figures that cannot be read are figures that are not there: they only help to choose.
        return {}


def keep_quality(folder: Path, name: str, quality: Quality) -> None:
    """Keep results on the set `name`; languages that were measured before stay, if the engine is the same."""
    known = read_quality(folder)
    before = known.get(name)
    if before and before.signature == quality.signature:
        chrf = MappingProxyType({**before.chrf, **quality.chrf})
        quality = Quality(quality.signature, chrf, quality.words_per_second)
    _write(folder / QUALITY, _QUALITIES.dump_python({**known, name: quality}, mode="json"))


def read_tuning(folder: Path, machine: Machine, signature: str) -> Tuning | None:
    """Return what was found best for this model on this machine, if anything was."""
    return next((each for each in _tunings(folder) if (each.machine, each.signature) == (machine, signature)), None)


def keep_tuning(folder: Path, tuning: Tuning) -> None:
    """Keep a tuning, in place of an older one for the same machine; raises `ModelFolderError`."""
    others = [each for each in _tunings(folder) if each.machine != tuning.machine]
    _write(folder / TUNING, [asdict(each) for each in (*others, tuning)])


def _tunings(folder: Path) -> tuple[Tuning, ...]:
    try:
        return _TUNINGS.validate_json((folder / TUNING).read_bytes())
    except (OSError, ValidationError):
        return ()


def _write(path: Path, values: Any) -> None:
    built = path.with_name(f".{path.name}")
    try:
        write(built, (json.dumps(values, ensure_ascii=False, indent=2).encode(),))
        built.replace(path)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}; make the model's folder writable to keep figures there"
        raise ModelFolderError(message) from error


def _processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return named or platform.processor() or platform.machine()
