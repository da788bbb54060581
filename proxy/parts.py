"""Makes the engine, the memories and the translation service out of the settings, and ends them in order."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cache.private import PrivateMemory
from cache.segments import SegmentMemory
from cache.store import Store, open_store
from glossary.live import Snapshot
from glossary.seed import SeedMemory, load_seed
from models.engine import GREEDY, Candidate, Engine
from models.errors import EngineError
from models.inventory import STARTER
from models.routing import OneEngine, Router
from proxy.engine_state import state_of
from proxy.engines import call_tokens
from proxy.explained_page import PageExplainer
from proxy.figures import EngineFigures, Figures
from proxy.live_glossary import NO_GLOSSARY_OPEN, OpenGlossary, open_glossary
from proxy.live_routing import NAME as ROUTING
from proxy.live_routing import LiveRouting, following
from proxy.made_of import Currency
from proxy.opened_translation import Translation
from proxy.page import rewrite
from proxy.page.exclusions import Exclusions
from proxy.page.rewrite import Appearance
from proxy.readiness import EngineState, State
from proxy.settings import Settings
from proxy.translating import PageSettings, ServicePageTranslator
from translation import service as services
from translation.batcher import Batcher, BatchLimits
from translation.checks import run as checks
from translation.improving import ImprovingService, ThoroughService
from translation.memories import Memories
from translation.routed import NamedQueue, RoutedService, SegmentService
from translation.sentence_queue import SentenceQueue
from translation.service import TranslationService
from translation.urgency import Urgency

_MEGABYTE = 1 << 20
WARM_UP = "Guten Tag und herzlich willkommen im Rathaus unserer Stadt."
_LONG_ANSWER = "Good day and a very warm welcome to the town hall of our city, which is open for you."


@dataclass(frozen=True, slots=True)
class Parts:
    """What is needed to translate pages."""

    engine: Engine
    batcher: SentenceQueue
    memory: SegmentMemory
    store: Store
    service: RoutedService
    translator: ServicePageTranslator
    figures: Figures
    routing: LiveRouting | None
    refresh: Callable[[], Awaitable[None]]
    """Takes what editors changed a moment ago."""


def data_folder() -> Path:
    """Return where models lie (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "stadtlotse"


def model_folder() -> Path:
    """Return the folder of installed models."""
    return data_folder() / "models"


def make_seed(engine: Engine, settings: Settings) -> SeedMemory:
    """Load the translations by hand; the identity needs none."""
    if engine.faithful:
        return SeedMemory((), ())
    codes = settings.languages.targets
    return load_seed(codes)


def starter_languages(settings: Settings, engine: Engine | None) -> frozenset[str]:
    """Return the languages that the starter translates into, when nothing has failed."""
    targets = settings.languages.targets
    if isinstance(engine, Router):
        return frozenset(each for each in targets if engine.route(each, "").signature.startswith(f"{STARTER}@"))
    return frozenset(targets if settings.engine.model == STARTER else ())


def page_settings(settings: Settings, engine: Engine | None = None) -> PageSettings:
    """Return what holds for every page."""
    return PageSettings(
        source=settings.languages.source,
        exclusions=Exclusions.of(settings.pages.untranslated_selectors),
        appearance=Appearance(
            notice=settings.pages.notice,
            starter=starter_languages(settings, engine),
            isolate="isolate" not in settings.accessibility.repairs_off,
            reader=settings.accessibility.reader,
            report=settings.takes_reports,
        ),
        switcher_on_german=settings.pages.switcher_on_german,
        offer_on_german=settings.pages.offer_on_german,
        repairs_off=frozenset(settings.accessibility.repairs_off),
        repair_german=settings.accessibility.repair_german,
    )


def glossary_file(settings: Settings) -> Path | str:
    """Return where the terms and overrides of editors lie: a file, or the address of a server."""
    return settings.glossary.database or data_folder() / "glossary.sqlite"


@asynccontextmanager
async def _glossary(settings: Settings, engine: Engine) -> AsyncIterator[OpenGlossary]:
    """Open the glossary; the identity has none."""
    if engine.faithful:
        yield NO_GLOSSARY_OPEN
        return
    async with open_glossary(settings, glossary_file(settings)) as glossary:
        yield glossary


def routed_service(
    engine: Engine,
    queue: SentenceQueue,
    make: Callable[[Engine, SentenceQueue], SegmentService],
    glossary: Callable[[], Snapshot],
) -> RoutedService:
    """Return a service that leads each segment to its engine; `make` makes the service of one engine."""
    if not isinstance(engine, Router):
        return RoutedService(OneEngine(engine), lambda each: make(each, queue), glossary)
    return RoutedService(engine, lambda each: make(each, NamedQueue(queue, each.signature)), glossary)


@asynccontextmanager
async def open_parts(settings: Settings, engine: Engine, queue: SentenceQueue | None = None) -> AsyncIterator[Parts]:
    """Make the parts around an engine; on leaving, end them so that everything translated is on disk."""
    store = open_store(settings.cache.folder / "segments", settings.cache.segment_megabytes * _MEGABYTE, "segments")
    memory = SegmentMemory(store)
    limits = BatchLimits(call_tokens(settings, model_folder()), wait_seconds=settings.engine.batch_wait_ms / 1000)
    figures = Figures()
    batcher = queue or Batcher(engine, limits, figures.batch)
    private = PrivateMemory(time.time, secret=secrets.token_bytes(32))
    memories = Memories(memory, private)
    seed = make_seed(engine, settings)
    try:
        async with _glossary(settings, engine) as glossary:

            def make(each: Engine, asked: SentenceQueue) -> SegmentService:
                quick = TranslationService(each, asked, memories, seed, figures.outcome, glossary.snapshot)
                if settings.engine.decoding == "fast" or each.faithful:
                    return quick
                thorough = ThoroughService(each, asked, memories, seed, figures.outcome, glossary.snapshot)
                return ImprovingService(quick, thorough, asked)

            service = routed_service(engine, batcher, make, glossary.snapshot)
            translator = ServicePageTranslator(service, page_settings(settings, engine), glossary.page_seen)

            def rerouted() -> None:
                translator.take_settings(page_settings(settings, engine))

            async with following(engine, data_folder() / ROUTING, rerouted) as routing:
                yield Parts(engine, batcher, memory, store, service, translator, figures, routing, glossary.refresh)
    finally:
        if isinstance(batcher, Batcher):  # one of another process belongs to whoever opened it
            await batcher.close()
        memory.close()
        store.close()


def revision(engine: Engine, settings: Settings) -> str:
    """Return what every translated page depends on besides its origin: it changes, and pages are made anew."""
    shown = "".join(
        section.model_dump_json() for section in (settings.pages, settings.languages, settings.accessibility)
    )
    reports = "reports" if settings.takes_reports else ""
    return f"{rewrite.REVISION}/{services.REVISION}/{checks.REVISION}/{engine.signature}/{shown}{reports}"


class Decisions:
    """What people have decided that pages depend on: one and the same object for as long as nothing changes."""

    def __init__(self, parts: Parts) -> None:
        """Look at the glossary, and at the choice of models."""
        self._parts = parts
        self._last: tuple[object, object] = self._state()

    def now(self) -> object:
        """The state of all of it."""
        state = self._state()
        if any(one is not other for one, other in zip(state, self._last, strict=True)):
            self._last = state
        return self._last

    def _state(self) -> tuple[object, object]:
        routing = self._parts.routing
        return self._parts.service.glossary, None if routing is None else routing.choices


def _engine_figures(engine: Engine) -> dict[str, object]:
    return {"routes": engine.report()} if isinstance(engine, Router) else {"signature": engine.signature}


def _engine_load(parts: Parts, *, ready: bool) -> EngineFigures:
    """What the metrics say of the engine: one in another process speaks for itself."""
    if not isinstance(parts.batcher, Batcher):
        return parts.figures.engine(0, ready=ready)
    return parts.figures.engine(parts.batcher.waiting, ready=ready, tokens=parts.batcher.tokens)


@asynccontextmanager
async def open_translation(
    settings: Settings, engine: Engine, queue: SentenceQueue | None = None
) -> AsyncIterator[Translation]:
    """Make what the HTTP half needs of the pages' half; `queue` is an engine of another process."""
    # Before the choices of the desk hold: a page says itself which engines it was made with.
    made_with = revision(engine, settings)
    async with open_parts(settings, engine, queue) as parts:
        decisions = Decisions(parts)
        # The first visitor need not wait for the model to load, nor for the language profiles of the checks.
        greeting: asyncio.Future[tuple[Candidate, ...]] | None = None
        with suppress(EngineError):  # the engine's process may still be on its way
            greeting = parts.batcher.submit(WARM_UP, settings.languages.targets[0], GREEDY, Urgency.BACKGROUND)
        await asyncio.to_thread(checks.findings, WARM_UP, _LONG_ANSWER, settings.languages.targets[0])

        def state() -> EngineState:
            return state_of(engine, greeting, parts.figures.calls)

        yield Translation(
            parts.translator,
            lambda: made_with,
            snapshots=lambda: (parts.store.snapshot(),),
            figures=lambda: parts.figures.report() | _engine_figures(engine) | {"waiting": parts.batcher.waiting},
            engine=lambda: _engine_load(parts, ready=state().state is State.READY),
            waiting=lambda: parts.batcher.waiting,
            state=state,
            holds=Currency(parts.service, decisions.now).holds,
            decided=decisions.now,
            forget=parts.memory.drop_hot,
            service=parts.service,
            pages_made=parts.translator.made,
            explain=PageExplainer(parts.service, page_settings(settings, engine)).explain,
            compose=parts.translator.compose,
            refresh=parts.refresh,
            routing=parts.routing,
        )
