"""Puts converted models into the folder of models, takes them out, and says which version is used.

A model is built in a hidden folder beside its place, written through to the disk, marked and then renamed: a
half-written one is never seen. The version in use is the one whose marker is newest, so that going back to another is
one touch. A server that runs keeps the model it has loaded until it is started anew.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import ModelDamagedError, ModelFolderError, ModelMissingError
from models.facts import DIALECT, ModelFacts, read_model_facts, verify_model
from models.files import chunks, mark_of, remove_abandoned, sync_folder, write
from models.placing import put_in_place
from models.store import MARKER, InstalledModel, ModelStore


@contextmanager
def building(folder: Path, name: str) -> Iterator[Path]:
    """Give a hidden folder beside the models to build in; what is left of it afterwards is removed."""
    with folder_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        remove_abandoned(folder, name)
        place = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=folder))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def install_built(built: Path, folder: Path) -> Path:
    """Check what was built beside `folder`'s models and make it the version in use; return where it lies.

    Raises `ModelDamagedError`, or `ModelFolderError` where `folder` cannot be written.
    """
    facts = read_model_facts(built)
    problems = verify_model(built)
    if problems:
        wrong = "; ".join(f"{each.file} {each.what}" for each in problems)
        message = f"{facts.folder} is damaged, nothing was installed: {wrong}"
        raise ModelDamagedError(message)
    place = folder / facts.folder
    with folder_errors(folder):
        for each in built.iterdir():
            _sync(each)
        write(built / MARKER, (mark_of(facts.files).encode("ascii"),))
        # A temporary folder is the owner's alone; a model may be installed by one user and served by another.
        built.chmod(0o755)
        sync_folder(built)
        put_in_place(built, place)
        sync_folder(folder)
    return place


def copy_converted(source: Path, built: Path, facts: ModelFacts) -> None:
    """Copy the listed files of a converted model, and no others; a link or a folder in their place is refused."""
    for name in (*(each.name for each in facts.files), DIALECT):
        file = source / name
        if file.is_symlink() or not file.is_file():
            message = f"{file} is missing or not a plain file; copy the model's folder anew"
            raise ModelDamagedError(message)
        with folder_errors(built):
            write(built / name, chunks((file,)))


def remove(store: ModelStore, key: str, version: str = "", *, every: bool = False) -> tuple[InstalledModel, ...]:
    """Remove one version of a model, or all; raises `ModelMissingError`, also where several could be meant."""
    store.path(key, version)
    found = tuple(each for each in store.installed() if each.key == key and version in ("", each.version))
    if len(found) > 1 and not every:
        names = ", ".join(f"{each.key}@{each.version}" for each in found)
        message = f"several versions of {key} are installed ({names}): name one of them, or give --all"
        raise ModelMissingError(message)
    for each in found:
        with folder_errors(store.folder):
            aside = Path(tempfile.mkdtemp(prefix=f".{each.folder.name}-", dir=store.folder))
            each.folder.rename(aside)
            shutil.rmtree(aside)
    return found


def rollback(store: ModelStore, key: str, version: str = "") -> InstalledModel:
    """Use the version that was used before, or the one named; raises `ModelMissingError`."""
    store.path(key, version)
    found = [each for each in store.installed() if each.key == key]
    chosen = [each for each in found if each.version == version] if version else found[1:2]
    if not chosen:
        message = f"only {found[0].version} of {key} is installed, there is no other to go back to"
        raise ModelMissingError(message)
    with folder_errors(store.folder):
        now = time.time_ns()
        os.utime(chosen[0].folder / MARKER, ns=(now, now))
    return chosen[0]


@contextmanager
def folder_errors(folder: Path) -> Iterator[None]:
    """Say what to do when the folder cannot be written; the disk may be full at any byte."""
    try:
        yield
    except OSError as error:
        message = f"{folder} cannot be written: {error.strerror}; make room, make it writable, or give another --folder"
        raise ModelFolderError(message) from error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
