"""Makes the engine out of the settings: the models of each language behind one router, or the identity."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Final

from glossary.collection import load_collection
from glossary.term import Policy as Handling
from models.assembling import Site, Surroundings, Trial, assemble
from models.catalogue import load_catalogue
from models.choosing import Policy
from models.cores import read_cores
from models.devices import read_gpus
from models.engine import Engine
from models.identity import IdentityEngine
from models.inventory import Here, inventory
from models.keeping import resident_bytes
from models.measured import read_tuning, this_machine
from models.running import ON_PROCESSOR
from models.store import ModelStore
from proxy.settings import EngineSettings, Settings

CALL_TOKENS: Final = 384
"""Tokens in one call where nobody tuned: measured with the starter on two cores (docs/performance.md)."""

log = logging.getLogger(__name__)


def make_engine(settings: Settings, models: Path) -> Engine:
    """Make the engine that the settings ask for; nothing is loaded. Raises `models.errors.ModelError`."""
    if settings.engine.kind == "identity":
        return IdentityEngine(frozenset(settings.languages.targets))
    store = ModelStore(models)
    here = inventory(store, _warned)
    _refuse_unknown(settings.engine, here)
    gpus = () if settings.engine.device == "cpu" else read_gpus()
    around = Surroundings(read_cores(), gpus, time.monotonic, resident_bytes, _told, _warned)
    return assemble(site_of(settings), here, store, around)


def call_tokens(settings: Settings, models: Path) -> int:
    """Return how many tokens one call of the engine has: as set, else as `models tune` found for the first language."""
    engine = settings.engine
    if engine.batch_tokens:
        return engine.batch_tokens
    name = engine.models.get(settings.languages.targets[0], engine.model)
    here = inventory(ModelStore(models), _warned)
    chosen = next((each for each in here if each.option.is_meant(name)), None)
    if chosen is None or engine.threads or engine.kind == "identity":
        return CALL_TOKENS
    cores = read_cores()
    tuned = read_tuning(chosen.folder, this_machine(cores), chosen.open(ON_PROCESSOR).signature)
    return tuned.batch_tokens if tuned else CALL_TOKENS


def site_of(settings: Settings) -> Site:
    """Return what the settings say of models."""
    engine = settings.engine
    policy = Policy(engine.policy, engine.model, engine.models, engine.accept_non_commercial, engine.pivot)
    trials = {
        language: Trial(name, engine.canary_percent.get(language, engine.canary_default_percent))
        for language, name in engine.canary_models.items()
    }
    return Site(
        settings.languages.targets,
        policy,
        trials,
        device=engine.device,
        threads=engine.threads,
        memory_mb=engine.memory_megabytes,
        retry_seconds=engine.retry_seconds,
        names=kept_names(),
    )


def kept_names() -> tuple[str, ...]:
    """Return the names that the collection of terms leaves as they are: they go over a pivot untouched."""
    return tuple(term.lemma for term in load_collection() if term.policy is Handling.KEEP)


def _refuse_unknown(engine: EngineSettings, here: tuple[Here, ...]) -> None:
    """Say of a name that is no model at all which one may be meant, before saying that it is not installed."""
    installed = {each.option.key for each in here}
    for name in (engine.model, *engine.models.values(), *engine.canary_models.values()):
        key = name.partition("@")[0]
        if key not in installed:
            load_catalogue().get(key)


def _told(what: str) -> None:
    log.info("models: %s", what)


def _warned(what: str) -> None:
    log.warning("models: %s", what)
