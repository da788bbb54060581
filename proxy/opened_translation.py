"""What the pages' half of the proxy gives to its HTTP half and to the desk, once it is open."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from cache.statistics import Snapshot
from proxy.composed_page import ComposePage
from proxy.explaining import ExplainPage
from proxy.figures import EngineFigures
from proxy.live_routing import LiveRouting
from proxy.page_translator import PageTranslator
from proxy.pages_made import PagesMade
from proxy.readiness import EngineState
from translation.routed import RoutedService


async def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Translation:
    """What the pages' half gives: a translator, what its pages are made with, and what to show of it."""

    translator: PageTranslator
    revision: Callable[[], str]
    """Changes whenever remembered pages must be made anew."""
    snapshots: Callable[[], tuple[Snapshot, ...]] = lambda: ()
    figures: Callable[[], Mapping[str, object]] = dict
    engine: Callable[[], EngineFigures] = EngineFigures
    waiting: Callable[[], int] = lambda: 0
    """How many sentences wait for the engine."""
    state: Callable[[], EngineState] = EngineState
    holds: Callable[[str], bool] = lambda _made_of: True
    """Whether a page that was made of this would be made the same now; may take milliseconds, in a thread."""
    decided: Callable[[], object] = object
    """What editors have decided: as long as it is one and the same object, pages that hold go on to hold."""
    forget: Callable[[], None] = lambda: None
    """Drops what is kept in memory of translations: they were purged on disk."""
    explain: ExplainPage | None = None
    """Says why each segment of a page reads as it does."""
    compose: ComposePage | None = None
    """Makes a page together with all that is known of its segments; None where only pages can be had."""
    refresh: Callable[[], Awaitable[None]] = _nothing
    """Takes what editors changed a moment ago, at once."""
    routing: LiveRouting | None = None
    """Which model translates which language; None where there is nothing to choose."""
    service: RoutedService | None = None
    """Translates texts that stand on no page; None where only pages can be had."""
    pages_made: PagesMade = field(default_factory=PagesMade)
    """Tells who wants to hear it which public page was made, and of what."""


OpenTranslation = Callable[[], AbstractAsyncContextManager[Translation]]
