"""The starter: the model that comes with the package, so that a fresh machine needs no model hub.

It lies in the package in parts that every git host takes; `starter.json` names each file's size and SHA-256.
`install_starter` puts it together in the folder of models: beside its place first, checked while it is copied,
then renamed, so that a half-written model is never seen and two processes may do it at once. `verify` reads every
byte again. It must not know how models run: it deals with files and facts only.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from models.errors import ModelDamagedError, ModelFolderError, ModelMissingError
from models.store import MARKER
from models.tokens import Tokenizer

FACTS: Final = "starter.json"
WEIGHTS: Final = "model.bin"
LEGAL: Final = ("NOTICE", "GEMMA_TERMS.md")
NEEDED: Final = ("config.json", "vocabulary.json", "tokenizer.model", WEIGHTS, *LEGAL)
PACKAGED: Final = Path(__file__).parent / "starter_files"

_CHUNK: Final = 1 << 20
_ABANDONED_SECONDS: Final = 3600.0
_RENAMES: Final = 5

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$")]
Figures = Annotated[Mapping[str, float], AfterValidator(MappingProxyType)]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Size in bytes and checksum that a file must have."""

    name: FileName
    size: Annotated[int, Field(ge=0)]
    sha256: Sha256


@dataclass(frozen=True, slots=True)
class StarterFacts:
    """What `starter.json` says: whence the model comes, what it may show, how good it was, and its files.

    `confidence` is the least mean log-probability with which an answer may be shown, by language; `chrf` was
    measured on `chrf_set`; `sha256` is that of the weights.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: FileName
    version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.]+$")]
    base: str
    licence: str
    changed_by: str
    date: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")]
    sha256: Sha256
    confidence: Figures
    chrf: Figures
    chrf_set: str
    training: Annotated[Mapping[str, str | int | float], AfterValidator(MappingProxyType)]
    files: tuple[FileFacts, ...]
    parts: tuple[FileFacts, ...]

    @property
    def folder(self) -> str:
        """Name of the folder it is installed in."""
        return f"{self.name}-{self.version}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a model's folder, and in which file."""

    file: str
    what: str


_FACTS: Final = TypeAdapter(StarterFacts)


def read_facts(folder: Path) -> StarterFacts:
    """Read the facts in `folder`; raises `ModelMissingError` or `ModelDamagedError`."""
    try:
        text = (folder / FACTS).read_bytes()
    except OSError as error:
        message = f"there is no starter model in {folder}: {FACTS}: {error.strerror}; install the package anew"
        raise ModelMissingError(message) from error
    return parse_facts(text, str(folder / FACTS))


def parse_facts(text: str | bytes, place: str) -> StarterFacts:
    """Read facts from JSON; `place` is named in what `ModelDamagedError` says."""
    try:
        return _FACTS.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(each) for each in first["loc"]) or "the file"
        message = f"{place}: {key}: {first['msg']}; install the package anew"
        raise ModelDamagedError(message) from error


def install_starter(source: Path, folder: Path) -> Path:
    """Put the starter from `source` into `folder`, unless it is there and whole; return where it lies.

    Raises `ModelMissingError`, `ModelDamagedError`, or `ModelFolderError` where `folder` cannot be written.
    """
    facts = read_facts(source)
    place = folder / facts.folder
    if is_whole(place, facts):
        return place
    with _folder_errors(folder, sum(file.size for file in facts.files)):
        folder.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(folder, facts)
        building = Path(tempfile.mkdtemp(prefix=f".{facts.folder}-", dir=folder))
        try:
            _build(source, building, facts)
            _put(building, place, facts)
        finally:
            shutil.rmtree(building, ignore_errors=True)
        _sync_folder(folder)
    return place


def is_whole(place: Path, facts: StarterFacts) -> bool:
    """Tell quickly (marker and sizes) whether `place` holds what `facts` say; `verify` looks closely."""
    try:
        marked = (place / MARKER).read_text(encoding="ascii").strip()
        return marked == _mark(facts) and all((place / each.name).stat().st_size == each.size for each in facts.files)
    except (OSError, UnicodeDecodeError):
        return False


def verify(path: Path) -> tuple[Problem, ...]:
    """Read every byte of the starter in `path`, installed or packaged, and say what is wrong with it."""
    try:
        facts = read_facts(path)
    except (ModelMissingError, ModelDamagedError) as error:
        return (Problem(FACTS, str(error)),)
    files = facts.files
    if not (path / WEIGHTS).exists() and facts.parts:
        files = (*(each for each in files if each.name != WEIGHTS), *facts.parts)
    listed = {each.name for each in facts.files}
    problems = [Problem(name, f"is not listed in {FACTS}") for name in NEEDED if name not in listed]
    problems += [problem for each in files if (problem := _check_file(path / each.name, each))]
    return tuple(problems) or _check_vocabulary(path)


def _check_file(path: Path, facts: FileFacts) -> Problem | None:
    digest = hashlib.sha256()
    size = 0
    try:
        for chunk in _chunks((path,)):
            digest.update(chunk)
            size += len(chunk)
    except FileNotFoundError:
        return Problem(facts.name, "is missing")
    except OSError as error:
        return Problem(facts.name, f"cannot be read: {error.strerror}")
    what = _difference(size, digest.hexdigest(), facts)
    return Problem(facts.name, what) if what else None


def _check_vocabulary(path: Path) -> tuple[Problem, ...]:
    """The tokenizer must number its pieces as the model does; what it has beyond them never comes out."""
    try:
        vocabulary = json.loads((path / "vocabulary.json").read_bytes())
        pieces = Tokenizer(path / "tokenizer.model").vocabulary()
    except (OSError, ValueError, RuntimeError) as error:
        return (Problem("tokenizer.model", f"cannot be loaded with its vocabulary: {error}"),)
    if list(pieces) != vocabulary:
        what = f"has {len(pieces)} pieces in use that are not the {len(vocabulary)} of vocabulary.json in order"
        return (Problem("tokenizer.model", what),)
    return ()


def _build(source: Path, building: Path, facts: StarterFacts) -> None:
    """Copy everything into `building`, checked and written through to the disk; the marker last."""
    for each in facts.files:
        in_parts = each.name == WEIGHTS and facts.parts
        names = [part.name for part in facts.parts] if in_parts else [each.name]
        _copy(tuple(source / name for name in names), building / each.name, each)
    _write(building / FACTS, ((source / FACTS).read_bytes(),))
    _write(building / MARKER, (_mark(facts).encode("ascii"),))
    # A temporary folder is the owner's alone; a model may be installed by one user and served by another.
    building.chmod(0o755)
    _sync_folder(building)


def _copy(sources: tuple[Path, ...], target: Path, facts: FileFacts) -> None:
    digest = hashlib.sha256()

    def passing() -> Iterator[bytes]:
        for chunk in _chunks(sources):
            digest.update(chunk)
            yield chunk

    try:
        size = _write(target, passing())
    except FileNotFoundError as error:
        message = f"{error.filename} is missing: the package is incomplete; install it anew"
        raise ModelDamagedError(message) from error
    what = _difference(size, digest.hexdigest(), facts)
    if what:
        message = f"{facts.name} in {sources[0].parent} {what}: the package is damaged; install it anew"
        raise ModelDamagedError(message)


def _put(building: Path, place: Path, facts: StarterFacts) -> None:
    """Rename `building` to `place`; if another process was first and its result is whole, keep that."""
    for _ in range(_RENAMES):
        try:
            building.rename(place)
        except OSError:
            if is_whole(place, facts):
                return
            aside = Path(tempfile.mkdtemp(prefix=f".{facts.folder}-", dir=place.parent))
            # A folder may be renamed onto an empty one; another process may have moved it aside already.
            with suppress(FileNotFoundError):
                place.rename(aside)
            shutil.rmtree(aside, ignore_errors=True)
        else:
            return
    message = f"{place} cannot be replaced; remove it and try again"
    raise ModelFolderError(message)


def _remove_abandoned(folder: Path, facts: StarterFacts) -> None:
    """Remove what a process that was killed while installing left behind."""
    for each in folder.glob(f".{facts.folder}-*"):
        try:
            age = time.time() - each.stat().st_mtime
        except FileNotFoundError:
            # Another process has just removed it, which is what is wanted.
            continue
        if age > _ABANDONED_SECONDS:
            shutil.rmtree(each, ignore_errors=True)


@contextmanager
def _folder_errors(folder: Path, needed: int) -> Iterator[None]:
    """Say what to do when the folder cannot be written; the disk may be full at any byte."""
    try:
        yield
    except OSError as error:
        message = (
            f"the starter cannot be installed in {folder}: {error.strerror}; it needs {needed / 1e6:.0f} MB there; "
            "make room, make the folder writable, or choose another folder of models"
        )
        raise ModelFolderError(message) from error


def _chunks(paths: Iterable[Path]) -> Iterator[bytes]:
    for path in paths:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def _write(path: Path, chunks: Iterable[bytes]) -> int:
    size = 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _difference(size: int, sha256: str, facts: FileFacts) -> str:
    if size != facts.size:
        return f"has {size} bytes instead of {facts.size}"
    return "" if sha256 == facts.sha256 else f"has SHA-256 {sha256} instead of {facts.sha256}"


def _mark(facts: StarterFacts) -> str:
    """Changes with any file, so that a starter packed anew under the same version is installed anew."""
    return hashlib.sha256("".join(f"{each.name}:{each.sha256}\n" for each in facts.files).encode()).hexdigest()
