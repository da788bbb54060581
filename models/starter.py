"""The starter: the model that comes with the package, so that a fresh machine needs no model hub.

It lies in the package in parts that every git host takes; `starter.json` names each file's size and SHA-256.
`install_starter` puts it together in the folder of models: beside its place first, checked while it is copied,
then renamed, so that a half-written model is never seen and two processes may do it at once. `verify` reads every
byte again. It must not know how models run: it deals with files and facts only.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import AfterValidator, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from models.errors import ModelDamagedError, ModelFolderError, ModelMissingError
from models.files import (
    FileFacts,
    FileName,
    Problem,
    Sha256,
    check_file,
    chunks,
    difference,
    mark_of,
    remove_abandoned,
    sync_folder,
    write,
)
from models.placing import put_in_place
from models.store import MARKER
from models.tokens import Tokenizer

FACTS: Final = "starter.json"
WEIGHTS: Final = "model.bin"
LEGAL: Final = ("NOTICE", "GEMMA_TERMS.md")
NEEDED: Final = ("config.json", "vocabulary.json", "tokenizer.model", WEIGHTS, *LEGAL)
PACKAGED: Final = Path(__file__).parent / "starter_files"

Figures = Annotated[Mapping[str, float], AfterValidator(MappingProxyType)]


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
        remove_abandoned(folder, facts.folder)
        building = Path(tempfile.mkdtemp(prefix=f".{facts.folder}-", dir=folder))
        try:
            _build(source, building, facts)
            put_in_place(building, place, lambda: is_whole(place, facts))
        finally:
            shutil.rmtree(building, ignore_errors=True)
        sync_folder(folder)
    return place


def is_whole(place: Path, facts: StarterFacts) -> bool:
    """Tell quickly (marker and sizes) whether `place` holds what `facts` say; `verify` looks closely."""
    try:
        marked = (place / MARKER).read_text(encoding="ascii").strip()
        return marked == mark_of(facts.files) and all(
            (place / each.name).stat().st_size == each.size for each in facts.files
        )
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
    problems += [problem for each in files if (problem := check_file(path / each.name, each))]
    return tuple(problems) or _check_vocabulary(path)


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
    write(building / FACTS, ((source / FACTS).read_bytes(),))
    write(building / MARKER, (mark_of(facts.files).encode("ascii"),))
    # A temporary folder is the owner's alone; a model may be installed by one user and served by another.
    building.chmod(0o755)
    sync_folder(building)


def _copy(sources: tuple[Path, ...], target: Path, facts: FileFacts) -> None:
    digest = hashlib.sha256()

    def passing() -> Iterator[bytes]:
        for chunk in chunks(sources):
            digest.update(chunk)
            yield chunk

    try:
        size = write(target, passing())
    except FileNotFoundError as error:
        message = f"{error.filename} is missing: the package is incomplete; install it anew"
        raise ModelDamagedError(message) from error
    what = difference(size, digest.hexdigest(), facts)
    if what:
        message = f"{facts.name} in {sources[0].parent} {what}: the package is damaged; install it anew"
        raise ModelDamagedError(message)


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
