"""Files of models: written through to the disk, checked by size and SHA-256.

It must not know what they hold, nor where models lie.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, StringConstraints

_CHUNK: Final = 1 << 20
_ABANDONED_SECONDS: Final = 3600.0

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$")]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Size in bytes and checksum that a file must have."""

    name: FileName
    size: Annotated[int, Field(ge=0)]
    sha256: Sha256


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a model's folder, and in which file."""

    file: str
    what: str


def facts_of(path: Path) -> FileFacts:
    """Read a file and return its size and checksum."""
    digest = hashlib.sha256()
    size = 0
    for chunk in chunks((path,)):
        digest.update(chunk)
        size += len(chunk)
    return FileFacts(path.name, size, digest.hexdigest())


def check_file(path: Path, facts: FileFacts) -> Problem | None:
    """Read a file and say how it differs from its facts."""
    try:
        found = facts_of(path)
    except FileNotFoundError:
        return Problem(facts.name, "is missing")
    except OSError as error:
        return Problem(facts.name, f"cannot be read: {error.strerror}")
    what = difference(found.size, found.sha256, facts)
    return Problem(facts.name, what) if what else None


def difference(size: int, sha256: str, facts: FileFacts) -> str:
    """Say in words how a size or a checksum differs from what it must be; empty if it does not."""
    if size != facts.size:
        return f"has {size} bytes instead of {facts.size}"
    return "" if sha256 == facts.sha256 else f"has SHA-256 {sha256} instead of {facts.sha256}"


def chunks(paths: Iterable[Path]) -> Iterator[bytes]:
    """Yield the bytes of files one after the other."""
    for path in paths:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def write(path: Path, parts: Iterable[bytes]) -> int:
    """Write a file through to the disk; return its size."""
    size = 0
    with path.open("wb") as file:
        for part in parts:
            size += file.write(part)
        file.flush()
        os.fsync(file.fileno())
    return size


def sync_folder(folder: Path) -> None:
    """Write a folder's names through to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def mark_of(files: Iterable[FileFacts]) -> str:
    """Return a checksum of checksums: it changes with any file."""
    return hashlib.sha256("".join(f"{each.name}:{each.sha256}\n" for each in files).encode()).hexdigest()


def remove_abandoned(folder: Path, name: str) -> None:
    """Remove what a process that was killed while installing `name` left behind."""
    for each in folder.glob(f".{name}-*"):
        try:
            age = time.time() - each.stat().st_mtime
        except FileNotFoundError:
            # Another process has just removed it, which is what is wanted.
            continue
        if age > _ABANDONED_SECONDS:
            shutil.rmtree(each, ignore_errors=True)
