"""What is installed, with what was measured of it, and how each of them is opened as an engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.choosing import Option
from models.ctranslate import NAMES, GeneratorEngine
from models.errors import ModelDamagedError, ModelError
from models.facts import ModelFacts, read_model_facts
from models.keeping import Loadable
from models.measured import read_quality
from models.running import Running
from models.starter import PACKAGED, StarterFacts, install_starter, read_facts
from models.store import InstalledModel, ModelStore
from models.translator import TranslatorEngine

STARTER: Final = "starter"
DEVELOPMENT: Final = "dev"
_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Here:
    """A model of this machine: what it can do, where it lies, and what is written beside it."""

    option: Option
    folder: Path
    facts: StarterFacts | ModelFacts

    @property
    def size(self) -> int:
        """Bytes of its files."""
        return sum(each.size for each in self.facts.files)

    def open(self, running: Running) -> Loadable:
        """Return its engine; nothing is read before it is used."""
        if isinstance(self.facts, StarterFacts):
            return GeneratorEngine(self.folder, self.facts, running)
        return TranslatorEngine(self.folder, self.facts, running)


def inventory(store: ModelStore, report: Callable[[str], None], packaged: Path = PACKAGED) -> tuple[Here, ...]:
    """Return what is here, the version in use of each key first; the packaged starter counts, installed or not.

    What cannot be read is left out, and `report` hears why.
    """
    packed = read_facts(packaged)
    found = [_starter(packed, store.folder / packed.folder)]
    for each in store.installed():
        if each.folder == store.folder / packed.folder:
            continue
        try:
            found.append(described(each))
        except ModelError as error:
            report(f"{each.folder.name} is not used: {error}")
    return tuple(found)


def described(model: InstalledModel) -> Here:
    """Read what is written beside an installed model; raises `ModelError`."""
    if model.key == STARTER:
        return _starter(read_facts(model.folder), model.folder)
    facts = read_model_facts(model.folder)
    if (facts.key, facts.version) != (model.key, model.version):
        message = f"{model.folder} holds {facts.folder}; pull or convert the model anew"
        raise ModelDamagedError(message)
    measured = read_quality(model.folder).get(DEVELOPMENT)
    option = Option(
        facts.key,
        facts.version,
        facts.source_language,
        frozenset(facts.languages),
        facts.licence,
        facts.commercial,
        facts.size // _MEGABYTE,
        measured.chrf if measured else {},
        measured.words_per_second if measured else 0.0,
    )
    return Here(option, model.folder, facts)


def bring_starter(store: ModelStore, packaged: Path = PACKAGED) -> Path:
    """Install the packaged starter unless it is whole; return where it lies. Raises `ModelError`."""
    return install_starter(packaged, store.folder)


def _starter(facts: StarterFacts, folder: Path) -> Here:
    measured = read_quality(folder).get(DEVELOPMENT)
    option = Option(
        STARTER,
        facts.version,
        "de",
        frozenset(NAMES),
        facts.licence,
        commercial=True,
        megabytes=sum(each.size for each in facts.files) // _MEGABYTE,
        quality=measured.chrf if measured else facts.chrf,
        speed=measured.words_per_second if measured else 0.0,
    )
    return Here(option, folder, facts)
